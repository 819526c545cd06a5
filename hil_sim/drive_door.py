"""One drive of the plant as its registers reach it: state, set-point, command, and what it does
when nobody talks to it any more.

It refuses to know any register.
"""

from collections.abc import Callable

from hil_sim.binding import CAUSE_WATCHDOG, CAUSE_WIRE, Binding
from hil_sim.codec import u16
from hil_sim.plant.drives import FAULTED, FORWARD
from hil_sim.registers import Area, Table

RUN, STOP, COAST, RESET = 1, 5, 6, 7
"""What the plant's drives understand."""


class DriveDoor:
    """One drive of the plant as its registers reach it."""

    def __init__(self, binding: Binding) -> None:
        """The drive that the device's tags name."""
        found = binding.drive()
        if found is None:
            raise ValueError(f"device {binding.device.id} carries no tag of a pump or fan")
        self._binding = binding
        self._drives, self._system, self._column = found

    def powered(self) -> bool:
        """Whether the keypad is lit."""
        return bool(self._drives.powered[self._system, self._column])

    def state(self) -> int:
        """State as the GD20 numbers it."""
        return self._drives.state(self._system, self._column)

    def runs(self) -> bool:
        """Whether the motor is told to turn."""
        return self.state() == FORWARD

    def tripped(self) -> bool:
        """Whether a fault stands."""
        return self.state() == FAULTED

    def fault(self) -> int:
        """Fault code; a held tag shows what it holds."""
        return int(self._drives.fault[self._system, self._column])

    def set_hz(self) -> float:
        """Set-point."""
        return float(self._drives.set_hz[self._system, self._column])

    def output_hz(self) -> float:
        """Frequency at the motor, as shown."""
        return self._binding.shown("output_hz", 0.0)

    def amperes(self) -> float:
        """Motor current, as shown."""
        return self._binding.shown("current_a", 0.0)

    def put_hz(self, hz: float) -> None:
        """Take a set-point."""
        self._drives.set_hz[self._system, self._column] = hz
        self._tell(CAUSE_WIRE)

    def command(self, word: int, cause: str = CAUSE_WIRE) -> None:
        """Run, stop, coast or reset; a tripped drive takes a reset only."""
        if self.tripped() and word != RESET:
            return
        self._drives.command(self._system, self._column, word)
        self._tell(cause)

    def trip(self, code: int) -> None:
        """Stop with a fault."""
        self._drives.trip(self._system, self._column, code)
        self._tell(CAUSE_WATCHDOG)

    def _tell(self, cause: str) -> None:
        wanted = self._drives.wanted(self._system, self._column)
        for entry in self._binding.outputs.values():
            self._binding.contacts.set(entry.tag, wanted, self._binding.now_s, cause)


class DriveWatch:
    """A drive's own watch over its line; it begins with the first request it hears."""

    def __init__(
        self, binding: Binding, timeout_s: Callable[[], float], lost: Callable[[], None]
    ) -> None:
        """`timeout_s`: 0 is off. `lost`: what it does when nothing was heard that long."""
        self._binding, self._timeout_s, self._lost = binding, timeout_s, lost
        self._heard_s: float | None = None

    def heard(self, at_s: float) -> None:
        """A valid request came."""
        self._heard_s = at_s

    def due(self, at_s: float) -> None:
        """Look at the time."""
        timeout_s = self._timeout_s()
        if self._heard_s is None or timeout_s <= 0 or at_s - self._heard_s <= timeout_s:
            return
        self._binding.now_s = self._heard_s + timeout_s
        self._heard_s = None
        self._lost()


class Parameters:
    """Parameters of a drive: words kept as keypad or line left them."""

    def __init__(
        self, table: Table, words: dict[int, int], named: dict[str, tuple[int, float]]
    ) -> None:
        """`words`: content by wire address; `named`: address and counts per unit, for a keypad."""
        self.words = words
        for key, (wire, scale) in named.items():
            table.keypad[key] = self._key(wire, scale)
        for wire in words:
            table.holds(Area.HOLDING, wire, 1, self._read(wire))
            table.takes(Area.HOLDING, wire, self._keep(wire))

    def _key(self, wire: int, scale: float) -> Callable[[float], float]:
        def press(value: float) -> float:
            before, self.words[wire] = self.words[wire] / scale, round(scale * value)
            return before

        return press

    def _read(self, wire: int) -> Callable[[], bytes]:
        return lambda: u16(self.words[wire])

    def _keep(self, wire: int) -> Callable[[int], None]:
        def keep(word: int) -> None:
            self.words[wire] = word

        return keep
