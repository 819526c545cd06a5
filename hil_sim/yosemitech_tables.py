"""Registers of the probes of Yosemitech, typed from their manuals; all floats little-endian (DCBA).

It refuses to know any other reading of them: what must agree are the vendor's own frames.
"""

from collections.abc import Callable

from hil_sim.binding import Binding
from hil_sim.codec import as_f32, f32_dcba
from hil_sim.registers import Area, Table, text
from hil_sim.settable import Buffered, customer, kept, renumbered
from models.oxygen import saturation_mg_l

YOSEMITECH_FUNCTIONS = frozenset({3, 16})
Value = Callable[[], float]


def _number(table: Table, address: int, value: Value) -> None:
    table.holds(Area.HOLDING, address, 2, lambda: f32_dcba(value()))


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
        if "saturation" in binding.overrides:
            return binding.shown("saturation") / 100.0
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


def y533(binding: Binding) -> Table:
    """ORP probe Y533-A, v1.7: potential 0x1200, temperature 0x2400; K and B of ORP at 0x3400."""
    table = _yosemitech(binding, "YL4414010003")
    kept(table, 0x3400, f32_dcba(1.0) + f32_dcba(0.0))
    _number(table, 0x1200, lambda: binding.shown("potential", 250.0))
    _number(table, 0x2400, lambda: binding.nearby("temperature", "ph_temperature", 20.0))
    return table


def _flagged(binding: Binding, serial: str, key: str, flag: str, factor: float) -> Table:
    """Y520 v1.8 and Y511 v1.7: temperature, value, and a flag in the first byte of register 5."""
    table = _yosemitech(binding, serial)
    corrected = customer(table)
    _number(table, 0x2600, lambda: binding.nearby("temperature", "ph_temperature", 20.0))
    _number(table, 0x2602, lambda: corrected(binding.shown(key, factor) / factor))
    table.holds(Area.HOLDING, 0x2604, 1, lambda: bytes((int(binding.shown(flag, 0.0)), 0)))
    return table


def y520(binding: Binding) -> Table:
    """Conductivity probe Y520-A, v1.8: mS/cm."""
    return _flagged(binding, "YL0914010022", "conductivity", "error_flag", 1000.0)


def y511(binding: Binding) -> Table:
    """Turbidity probe Y511-A, v1.7: NTU; brush interval at 0x3200, low byte first."""
    table = _flagged(binding, "YL1014010022", "turbidity", "brush_flag", 1.0)
    kept(table, 0x3200, bytes((30, 0)))
    return table


SONDE = (
    ("oxygen_mg_l", 1.0),
    ("turbidity", 1.0),
    ("conductivity", 1000.0),
    ("ph", 1.0),
    ("temperature", 1.0),
    ("potential", 1.0),
    ("chlorophyll", 1.0),
    ("bga", 1.0),
)
"""Order of the values of a Y4000 from 0x2601, and our unit in theirs (v1.6, table 2)."""


def y4000(binding: Binding) -> Table:
    """Sonde Y4000, v1.6: a slot without a probe answers 0.0."""
    table = Table(YOSEMITECH_FUNCTIONS, silent_when_unknown=True)

    def value(key: str, factor: float) -> Value:
        return lambda: binding.shown(key, 0.0) / factor

    for place, (key, factor) in enumerate(SONDE):
        _number(table, 0x2601 + 2 * place, value(key, factor))
    table.holds(Area.HOLDING, 0x0800, 1, lambda: bytes((int(binding.shown("error_flag", 0.0)), 0)))
    table.holds(Area.HOLDING, 0x1400, 6, lambda: text("YL3814010022", 7)[1:13])
    kept(table, 0x0E00, bytes((30, 0)))
    _number(table, 0x1E00, lambda: binding.shown("supply_v", 12.31))
    renumbered(table)
    return table
