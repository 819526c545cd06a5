"""Registers of converters led by a control word: Siemens V20, Danfoss FC, ABB ACS580 and ACS355.

Typed from their manuals; it refuses to know what the motor turns.
"""

from collections.abc import Callable

from hil_sim.binding import Binding
from hil_sim.codec import s16, u16
from hil_sim.drive_door import COAST, RESET, RUN, STOP, DriveDoor, DriveWatch, Parameters
from hil_sim.registers import ILLEGAL_VALUE, Area, Refused, Table, constant

INHIBITED, READY, ENABLED, TRIPPED, REMOTE = 0x40, 0x01, 0x07, 0x08, 0x0200
"""Bits of a status word: switch-on inhibited, ready, operation enabled, fault, remote."""
F72, DANFOSS_A17 = 72, 17
"""Fault of a lost line: V20 F72, Danfoss alarm 17."""
FULL = 0x4000
"""100 % of a reference, Danfoss."""


class ControlWord:
    """A drive that runs on the rising edge of bit 0 and has to see that bit low first."""

    def __init__(self, drive: DriveDoor) -> None:
        """A running drive was started by somebody; a standing one waits."""
        self._drive = drive
        self.word, self._inhibited = (0x0C7F, False) if drive.runs() else (0, True)

    def status(self) -> int:
        """Status word of the moment."""
        if self._drive.tripped():
            return REMOTE | TRIPPED | INHIBITED
        if self._drive.runs():
            return REMOTE | ENABLED | 0x30
        return REMOTE | 0x30 | (INHIBITED if self._inhibited else READY)

    def take(self, word: int) -> None:
        """Obey a control word; without bit 10 it commands nothing."""
        if not word & 0x0400:
            return
        on, was_on, self.word = bool(word & 1), bool(self.word & 1), word
        if self._drive.tripped():
            self._inhibited = True
            if word & 0x80:
                self._drive.command(RESET)
        elif not word & 0x02:
            self._inhibited = True
            self._drive.command(COAST)
        elif not on:
            self._inhibited = False
            self._drive.command(STOP)
        elif not was_on and not self._inhibited:
            self._drive.command(RUN)


def siemens_v20(binding: Binding) -> Table:
    """V20: 40003 percent × 100 of P2000, STW 40100, ZSW 40110, 40024 Hz × 100; wire is one less."""
    table, drive = Table(frozenset({3, 6, 16})), DriveDoor(binding)
    led, told = ControlWord(drive), binding.device.settings

    def percent(word: int) -> None:
        if word > 10_000:
            raise Refused(ILLEGAL_VALUE)
        drive.put_hz(word * 50.0 / 10_000)

    table.at_request = lambda area, address, count: drive.powered()
    table.holds(Area.HOLDING, 2, 1, lambda: u16(drive.set_hz() * 200.0))
    table.holds(Area.HOLDING, 23, 1, lambda: s16(100.0 * drive.output_hz()))
    table.holds(Area.HOLDING, 24, 1, lambda: s16(binding.shown("speed_rpm", 0.0)))
    table.holds(Area.HOLDING, 25, 1, lambda: u16(100.0 * drive.amperes()))
    table.holds(Area.HOLDING, 99, 1, lambda: u16(led.word))
    table.holds(Area.HOLDING, 109, 1, lambda: u16(led.status()))
    table.takes(Area.HOLDING, 2, percent)
    table.takes(Area.HOLDING, 99, led.take)
    time, action = told.get("comm_loss_time", 0.0), told.get("comm_loss_action", 0.0)
    named = {"comm_loss_time": (0, 1000.0), "comm_loss_action": (1, 1.0)}
    kept = Parameters(table, {0: round(1000 * time), 1: round(action), 15: 5000}, named)

    def lost() -> None:
        if kept.words[1]:
            drive.trip(F72)

    table.clock = DriveWatch(binding, lambda: kept.words[0] / 1000.0, lost)
    return table


def danfoss_fc(binding: Binding) -> Table:
    """FC profile: control word 50000, reference 50010, status 50200, actual 50210; wire is one
    less. 8-03 (s), 8-04 (0 off, 1 freeze, 2 stop) and 3-03 (0.001 Hz) beside them."""
    table, drive = Table(frozenset({3, 6, 16})), DriveDoor(binding)
    told = binding.device.settings

    def status() -> int:
        running = 0x0800 if drive.runs() else 0
        return REMOTE | 0x0407 | running | (TRIPPED if drive.tripped() else 0)

    def command(word: int) -> None:
        if word & 0x0400:
            coasts = not word & 0x08
            drive.command(COAST if coasts else RUN if word & 0x40 else STOP)

    def reference(word: int) -> None:
        if word > FULL:
            raise Refused(ILLEGAL_VALUE)
        drive.put_hz(word * 50.0 / FULL)

    table.at_request = lambda area, address, count: drive.powered()
    table.holds(Area.HOLDING, 50009, 1, lambda: u16(drive.set_hz() * FULL / 50.0))
    table.holds(Area.HOLDING, 50199, 1, lambda: u16(status()))
    table.holds(Area.HOLDING, 50209, 1, lambda: s16(drive.output_hz() * FULL / 50.0))
    table.holds(Area.HOLDING, 3029, 2, constant(0, 50_000))
    table.takes(Area.HOLDING, 49999, command)
    table.takes(Area.HOLDING, 50009, reference)
    action = round(told.get("comm_loss_action", 0.0))
    kept = Parameters(table, {8029: 10, 8039: action}, {"comm_loss_action": (8039, 1.0)})

    def lost() -> None:
        if kept.words[8039] == 2:
            drive.command(STOP, "watchdog")
        elif kept.words[8039] == 5:
            drive.trip(DANFOSS_A17)

    table.clock = DriveWatch(binding, lambda: float(kept.words[8029]), lost)
    return table


def abb_acs580(binding: Binding) -> Table:
    """ACS580: 400001 control word, 400002 reference, 400004 status, 400005 and 6 actual values."""
    table, led = _abb(binding)
    table.holds(Area.HOLDING, 2, 1, constant(0))
    for number in range(2):
        table.holds(Area.HOLDING, 4 + number, 1, _shown(binding, f"actual{number}"))
    table.holds(Area.HOLDING, 3, 1, lambda: u16(led.status()))
    return table


def abb_acs355(binding: Binding) -> Table:
    """ACS355: 40001 to 40004, 0103 and 0104 in 0.1, counters 5306 to 5308, 3018, 3019."""
    table, led = _abb(binding)
    told = binding.device.settings
    table.holds(Area.HOLDING, 2, 1, constant(0))
    table.holds(Area.HOLDING, 3, 1, lambda: u16(led.status()))
    table.holds(Area.HOLDING, 102, 1, lambda: u16(10.0 * binding.shown("output_hz", 0.0)))
    table.holds(Area.HOLDING, 103, 1, lambda: u16(10.0 * binding.shown("current_a", 0.0)))
    for wire, key in ((5305, "frames_ok"), (5306, "frames_crc"), (5307, "frames_uart")):
        table.holds(Area.HOLDING, wire, 1, _counted(binding, key))
    action, time = told.get("comm_loss_action", 0.0), told.get("comm_loss_time", 3.0)
    named = {"comm_loss_action": (3017, 1.0), "comm_loss_time": (3018, 10.0)}
    Parameters(table, {3017: round(action), 3018: round(10 * time)}, named)
    return table


def _abb(binding: Binding) -> tuple[Table, ControlWord]:
    """Both are only read here: what a reference is worth has no source."""
    table, drive = Table(frozenset({3, 6, 16})), DriveDoor(binding)
    led = ControlWord(drive)
    table.at_request = lambda area, address, count: drive.powered()
    table.holds(Area.HOLDING, 0, 1, lambda: u16(binding.shown("control_word", led.word)))
    table.holds(Area.HOLDING, 1, 1, _shown(binding, "reference"))
    table.takes(Area.HOLDING, 0, led.take)
    return table, led


def _shown(binding: Binding, key: str) -> Callable[[], bytes]:
    return lambda: s16(binding.shown(key, 0.0))


def _counted(binding: Binding, key: str) -> Callable[[], bytes]:
    return lambda: u16(binding.shown(key, 0.0))
