"""Registers of probes and meters, typed from their manuals: Y504, Y532, TUF-2000M, SDM630.

It refuses to know any other reading of them: what must agree are the vendors' own frames.
"""

from collections.abc import Callable

from hil_sim.binding import Binding
from hil_sim.codec import as_f32, f32_abcd, f32_cdab, f32_dcba, s32_cdab, u16
from hil_sim.registers import Area, Table, constant, text
from hil_sim.settable import Buffered, customer, kept, renumbered
from models.oxygen import saturation_mg_l

YOSEMITECH_FUNCTIONS = frozenset({3, 16})
Read = Callable[[], bytes]


def _yosemitech(binding: Binding, serial: str) -> Table:
    """What every Yosemitech probe has (Y504 v6.2, Y532 v1.7): serial, versions, K and B, number."""
    table = Table(YOSEMITECH_FUNCTIONS, silent_when_unknown=True)
    table.holds(Area.HOLDING, 0x0700, 2, lambda: bytes((1, 0, 6, 2)))
    table.holds(Area.HOLDING, 0x0900, 7, lambda: text(serial, 7))
    table.holds(Area.HOLDING, 0x3000, 1, lambda: bytes((table.unit or binding.device.unit, 0)))
    renumbered(table)
    for start_or_stop in (0x2500, 0x2E00):
        table.holds(Area.HOLDING, start_or_stop, 1, lambda: b"")
    return table


def y504(binding: Binding) -> Table:
    """Optical oxygen probe Y504-A, v6.2: temperature and saturation as a fraction, DCBA."""
    table = _yosemitech(binding, "YL0114010022")
    corrected = customer(table)

    def temperature_c() -> float:
        return as_f32(binding.nearby("temperature", "temperature", 20.0))

    def fraction() -> float:
        temperature = temperature_c()
        full = saturation_mg_l(temperature, binding.plant.layout.pressure_atm)
        if binding.fitted("oxygen_mg_l"):
            return binding.shown("oxygen_mg_l") / float(full)
        return binding.nearby("oxygen_mg_l", "do_a", 8.0) / float(full)

    table.holds(Area.HOLDING, 0x2600, 2, lambda: f32_dcba(temperature_c()))
    table.holds(Area.HOLDING, 0x2602, 2, lambda: f32_dcba(corrected(fraction())))
    kept(table, 0x2700, b"".join(f32_dcba(0.0) for _ in range(8)))
    return table


def y532(binding: Binding) -> Table:
    """PH probe Y532-A, v1.7: pH, temperature and potential in single blocks, DCBA."""
    table = _yosemitech(binding, "YL4314010007")
    corrected = customer(table)

    def raw_ph() -> float:
        return binding.nearby("ph", "ph", 7.0)

    buffered = Buffered(table, raw_ph)

    def ph() -> float:
        return corrected(buffered.shown())

    def temperature_c() -> float:
        return binding.nearby("temperature", "ph_temperature", 20.0)

    def potential_mv() -> float:
        return binding.shown("potential", (7.0 - raw_ph()) * 0.19842 * (temperature_c() + 273.15))

    table.holds(Area.HOLDING, 0x2800, 2, lambda: f32_dcba(ph()))
    table.holds(Area.HOLDING, 0x2400, 2, lambda: f32_dcba(temperature_c()))
    table.holds(Area.HOLDING, 0x1200, 2, lambda: f32_dcba(potential_mv()))
    table.holds(Area.HOLDING, 0x2600, 4, lambda: f32_dcba(potential_mv()) + f32_dcba(ph()))
    return table


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
        4: lambda: flow_m3_h() / 3600.0 / 0.05,
        6: lambda: 1497.0,
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


def sdm630(binding: Binding) -> Table:
    """Power meter SDM630: input registers, ABCD; total power at 0x34 W, import at 0x48 kWh."""
    table = Table(frozenset({4}))
    for wire in (*range(0, 0x60, 2), 0x156, 0x158):
        table.holds(Area.INPUT, wire, 2, lambda: f32_abcd(0.0))

    def watts() -> float:
        return 1000.0 * binding.shown("power_kw", 0.0)

    def phase(part: Callable[[float], float]) -> Read:
        return lambda: f32_abcd(part(watts()))

    for number in range(3):
        table.holds(Area.INPUT, 2 * number, 2, lambda: f32_abcd(229.5))
        table.holds(Area.INPUT, 6 + 2 * number, 2, phase(lambda w: w / 3 / 229.5 / 0.9))
        table.holds(Area.INPUT, 0x0C + 2 * number, 2, phase(lambda w: w / 3))
    table.holds(Area.INPUT, 0x34, 2, phase(lambda w: w))
    table.holds(Area.INPUT, 0x3E, 2, lambda: f32_abcd(0.9))
    table.holds(Area.INPUT, 0x46, 2, lambda: f32_abcd(50.0))
    for wire in (0x48, 0x156):
        table.holds(Area.INPUT, wire, 2, lambda: f32_abcd(binding.shown("energy_kwh", 0.0)))
    return table
