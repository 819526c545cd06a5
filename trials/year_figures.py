"""The figures of a lived year beside the published design arithmetic of 320 t.

It refuses to soften a difference: a range is printed where the arithmetic has one, else ± 10 %.
"""

from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from farm.words import Words
from models.cohorts import DAYS_PER_YEAR, year_of_stock
from models.feeding import HETEROTROPH_OXYGEN_PER_FEED
from models.nitrification import OXYGEN_G_G
from models.plan_loads import NITRIFIED_PART
from trials.year import Year

NEAR = 0.10
"""Where the arithmetic prints one figure, this part of it either way agrees."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the year, in the plan's unit, and what the plan prints (low to high)."""

    name: str
    what: Words
    unit: str
    value: float
    low: float | None = None
    high: float | None = None
    remark: Words | None = None

    @property
    def ok(self) -> bool | None:
        """Whether our value lies in the printed range; None where nothing is printed."""
        if self.low is None or self.high is None:
            return None
        return self.low <= self.value <= self.high

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "name": self.name,
            "what": self.what.model_dump(),
            "unit": self.unit,
            "ours": self.value if isfinite(self.value) else None,
            "published": None if self.low is None else [self.low, self.high],
            "ok": self.ok,
            "remark": self.remark.model_dump() if self.remark else None,
        }


def _around(value: float) -> tuple[float, float]:
    return value * (1.0 - NEAR), value * (1.0 + NEAR)


def _figure(
    name: str,
    zh: str,
    en: str,
    unit: str,
    value: float,
    printed: tuple[float, float] | None = None,
    remark: Words | None = None,
) -> Figure:
    low, high = printed or (None, None)
    return Figure(name, Words(zh=zh, en=en), unit, float(value), low, high, remark)


def figures(year: Year) -> list[Figure]:
    """Everything the plan has a figure for; yearly sums are scaled from the days lived."""
    return [*_fish(year), *_loads(year), *_machines(year), *_water(year)]


def _sold(year: Year) -> tuple[float, float, float]:
    """Heads, kilograms, and mean age of what was sold."""
    rows = year.books.harvests
    heads = float(sum(row.heads for row in rows))
    kg = float(sum(row.kg for row in rows))
    age = sum(row.age_d * row.heads for row in rows) / heads if heads else float("nan")
    return heads, kg, age


def _grown_kg(year: Year) -> float:
    return float(year.plant.fish.stock.grown_kg.sum())


def _fish(year: Year) -> list[Figure]:
    plan, whole, books = year.plan, year.whole, year.books
    per_year = DAYS_PER_YEAR / max(len(year.days), 1)
    heads, kg, age_d = _sold(year)
    stock = year.plant.fish.stock
    rate_d = float(stock.dead_heads.sum()) / max(float(stock.heads.sum()), 1.0) / len(year.days)
    expected = year_of_stock(plan)
    return [
        _figure("harvest", "年产量", "harvest", "t/y", kg / 1000.0 * per_year, (288.0, 352.0)),
        _figure("growth", "年增重", "growth of all fish", "t/y",
                _grown_kg(year) / 1000.0 * per_year, _around(313.5)),
        _figure("feed", "年投喂", "feed", "t/y", whole.offered_kg / 1000.0 * per_year,
                _around(377.0)),
        _figure("feed-most", "最大日投喂", "most feed in a day", "kg/d", whole.feed_most_kg_d,
                (1118.0, 1186.0)),
        _figure("eaten", "投喂被吃掉的部分", "part of the feed that is eaten", "-",
                whole.eaten_kg / max(whole.offered_kg, 1e-9)),
        _figure("fcr", "饲料系数", "feed per growth", "kg/kg",
                whole.offered_kg / max(_grown_kg(year), 1e-9), (1.0, 1.48)),
        _figure("biomass", "平均存塘", "mean biomass", "t", whole.biomass_mean_t, (75.0, 118.0)),
        _figure("biomass-most", "最大存塘", "most biomass", "t", whole.biomass_most_t,
                (88.0, 131.0)),
        _figure("density", "最大密度", "highest density", "kg/m³", books.most_kg_m3,
                (0.0, 50.0),
                Words(zh="分池和起捕时有几天超过", en="passed before a move or harvest")),
        _figure("days", f"起捕时的养殖天数（{plan.harvest_g:g} g 起捕）",
                f"age at harvest (from {plan.harvest_g:g} g on)", "d",
                age_d, (244.0, 387.0)),
        _figure("weight", "上市体重", "weight at harvest", "g",
                1000.0 * kg / heads if heads else float("nan"),
                _around(plan.harvest_g)),
        _figure("survival", "养成期存活率", "survival over the plan's cycle", "-",
                float(np.exp(-rate_d * plan.days)), (0.818, 1.0)),
        _figure("oxygen-fish", "鱼平均日耗氧", "oxygen of fish, mean", "kg/d",
                whole.fish_oxygen_kg / len(year.days), _around(expected.oxygen_mean_kg_d)),
    ]  # fmt: skip


def _loads(year: Year) -> list[Figure]:
    whole, days = year.whole, len(year.days)
    feed = max(whole.offered_kg, 1e-9)
    films = OXYGEN_G_G * whole.tan_kg * NITRIFIED_PART
    demand = whole.fish_oxygen_kg + films + HETEROTROPH_OXYGEN_PER_FEED * whole.offered_kg
    return [
        _figure("oxygen-demand", "全系统耗氧", "oxygen used, whole system", "kg/kg feed",
                demand / feed, _around(0.71)),
        _figure("oxygen-gas", "购氧量", "oxygen gas bought", "kg/kg feed", whole.oxygen_kg / feed,
                (0.3, 1.0),
                Words(zh="微孔盘只溶解 35 %，氧锥 85 %",
                      en="diffusers dissolve 35 %, cones 85 % of it")),
        _figure("oxygen-gas-day", "日购氧量", "oxygen gas bought", "kg/d", whole.oxygen_kg / days),
        _figure("tan", "总氨排泄", "TAN given off", "kg/kg feed", whole.tan_kg / feed,
                _around(0.0442)),
        _figure("bicarbonate", "小苏打", "bicarbonate dosed", "kg/kg feed",
                whole.bicarbonate_kg / feed, (0.15, 0.30)),
    ]  # fmt: skip


def _machines(year: Year) -> list[Figure]:
    whole, days = year.whole, len(year.days)
    kg = max(_grown_kg(year), 1e-9)
    made_kwh = whole.oxygen_kg * 0.9
    feed = max(whole.offered_kg, 1e-9)
    return [
        _figure("energy", "日用电", "electricity", "kWh/d", whole.energy_kwh / days),
        _figure("energy-kg", "每千克鱼用电（购液氧）", "electricity per fish, oxygen bought",
                "kWh/kg", whole.energy_kwh / kg, (3.0, 10.0)),
        _figure("energy-kg-psa", "每千克鱼用电（自制氧 0.9 kWh/kg）",
                "electricity per fish, oxygen made at 0.9 kWh/kg", "kWh/kg",
                (whole.energy_kwh + made_kwh) / kg, _around(4.1)),
        _figure("make-up", "补水", "make-up", "m³/kg feed", whole.make_up_m3 / feed, (0.2, 0.5)),
        _figure("heat", "补水加热（换热 70 % 之后）", "heat for make-up, behind the exchanger",
                "kWh/m³", whole.heat_kwh / max(whole.make_up_m3, 1e-9), _around(3.141),
                Words(zh="设计算例不计蒸发、墙体和带走二氧化碳的空气",
                      en="the plan leaves out evaporation, walls and the air that carries CO2")),
    ]  # fmt: skip


def _water(year: Year) -> list[Figure]:
    whole = year.whole
    return [
        _figure("oxygen", "溶氧均值", "oxygen, mean", "mg/L", whole.oxygen_mean_mg_l, (7.5, 10.0)),
        _figure("oxygen-low", "溶氧最低", "oxygen, lowest of any tank", "mg/L",
                whole.oxygen_low_mg_l, (5.0, 18.0)),
        _figure("oxygen-short", "溶氧低于 6 的时间", "time below 6 mg/L", "%",
                100.0 * whole.short_part),
        _figure("tan-water", "总氨均值", "TAN, mean", "mg/L", whole.tan_mean_mg_l, (0.0, 2.0)),
        _figure("co2", "二氧化碳均值", "CO2, mean of the sumps", "mg/L", whole.co2_mean_mg_l,
                (8.0, 15.0)),
        _figure("co2-high", "二氧化碳最高", "CO2, highest of the sumps", "mg/L",
                whole.co2_high_mg_l, (0.0, 25.0)),
    ]  # fmt: skip
