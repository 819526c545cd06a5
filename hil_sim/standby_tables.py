"""Registers of what stands by for the mains: DSE GenComm genset controllers and APC UPS cards.

Typed from public register lists; it refuses to start an engine: GenComm takes no writes here.
"""

import struct
from collections.abc import Callable

from hil_sim.binding import Binding
from hil_sim.codec import s16, u16, u32_abcd
from hil_sim.registers import Area, Table

PAGE = 256
NAMED_ALARMS = (
    ("emergency_stop", "low_oil_pressure", "high_coolant_temperature", "high_oil_temperature"),
    ("under_speed", "over_speed", "fail_to_start", "fail_to_stop"),
    (
        "no_speed_signal",
        "generator_low_voltage",
        "generator_high_voltage",
        "generator_low_frequency",
    ),
    (
        "generator_high_frequency",
        "generator_high_current",
        "generator_earth_fault",
        "generator_reverse_power",
    ),
    ("air_flap", "oil_pressure_sender", "coolant_sender", "oil_temperature_sender"),
    ("fuel_sender", "magnetic_pickup", "no_ac_speed_signal", "charge_alternator"),
    ("low_battery_voltage", "high_battery_voltage", "low_fuel", "high_fuel"),
    (
        "generator_failed_to_close",
        "mains_failed_to_close",
        "generator_failed_to_open",
        "mains_failed_to_open",
    ),
)
"""Page 8 from offset 1: four to a register, the first in the highest four bits."""
NOT_ACTIVE = 1

Encode = Callable[[float], bytes]


def gencomm(binding: Binding) -> Table:
    """GenComm pages 3, 4, 6, 7 and 8; nothing is taken, so that a key would be refused."""
    table = Table(frozenset({3}))

    def put(
        page: int, offset: int, encode: Encode, key: str, scale: float, idle_value: float
    ) -> None:
        def read() -> bytes:
            return encode(scale * binding.shown(key, idle_value))

        table.holds(Area.HOLDING, PAGE * page + offset, len(encode(0.0)) // 2, read)

    put(3, 4, u16, "mode", 1, 1)
    put(4, 2, s16, "oil_c", 1, 0x7FFF)
    short = (
        (0, "oil_pressure_kpa", 1, 0.0),
        (3, "fuel_percent", 1, 80.0),
        (4, "charge_alternator_v", 10, 0.0),
        (5, "battery_v", 10, 25.4),
        (6, "engine_rpm", 1, 0.0),
        (7, "generator_hz", 10, 0.0),
        (35, "mains_hz", 10, 50.0),
    )
    for offset, key, scale, idle_value in short:
        put(4, offset, u16, key, scale, idle_value)
    put(4, 1, s16, "coolant_c", 1, 25.0)
    for line in range(3):
        put(4, 8 + 2 * line, u32_abcd, f"generator_l{line + 1}_v", 10, 0.0)
        put(4, 20 + 2 * line, u32_abcd, f"generator_l{line + 1}_a", 10, 0.0)
        put(4, 28 + 2 * line, _s32, f"generator_l{line + 1}_kw", 1000, 0.0)
        put(4, 36 + 2 * line, u32_abcd, f"mains_l{line + 1}_v", 10, 230.0)
    put(6, 0, _s32, "power_kw", 1000, 0.0)
    put(7, 6, u32_abcd, "run_h", 3600, 0.0)
    put(8, 0, u16, "alarms_named", 1, 32)
    for offset, names in enumerate(NAMED_ALARMS):
        table.holds(Area.HOLDING, PAGE * 8 + 1 + offset, 1, _alarms(binding, names))
    return table


def _s32(value: float) -> bytes:
    return struct.pack(">i", round(value))


def _alarms(binding: Binding, names: tuple[str, ...]) -> Callable[[], bytes]:
    def read() -> bytes:
        word = 0
        for name in names:
            word = word << 4 | int(binding.shown(f"alarm_{name}", NOT_ACTIVE)) & 0xF
        return u16(word)

    return read


def apc_nmc(binding: Binding) -> Table:
    """NMC: bits of register 3 (3 mains, 4 on battery, 5 overload, 6 low, 7 replace); 5 to 8, 12."""
    table = Table(frozenset({3}))

    def status() -> bytes:
        keys = ("mains", "on_battery", "overload", "low_battery", "replace_battery")
        idle = (1.0, 0.0, 0.0, 0.0, 0.0)
        on = [binding.shown(key, value) > 0.5 for key, value in zip(keys, idle, strict=True)]
        return u16(sum(1 << 3 + place for place, bit in enumerate(on) if bit))

    def word(wire: int, encode: Encode, key: str, idle_value: float) -> None:
        table.holds(Area.HOLDING, wire, 1, lambda: encode(binding.shown(key, idle_value)))

    table.holds(Area.HOLDING, 3, 1, status)
    word(5, u16, "charge_percent", 100.0)
    word(6, u16, "minutes_left", 60.0)
    word(7, u16, "battery_raw", 27.0)
    word(8, s16, "temperature_c", 25.0)
    word(12, u16, "load_percent", 30.0)
    return table
