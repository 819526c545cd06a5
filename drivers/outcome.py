"""What became of one write: confirmed by a read-back, or failed with a reason.

It refuses to know who wanted it.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class WriteOutcome:
    """`actual`: what was read back last, in the unit of the output tag; None if nothing was.

    `attempts`: writes put on the wire (0…3); the words of a start sequence count from their second
    time on. `reason`: empty when confirmed, else a short word: `not_allowed`, `superseded`,
    `no_wire`, `identity`, `no_reply`, `wrong_echo`, `exception_N`, `read_back_differs`,
    `drive_fault` (a fault stands; it is never reset from here), `drive_not_ready` (in local, or it
    does not follow its start sequence) …
    """

    stage: Literal["confirmed", "failed"]
    actual: float | None
    reason: str
    attempts: int

    @property
    def is_confirmed(self) -> bool:
        """True when the device was seen to hold the value."""
        return self.stage == "confirmed"
