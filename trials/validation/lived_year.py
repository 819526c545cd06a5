"""A part of a production year that was lived beside the published arithmetic of 320 t.

It refuses to live it (`trials.year`) and to know what a figure is made of (`trials.year_figures`).
"""

from functools import cache

from drivers.profiles import load_profiles
from farm.words import Words
from trials.validation.figure import IN_RANGE, Item, Kind, Ours, Printed, Tolerance, single, span
from trials.validation.plan_figures import DESIGN
from trials.verdict import open_site
from trials.year import live
from trials.year_figures import figures

SITE, SEED, DAYS = "xiaojieling", 1, 30
"""The gap between two cohorts, from one stocking to the next: the plan repeats itself after each.
A whole year is the same run with 365."""
LIVED = Tolerance(
    0.0,
    0.10,
    Words(
        zh="活的鱼和整箱的料不会正好按月：一成以内算相符",
        en="living fish and whole tanks do not fall evenly on months: within a tenth agrees",
    ),
)
REVIEW = "review of RAS, 3-10 kWh/kg"
RULE = "rule of the trade, 0.15-0.25 kg/kg; net ledger 0.25-0.295"


@cache
def lived() -> dict[str, float]:
    """Every figure of the days lived on the reference plant, by its name there."""
    year = live(open_site(SITE, load_profiles()), SEED, DAYS)
    return {figure.name: figure.value for figure in figures(year)}


def _ours(name: str) -> Ours:
    return lambda days: lived()[name]


def _item(
    name: str,
    of_year: str,
    zh: str,
    en: str,
    unit: str,
    points: tuple[Printed, ...],
    within: Tolerance = LIVED,
    source: str = DESIGN,
    differs: Words | None = None,
) -> Item:
    words = Words(zh=f"活过的日子：{zh}", en=f"days lived: {en}")
    return Item(
        f"lived-{name}", Kind.PLAN, source, words, unit, "{:g} days", points, _ours(of_year),
        within, slow=True, differs=differs,
    )  # fmt: skip


LIVED_ITEMS = (
    _item("feed", "feed", "投喂", "feed", "t/y", single(377.0, DAYS)),
    _item("feed-most", "feed-most", "最大日投喂", "most feed in a day", "kg/d",
          single(1152.0, DAYS)),
    _item("growth", "growth", "增重", "growth of all fish", "t/y", single(313.5, DAYS)),
    _item("biomass", "biomass", "平均存塘", "mean biomass", "t", single(88.0, DAYS)),
    _item("biomass-most", "biomass-most", "最大存塘", "most biomass", "t", single(102.0, DAYS)),
    _item("fcr", "fcr", "饲料系数", "feed per growth", "kg/kg", single(1.20, DAYS)),
    _item("days", "days", "起捕日龄", "age at harvest", "d", single(290.0, DAYS)),
    _item("survival", "survival", "存活率", "survival over the cycle", "-", single(0.90, DAYS)),
    _item("density", "density", "最大密度", "highest density", "kg/m³", span(0.0, 50.0, DAYS),
          IN_RANGE,
          differs=Words(
              zh="分池或起捕之前有几天超过 50",
              en="passed for some days before a tank is spread or sold",
          )),
    _item("oxygen-fish", "oxygen-fish", "鱼日耗氧", "oxygen of fish, mean", "kg/d",
          single(455.0, DAYS)),
    _item("oxygen", "oxygen-demand", "全系统耗氧", "oxygen used, whole system", "kg/kg feed",
          single(0.71, DAYS)),
    _item("tan", "tan", "总氨排泄", "TAN given off", "kg/kg feed", single(0.044, DAYS)),
    _item("make-up", "make-up", "补水", "make-up", "m³/kg feed", span(0.2, 0.5, DAYS), IN_RANGE),
    _item("heat", "heat", "补水加热（换热 70 % 之后）", "heat for make-up, behind the exchanger",
          "kWh/m³", single(0.3 * 10.47, DAYS),
          differs=Words(
              zh="计划没有算蒸发、池壁和带走 CO2 的通风；鱼和水泵的热抵回一部分",
              en="the plan leaves out evaporation, walls and the air that carries CO2 away; fish "
              "and pumps give part of it back",
          )),
    _item("bicarbonate", "bicarbonate", "小苏打", "bicarbonate", "kg/kg feed",
          span(0.15, 0.295, DAYS), IN_RANGE, RULE),
    _item("electricity", "energy-kg-psa", "每千克鱼用电，自制氧",
          "electricity per fish, oxygen made", "kWh/kg", single(4.1, DAYS)),
    _item("electricity-range", "energy-kg-psa", "同上，文献范围", "the same, range of literature",
          "kWh/kg", span(3.0, 10.0, DAYS), IN_RANGE, REVIEW),
)  # fmt: skip
