"""Coils and inputs of boards without a watchdog of their own: Waveshare, Advantech, Moxa.

It refuses to know what the contacts switch.
"""

from collections.abc import Callable

from hil_sim.binding import Binding
from hil_sim.codec import u16
from hil_sim.registers import ILLEGAL_VALUE, Area, Refused, Table

CAUSE_POWER = "power"
ALL, ON, TOGGLE = 0x00FF, 0xFF00, 0x5500
FLASH_ON = 0x0200
PULSE_S = 0.1
"""What one count of a flash is worth (board wiki)."""
LONGEST = 0x7FFF


class Coils:
    """Coils of one board: mapped ones move outputs, the others only remember."""

    def __init__(self, binding: Binding, names: list[str]) -> None:
        """`names`: point key of each coil, in order."""
        self._binding, self.names = binding, names
        self.states = [
            binding.output_bit(name) if name in binding.outputs else False for name in names
        ]

    def get(self, number: int) -> Callable[[], bool]:
        """Read one coil."""
        return lambda: self.states[number]

    def put(self, number: int, on: bool, cause: str = "wire") -> None:
        """Move one coil."""
        self.states[number] = on
        self._binding.move_bit(self.names[number], on, cause)

    def drop(self) -> None:
        """The board was without power: every relay falls."""
        for number in range(len(self.names)):
            self.put(number, False, CAUSE_POWER)

    def door(self, number: int) -> Callable[[int], None]:
        """Write one coil."""
        return lambda word: self.put(number, bool(word))


class Flashes:
    """Relays that go off by themselves, each at its own time."""

    def __init__(self, coils: Coils) -> None:
        """None on."""
        self._coils = coils
        self._off_s: dict[int, float] = {}

    def start(self, number: int, seconds: float, at_s: float) -> None:
        """On now, off after `seconds`; a second one begins anew."""
        self._coils.put(number, True)
        self._off_s[number] = at_s + seconds

    def forget(self, number: int) -> None:
        """Switched by hand: it stays."""
        self._off_s.pop(number, None)

    def heard(self, at_s: float) -> None:
        """Nothing hangs on being spoken to."""

    def due(self, at_s: float) -> None:
        """Let those go whose time is over."""
        for number in [n for n, off_s in self._off_s.items() if off_s <= at_s]:
            del self._off_s[number]
            self._coils.put(number, False, "flash")


def waveshare_relay(binding: Binding) -> Table:
    """Eight relays: FC01 reads 0-7; FC05 on, off, toggle 0x5500, all at 0x00FF, and on for
    N × 100 ms at 0x0200 + n; FC15."""
    coils = Coils(binding, [f"relay{number}" for number in range(8)])
    flashes = Flashes(coils)
    table = Table(frozenset({1, 5, 15}), clock=flashes, lose_power=coils.drop)
    for number in range(8):
        table.shows(Area.COIL, number, coils.get(number))
        table.takes(Area.COIL, number, _by_hand(coils, flashes, number))

    def unusual(pdu: bytes) -> bytes | None:
        address, value = int.from_bytes(pdu[1:3], "big"), int.from_bytes(pdu[3:5], "big")
        if pdu[0] != 5 or (value in (ON, 0) and address < 8):
            return None
        if FLASH_ON <= address < FLASH_ON + 8 and 1 <= value <= LONGEST:
            flashes.start(address - FLASH_ON, PULSE_S * value, binding.now_s)
            return pdu[:5]
        _switch(coils, flashes, address, value)
        return pdu[:5]

    table.unusual = unusual
    return table


def _by_hand(coils: Coils, flashes: Flashes, number: int) -> Callable[[int], None]:
    def door(word: int) -> None:
        flashes.forget(number)
        coils.put(number, bool(word))

    return door


def _switch(coils: Coils, flashes: Flashes, address: int, value: int) -> None:
    if address not in (*range(8), ALL) or value not in (ON, 0, TOGGLE):
        raise Refused(ILLEGAL_VALUE)
    for number in range(8) if address == ALL else (address,):
        flashes.forget(number)
        coils.put(number, not coils.states[number] if value == TOGGLE else value == ON)


def adam_6050(binding: Binding) -> Table:
    """Twelve inputs at wire 0-11 (FC01 and FC02), six outputs at wire 16-21 (FC01, 05, 15)."""
    coils = Coils(binding, [f"do{number}" for number in range(6)])
    table = Table(frozenset({1, 2, 5, 15}), lose_power=coils.drop)
    for number in range(12):
        table.shows(Area.COIL, number, _contact(binding, number))
        table.shows(Area.DISCRETE, number, _contact(binding, number))
    for number in range(6):
        table.shows(Area.COIL, 16 + number, coils.get(number))
        table.takes(Area.COIL, 16 + number, coils.door(number))
    return table


def iologik_e1214(binding: Binding) -> Table:
    """Six inputs (FC02) and six relays (FC01, 05, 15), both from 0."""
    coils = Coils(binding, [f"relay{number}" for number in range(6)])
    table = Table(frozenset({1, 2, 5, 15}), lose_power=coils.drop)
    for number in range(6):
        table.shows(Area.DISCRETE, number, _contact(binding, number))
        table.shows(Area.COIL, number, coils.get(number))
        table.takes(Area.COIL, number, coils.door(number))
    return table


def iologik_e1240(binding: Binding) -> Table:
    """Eight raw words, input registers 0-7."""
    return _raw(binding, Area.INPUT, 4)


def adam_6017(binding: Binding) -> Table:
    """Eight raw words, 40001-40008."""
    return _raw(binding, Area.HOLDING, 3)


def _raw(binding: Binding, area: Area, function: int) -> Table:
    table = Table(frozenset({function}))
    for number in range(8):
        table.holds(area, number, 1, _word(binding, f"raw{number}"))
    return table


def _word(binding: Binding, key: str) -> Callable[[], bytes]:
    return lambda: u16(binding.shown(key, 0.0))


def _contact(binding: Binding, number: int) -> Callable[[], bool]:
    return lambda: binding.bit(f"di{number}")
