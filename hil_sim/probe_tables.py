"""Registers of probes and transmitters of several makers, typed from papers and from programs.

It refuses to know any other reading of them: what must agree are the golden frames.
"""

import struct
from collections.abc import Callable

from hil_sim.binding import Binding
from hil_sim.codec import f32_abcd, f32_cdab, s16, u16, u32_abcd
from hil_sim.registers import Area, Table
from hil_sim.settable import kept
from models.oxygen import saturation_mg_l

Read = Callable[[], bytes]
Value = Callable[[], float]


def _both(table: Table, address: int, count: int, read: Read) -> None:
    """The same register by function 3 and 4."""
    table.holds(Area.HOLDING, address, count, read)
    table.holds(Area.INPUT, address, count, read)


def oxygen_mg_l(binding: Binding) -> float:
    """Oxygen the probe shows, mapped or of its place."""
    return binding.nearby("oxygen_mg_l", "do_a", 8.0)


def temperature_c(binding: Binding) -> float:
    """Water temperature the probe shows, mapped or of its place."""
    return binding.nearby("temperature", "temperature", 20.0)


def saturation_percent(binding: Binding) -> float:
    """Saturation the probe shows, from its oxygen and temperature unless mapped."""
    if binding.fitted("saturation") or "saturation" in binding.overrides:
        return binding.shown("saturation")
    full = saturation_mg_l(temperature_c(binding), binding.plant.layout.pressure_atm)
    return 100.0 * oxygen_mg_l(binding) / float(full)


def _renke(table: Table) -> None:
    """Station number at 0x07D0, code of the rate at 0x07D1, of every RENKE transmitter."""

    def take(word: int) -> None:
        if 1 <= word <= 254:
            table.unit = word

    table.takes(Area.HOLDING, 0x07D0, take)
    kept(table, 0x07D1, b"\x00\x01")


def rs_ldo(binding: Binding) -> Table:
    """RENKE RS-LDO: fraction, mg/L, °C from 0, ABCD; salinity 0x1020, pressure 0x1022."""
    table = Table(frozenset({3, 4, 6, 16}))
    _both(table, 0, 2, lambda: f32_abcd(saturation_percent(binding) / 100.0))
    _both(table, 2, 2, lambda: f32_abcd(oxygen_mg_l(binding)))
    _both(table, 4, 2, lambda: f32_abcd(temperature_c(binding)))
    kept(table, 0x1010, b"\x00\x00")
    kept(table, 0x1020, b"\x00\x00")
    kept(table, 0x1022, (10133).to_bytes(2, "big"))
    _renke(table)
    return table


def rs_ph(binding: Binding) -> Table:
    """RENKE RS-PH: pH in hundredths, °C in tenths with sign."""
    table = Table(frozenset({3, 6}))
    _both(table, 0, 1, lambda: u16(100.0 * binding.nearby("ph", "ph", 7.0)))
    _both(table, 1, 1, lambda: s16(10.0 * binding.nearby("temperature", "ph_temperature", 20.0)))
    _renke(table)
    return table


def rdo_pro_x(binding: Binding) -> Table:
    """In-Situ RDO PRO-X: value of the blocks at wire 0x25 (mg/L) and 0x2D (°C), ABCD."""
    table = Table(frozenset({3}))
    table.holds(Area.HOLDING, 0x25, 2, lambda: f32_abcd(oxygen_mg_l(binding)))
    table.holds(Area.HOLDING, 0x2D, 2, lambda: f32_abcd(temperature_c(binding)))
    return table


def _u32_cdab(value: float) -> bytes:
    raw = u32_abcd(value)
    return raw[2:] + raw[:2]


def _block(binding: Binding, prefix: str, value: Value, unit: int, range_high: float) -> Read:
    """Ten registers: unit, value, status, low and high end of the range; low word first."""

    def read() -> bytes:
        return (
            _u32_cdab(binding.shown(f"{prefix}unit_code", unit))
            + f32_cdab(value())
            + _u32_cdab(binding.shown(f"{prefix}status_bits", 0.0))
            + f32_cdab(binding.shown(f"{prefix}range_low", 0.0))
            + f32_cdab(binding.shown(f"{prefix}range_high", range_high))
        )

    return read


def _hamilton(binding: Binding, value: Value, unit: int, range_high: float) -> Table:
    """Blocks at wire 2089 (the value) and 2409 (its temperature)."""
    table = Table(frozenset({3, 4, 16}))
    _both(table, 2089, 10, _block(binding, "", value, unit, range_high))
    warm = _block(binding, "temperature_", lambda: temperature_c(binding), 4, 130.0)
    _both(table, 2409, 10, warm)
    return table


def visiferm_do(binding: Binding) -> Table:
    """Hamilton VisiFerm DO with its unit set to mg/L."""
    return _hamilton(binding, lambda: oxygen_mg_l(binding), 0x80, 25.0)


def arc_ph(binding: Binding) -> Table:
    """Hamilton pH probe of the Arc family."""
    return _hamilton(binding, lambda: binding.nearby("ph", "ph", 7.0), 0x1000, 14.0)


def sup_do7013(binding: Binding) -> Table:
    """SUPMEA SUP-DO7013: tenths of °C, hundredths of mg/L, tenths of %."""
    table = Table(frozenset({3, 6, 16}))
    table.holds(Area.HOLDING, 0, 1, lambda: s16(10.0 * temperature_c(binding)))
    table.holds(Area.HOLDING, 1, 1, lambda: u16(100.0 * oxygen_mg_l(binding)))
    table.holds(Area.HOLDING, 2, 1, lambda: u16(10.0 * saturation_percent(binding)))
    return table


def krypton(binding: Binding) -> Table:
    """Kuntze Krypton: pairs of a number and, in the low byte, its decimals."""
    table = Table(frozenset({3}))
    rows: dict[int, tuple[int, Value]] = {
        4136: (2, lambda: binding.nearby("ph", "ph", 7.0)),
        4160: (1, lambda: binding.nearby("temperature", "ph_temperature", 20.0)),
        4688: (0, lambda: binding.shown("potential", 650.0)),
    }

    def pair(digits: int, value: Value) -> Read:
        return lambda: u16(value() * 10.0**digits) + struct.pack(">H", 0x0100 | digits)

    for wire, (digits, value) in rows.items():
        table.holds(Area.HOLDING, wire, 2, pair(digits, value))
    return table


def cm44x(binding: Binding) -> Table:
    """E+H Liquiline CM44x: first analogue input at wire 0, ABCD."""
    table = Table(frozenset({3, 16}))
    table.holds(Area.HOLDING, 0, 2, lambda: f32_abcd(binding.shown("value_1", 0.0)))
    return table
