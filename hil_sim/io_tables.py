"""Registers of RIO-1, our own specification for the panel builder, and its watchdog.

It refuses to know what the contacts switch.
"""

from collections.abc import Callable

from farm.site import OutputRule
from hil_sim.binding import CAUSE_WATCHDOG, Binding
from hil_sim.codec import u16, u32_abcd
from hil_sim.registers import ILLEGAL_VALUE, Area, Refused, Table, constant
from hil_sim.relay_tables import Coils

NOT_FITTED = 0xFFFF
RIO_IDENTITY = 0x5249
RIO_WATCHDOG_S = 10
"""As commissioned; the factory sends 0."""
RIO_AI, RIO_AO, RIO_BITS, RIO_COUNTERS = 48, 24, 64, 4
LOWEST_MA, HIGHEST_MA = 0.0, 22.0


class Rio:
    """RIO-1: 48 currents in, 24 out, 64 coils, 64 contacts, and a watchdog of its own."""

    def __init__(self, binding: Binding, rules: tuple[OutputRule, ...]) -> None:
        """Commissioned for this site: safe values are those of the site's output rules."""
        self._binding = binding
        self.coils = Coils(binding, [f"do{number}" for number in range(RIO_BITS)])
        self.currents = [
            binding.output_milliamps(f"ao{n}") if f"ao{n}" in binding.outputs else 4.0
            for n in range(RIO_AO)
        ]
        safe = {rule.quantity: rule.safe for rule in rules}
        self.safe_bits = [self._safe_bit(f"do{n}", safe) for n in range(RIO_BITS)]
        self.safe_ma = [self._safe_ma(f"ao{n}", safe) for n in range(RIO_AO)]
        self.watchdog_s = RIO_WATCHDOG_S
        self.boots = 1
        self.tripped = False
        self._heard_s: float | None = None

    def _safe_bit(self, key: str, safe: dict[str, float]) -> bool:
        entry = self._binding.outputs.get(key)
        if entry is None:
            return False
        return (safe.get(entry.tag.partition(".")[2], 0.0) > 0.5) != entry.invert

    def _safe_ma(self, key: str, safe: dict[str, float]) -> float:
        entry = self._binding.outputs.get(key)
        if entry is None or entry.span is None:
            return 4.0
        low, high = entry.span
        return 4.0 + 16.0 * (safe.get(entry.tag.partition(".")[2], low) - low) / (high - low)

    def set_watchdog(self, seconds: float) -> float:
        """At the panel; what it was before, s."""
        before, self.watchdog_s = self.watchdog_s, round(seconds)
        return float(before)

    def put_ma(self, number: int, current_ma: float, cause: str = "wire") -> None:
        """Move one analogue output."""
        self.currents[number] = current_ma
        self._binding.move_milliamps(f"ao{number}", current_ma, cause)

    def heard(self, at_s: float) -> None:
        """A valid request came: the watchdog starts again."""
        self._heard_s = at_s
        self.tripped = False

    def due(self, at_s: float) -> None:
        """Let the watchdog look at the time; it arms itself with the first request."""
        if self._heard_s is None or self.watchdog_s == 0 or self.tripped:
            return
        if at_s - self._heard_s <= self.watchdog_s:
            return
        self.tripped = True
        self._binding.now_s = self._heard_s + self.watchdog_s
        for number, on in enumerate(self.safe_bits):
            self.coils.put(number, on, CAUSE_WATCHDOG)
        for number, current_ma in enumerate(self.safe_ma):
            self.put_ma(number, current_ma, CAUSE_WATCHDOG)

    def restart(self) -> None:
        """The panel was without power: everything drops, the boot counter moves."""
        self.boots += 1
        self._heard_s = None
        for number in range(RIO_BITS):
            self.coils.put(number, False, "power")
        for number, current_ma in enumerate(self.safe_ma):
            self.put_ma(number, current_ma, "power")


def rio_1(binding: Binding, rio: Rio) -> Table:
    """Wire map of RIO-1; exception 3 for a current above 22 mA or a watchdog above 600 s."""
    table = Table(frozenset({1, 2, 3, 4, 5, 6, 15, 16}), clock=rio, lose_power=rio.restart)
    for number in range(RIO_AI):
        table.holds(Area.INPUT, number, 1, _input(binding, f"ai{number}"))
    for number in range(RIO_COUNTERS):
        table.holds(Area.INPUT, 0x0200 + 2 * number, 2, _pulses(binding, f"pulse{number}"))
    table.holds(Area.INPUT, 0x0100, 1, lambda: u16(rio.boots))
    for number in range(RIO_AO):
        table.holds(Area.HOLDING, number, 1, _kept(rio.currents, number))
        table.takes(Area.HOLDING, number, _analogue(rio, number))
        table.holds(Area.HOLDING, 0x0120 + number, 1, _kept(rio.safe_ma, number))
    for number in range(RIO_BITS):
        table.shows(Area.COIL, number, rio.coils.get(number))
        table.takes(Area.COIL, number, rio.coils.door(number))
        table.shows(Area.DISCRETE, number, _contact(binding, number))
    for row in range(RIO_BITS // 16):
        table.holds(Area.HOLDING, 0x0110 + row, 1, _mask(rio, row))

    def watchdog(word: int) -> None:
        if word > 600:
            raise Refused(ILLEGAL_VALUE)
        rio.watchdog_s = word

    table.keypad["watchdog_s"] = rio.set_watchdog
    table.holds(Area.HOLDING, 0x0100, 1, lambda: u16(rio.watchdog_s))
    table.takes(Area.HOLDING, 0x0100, watchdog)
    table.holds(Area.HOLDING, 0x0101, 1, constant(RIO_IDENTITY))
    return table


def _input(binding: Binding, key: str) -> Callable[[], bytes]:
    if not binding.fitted(key):
        return constant(NOT_FITTED)

    def read() -> bytes:
        current_ma = binding.milliamps(key)
        return u16(1000.0 * current_ma) if current_ma == current_ma else u16(NOT_FITTED)

    return read


def _pulses(binding: Binding, key: str) -> Callable[[], bytes]:
    return lambda: u32_abcd(binding.pulses(key))


def _kept(currents: list[float], number: int) -> Callable[[], bytes]:
    return lambda: u16(1000.0 * currents[number])


def _analogue(rio: Rio, number: int) -> Callable[[int], None]:
    def take(word: int) -> None:
        if not LOWEST_MA <= word / 1000.0 <= HIGHEST_MA:
            raise Refused(ILLEGAL_VALUE)
        rio.put_ma(number, word / 1000.0)

    return take


def _contact(binding: Binding, number: int) -> Callable[[], bool]:
    return lambda: binding.bit(f"di{number}")


def _mask(rio: Rio, row: int) -> Callable[[], bytes]:
    def read() -> bytes:
        bits = rio.safe_bits[16 * row : 16 * row + 16]
        return u16(sum(1 << place for place, on in enumerate(bits) if on))

    return read
