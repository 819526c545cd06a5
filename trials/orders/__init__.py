"""Orders of a scenario, a file for each family.

A new family is a file here and its names in `AnyOrder`; it refuses to know scenarios.
"""

from typing import Annotated

from pydantic import Field

from trials.orders.instruments import Instrument, Mended, Raw
from trials.orders.order import Lasting, Order, Seconds
from trials.orders.simulator import (
    Clear,
    Drift,
    Fault,
    Forget,
    Free,
    Freeze,
    Meal,
    Mishap,
    Restart,
)
from trials.orders.software import (
    Ask,
    BoxOff,
    BreakTask,
    ClockStep,
    DiskMood,
    Kill,
    Leak,
    LongReader,
    Stall,
    Uplink,
)
from trials.orders.wires import Foreign, Line, Power

AnyOrder = Annotated[
    # the simulator's control
    Fault | Clear | Freeze | Free | Drift | Mishap | Meal | Restart | Forget
    # instruments
    | Instrument | Mended | Raw
    # wires
    | Line | Foreign | Power
    # the edge computer and people
    | Kill | BoxOff | Stall | BreakTask | DiskMood | LongReader | ClockStep | Leak | Uplink | Ask,
    Field(discriminator="do"),
]  # fmt: skip
"""Everything a scenario may order, told apart by `do`."""

__all__ = ["AnyOrder", "Lasting", "Order", "Seconds"]
