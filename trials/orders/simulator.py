"""Orders that the simulator's control takes: wires, frozen tags, the plant, meals, panels.

It refuses to know how they are carried out (hil_sim.control).
"""

from typing import Literal

from pydantic import Field

from hil_sim.mishaps import MISHAPS
from hil_sim.wire_faults import WireFaults
from trials.orders.order import Lasting, Order


class Fault(Lasting):
    """A station misbehaves on its wire (`kind`), or somebody was at its keypad (`setting`)."""

    do: Literal["fault"]
    device: str
    kind: str = ""
    value: float | None = None
    setting: dict[str, float] = Field(default_factory=dict)

    def unknown(self) -> tuple[str, set[str]] | None:
        """The kind."""
        kinds = set(WireFaults.__dataclass_fields__)
        return None if self.setting or self.kind in kinds else (self.kind, kinds)


class Clear(Order):
    """A station is well again on its wire."""

    do: Literal["clear"]
    device: str


class Freeze(Lasting):
    """An instrument shows `value`, or what it showed, whatever happens."""

    do: Literal["freeze"]
    tag: str
    value: float | None = None


class Free(Order):
    """An instrument follows the plant again."""

    do: Literal["free"]
    tag: str


class Drift(Order):
    """An instrument drifts by this an hour from now on; 0 stops it where it is."""

    do: Literal["drift"]
    tag: str
    per_h: float

    @property
    def ends_s(self) -> float | None:
        """It stays."""
        return None


class Mishap(Lasting):
    """Something happens to the plant itself (hil_sim.mishaps)."""

    do: Literal["plant"]
    what: str
    place: str = ""
    value: float | None = None

    def unknown(self) -> tuple[str, set[str]] | None:
        """What happens."""
        return None if self.what in MISHAPS else (self.what, set(MISHAPS))


class Meal(Order):
    """Feed by hand: grams into one tank, or a part of the day's ration into every tank."""

    do: Literal["meal"]
    tank: str = ""
    grams: float | None = None
    part: float | None = None
    minutes: float | None = None


class Restart(Order):
    """An I/O panel starts again."""

    do: Literal["restart"]
    device: str


class Forget(Order):
    """The plant's accounts begin anew: the lowest, the longest."""

    do: Literal["forget"]
