"""Registers of power meters, typed from their register lists: Eastron, Schneider, Acrel, Peacefair.

It refuses to know what consumes the power.
"""

import struct
from collections.abc import Callable, Iterable

from hil_sim.binding import Binding
from hil_sim.codec import f32_abcd, u16, u32_abcd, u32_cdab
from hil_sim.registers import Area, Table

Encode = Callable[[float], bytes]
Row = tuple[int, str, float, float]
"""Wire address, key, counts per unit of the key, value when the site does not map it."""

_PHASES = (230.0, 10.0, 2.1)
"""V, A, kW of a phase nobody maps."""


def _rows(table: Table, binding: Binding, area: Area, encode: Encode, rows: Iterable[Row]) -> None:
    for wire, key, scale, otherwise_value in rows:
        table.holds(
            area, wire, len(encode(0.0)) // 2, _read(binding, encode, key, scale, otherwise_value)
        )


def _read(
    binding: Binding, encode: Encode, key: str, scale: float, otherwise_value: float
) -> Callable[[], bytes]:
    return lambda: encode(scale * binding.shown(key, otherwise_value))


def _three(first: int, apart: int, key: str, unit: str, scale: float, value: float) -> list[Row]:
    return [(first + apart * n, f"{key}_l{n + 1}_{unit}", scale, value) for n in range(3)]


def s64(value: float) -> bytes:
    """Four registers, high word first, signed."""
    return struct.pack(">q", round(value))


def s32_abcd(value: float) -> bytes:
    """Two registers, high word first, signed."""
    return struct.pack(">i", round(value))


def sdm630(binding: Binding) -> Table:
    """SDM630: floats ABCD at even input registers; W, var, kWh; power 0x34, import 0x48."""
    table = Table(frozenset({4}))
    volts, amps, kilowatts = _PHASES
    zero: list[Row] = [(wire, "", 0.0, 0.0) for wire in (*range(0, 0x60, 2), 0x156, 0x158)]
    rows: list[Row] = [
        *_three(0x00, 2, "voltage", "v", 1.0, volts),
        *_three(0x06, 2, "current", "a", 1.0, amps),
        *_three(0x0C, 2, "power", "kw", 1000.0, kilowatts),
        (0x34, "power_kw", 1000.0, 0.0),
        (0x3C, "reactive_kvar", 1000.0, 0.0),
        (0x3E, "power_factor", 1.0, 0.9),
        (0x46, "frequency_hz", 1.0, 50.0),
        (0x48, "energy_kwh", 1.0, 0.0),
        (0x4A, "export_kwh", 1.0, 0.0),
        (0x156, "total_kwh", 1.0, 0.0),
    ]
    _rows(table, binding, Area.INPUT, f32_abcd, [*zero, *rows])
    return table


def sdm120(binding: Binding) -> Table:
    """SDM120: floats ABCD; V 0x00, A 0x06, W 0x0C, PF 0x1E, Hz 0x46, kWh 0x48, 0x4A, 0x156."""
    table = Table(frozenset({4}))
    rows: list[Row] = [
        (0x00, "voltage_v", 1.0, 230.0),
        (0x06, "current_a", 1.0, 0.0),
        (0x0C, "power_kw", 1000.0, 0.0),
        (0x1E, "power_factor", 1.0, 0.9),
        (0x46, "frequency_hz", 1.0, 50.0),
        (0x48, "energy_kwh", 1.0, 0.0),
        (0x4A, "export_kwh", 1.0, 0.0),
        (0x156, "total_kwh", 1.0, 0.0),
    ]
    _rows(table, binding, Area.INPUT, f32_abcd, rows)
    return table


def iem3000(binding: Binding) -> Table:
    """iEM3000 (DOCA0005DE, printed one higher): floats ABCD in kW, energy s64 in Wh."""
    table = Table(frozenset({3}))
    volts, amps, kilowatts = _PHASES
    rows: list[Row] = [
        *_three(2999, 2, "current", "a", 1.0, amps),
        *_three(3027, 2, "voltage", "v", 1.0, volts),
        *_three(3053, 2, "power", "kw", 1.0, kilowatts),
        (3059, "power_kw", 1.0, 0.0),
        (3067, "reactive_kvar", 1.0, 0.0),
        (3075, "apparent_kva", 1.0, 0.0),
        (3109, "frequency_hz", 1.0, 50.0),
    ]
    _rows(table, binding, Area.HOLDING, f32_abcd, rows)
    energy: list[Row] = [(3203, "energy_kwh", 1000.0, 0.0), (3207, "export_kwh", 1000.0, 0.0)]
    _rows(table, binding, Area.HOLDING, s64, energy)
    return table


def adl400(binding: Binding) -> Table:
    """ADL400: floats ABCD from 0x0800, kW; energy u32 ABCD in 0.1 kWh."""
    table = Table(frozenset({3}))
    volts, amps, kilowatts = _PHASES
    rows: list[Row] = [
        *_three(0x0800, 2, "voltage", "v", 1.0, volts),
        *_three(0x080C, 2, "current", "a", 1.0, amps),
        *_three(0x0814, 2, "power", "kw", 1.0, kilowatts),
        (0x0832, "power_factor", 1.0, 0.9),
        (0x0834, "frequency_hz", 1.0, 50.0),
    ]
    _rows(table, binding, Area.HOLDING, f32_abcd, rows)
    energy: list[Row] = [
        (0x0842, "total_kwh", 10.0, 0.0),
        (0x084C, "energy_kwh", 10.0, 0.0),
        (0x0856, "export_kwh", 10.0, 0.0),
    ]
    _rows(table, binding, Area.HOLDING, u32_abcd, energy)
    return table


def adw300(binding: Binding) -> Table:
    """ADW300: V 20-22 in 0.1, A 26-28 in 0.01, W s32 at 36, kWh s32 in 0.01 at 62 and 64."""
    table = Table(frozenset({3}))
    volts, amps, _ = _PHASES
    rows = _three(20, 1, "voltage", "v", 10.0, volts) + _three(26, 1, "current", "a", 100.0, amps)
    _rows(table, binding, Area.HOLDING, u16, rows)
    long: list[Row] = [
        (36, "power_kw", 1000.0, 0.0),
        (62, "energy_kwh", 100.0, 0.0),
        (64, "export_kwh", 100.0, 0.0),
    ]
    _rows(table, binding, Area.HOLDING, s32_abcd, long)
    return table


def pzem_016(binding: Binding) -> Table:
    """PZEM-016: input registers; V 0.1, A u32 CDAB 0.001, W u32 0.1, Wh u32, Hz 0.1, PF 0.01."""
    table = Table(frozenset({4}))
    short: list[Row] = [
        (0, "voltage_v", 10.0, 230.0),
        (7, "frequency_hz", 10.0, 50.0),
        (8, "power_factor", 100.0, 0.9),
        (9, "alarm", 1.0, 0.0),
    ]
    _rows(table, binding, Area.INPUT, u16, short)
    long: list[Row] = [
        (1, "current_a", 1000.0, 0.0),
        (3, "power_kw", 10_000.0, 0.0),
        (5, "energy_kwh", 1000.0, 0.0),
    ]
    _rows(table, binding, Area.INPUT, u32_cdab, long)
    return table
