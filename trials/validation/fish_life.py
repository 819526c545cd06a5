"""Bass that eat all they want, and bass in ammonia, as the plant lets them grow and die.

It refuses to know any tank: the same functions the plant's fish live by, without water.
"""

from functools import cache

import numpy as np

from farm.words import Words
from models.fish_growth import growth_g_g_d, satiation_g_g_d
from models.insults import INSULTS, Tolerance, dead_part, doses_per_h
from trials.validation.figure import SAME_SPECIES, Item, Kind, Printed, printed, single
from trials.validation.fish_trials import ZHU

ROSEBOOM = "Roseboom & Richey 1977, largemouth bass, 96 h LC50"
LC50_MG_L = {22.0: 0.72, 30.0: 1.2}
START_G, AT_C, DAYS = 61.25, 27.6, 90
CEILING = Words(
    zh="吃饱的鱼 90 天末体重（生长上限 1.0 参考了同一试验的 0.97）",
    en="weight after 90 d of eating all they want (the ceiling of 1.0 is set near this trial)",
)


@cache
def fed_full() -> tuple[float, float]:
    """Weight, g, and feed per growth, g/g, after 90 days of eating to satiation at 27.6 °C."""
    weight_g, eaten_g = START_G, 0.0
    for _ in range(DAYS * 24):
        eaten = float(satiation_g_g_d(weight_g, AT_C))
        eaten_g += eaten * weight_g / 24.0
        weight_g *= 1.0 + float(growth_g_g_d(weight_g, AT_C, eaten, eaten)) / 24.0
    return weight_g, eaten_g / (weight_g - START_G)


def dead_after_96_h(at_c: float, nh3_n_mg_l: float) -> float:
    """Part of the fish that 96 h in this ammonia kill, %, the water being good otherwise."""
    well, none = np.array([8.0]), np.array([0.0])
    rate = doses_per_h(well, np.array([nh3_n_mg_l]), none, none, np.array([at_c]), Tolerance())
    return 100.0 * float(dead_part(96.0 * rate[INSULTS.index("ammonia"), 0]))


FISH_LIFE_ITEMS = (
    Item(
        "zhu-fed-weight", Kind.MEASURED, ZHU, CEILING, "g", "{:g} g at the start",
        single(256.54, START_G), lambda _: fed_full()[0], SAME_SPECIES,
    ),
    Item(
        "zhu-fed-fcr", Kind.MEASURED, ZHU,
        Words(zh="同上，饲料系数", en="the same, feed conversion"), "kg/kg",
        "{:g} g at the start", single(1.16, START_G), lambda _: fed_full()[1], SAME_SPECIES,
    ),
    Item(
        "ammonia-lc50", Kind.EQUATION, ROSEBOOM,
        Words(zh="非离子氨 96 h 的死亡率", en="dead after 96 h of un-ionised ammonia"),
        "%", "{:g} °C, {:g} mg/L",
        tuple(Printed((at_c, mg_l), 50.0, 50.0) for at_c, mg_l in LC50_MG_L.items()),
        dead_after_96_h, printed(1.0),
    ),
)  # fmt: skip
