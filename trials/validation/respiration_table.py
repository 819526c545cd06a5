"""The bioenergetic table of largemouth bass, row by row, and what our respiration makes of it.

It refuses to know any tank.
"""

from farm.words import Words
from models import respiration
from trials.validation.figure import Item, Kind, Printed, printed

FB4 = "Fish Bioenergetics 4.0, largemouth bass (Rice et al. 1983), pellets of 19.5 kJ/g"
RATIONS_PERCENT_D = (0.0, 0.8, 1.2, 2.0, 3.0)
ROWS = (
    (10, 20, 10.08, 293.1, (293, 361, 395, 463, 548), 0.790),
    (10, 24, 13.91, 332.1, (332, 400, 434, 502, 587), 0.868),
    (10, 26, 15.25, 353.6, (354, 422, 456, 524, 609), 0.911),
    (10, 28, 15.57, 376.4, (376, 445, 479, 547, 632), 0.957),
    (50, 20, 5.97, 165.5, (166, 234, 268, 336, 421), 0.535),
    (50, 24, 8.24, 187.6, (188, 256, 290, 358, 443), 0.579),
    (50, 26, 9.04, 199.7, (200, 268, 302, 370, 455), 0.604),
    (50, 28, 9.23, 212.6, (213, 281, 315, 383, 468), 0.629),
    (100, 20, 4.77, 129.4, (129, 197, 232, 300, 385), 0.463),
    (100, 24, 6.58, 146.7, (147, 215, 249, 317, 402), 0.498),
    (100, 26, 7.21, 156.1, (156, 224, 258, 326, 411), 0.516),
    (100, 28, 7.37, 166.2, (166, 234, 268, 336, 421), 0.537),
    (200, 20, 3.81, 101.2, (101, 169, 203, 271, 356), 0.407),
    (200, 24, 5.25, 114.7, (115, 183, 217, 285, 370), 0.434),
    (200, 26, 5.76, 122.1, (122, 190, 224, 292, 377), 0.448),
    (200, 28, 5.88, 130.0, (130, 198, 232, 300, 385), 0.464),
    (350, 20, 3.17, 82.9, (83, 151, 185, 253, 338), 0.370),
    (350, 24, 4.38, 94.0, (94, 162, 196, 264, 349), 0.392),
    (350, 26, 4.80, 100.1, (100, 168, 202, 270, 355), 0.404),
    (350, 28, 4.90, 106.6, (107, 175, 209, 277, 362), 0.417),
    (500, 20, 2.83, 73.1, (73, 141, 175, 243, 328), 0.350),
    (500, 24, 3.90, 82.8, (83, 151, 185, 253, 338), 0.370),
    (500, 26, 4.28, 88.2, (88, 156, 190, 258, 343), 0.381),
    (500, 28, 4.37, 93.9, (94, 162, 196, 264, 349), 0.392),
    (600, 20, 2.66, 68.5, (69, 137, 171, 239, 324), 0.341),
    (600, 24, 3.68, 77.6, (78, 146, 180, 248, 333), 0.359),
    (600, 26, 4.03, 82.7, (83, 151, 185, 253, 338), 0.370),
    (600, 28, 4.11, 88.0, (88, 156, 190, 258, 343), 0.380),
)
"""Weight g, temperature degC, most feed %/d, standard mg/kg/h, total mg/kg/h at each of
RATIONS_PERCENT_D, kg O2 per kg feed at 1.2 %/d."""


def _appetite_percent_d(weight_g: float, at_c: float) -> float:
    return 100.0 * float(respiration.appetite_g_g_d(weight_g, at_c))


def _total_mg_kg_h(weight_g: float, at_c: float, percent_d: float) -> float:
    return float(respiration.oxygen_mg_kg_h(weight_g, at_c, percent_d / 100.0))


def _per_feed_kg_kg(weight_g: float, at_c: float) -> float:
    return _total_mg_kg_h(weight_g, at_c, 1.2) * 24e-6 / 0.012


RESPIRATION_ITEMS = (
    Item(
        "fb4-appetite", Kind.EQUATION, FB4, Words(zh="最大摄食率", en="most feed taken"),
        "%/d", "{:g} g, {:g} °C", tuple(Printed(row[:2], row[2], row[2]) for row in ROWS),
        _appetite_percent_d, printed(0.01),
    ),
    Item(
        "fb4-standard", Kind.EQUATION, FB4, Words(zh="标准代谢耗氧", en="standard oxygen use"),
        "mg/kg/h", "{:g} g, {:g} °C", tuple(Printed(row[:2], row[3], row[3]) for row in ROWS),
        respiration.standard_mg_kg_h, printed(0.1),
    ),
    Item(
        "fb4-total", Kind.EQUATION, FB4, Words(zh="摄食后的总耗氧", en="oxygen use when fed"),
        "mg/kg/h", "{:g} g, {:g} °C, {:g} %/d",
        tuple(
            Printed((row[0], row[1], percent), total, total)
            for row in ROWS
            for percent, total in zip(RATIONS_PERCENT_D, row[4], strict=True)
        ),
        _total_mg_kg_h, printed(1.0),
    ),
    Item(
        "fb4-per-feed", Kind.EQUATION, FB4,
        Words(zh="每千克饲料耗氧，投喂 1.2 %/d", en="oxygen per feed at 1.2 %/d"),
        "kg/kg", "{:g} g, {:g} °C", tuple(Printed(row[:2], row[5], row[5]) for row in ROWS),
        _per_feed_kg_kg, printed(0.001),
    ),
)  # fmt: skip
