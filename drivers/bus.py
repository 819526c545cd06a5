"""One wire with the stations on it: asks them in turn, for ever, and carries writes between.

It refuses to know what a value means to the farm.
"""

from drivers.outcome import WriteOutcome
from farm.link import BusState


class Bus:
    """One task (`run`) owns the wire; everybody else talks to it through `write` and `state`."""

    id: str

    async def run(self) -> None:
        """Poll for ever; opens and reopens the wire by itself; ends only by cancellation."""
        raise NotImplementedError

    async def write(self, device_id: str, key: str, value: float) -> WriteOutcome:
        """Bring an output to `value` (unit of its tag), ahead of polls; never raises for a fault."""
        raise NotImplementedError

    def state(self) -> BusState:
        """Counts since start."""
        raise NotImplementedError
