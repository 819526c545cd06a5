"""Registers of INVT, Delta and Schneider converters, typed from their manuals.

It refuses to know what the motor turns.
"""

from collections.abc import Callable

from hil_sim.binding import Binding
from hil_sim.codec import u16
from hil_sim.drive_door import COAST, RESET, RUN, STOP, DriveDoor, DriveWatch, Parameters
from hil_sim.registers import ILLEGAL_VALUE, Area, Refused, Table, constant

GD20_IDENTITY = 0x0106
HIGHEST_CENTIHERTZ = 5000
COMMANDS = (1, 2, 3, 4, 5, 6, 7, 8)
RPM_PER_HZ = 29.0
"""Four-pole motor with slip."""
GD20_CE, DELTA_CE10, ATV_SLF1 = 18, 58, 5
"""Fault codes of a lost line: INVT CE, Delta CE10, Altivar Modbus interruption."""


def invt_gd20(binding: Binding) -> Table:
    """GD20: command 0x2000, set-point 0x2001 in 0.01 Hz, state 0x2100, running values 0x3000."""
    table, drive = Table(frozenset({3, 6, 16})), DriveDoor(binding)

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
    table.holds(Area.HOLDING, 0x3000, 1, lambda: u16(100.0 * drive.output_hz()))
    table.holds(Area.HOLDING, 0x3001, 1, lambda: u16(100.0 * drive.set_hz()))
    table.holds(Area.HOLDING, 0x3002, 1, constant(5400))
    table.holds(Area.HOLDING, 0x3003, 1, lambda: u16(7.6 * drive.output_hz()))
    table.holds(Area.HOLDING, 0x3004, 1, lambda: u16(10.0 * drive.amperes()))
    table.holds(Area.HOLDING, 0x3005, 1, lambda: u16(RPM_PER_HZ * drive.output_hz()))
    for wire in range(0x3006, 0x300C):
        table.holds(Area.HOLDING, wire, 1, constant(0))
    table.holds(Area.HOLDING, 0x5000, 1, lambda: u16(drive.fault()))
    _gd20_doors(table, drive)
    _gd20_watch(table, binding, drive)
    return table


def _gd20_doors(table: Table, drive: DriveDoor) -> None:
    def command(word: int) -> None:
        if word not in COMMANDS:
            raise Refused(ILLEGAL_VALUE)
        drive.command(word)

    table.takes(Area.HOLDING, 0x2000, command)
    _centihertz(table, drive)


def _centihertz(table: Table, drive: DriveDoor) -> None:
    def set_point(word: int) -> None:
        if word > HIGHEST_CENTIHERTZ:
            raise Refused(ILLEGAL_VALUE)
        drive.put_hz(word / 100.0)

    table.takes(Area.HOLDING, 0x2001, set_point)


def _gd20_watch(table: Table, binding: Binding, drive: DriveDoor) -> None:
    """P00.01, P00.06, P14.04 (0.1 s) and P14.05 as commissioned: 0 trip, 1 go on, 2 and 3 stop."""
    told = binding.device.settings
    time = round(10 * told.get("comm_loss_time", 0.0))
    action = round(told.get("comm_loss_action", 0.0))
    named = {"comm_loss_time": (0x0E04, 10.0), "comm_loss_action": (0x0E05, 1.0)}
    kept = Parameters(table, {0x0001: 2, 0x0006: 8, 0x0E04: time, 0x0E05: action}, named)

    def lost() -> None:
        if kept.words[0x0E05] == 0:
            drive.trip(GD20_CE)
        elif kept.words[0x0E05] in (2, 3):
            drive.command(STOP, "watchdog")

    table.clock = DriveWatch(binding, lambda: kept.words[0x0E04] / 10.0, lost)


def delta_vfd_e(binding: Binding) -> Table:
    """VFD-E: as the whole family, current in 0.1 A."""
    return _delta(binding, 10.0)


def delta_ms300(binding: Binding) -> Table:
    """MS300: as the whole family, current in 0.01 A."""
    return _delta(binding, 100.0)


def _delta(binding: Binding, counts_a: float) -> Table:
    """Command 0x2000 (bits 1-0: 1 stop, 2 run), 0x2001 in 0.01 Hz, fault 0x2100, status 0x2101."""
    table, drive = Table(frozenset({3, 6, 16})), DriveDoor(binding)

    def status() -> int:
        coasting = 0x01 if drive.output_hz() > 0 and not drive.tripped() else 0x00
        return 0x0500 | (0x03 if drive.runs() else coasting)

    def command(word: int) -> None:
        order = {1: STOP, 2: RUN}.get(word & 0x03)
        if order is not None:
            drive.command(order)

    table.at_request = lambda area, address, count: drive.powered()
    table.holds(Area.HOLDING, 0x2100, 1, lambda: u16(binding.shown("fault", drive.fault())))
    table.holds(Area.HOLDING, 0x2101, 1, lambda: u16(status()))
    table.holds(Area.HOLDING, 0x2102, 1, lambda: u16(100.0 * drive.set_hz()))
    table.holds(Area.HOLDING, 0x2103, 1, lambda: u16(100.0 * drive.output_hz()))
    table.holds(Area.HOLDING, 0x2104, 1, lambda: u16(counts_a * drive.amperes()))
    table.holds(Area.HOLDING, 0x2105, 1, lambda: u16(10.0 * binding.shown("bus_v", 540.0)))
    table.holds(Area.HOLDING, 0x2106, 1, lambda: u16(10.0 * binding.shown("output_v", 380.0)))
    table.takes(Area.HOLDING, 0x2000, command)
    table.takes(Area.HOLDING, 0x2002, lambda word: drive.command(RESET) if word & 2 else None)
    _centihertz(table, drive)
    _delta_watch(table, binding, drive)
    return table


def _delta_watch(table: Table, binding: Binding, drive: DriveDoor) -> None:
    """09-02: 0 warn and go on, 1 ramp stop, 2 coast, 3 silent; 09-03 in 0.1 s, 0 is off."""
    told = binding.device.settings
    action, time = told.get("comm_loss_action", 3.0), told.get("comm_loss_time", 0.0)
    named = {"comm_loss_action": (0x0902, 1.0), "comm_loss_time": (0x0903, 10.0)}
    kept = Parameters(table, {0x0902: round(action), 0x0903: round(10 * time)}, named)

    def lost() -> None:
        if kept.words[0x0902] in (1, 2):
            drive.trip(DELTA_CE10)

    table.clock = DriveWatch(binding, lambda: kept.words[0x0903] / 10.0, lost)


def schneider_atv320(binding: Binding) -> Table:
    """ATV320: CMD 8501 takes 6, 7, 15 in turn; LFR 8502 in 0.1 Hz; ETA 3201, RFR 3202, LCR 3204."""
    table, drive = Table(frozenset({3, 6, 16})), DriveDoor(binding)
    word = {"command": 15 if drive.runs() else 0}
    onward = {0: (6,), 6: (6, 7), 7: (6, 7, 15), 15: (6, 7, 15)}

    def status() -> int:
        if drive.tripped():
            return 0x18
        return {0: 0x50, 6: 0x31, 7: 0x33, 15: 0x37}[word["command"]]

    def command(value: int) -> None:
        if value not in (0, 6, 7, 15, 128):
            raise Refused(ILLEGAL_VALUE)
        if value == 128:
            drive.command(RESET)
            value = 0
        elif drive.tripped() or (value != 0 and value not in onward[word["command"]]):
            return
        word["command"] = value
        drive.command({15: RUN, 7: STOP}.get(value, COAST))

    def set_point(value: int) -> None:
        if value > HIGHEST_CENTIHERTZ // 10:
            raise Refused(ILLEGAL_VALUE)
        drive.put_hz(value / 10.0)

    _atv_shows(table, binding, drive, status)
    table.holds(Area.HOLDING, 8501, 1, lambda: u16(word["command"]))
    table.holds(Area.HOLDING, 8502, 1, lambda: u16(10.0 * drive.set_hz()))
    table.takes(Area.HOLDING, 8501, command)
    table.takes(Area.HOLDING, 8502, set_point)
    _atv_watch(table, binding, drive, word)
    return table


def _atv_shows(table: Table, binding: Binding, drive: DriveDoor, status: Callable[[], int]) -> None:
    table.at_request = lambda area, address, count: drive.powered()
    table.holds(Area.HOLDING, 3201, 1, lambda: u16(status()))
    table.holds(Area.HOLDING, 3202, 1, lambda: u16(10.0 * drive.output_hz()))
    table.holds(Area.HOLDING, 3203, 1, constant(0))
    table.holds(Area.HOLDING, 3204, 1, lambda: u16(10.0 * drive.amperes()))
    for wire in range(3102, 3106):
        table.holds(Area.HOLDING, wire, 1, constant(0))
    table.holds(Area.HOLDING, 7121, 1, lambda: u16(binding.shown("fault", drive.fault())))


def _atv_watch(table: Table, binding: Binding, drive: DriveDoor, word: dict[str, int]) -> None:
    """ttO 6005 in 0.1 s, 10 s from the factory; commissioned for this site: SLL falls back and
    runs on; not commissioned: it trips and coasts."""
    told = binding.device.settings
    time = round(10 * told.get("comm_loss_time", 10.0))
    kept = Parameters(table, {6005: time}, {"comm_loss_time": (6005, 10.0)})

    def lost() -> None:
        if "comm_loss_time" not in told:
            word["command"] = 0
            drive.trip(ATV_SLF1)

    table.clock = DriveWatch(binding, lambda: kept.words[6005] / 10.0, lost)
