"""Published figures of oxygen in water: saturation, pressure, altitude, salt, gas under pressure.

It refuses to know any tank.
"""

from farm.words import Words
from models import oxygen
from trials.validation.figure import Item, Kind, column, grid, printed, single

BENSON = "Benson & Krause 1984 eq. 32 (APHA 4500-O, USGS DOTABLES)"
HENRY = "Henry's law on Benson & Krause 1984"

SATURATION_MG_L = {
    0: 14.621, 5: 12.771, 10: 11.288, 15: 10.084, 18: 9.467, 20: 9.092,
    24: 8.418, 25: 8.263, 26: 8.114, 28: 7.828, 30: 7.559,
}  # fmt: skip
BAROMETER_MG_L = {760: 8.263, 750: 8.151, 740: 8.039, 700: 7.590}
ALTITUDE_ATM = {0: 1.0000, 100: 0.9882, 200: 0.9765, 500: 0.9421, 1000: 0.8870}
ALTITUDE_MG_L = {0: 8.263, 100: 8.163, 200: 8.063, 500: 7.770, 1000: 7.300}
PRESSURES_ATM = (1.0, 1.5, 2.0, 2.5, 3.0)
UNDER_GAS_MG_L = {1.00: (39.5, 59.8, 80.2, 100.5, 120.9), 0.93: (36.7, 55.6, 74.6, 93.5, 112.4)}


def _at_25(pressure_atm: float) -> float:
    return float(oxygen.saturation_mg_l(25.0, pressure_atm))


def _at_altitude_mg_l(altitude_m: float) -> float:
    return _at_25(float(oxygen.pressure_at_altitude_atm(altitude_m)))


OXYGEN_ITEMS = (
    Item(
        "do-saturation", Kind.EQUATION, BENSON,
        Words(zh="淡水饱和溶氧，1 atm", en="oxygen saturation of fresh water, 1 atm"),
        "mg/L", "{:g} °C", column(SATURATION_MG_L), oxygen.saturation_mg_l, printed(0.001),
    ),
    Item(
        "do-saturation-20", Kind.EQUATION, "APHA 4500-O, printed in marelac",
        Words(zh="同上，七位数字", en="the same to seven digits"),
        "mg/L", "{:g} °C", single(9.092426, 20.0), oxygen.saturation_mg_l, printed(1e-6),
    ),
    Item(
        "do-barometer", Kind.EQUATION, BENSON,
        Words(zh="饱和溶氧随气压，25 °C", en="saturation by barometer, 25 °C"),
        "mg/L", "{:g} mmHg", column(BAROMETER_MG_L),
        lambda mmhg: _at_25(mmhg / oxygen.MMHG_PER_ATM), printed(0.001),
    ),
    Item(
        "pressure-altitude", Kind.EQUATION, "ICAO standard atmosphere",
        Words(zh="海拔对应的气压", en="pressure by altitude"),
        "atm", "{:g} m", column(ALTITUDE_ATM), oxygen.pressure_at_altitude_atm, printed(0.0001),
    ),
    Item(
        "do-altitude", Kind.EQUATION, BENSON,
        Words(zh="饱和溶氧随海拔，25 °C", en="saturation by altitude, 25 °C"),
        "mg/L", "{:g} m", column(ALTITUDE_MG_L), _at_altitude_mg_l, printed(0.001),
    ),
    Item(
        "vapour-25", Kind.EQUATION, BENSON,
        Words(zh="水汽压，25 °C", en="vapour pressure of water, 25 °C"),
        "atm", "{:g} °C", single(0.031262, 25.0), oxygen.vapour_pressure_atm, printed(1e-6),
    ),
    Item(
        "theta-25", Kind.EQUATION, BENSON,
        Words(zh="气压项的非理想系数", en="non-ideality in the pressure term"),
        "1/atm", "{:g} °C", single(6.58725e-4, 25.0), oxygen.pressure_slope_per_atm, printed(1e-9),
    ),
    Item(
        "do-under-gas", Kind.EQUATION, HENRY,
        Words(zh="加压氧气下的平衡溶氧，25 °C", en="equilibrium under oxygen gas, 25 °C"),
        "mg/L", "O2 {:g}, {:g} atm", grid(PRESSURES_ATM, UNDER_GAS_MG_L),
        lambda part, atm: float(oxygen.under_gas_mg_l(25.0, atm, part)), printed(0.1),
    ),
)  # fmt: skip
