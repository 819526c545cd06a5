"""Registers of flow meters and level transmitters, typed from their manuals and public programs.

It refuses to know any other reading of them: what must agree are the golden frames.
"""

from collections.abc import Callable

from hil_sim.binding import Binding
from hil_sim.codec import f32_abcd, f32_cdab, s16, s32_cdab, u16
from hil_sim.registers import Area, Table, constant

Read = Callable[[], bytes]


def tuf_2000m(binding: Binding) -> Table:
    """Ultrasonic flow meter TUF-2000M: CDAB, printed register less one; FC 03 and 06 only."""
    table = Table(frozenset({3, 6}))
    for wire in range(132):
        table.holds(Area.HOLDING, wire, 1, constant(0))

    def total_m3() -> float:
        return binding.shown("total", 1000.0)

    def flow_m3_h() -> float:
        return binding.shown("flow", 0.0)

    floats: dict[int, Callable[[], float]] = {
        0: flow_m3_h,
        4: lambda: binding.shown("velocity", flow_m3_h() / 3600.0 / 0.05),
        6: lambda: 1497.0,
        32: lambda: binding.shown("inlet_temperature", 20.0),
        96: lambda: 100.0,
        112: total_m3,
        114: total_m3,
    }
    for wire, value in floats.items():
        table.holds(Area.HOLDING, wire, 2, _cdab(value))
    table.holds(Area.HOLDING, 8, 2, lambda: s32_cdab(int(total_m3())))
    table.holds(Area.HOLDING, 10, 2, lambda: f32_cdab(total_m3() % 1.0))
    table.holds(Area.HOLDING, 71, 1, lambda: u16(binding.shown("error_bits", 0.0)))
    table.holds(Area.HOLDING, 91, 1, lambda: u16(binding.shown("signal_quality", 88.0)))
    table.holds(Area.HOLDING, 92, 2, constant(1250, 1244))
    table.holds(Area.HOLDING, 1436, 2, constant(0, 0))
    table.holds(Area.HOLDING, 1438, 1, constant(3))
    table.holds(Area.HOLDING, 1441, 1, constant(binding.device.unit))
    return table


def _cdab(value: Callable[[], float]) -> Read:
    return lambda: f32_cdab(value())


def mag6000(binding: Binding) -> Table:
    """Siemens MAG 5000/6000 as one of two programs has it: flow in m³/s at 3002, ABCD."""
    table = Table(frozenset({3}))
    table.holds(Area.HOLDING, 3002, 2, lambda: f32_abcd(binding.shown("flow", 0.0) / 3600.0))
    return table


def l_mag(binding: Binding) -> Table:
    """Converter L-mag or LDG from memory: input registers from 0x1010, ABCD; alarms 0x1022."""
    table = Table(frozenset({4}))

    def number(key: str) -> Read:
        return lambda: f32_abcd(binding.shown(key, 0.0))

    def word(key: str) -> Read:
        return lambda: u16(binding.shown(key, 0.0))

    for place, key in enumerate(("flow", "velocity", "percent")):
        table.holds(Area.INPUT, 0x1010 + 2 * place, 2, number(key))
    table.holds(Area.INPUT, 0x1020, 1, word("unit_code"))
    table.holds(Area.INPUT, 0x1021, 1, constant(0))
    for place, key in enumerate(("high_alarm", "low_alarm", "empty_alarm", "system_alarm")):
        table.holds(Area.INPUT, 0x1022 + place, 1, word(key))
    return table


METRES = 16
"""Unit code of QDY30A."""


def qdy30a(binding: Binding) -> Table:
    """Submersible level QDY30A: unit, decimals, value; 0x0000 takes a number, 0x000F keeps it."""
    table = Table(frozenset({3, 6}))
    wanted: list[int] = []

    def level() -> bytes:
        digits = round(binding.shown("digits", 3.0))
        return s16(binding.shown("level", 0.0) * 10.0**digits)

    table.holds(Area.HOLDING, 0x0002, 1, lambda: u16(binding.shown("unit_code", METRES)))
    table.holds(Area.HOLDING, 0x0003, 1, lambda: u16(binding.shown("digits", 3.0)))
    table.holds(Area.HOLDING, 0x0004, 1, level)

    def number(word: int) -> None:
        table.unit = word
        wanted.append(word)

    table.takes(Area.HOLDING, 0x0000, number)
    table.takes(Area.HOLDING, 0x000F, lambda word: wanted.clear())
    return table
