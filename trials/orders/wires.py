"""Orders about wires: a whole bus fails, another master writes, a board loses its power.

It refuses to know how they are carried out (hil_sim.wire_orders).
"""

from typing import Literal

from pydantic import Field

from hil_sim.line_faults import LineFaults
from trials.orders.order import Lasting


class Line(Lasting):
    """A whole wire fails (hil_sim.line_faults): silent, gone, noisy."""

    do: Literal["line"]
    bus: str
    kind: str
    value: float | None = None

    def unknown(self) -> tuple[str, set[str]] | None:
        """The kind."""
        kinds = set(LineFaults.__dataclass_fields__)
        return None if self.kind in kinds else (self.kind, kinds)


class Foreign(Lasting):
    """Another master writes an output; with `every_s` again and again for `for_s`."""

    do: Literal["foreign"]
    tag: str
    value: float = 0.0
    every_s: float | None = Field(None, ge=1)

    @property
    def ends_s(self) -> float | None:
        """After its last write."""
        return self.at_s + (self.for_s or 0.0)


class Power(Lasting):
    """A board's outputs drop; it says nothing for `for_s`, then starts with its boot counter on."""

    do: Literal["power"]
    device: str

    @property
    def ends_s(self) -> float | None:
        """When it has started again."""
        return self.at_s + (self.for_s or 0.0)
