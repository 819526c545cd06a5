"""Published figures of nitrification: what it takes and gives, and how fast a film works.

It refuses to know any reactor.
"""

from farm.words import Words
from models import nitrification
from models.sources import CACO3_G_EQ, N_G_MOL, from_fish, nitrified_through
from trials.validation.figure import Item, Kind, Printed, Tolerance, column, printed, single

EBELING = "Ebeling, Timmons & Bisogni 2006, Aquaculture 257:346"
TAN_MG_L = (0.2, 0.5, 1.0, 1.5, 2.0, 3.0)
ZHU_CHEN = dict(zip(TAN_MG_L, (0.113, 0.329, 0.590, 0.775, 0.913, 1.105), strict=True))
RUSTEN = (
    (26.0, (0.686, 1.303, 2.116, 2.810, 3.437, 4.566)),
    (15.0, (0.266, 0.505, 0.820, 1.089, 1.332, 1.769)),
)
CLOSES = Tolerance(
    0.0,
    0.03,
    Words(
        zh="公布的一组系数各自取整，元素并不守恒；本场的由元素守恒得出",
        en="the published set is rounded and does not close its elements; ours is made to",
    ),
)


_GRAM = nitrified_through(1.0)
"""A gram of ammonia nitrogen oxidised all the way, as the plant does it."""
STOICHIOMETRY = {
    "nitrification-oxygen": (
        4.18, Words(zh="硝化耗氧", en="oxygen used by nitrification"), -_GRAM.oxygen_g_h,
    ),
    "nitrification-alkalinity": (
        7.05, Words(zh="硝化耗碱（CaCO3）", en="alkalinity used, as CaCO3"),
        -_GRAM.alkalinity_eq_h * CACO3_G_EQ,
    ),
    "nitrification-cells": (0.20, Words(zh="硝化生成菌体", en="cells grown"), _GRAM.cells_g_h),
    "nitrification-nitrate": (
        0.976, Words(zh="硝化生成硝态氮", en="nitrate nitrogen made"), _GRAM.nitrate_g_h,
    ),
}  # fmt: skip
ROUND_EQUIVALENTS = Tolerance(
    0.0,
    0.03,
    Words(
        zh="公布值把每摩尔 1.97 当量写成 2",
        en="the published figure takes 2 equivalents a mole where cells leave 1.97",
    ),
)


def _net_alkalinity_g_g() -> float:
    """Feed to nitrate: the fish's excretion and the film's oxidation of the same mole."""
    fish = from_fish(0.0, N_G_MOL, 0.0)
    alkalinity_eq_h = (fish + nitrified_through(N_G_MOL)).alkalinity_eq_h
    return -float(alkalinity_eq_h) * CACO3_G_EQ / N_G_MOL


BIOFILM_ITEMS = (
    *(
        Item(
            name, Kind.EQUATION, EBELING, what, "g/g TAN", "both steps",
            single(value), lambda ours=ours: ours, CLOSES,
        )
        for name, (value, what, ours) in STOICHIOMETRY.items()
    ),
    Item(
        "net-alkalinity", Kind.EQUATION, "one equivalent a mole: excretion +1, nitrification -2",
        Words(zh="从饲料到硝酸盐的净耗碱", en="alkalinity used from feed to nitrate, net"),
        "g CaCO3/g N", "feed to nitrate", single(3.57), _net_alkalinity_g_g, ROUND_EQUIVALENTS,
    ),
    Item(
        "film-zhu-chen", Kind.EQUATION, "Zhu & Chen 1999 (series reactor, 27.2 °C)",
        Words(zh="生物膜硝化速率", en="areal rate of a biofilm"),
        "g TAN/m²/d", "TAN {:g} mg/L", column(ZHU_CHEN), nitrification.zhu_chen_g_m2_d,
        printed(0.001),
    ),
    Item(
        "film-rusten", Kind.EQUATION, "Rusten et al. 2006 (moving bed)",
        Words(zh="移动床硝化速率上限", en="areal rate of a clean moving bed"),
        "g TAN/m²/d", "{:g} °C, TAN {:g} mg/L",
        tuple(
            Printed((at_c, tan), rate, rate)
            for at_c, row in RUSTEN
            for tan, rate in zip(TAN_MG_L, row, strict=True)
        ),
        lambda at_c, tan: float(nitrification.rusten_g_m2_d(tan, at_c)), printed(0.001),
    ),
)  # fmt: skip
