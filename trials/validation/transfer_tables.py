"""Published figures of gas crossing: degassers, counter-current columns, heat of fish and pumps.

It refuses to know the plant these machines stand in.
"""

from farm.words import Words
from models import gas_transfer as gas
from models import heat
from models.respiration import DIGESTION_OXYGEN_G_G
from trials.validation.figure import (
    OTHER_PLANT,
    Item,
    Kind,
    Tolerance,
    column,
    grid,
    printed,
    single,
    span,
)

HU = "Hu et al. 2011, inlet 7 mg/L (r² 0.91)"
RATIOS = (1.0, 2.0, 3.0, 5.0, 8.0, 10.0)
HU_PERCENT = dict(zip(RATIOS, (38.0, 57.0, 69.0, 82.5, 89.0, 91.0), strict=True))
READ_OFF = Tolerance(
    0.6, 0.0, Words(zh="曲线按整百分数转述", en="the curve is quoted in whole percents")
)
ADOPTED = {1: 0.360, 2: 0.540, 3: 0.656, 4: 0.731, 5: 0.780, 8: 0.846, 10: 0.860}
H_CO2 = {12: 0.850, 15: 0.927, 20: 1.061, 25: 1.201, 26: 1.229}
H_OXYGEN = {12: 26.2, 15: 27.6, 20: 29.9, 25: 32.1, 26: 32.5}
COLUMN_CO2 = {
    1.2: (0.571, 0.635, 0.656, 0.673, 0.683, 0.686),
    1.5: (0.630, 0.706, 0.730, 0.749, 0.760, 0.763),
    1.7: (0.663, 0.744, 0.770, 0.789, 0.800, 0.804),
    2.0: (0.704, 0.791, 0.818, 0.838, 0.848, 0.851),
}
COLUMN_OXYGEN = {1.2: 0.698, 1.5: 0.776, 1.7: 0.816, 2.0: 0.864}


def _column_co2(units_of_transfer: float, ratio: float) -> float:
    return float(gas.column_efficiency(units_of_transfer, ratio, gas.henry_co2(25.0)))


def _column_oxygen(units_of_transfer: float) -> float:
    return float(gas.column_efficiency(units_of_transfer, 5.0, gas.henry_oxygen(25.0)))


def _fish_w_kg(use_mg_kg_h: float) -> float:
    return float(heat.fish_w(use_mg_kg_h / 1000.0))


TRANSFER_ITEMS = (
    Item(
        "degasser-hu", Kind.EQUATION, HU,
        Words(zh="脱气塔去除 CO2 的曲线", en="CO2 removed by a degasser, the curve itself"),
        "%", "G:L {:g}", column(HU_PERCENT),
        lambda ratio: float(gas.hu_removed_mg_l(ratio)) / 7.0 * 100.0, READ_OFF,
    ),
    Item(
        "degasser-ours-hu", Kind.MEASURED, HU,
        Words(
            zh="本场脱气塔效率比 Hu 2011（由此曲线缩放而来）",
            en="our degasser beside Hu's column (ours is that curve, scaled)",
        ),
        "%", "G:L {:g}", column(HU_PERCENT),
        lambda ratio: float(gas.degasser_efficiency(ratio)) * 100.0, OTHER_PLANT,
    ),
    Item(
        "degasser-summerfelt", Kind.MEASURED, "Summerfelt curve, quoted by Terjesen 2013",
        Words(
            zh="1.6–1.7 m 填料、气水比 5 的效率（取 0.87 时参考了它）",
            en="efficiency of 1.6–1.7 m packing at G:L 5 (0.87 was chosen in view of it)",
        ),
        "%", "G:L {:g}", span(72.0, 78.0, 5.0),
        lambda ratio: float(gas.degasser_efficiency(ratio)) * 100.0, printed(1.0),
    ),
    Item(
        "degasser-adopted", Kind.EQUATION, "Hu et al. 2011 scaled to 0.87 (1.6 m packing)",
        Words(zh="采用的脱气效率", en="the efficiency adopted"),
        "-", "G:L {:g}", column(ADOPTED), gas.degasser_efficiency, printed(0.001),
    ),
    Item(
        "henry-co2", Kind.EQUATION, "Plummer & Busenberg 1982",
        Words(zh="CO2 的无量纲亨利常数", en="dimensionless Henry constant of CO2"),
        "-", "{:g} °C", column(H_CO2), gas.henry_co2, printed(0.001),
    ),
    Item(
        "henry-oxygen", Kind.EQUATION, "Benson & Krause 1984",
        Words(zh="氧的无量纲亨利常数", en="dimensionless Henry constant of oxygen"),
        "-", "{:g} °C", column(H_OXYGEN), gas.henry_oxygen, printed(0.1),
    ),
    Item(
        "column-co2", Kind.EQUATION, "counter-current column, 25 °C",
        Words(zh="逆流塔去除 CO2", en="CO2 stripped by a counter-current column"),
        "-", "NTU {:g}, G:L {:g}", grid(RATIOS, COLUMN_CO2), _column_co2, printed(0.001),
    ),
    Item(
        "column-oxygen", Kind.EQUATION, "counter-current column, 25 °C, G:L 5",
        Words(zh="逆流塔带走的氧", en="oxygen exchanged by the same column"),
        "-", "NTU {:g}", column(COLUMN_OXYGEN), _column_oxygen, printed(0.001),
    ),
    Item(
        "heat-fish", Kind.EQUATION, "Fish Bioenergetics 4.0, 13.56 kJ/g O2",
        Words(zh="鱼的产热", en="heat given off by fish"),
        "W/kg", "{:g} mg/kg/h", single(0.75, 200.0), _fish_w_kg, printed(0.01),
    ),
    Item(
        "heat-fish-salmon", Kind.MEASURED, "Nistad 2018, (0.66 + 0.0339 t) x 1.163 at 25 °C",
        Words(zh="鱼的产热，鲑鱼公式", en="heat given off by fish, a salmon formula"),
        "W/kg", "{:g} mg/kg/h", single(1.75, 200.0), _fish_w_kg, OTHER_PLANT,
        differs=Words(
            zh="鲑鱼公式用在 25 °C 超出其范围；本场按耗氧量折热",
            en="a cold-water formula used outside its range; ours follows the oxygen used",
        ),
    ),
    Item(
        "heat-make-up", Kind.EQUATION, "rho cp dT",
        Words(zh="1 m³ 补水升温 9 K 的热量", en="heat that warms 1 m³ of make-up by 9 K"),
        "kWh", "{:g} K", single(10.5, 9.0), lambda rise_k: heat.WATER_KWH_M3_K * rise_k,
        printed(0.1),
    ),
    Item(
        "digestion-oxygen", Kind.EQUATION, "Fish Bioenergetics 4.0, pellets of 19.5 kJ/g",
        Words(zh="消化每千克饲料耗氧", en="oxygen used to digest a kilogram of feed"),
        "kg/kg", "SDA alone", single(0.204), lambda: DIGESTION_OXYGEN_G_G, printed(0.001),
    ),
)  # fmt: skip
