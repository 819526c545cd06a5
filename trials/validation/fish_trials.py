"""Published trials of bass: oxygen use, growth, conversion, survival, what feed asks of water.

It refuses to fit anything: where a default of ours came from the same trial, the item says so.
"""

from farm.words import Words
from models import growth, respiration
from models.cohorts import GrowthPlan, year_of_stock
from models.plan_loads import loads
from models.reserve import minutes_without_flow
from trials.validation.figure import (
    IN_RANGE,
    OTHER_PLANT,
    SAME_SPECIES,
    Item,
    Kind,
    Printed,
    column,
    grid,
    printed,
    single,
    span,
)

ZHU = "Zhu Ming et al. 2025, Trans. CSAM 56(3):414, bass in RAS, 90 d at 27.6 °C"
KENTUCKY = "Kentucky State University, WAS abstract 166442 (r² 0.91)"
YANG = "Yang 2019, Zhejiang Ocean University, bass of 6.7-15.9 g"
RANNEY = "Ranney 2024, bass of 106 g at 22 °C, maintenance to ad lib history"
KHATER = "Khater 2021, Sci Rep 11:24130, tilapia RAS, measured at the top"
SGR_PERCENT_D = {
    12: 0.215, 15: 0.368, 18: 0.606, 20: 0.778, 22: 0.936, 24: 1.059,
    26: 1.127, 26.8: 1.134, 28: 1.118, 30: 1.012, 33: 0.625,
}  # fmt: skip
TGC_OF_TRIALS = (
    Printed((61.25, 256.54, 27.6, 90.0), 0.9711, 0.9711),
    Printed((81.0, 356.0, 25.0, 161.0), 0.69, 0.69),
    Printed((5.0, 300.0, 26.0, 230.0), 0.83, 0.83),
    Printed((5.0, 500.0, 26.0, 230.0), 1.04, 1.04),
)
RACEWAY = single(0.45, 111.0, 287.0, 25.0, 158.0)
DENSITIES_KG_M3 = (20.0, 30.0, 40.0, 50.0, 60.0, 80.0)
TO_3_MIN = {
    120.0: (125, 83, 62, 50, 42, 31), 200.0: (75, 50, 38, 30, 25, 19),
    300.0: (50, 33, 25, 20, 17, 12), 400.0: (38, 25, 19, 15, 12, 9),
}  # fmt: skip
TO_1_5_MIN = {
    120.0: (162, 108, 81, 65, 54, 41), 200.0: (98, 65, 49, 39, 32, 24),
    300.0: (65, 43, 32, 26, 22, 16), 400.0: (49, 32, 24, 20, 16, 12),
}  # fmt: skip
PLAN = GrowthPlan()
YEAR = year_of_stock(PLAN)
DAY = loads(YEAR.feed_max_kg_d, YEAR.oxygen_max_kg_d)


def _percent_d(at_c: float) -> float:
    return 100.0 * float(growth.specific_rate_fraction_d(at_c))


def _zhu_weight_g(tgc: float) -> float:
    return float(growth.weight_g(61.25, tgc, 27.6, 90.0))


def _standing(limit_mg_l: float, use_mg_kg_h: float, density_kg_m3: float) -> float:
    return float(minutes_without_flow(8.0, limit_mg_l, density_kg_m3, use_mg_kg_h))


FISH_ITEMS = (
    Item(
        "yang-peak", Kind.MEASURED, YANG,
        Words(zh="幼鱼耗氧峰值", en="highest oxygen use of young fish"),
        "mg/kg/h", "{:g} g (middle), {:g} °C", single(392.0, 11.3, 29.0),
        respiration.standard_mg_kg_h, SAME_SPECIES,
    ),
    Item(
        "ranney-rest", Kind.MEASURED, RANNEY,
        Words(zh="静止耗氧", en="oxygen use at rest"),
        "mg/kg/h", "{:g} g, {:g} °C", span(94.0, 152.0, 106.0, 22.0),
        respiration.standard_mg_kg_h, IN_RANGE,
    ),
    Item(
        "sgr-curve", Kind.EQUATION, KENTUCKY,
        Words(zh="特定生长率随水温，60 g", en="specific growth rate by temperature, 60 g"),
        "%/d", "{:g} °C", column(SGR_PERCENT_D), _percent_d, printed(0.001),
    ),
    Item(
        "sgr-top", Kind.MEASURED, KENTUCKY,
        Words(zh="摘要正文里的最高生长率", en="highest rate in the abstract's own words"),
        "%/d", "{:g} °C", single(1.113, 26.8), _percent_d, SAME_SPECIES,
    ),
    Item(
        "tgc-trials", Kind.EQUATION, "Zhu 2025; KSU pond; trade claims of 230 d",
        Words(zh="由两次称重得热生长系数", en="thermal growth coefficient of two weighings"),
        "-", "{:g} to {:g} g, {:g} °C, {:g} d", TGC_OF_TRIALS, growth.growth_coefficient,
        printed(0.01),
    ),
    Item(
        "tgc-raceway", Kind.EQUATION, "KSU raceway",
        Words(zh="同上，流水池", en="the same, a raceway"),
        "-", "{:g} to {:g} g, {:g} °C, {:g} d", RACEWAY, growth.growth_coefficient, printed(0.011),
    ),
    Item(
        "zhu-sgr", Kind.EQUATION, ZHU,
        Words(zh="试验的特定生长率", en="specific growth rate of the trial"),
        "%/d", "{:g} to {:g} g in {:g} d", single(1.59, 61.25, 256.54, 90.0),
        lambda *a: 100.0 * float(growth.specific_rate_between_fraction_d(*a)), printed(0.01),
    ),
    Item(
        "zhu-weight", Kind.MEASURED, ZHU,
        Words(zh="90 天末体重，用计划的 TGC", en="weight after 90 d with the plan's coefficient"),
        "g", "TGC {:g}", single(256.54, growth.TGC_DEFAULT), _zhu_weight_g, SAME_SPECIES,
        differs=Words(
            zh="计划取 0.80，比这次试验的 0.97 谨慎：四个试验在 0.45–1.04 之间",
            en="the plan's 0.80 is more cautious than this trial's 0.97; trials lie at 0.45-1.04",
        ),
    ),
    Item(
        "zhu-fcr", Kind.MEASURED, ZHU,
        Words(zh="饲料系数（计划值来自同一试验）", en="feed conversion (the plan's is from here)"),
        "kg/kg", "mean of the trial", single(1.16), lambda: YEAR.overall_fcr, SAME_SPECIES,
    ),
    Item(
        "zhu-density", Kind.MEASURED, ZHU,
        Words(zh="已被证明的最大密度", en="highest density proven"),
        "kg/m³", "end of the trial", single(42.54), lambda: 50.0, SAME_SPECIES,
        differs=Words(
            zh="计划的养成密度上限 50 高于已证明的 42.5，尚无 500 g 鱼的数据",
            en="the plan's ceiling of 50 lies above what is proven; nothing is known for 500 g",
        ),
    ),
    Item(
        "zhu-survival", Kind.MEASURED, ZHU,
        Words(zh="90 天存活率", en="survival over 90 d"),
        "-", "90 d", span(0.9885, 1.0), lambda: PLAN.survival_fraction ** (90.0 / PLAN.days),
        IN_RANGE,
        differs=Words(
            zh="计划按 10 g 到上市 90 % 留余地；别的试验为 81.8–96.6 %",
            en="the plan leaves room with 90 % from 10 g to market; Park found 81.8-96.6 %",
        ),
    ),
    Item(
        "oxygen-per-feed", Kind.MEASURED, "Losordo, Global Seafood Alliance",
        Words(zh="全系统每千克饲料耗氧", en="oxygen per feed, whole system"),
        "kg/kg", "fullest day", span(0.3, 1.0),
        lambda: DAY.oxygen_total_kg_d / YEAR.feed_max_kg_d, IN_RANGE,
    ),
    Item(
        "oxygen-per-feed-fish", Kind.MEASURED, "Freshwater Institute",
        Words(zh="鱼每千克饲料耗氧", en="oxygen per feed, fish alone"),
        "kg/kg", "fullest day", span(0.3, 0.5),
        lambda: DAY.oxygen_fish_kg_d / YEAR.feed_max_kg_d, IN_RANGE,
    ),
    Item(
        "co2-per-feed", Kind.MEASURED, "Terjesen 2013, quoted by Nistad 2018 (salmon)",
        Words(zh="每千克饲料产 CO2", en="CO2 per feed"),
        "kg/kg", "fullest day", single(0.409), lambda: DAY.co2_kg_d / YEAR.feed_max_kg_d,
        OTHER_PLANT,
        differs=Words(
            zh="呼吸商取 1（上限）且鲈鱼每千克饲料耗氧更多：本场的 CO2 偏大，偏安全",
            en="respiratory quotient 1 is its upper end and warm-water bass use more oxygen per "
            "feed: ours is high, on the safe side",
        ),
    ),
    Item(
        "khater-filter-share", Kind.MEASURED, KHATER,
        Words(zh="滤池耗氧与鱼耗氧之比", en="oxygen of the filter over oxygen of the fish"),
        "-", "23.09 / 47.53 g/m³/h", single(0.486),
        lambda: (DAY.oxygen_nitrification_kg_d + DAY.oxygen_heterotrophs_kg_d)
        / DAY.oxygen_fish_kg_d,
        OTHER_PLANT,
        differs=Words(
            zh="异养菌 0.10 kg/kg 饲料是经验值；不计它则为 0.38",
            en="heterotrophs at 0.10 kg/kg feed are engineering memory; without them it is 0.38",
        ),
    ),
    Item(
        "minutes-to-3", Kind.EQUATION, "oxygen held over oxygen used",
        Words(zh="停水后从 8 到 3 mg/L 的时间", en="time from 8 to 3 mg/L with no flow"),
        "min", "{:g} mg/kg/h, {:g} kg/m³", grid(DENSITIES_KG_M3, TO_3_MIN),
        lambda use, density: _standing(3.0, use, density), printed(1.0),
    ),
    Item(
        "minutes-to-1.5", Kind.EQUATION, "oxygen held over oxygen used",
        Words(zh="停水后从 8 到 1.5 mg/L 的时间", en="time from 8 to 1.5 mg/L with no flow"),
        "min", "{:g} mg/kg/h, {:g} kg/m³", grid(DENSITIES_KG_M3, TO_1_5_MIN),
        lambda use, density: _standing(1.5, use, density), printed(1.0),
    ),
)  # fmt: skip
