"""One wire with the stations on it, as the rest of the program sees it.

It refuses to know what a value means to the farm, and which protocol runs on it.
"""

from typing import Protocol

from drivers.outcome import WriteOutcome
from drivers.station import Finding
from farm.link import BusState


class Bus(Protocol):
    """One task (`run`) owns the wire; everybody else talks to it through the other methods."""

    id: str

    async def run(self) -> None:
        """Poll for ever; opens and reopens the wire by itself; ends only by cancellation."""
        ...

    async def write(
        self, device_id: str, key: str, value: float, *, pressing: bool = False
    ) -> WriteOutcome:
        """Bring an output to `value` (unit of its tag), ahead of polls; a fault is an outcome.

        `pressing`: tried now and then on a device whose writes are held (drivers.astray).
        """
        ...

    def state(self) -> BusState:
        """Counts since start; `stations` may be a few seconds old.

        `asked`: polls that fell due and whose period is over (drivers.schedule); `answered` +
        `missed` = `asked`; `on_time`: answered before the next one fell due. `wrong_rejected`:
        frames or stretches of bytes that were thrown away. `worst_reply_ms`: longest time from
        the end of a request to the end of its answer, late answers included.
        """
        ...

    def findings(self) -> list[Finding]:
        """Settings found on devices that differ from what their profiles demand."""
        ...
