"""Registers of frequency converters, typed from their manuals: INVT GD20 and Schneider ATV320.

It refuses to know what the motor turns.
"""

from collections.abc import Callable, Mapping

from hil_sim.binding import CAUSE_WIRE, Binding
from hil_sim.codec import u16
from hil_sim.plant.drives import FAULTED, FORWARD
from hil_sim.registers import ILLEGAL_VALUE, Area, Refused, Table, constant

GD20_IDENTITY = 0x0106
HIGHEST_CENTIHERTZ = 5000
COMMANDS = (1, 2, 3, 4, 5, 6, 7, 8)
RPM_PER_HZ = 29.0
"""Four-pole motor with slip."""


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

    def fault(self) -> int:
        """Fault code; a held tag shows what it holds."""
        return int(self._drives.fault[self._system, self._column])

    def set_hz(self) -> float:
        """Set-point."""
        return float(self._drives.set_hz[self._system, self._column])

    def put_hz(self, hz: float) -> None:
        """Take a set-point."""
        self._drives.set_hz[self._system, self._column] = hz
        self._tell()

    def command(self, word: int) -> None:
        """Take a command word of the GD20."""
        if self.state() == FAULTED and word != 7:
            return
        self._drives.command(self._system, self._column, word)
        self._tell()

    def _tell(self) -> None:
        wanted = self._drives.wanted(self._system, self._column)
        for entry in self._binding.outputs.values():
            self._binding.contacts.set(entry.tag, wanted, self._binding.now_s, CAUSE_WIRE)


def invt_gd20(binding: Binding) -> Table:
    """GD20: command 0x2000, set-point 0x2001 in 0.01 Hz, state 0x2100, running values 0x3000."""
    table, drive = Table(frozenset({3, 6, 16})), DriveDoor(binding)

    def output_hz() -> float:
        return binding.shown("output_hz", 0.0)

    def state() -> int:
        held = binding.points.get("state")
        return int(binding.shown("state")) if held else drive.state()

    table.at_request = lambda area, address, count: drive.powered()
    table.holds(Area.HOLDING, 0x2000, 1, constant(0))
    table.holds(Area.HOLDING, 0x2001, 1, lambda: u16(100.0 * drive.set_hz()))
    table.holds(Area.HOLDING, 0x2100, 1, lambda: u16(state()))
    table.holds(Area.HOLDING, 0x2101, 1, constant(0))
    table.holds(Area.HOLDING, 0x2102, 1, lambda: u16(binding.shown("fault", drive.fault())))
    table.holds(Area.HOLDING, 0x2103, 1, constant(GD20_IDENTITY))
    table.holds(Area.HOLDING, 0x3000, 1, lambda: u16(100.0 * output_hz()))
    table.holds(Area.HOLDING, 0x3001, 1, lambda: u16(100.0 * drive.set_hz()))
    table.holds(Area.HOLDING, 0x3002, 1, constant(5400))
    table.holds(Area.HOLDING, 0x3003, 1, lambda: u16(7.6 * output_hz()))
    table.holds(Area.HOLDING, 0x3004, 1, lambda: u16(10.0 * binding.shown("current_a", 0.0)))
    table.holds(Area.HOLDING, 0x3005, 1, lambda: u16(RPM_PER_HZ * output_hz()))
    for wire in range(0x3006, 0x300C):
        table.holds(Area.HOLDING, wire, 1, constant(0))
    table.holds(Area.HOLDING, 0x5000, 1, lambda: u16(drive.fault()))
    _gd20_doors(table, drive)
    _gd20_parameters(table, binding.device.settings)
    return table


def _gd20_parameters(table: Table, commissioned: Mapping[str, float]) -> None:
    """P00.01, P00.06, P14.04 (0.1 s) and P14.05 as the site's commissioning left them."""
    parameters = {
        0x0001: 2,
        0x0006: 8,
        0x0E04: round(10 * commissioned.get("comm_loss_time", 0.0)),
        0x0E05: round(commissioned.get("comm_loss_action", 0.0)),
    }
    for wire in parameters:
        table.holds(Area.HOLDING, wire, 1, _kept(parameters, wire))
        table.takes(Area.HOLDING, wire, _keeps(parameters, wire))


def _kept(parameters: dict[int, int], wire: int) -> Callable[[], bytes]:
    return lambda: u16(parameters[wire])


def _keeps(parameters: dict[int, int], wire: int) -> Callable[[int], None]:
    def keep(word: int) -> None:
        parameters[wire] = word

    return keep


def _gd20_doors(table: Table, drive: DriveDoor) -> None:
    def set_point(word: int) -> None:
        if word > HIGHEST_CENTIHERTZ:
            raise Refused(ILLEGAL_VALUE)
        drive.put_hz(word / 100.0)

    def command(word: int) -> None:
        if word not in COMMANDS:
            raise Refused(ILLEGAL_VALUE)
        drive.command(word)

    table.takes(Area.HOLDING, 0x2000, command)
    table.takes(Area.HOLDING, 0x2001, set_point)


def schneider_atv320(binding: Binding) -> Table:
    """ATV320: CMD 8501 takes 6, 7, 15; LFR 8502 in 0.1 Hz; ETA 3201, RFR 3202, LCR 3204."""
    table, drive = Table(frozenset({3, 6, 16})), DriveDoor(binding)
    word = {"command": 15 if drive.state() == FORWARD else 6}

    def status() -> int:
        if drive.state() == FAULTED:
            return 0x18
        return {6: 0x31, 7: 0x33, 15: 0x37}.get(word["command"], 0x50)

    def command(value: int) -> None:
        if value not in (0, 6, 7, 15, 128):
            raise Refused(ILLEGAL_VALUE)
        word["command"] = value
        drive.command({15: 1, 128: 7}.get(value, 5))

    def set_point(value: int) -> None:
        if value > HIGHEST_CENTIHERTZ // 10:
            raise Refused(ILLEGAL_VALUE)
        drive.put_hz(value / 10.0)

    table.at_request = lambda area, address, count: drive.powered()
    table.holds(Area.HOLDING, 3201, 1, lambda: u16(status()))
    table.holds(Area.HOLDING, 3202, 1, lambda: u16(10.0 * binding.shown("output_hz", 0.0)))
    table.holds(Area.HOLDING, 3203, 1, constant(0))
    table.holds(Area.HOLDING, 3204, 1, lambda: u16(10.0 * binding.shown("current_a", 0.0)))
    table.holds(Area.HOLDING, 7121, 1, lambda: u16(drive.fault()))
    table.holds(Area.HOLDING, 8501, 1, lambda: u16(word["command"]))
    table.holds(Area.HOLDING, 8502, 1, lambda: u16(10.0 * drive.set_hz()))
    table.takes(Area.HOLDING, 8501, command)
    table.takes(Area.HOLDING, 8502, set_point)
    return table
