"""What became of one write: confirmed by a read-back, or failed with a reason.

It refuses to know who wanted it.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class WriteOutcome:
    """`actual`: what was read back last, in the unit of the output tag; None if nothing was.

    `attempts`: writes put on the wire (0…3). `reason`: empty when confirmed, else a short word:
    `not_allowed`, `superseded`, `no_connection`, `identity`, `no_reply`, `exception_N`,
    `read_back_differs`, `shutdown` …
    """

    stage: Literal["confirmed", "failed"]
    actual: float | None
    reason: str
    attempts: int

    @property
    def is_confirmed(self) -> bool:
        """True when the device was seen to hold the value."""
        return self.stage == "confirmed"
