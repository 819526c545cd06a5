"""Orders to the edge computer and wishes of people: killed, stalled, its disk, its clock, hands.

It refuses to know how they are carried out (trials.process).
"""

from typing import Any, Literal

from pydantic import Field

from farm.link import Act
from trials.orders.order import Lasting, Order, Seconds

BACK_S = 40.0
"""A killed process is started again, ready and steady within this, s (safety 3.9, twice over)."""


class Kill(Order):
    """The controller's process is killed, `times` at instants drawn within `for_s`."""

    do: Literal["kill"]
    times: int = Field(1, ge=1, le=1000)
    for_s: Seconds = 0.0

    @property
    def ends_s(self) -> float | None:
        """When the last one's successor stands."""
        return self.at_s + self.for_s + BACK_S


class BoxOff(Order):
    """The edge computer is without power for `for_s`, then boots; unsynced bytes are lost."""

    do: Literal["box_off"]
    times: int = Field(1, ge=1, le=1000)
    within_s: Seconds = 0.0
    """With several: drawn within this."""
    for_s: Seconds

    @property
    def ends_s(self) -> float | None:
        """When the last boot's controller stands."""
        return self.at_s + self.within_s + self.for_s + 2 * BACK_S


class Stall(Order):
    """The event loop stands still: something blocks it for `for_s`."""

    do: Literal["stall"]
    for_s: Seconds

    @property
    def ends_s(self) -> float | None:
        """When it goes on, or its successor does."""
        return self.at_s + self.for_s + BACK_S


class BreakTask(Order):
    """A task of the controller raises: by its name, or `each` in turn, `every_s` apart."""

    do: Literal["break_task"]
    task: str
    every_s: Seconds = 20.0


class DiskMood(Lasting):
    """The disk is full, fails, is read-only, is locked by another program, or is slow."""

    do: Literal["disk"]
    mood: Literal["full", "error", "read_only", "locked", "slow"]
    slow_s: Seconds = 5.0


class LongReader(Lasting):
    """Somebody opens the state database to read and forgets it."""

    do: Literal["reader"]


class ClockStep(Order):
    """The system's clock is set by so many seconds; at 0 it is wrong from the start."""

    do: Literal["clock"]
    by_s: float = Field(ge=-4e9, le=4e9)


class Leak(Order):
    """From here on every process of the controller grows by so much."""

    do: Literal["memory_leak"]
    mb_min: float = Field(gt=0, le=1000)


class Uplink(Lasting):
    """The way to the office is cut: no page, no books, no wishes."""

    do: Literal["uplink"]


class Ask(Order):
    """A person's wish, as the dashboard would send it. `id`: the same twice is a replay."""

    do: Literal["ask"]
    what: Act
    who: str = "operator"
    second: str = ""
    id: str = ""
    old_s: float = Field(0.0, ge=-86_400, le=86_400)
    """It was made so long ago."""

    def as_request(self) -> dict[str, Any]:
        """With the act whole: its name is its default."""
        return {**super().as_request(), "what": self.what.model_dump()}


BOX_ORDERS = frozenset(
    {
        "kill",
        "box_off",
        "stall",
        "break_task",
        "disk",
        "reader",
        "clock",
        "memory_leak",
        "uplink",
        "ask",
    }
)
"""What `trials.process` carries out; all else is for the simulator's control."""
