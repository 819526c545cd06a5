"""The published arithmetic of a plant of 320 t a year beside the plan's own.

It refuses to know a day that is not the plan's: a year that was lived stands in `lived_year`.
"""

from dataclasses import dataclass

from farm.words import Words
from models import plan_loads
from models.cohorts import GrowthPlan, YearOfStock, year_of_stock
from models.plan_loads import NAIVE_ALKALINITY_G_G
from trials.validation.figure import (
    IN_RANGE,
    OTHER_PLANT,
    Item,
    Kind,
    Ours,
    Printed,
    Tolerance,
    printed,
    single,
    span,
)

DESIGN = "worked plan of 320 t bass a year (FB4 respiration, monthly cohorts)"
YEARS = {tgc: year_of_stock(GrowthPlan(tgc=tgc)) for tgc in (0.60, 0.70, 0.80, 0.95)}
YEAR = YEARS[0.80]
FEED = YEAR.feed_max_kg_d
DAY = plan_loads.loads(FEED, YEAR.oxygen_max_kg_d)
AREA_M2 = {0.30: 169_544, 0.45: 113_029, 0.60: 84_772}
MAKE_UP = {
    0.2: (230, 7.4, 210, 2411, 181),
    0.3: (346, 11.1, 140, 3617, 271),
    0.5: (576, 18.5, 84, 6028, 452),
}
BICARBONATE = {30: (340, 637), 60: (322, 619), 120: (287, 585)}
POWER = plan_loads.electricity(2500.0, DAY.oxygen_total_kg_d, 271.0)


@dataclass(frozen=True, slots=True)
class _Row:
    """A figure of the plan's table of years: its name there, one value for each coefficient."""

    name: str
    zh: str
    en: str
    unit: str
    digit_step: float
    values: tuple[float, ...]
    ours: Ours


_YEAR_ROWS = (
    _Row("biomass-mean", "平均存塘", "mean biomass", "t", 1.0, (118, 101, 88, 75),
         lambda year: year.biomass_mean_kg / 1000.0),
    _Row("biomass-max", "最大存塘", "highest biomass", "t", 1.0, (131, 114, 102, 88),
         lambda year: year.biomass_max_kg / 1000.0),
    _Row("feed-mean", "平均日投喂", "mean feed", "kg/d", 1.0, (1035, 1033, 1033, 1035),
         lambda year: year.feed_mean_kg_d),
    _Row("feed-max", "最大日投喂", "highest feed", "kg/d", 1.0, (1118, 1133, 1152, 1186),
         lambda year: year.feed_max_kg_d),
    _Row("oxygen-fish", "鱼平均日耗氧", "mean oxygen of fish", "kg/d", 1.0, (538, 490, 455, 418),
         lambda year: year.oxygen_mean_kg_d),
    _Row("tank-volume", "养殖池容积", "tank volume", "m³", 1.0, (3116, 2831, 2496, 2268),
         lambda year: sum(year.tank_volumes_m3())),
)  # fmt: skip


def _year_item(row: _Row) -> Item:
    def ours(tgc: float) -> float:
        year: YearOfStock = YEARS[tgc]
        return float(row.ours(year))

    points = tuple(
        Printed((tgc,), value, value) for tgc, value in zip(YEARS, row.values, strict=True)
    )
    return Item(
        f"plan-{row.name}", Kind.PLAN, DESIGN, Words(zh=f"计划：{row.zh}", en=f"plan: {row.en}"),
        row.unit, "TGC {:g}", points, ours, printed(row.digit_step),
    )  # fmt: skip


def _one(
    name: str, zh: str, en: str, unit: str, value: float, digit_step: float, our_value: float
) -> Item:
    """One figure of the fullest day."""
    return Item(
        f"plan-{name}", Kind.PLAN, DESIGN, Words(zh=f"计划：{zh}", en=f"plan: {en}"), unit,
        "fullest day", single(value), lambda: our_value, printed(digit_step),
    )  # fmt: skip


def _flow(
    name: str,
    zh: str,
    en: str,
    load_kg_d: float,
    peak_factor: float,
    delta_mg_l: float,
    m3_h: float,
) -> Item:
    """The recirculating flow that one criterion asks for."""
    needed = plan_loads.flow_needed_m3_h(load_kg_d, peak_factor, delta_mg_l)
    return _one(f"flow-{name}", f"循环流量，{zh}", f"flow for {en}", "m³/h", m3_h, 1.0, needed)


_LOADS = (
    _one("tan", "总氨", "TAN", "kg/d", 50.9, 0.1, DAY.tan_kg_d),
    _one("oxygen-nitrification", "硝化耗氧", "oxygen of nitrification", "kg/d", 191, 1.0,
         DAY.oxygen_nitrification_kg_d),
    _one("oxygen-heterotrophs", "异养耗氧", "oxygen of heterotrophs", "kg/d", 115, 1.0,
         DAY.oxygen_heterotrophs_kg_d),
    _one("oxygen-total", "总耗氧", "oxygen in all", "kg/d", 813, 1.0, DAY.oxygen_total_kg_d),
    _one("oxygen-peak", "鱼耗氧高峰", "peak oxygen of fish", "kg/h", 29.5, 0.1,
         DAY.oxygen_fish_peak_kg_h),
    _one("co2", "CO2", "CO2", "kg/d", 696, 1.0, DAY.co2_kg_d),
    _one("solids", "悬浮物", "suspended solids", "kg/d", 288, 1.0, DAY.solids_kg_d),
    _flow("oxygen-18", "溶氧 18 进 7 出", "oxygen 18 to 7", DAY.oxygen_fish_kg_d, 1.4, 11, 2685),
    _flow("oxygen-16", "溶氧 16 进 7 出", "oxygen 16 to 7", DAY.oxygen_fish_kg_d, 1.4, 9, 3282),
    _flow("co2-20", "CO2 ≤ 20", "CO2 up to 20", DAY.co2_kg_d, 1.4, 20 * 0.7, 2901),
    _flow("co2-15", "CO2 ≤ 15", "CO2 up to 15", DAY.co2_kg_d, 1.4, 15 * 0.7, 3868),
    _flow("tan-2", "总氨 ≤ 2", "TAN up to 2", DAY.tan_kg_d, 1.3, 2 * 0.5, 2755),
    _flow("solids-15", "悬浮物 ≤ 15", "solids up to 15", DAY.solids_kg_d, 1.2, 15 * 0.5, 1920),
    _one("circulation", "循环泵", "circulation pump", "kW", 42.6, 0.1, POWER.circulation_kw),
    _one("cones", "氧锥", "cone side stream", "kW", 23.6, 0.1, POWER.cones_kw),
    _one("oxygen-power", "制氧", "making oxygen", "kW", 35.9, 0.1, POWER.oxygen_kw),
    _one("power", "总功率", "power in all", "kW", 150.6, 0.1, POWER.total_kw),
    _one("kwh-per-kg", "每千克鱼用电", "electricity per fish", "kWh/kg", 4.1, 0.1,
         POWER.kwh_per_kg()),
)  # fmt: skip


def _make_up(index: int) -> Ours:
    def ours(per_feed_m3_kg: float) -> float:
        water = plan_loads.make_up(FEED, per_feed_m3_kg, 2496.0)
        return (
            water.flow_m3_d, water.system_percent_d, water.nitrate_n_mg_l,
            water.heat_kwh_d, water.electricity_kwh_d,
        )[index]  # fmt: skip

    return ours


_MAKE_UP_ROWS = (
    ("make-up", "补水", "make-up", "m³/d", 1.0),
    ("make-up-percent", "补水占系统水体", "make-up of the system", "%/d", 0.1),
    ("nitrate", "硝态氮稳态", "steady nitrate nitrogen", "mg/L", 1.0),
    ("heat", "补水加热", "heat of make-up", "kWh/d", 1.0),
    ("heat-power", "补水加热用电", "electricity of that heat", "kWh/d", 1.0),
)


def _soda(consumed_g_g: float) -> Ours:
    def ours(spring_mg_l: float) -> float:
        return plan_loads.bicarbonate_kg_d(
            DAY.tan_kg_d, 0.3 * FEED, spring_mg_l, consumed_g_g=consumed_g_g
        )

    return ours


_LEDGERS = (
    ("net", "净账", "net ledger", plan_loads.NET_ALKALINITY_G_G),
    ("naive", "只算滤池", "filter alone", NAIVE_ALKALINITY_G_G),
)
_RATE_HALVES = Tolerance(
    1.0, 0.0, Words(zh="公布值取整平方米", en="the published figure is whole square metres")
)

PLAN_ITEMS = (
    *(_year_item(row) for row in _YEAR_ROWS),
    *_LOADS,
    Item(
        "plan-film-area", Kind.PLAN, DESIGN, Words(zh="计划：填料面积", en="plan: film area"),
        "m²", "{:g} g TAN/m²/d",
        tuple(Printed((rate,), area, area) for rate, area in AREA_M2.items()),
        lambda rate: plan_loads.biofilter_area_m2(DAY.tan_kg_d, rate), _RATE_HALVES,
    ),
    *(
        Item(
            f"plan-{name}", Kind.PLAN, DESIGN, Words(zh=f"计划：{zh}", en=f"plan: {en}"), unit,
            "{:g} m³/kg feed",
            tuple(Printed((per,), row[index], row[index]) for per, row in MAKE_UP.items()),
            _make_up(index), printed(digit),
        )
        for index, (name, zh, en, unit, digit) in enumerate(_MAKE_UP_ROWS)
    ),
    *(
        Item(
            f"plan-bicarbonate-{name}", Kind.PLAN, DESIGN,
            Words(zh=f"计划：小苏打，{zh}", en=f"plan: bicarbonate, {en}"), "kg/d",
            "spring {:g} mg/L",
            tuple(Printed((mg_l,), row[index], row[index]) for mg_l, row in BICARBONATE.items()),
            _soda(consumed), printed(1.0),
        )
        for index, (name, zh, en, consumed) in enumerate(_LEDGERS)
    ),
    Item(
        "electricity-range", Kind.MEASURED, "review of RAS, 3-10 kWh/kg",
        Words(zh="每千克鱼用电，文献范围", en="electricity per fish, range of the literature"),
        "kWh/kg", "plan", span(3.0, 10.0), POWER.kwh_per_kg, IN_RANGE,
    ),
    Item(
        "electricity-eel", Kind.MEASURED, "eel RAS in China, 84.5 % reuse",
        Words(zh="每千克鱼用电，鳗鱼场", en="electricity per fish, an eel farm"),
        "kWh/kg", "plan", single(4.69), POWER.kwh_per_kg, OTHER_PLANT,
    ),
    Item(
        "electricity-grouper", Kind.MEASURED, "grouper RAS in China",
        Words(zh="每千克鱼用电，石斑鱼场", en="electricity per fish, a grouper farm"),
        "kWh/kg", "plan", single(3.81), POWER.kwh_per_kg, OTHER_PLANT,
    ),
)  # fmt: skip
