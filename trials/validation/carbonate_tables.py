"""Published figures of carbonate, CO2, pH and un-ionised ammonia.

It refuses to know any tank.
"""

from math import log10

from farm.words import Words
from models import ammonia, carbonate
from trials.validation.figure import (
    Item,
    Kind,
    Printed,
    Tolerance,
    column,
    grid,
    printed,
    single,
)

PLUMMER = "Plummer & Busenberg 1982"
EMERSON = "Emerson et al. 1975"
VETERINARY = "Fundamentals of Aquatic Veterinary Medicine, table 1.4 (from Emerson 1975)"

PK1 = {5: 6.5163, 10: 6.4633, 15: 6.4188, 20: 6.3819, 25: 6.3519, 30: 6.3281}
PK2 = {5: 10.5544, 10: 10.4879, 15: 10.4284, 20: 10.3756, 25: 10.3289, 30: 10.2879}
KH = {5: 0.06426, 10: 0.05378, 15: 0.04562, 20: 0.03919, 25: 0.03405, 30: 0.02989}
PKW = {5: 14.732, 10: 14.533, 15: 14.345, 20: 14.165, 25: 13.995, 30: 13.833}
AIR_CO2_MG_L = {5: 1.19, 10: 0.99, 15: 0.84, 20: 0.72, 25: 0.62, 30: 0.54}
ALKALINITIES = (50.0, 70.0, 100.0, 150.0, 200.0)
CO2_MG_L = {
    6.6: (24.83, 34.76, 49.65, 74.48, 99.30),
    6.8: (15.66, 21.92, 31.32, 46.98, 62.64),
    7.0: (9.88, 13.83, 19.75, 29.63, 39.51),
    7.2: (6.23, 8.72, 12.46, 18.69, 24.91),
    7.6: (2.47, 3.46, 4.95, 7.42, 9.90),
    8.0: (0.98, 1.37, 1.96, 2.94, 3.92),
}
NH3_C = (10.0, 20.0, 24.0, 26.0, 30.0, 32.0)
NH3_FRACTION = {
    6.8: (0.00117, 0.00249, 0.00332, 0.00382, 0.00504, 0.00577),
    7.0: (0.00185, 0.00394, 0.00525, 0.00605, 0.00796, 0.00911),
    7.2: (0.00293, 0.00623, 0.00830, 0.00955, 0.01256, 0.01437),
    7.4: (0.00464, 0.00984, 0.01309, 0.01505, 0.01977, 0.02258),
    7.6: (0.00733, 0.01551, 0.02060, 0.02365, 0.03097, 0.03532),
    7.8: (0.01157, 0.02436, 0.03225, 0.03697, 0.04821, 0.05485),
    8.0: (0.01822, 0.03807, 0.05017, 0.05736, 0.07432, 0.08423),
    8.4: (0.04454, 0.09043, 0.11714, 0.13258, 0.16782, 0.18767),
}
BOOK_C = (10.0, 20.0, 24.0, 26.0, 30.0)
BOOK_FRACTION = {
    7.0: (0.0018, 0.0039, 0.0052, 0.0060, 0.0080),
    7.2: (0.0029, 0.0062, 0.0083, 0.0096, 0.0126),
    7.4: (0.0046, 0.0098, 0.0131, 0.0150, 0.0198),
    7.6: (0.0073, 0.0155, 0.0206, 0.0236, 0.0310),
    8.0: (0.0182, 0.0381, 0.0502, 0.0574, 0.0743),
    8.4: (0.0445, 0.0904, 0.1171, 0.1326, 0.1678),
}
BOOK_32C = {7.0: 0.0093, 8.0: 0.0877}
WHOLE_DIGIT = Tolerance(
    1.0e-4, 0.0, Words(zh="书里末位有时舍、有时入", en="the book rounds its last digit either way")
)
TRADE_OFF_PH = (
    Printed((90.0, 10.0), 7.21, 7.21),
    Printed((90.0, 5.0), 7.51, 7.51),
    Printed((150.0, 5.0), 7.73, 7.73),
)
TRADE_OFF_TAN = (
    Printed((90.0, 10.0), 4.1, 4.1),
    Printed((90.0, 5.0), 2.1, 2.1),
    Printed((150.0, 5.0), 1.3, 1.3),
)
SALT_MOL_L = 0.005


def _ph_of(alkalinity_mg_l: float, co2_mg_l: float) -> float:
    """The pH that this alkalinity and CO2 leave, 26 °C: bisection, for CO2 falls with pH."""
    low, high = 5.0, 9.5
    for _ in range(60):
        middle_ph = 0.5 * (low + high)
        above = float(carbonate.co2_mg_l(alkalinity_mg_l, middle_ph, 26.0, SALT_MOL_L)) > co2_mg_l
        low, high = (middle_ph, high) if above else (low, middle_ph)
    return 0.5 * (low + high)


def _tan_of(alkalinity_mg_l: float, co2_mg_l: float) -> float:
    return float(ammonia.tan_limit_mg_l(0.04, _ph_of(alkalinity_mg_l, co2_mg_l), 26.0))


def _worked_ph(strength_mol_l: float) -> float:
    return float(carbonate.solve_ph(2.4, 2.0, carbonate.equilibrium(25.0, strength_mol_l)))


def _mixed_pk1(strength_mol_l: float) -> float:
    return -log10(float(carbonate.equilibrium(25.0, strength_mol_l).k1_mol_l))


CARBONATE_ITEMS = (
    Item(
        "pk1", Kind.EQUATION, PLUMMER, Words(zh="碳酸 pK1", en="pK1 of carbonic acid"),
        "-", "{:g} °C", column(PK1), carbonate.pk1, printed(1e-4),
    ),
    Item(
        "pk2", Kind.EQUATION, PLUMMER, Words(zh="碳酸 pK2", en="pK2 of carbonic acid"),
        "-", "{:g} °C", column(PK2), carbonate.pk2, printed(1e-4),
    ),
    Item(
        "co2-henry", Kind.EQUATION, PLUMMER, Words(zh="CO2 溶解度", en="solubility of CO2"),
        "mol/L/atm", "{:g} °C", column(KH), carbonate.henry_mol_l_atm, printed(1e-5),
    ),
    Item(
        "pkw", Kind.EQUATION, "Stumm & Morgan", Words(zh="水的 pKw", en="pKw of water"),
        "-", "{:g} °C", column(PKW), carbonate.pkw, printed(1e-3),
    ),
    Item(
        "co2-air", Kind.EQUATION, PLUMMER,
        Words(zh="与 425 ppm 空气平衡的 CO2", en="CO2 in equilibrium with air of 425 ppm"),
        "mg/L", "{:g} °C", column(AIR_CO2_MG_L), carbonate.air_co2_mg_l, printed(0.01),
    ),
    Item(
        "mixed-pk1", Kind.EQUATION, "Davies equation on Plummer & Busenberg 1982",
        Words(zh="有盐时的 pK1，25 °C", en="pK1 in salty water, 25 °C"),
        "-", "I {:g} mol/L", column({0.005: 6.319, 0.01: 6.307}), _mixed_pk1, printed(1e-3),
    ),
    Item(
        "ph-solve", Kind.EQUATION, "CT 2.4 mM, alkalinity 2.0 meq/L, 25 °C",
        Words(zh="由总碳和碱度解 pH", en="pH from total carbonate and alkalinity"),
        "-", "I {:g} mol/L", column({0.0: 7.0492, 0.01: 7.0039}), _worked_ph, printed(1e-4),
    ),
    Item(
        "co2-table", Kind.EQUATION, PLUMMER,
        Words(zh="由碱度和 pH 得 CO2，25 °C", en="CO2 from alkalinity and pH, 25 °C"),
        "mg/L", "pH {:g}, alk {:g}", grid(ALKALINITIES, CO2_MG_L),
        lambda ph, alk: float(carbonate.co2_mg_l(alk, ph, 25.0)), printed(0.01),
    ),
    Item(
        "co2-salt", Kind.EQUATION, PLUMMER,
        Words(zh="同上，I = 0.01 mol/L", en="the same at I = 0.01 mol/L"),
        "mg/L", "pH {:g}, alk {:g}", single(17.805, 7.0, 100.0),
        lambda ph, alk: float(carbonate.co2_mg_l(alk, ph, 25.0, 0.01)), printed(0.001),
    ),
    Item(
        "nh3-fraction", Kind.EQUATION, EMERSON,
        Words(zh="非离子氨占总氨的比例", en="un-ionised part of total ammonia"),
        "-", "pH {:g}, {:g} °C", grid(NH3_C, NH3_FRACTION),
        ammonia.unionised_fraction, printed(1e-5),
    ),
    Item(
        "nh3-book", Kind.EQUATION, VETERINARY,
        Words(zh="同上，教科书表格", en="the same, a textbook's table"),
        "-", "pH {:g}, {:g} °C", grid(BOOK_C, BOOK_FRACTION),
        ammonia.unionised_fraction, WHOLE_DIGIT,
    ),
    Item(
        "nh3-book-32", Kind.EQUATION, VETERINARY,
        Words(zh="同一表格的 32 °C 一列", en="the 32 °C column of that table"),
        "-", "pH {:g}, 32 °C", column(BOOK_32C),
        lambda ph: float(ammonia.unionised_fraction(ph, 32.0)), WHOLE_DIGIT,
        differs=Words(
            zh="书上这一列印错了：与它自己引用的公式不符",
            en="the book's column is wrong: it does not follow the equation it names",
        ),
    ),
    Item(
        "co2-trade-off-ph", Kind.EQUATION, "carbonate system and Emerson 1975, 26 °C, I 0.005",
        Words(zh="碱度和 CO2 决定的 pH", en="pH left by alkalinity and CO2"),
        "-", "alk {:g}, CO2 {:g} mg/L", TRADE_OFF_PH, _ph_of, printed(0.01),
    ),
    Item(
        "co2-trade-off-tan", Kind.EQUATION, "carbonate system and Emerson 1975, 26 °C, I 0.005",
        Words(zh="使非离子氨达 0.04 mg/L 的总氨", en="TAN that gives 0.04 mg/L NH3-N"),
        "mg/L", "alk {:g}, CO2 {:g} mg/L", TRADE_OFF_TAN, _tan_of, printed(0.1),
    ),
)  # fmt: skip
