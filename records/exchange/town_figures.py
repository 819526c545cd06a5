"""The figures of a month or quarter for the town: sums over fish, money and steps of the project.

It refuses to name a person, and a sum that so few people share that it tells what one of them got.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from records.civil import civil_day, month_of
from records.deeds.deed import Deed
from records.dividend.runs.state import runs
from records.exchange.town_deeds import Section, allowed_on, funding_on, steps_on
from records.exchange.town_period import TownPeriod
from records.integers import BP_WHOLE, half_up_div, line_amount
from records.journal.events import ProductionEvent, Sale
from records.journal.stored import standing
from records.ledger.deeds import WagesDue
from records.ledger.entry import Entry
from records.ledger.recording import standing_deeds
from records.ledger.roles import Role, account_in
from records.parties.persons import looks_personal
from records.reports.yield_report import yield_rows
from records.uplift.asked import harvested_by_month
from records.uplift.streams import STREAMS, Side
from records.uplift.year import UpliftSpan, UpliftYear

Value: TypeAlias = int | str | None

PLAN_G = 320_000_000
"""Fish of a full year, g: 320,000 kg, as reported in the press; no plan of this farm says it."""

MONTHS_OF_YEAR = 12
GRAMS_PER_KG = 1000

FEW = 5
"""Fewer people than this share no sum with the town: our own threshold, no rule names one."""

BUILDING = frozenset({"153", "1604", "1605"})
"""Codes of what is still being built, in the charts of village, cooperative and company."""


@dataclass(frozen=True, slots=True)
class Item:
    """One figure: `key` for programs, `title` for people; `about` where it is one of several."""

    key: str
    title: str
    value: Value
    unit: str
    about: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class TownFacts:
    """What the figures are computed from; `uplift` up to and with the period's last month.

    `plan_g`: fish of a year as the site plans it, g; None: as reported.
    """

    project: str
    uplift: UpliftYear
    events: Sequence[ProductionEvent]
    entries: Sequence[Entry]
    deeds: Sequence[Deed]
    plan_g: int | None = None


@dataclass(frozen=True, slots=True)
class TownReport:
    """`sections`: what the town may see, with its figures; `hidden`: what it may not.

    `decided`: people said what it may see; else it is the least.
    """

    project: str
    period: TownPeriod
    sections: Mapping[Section, tuple[Item, ...]]
    hidden: tuple[Section, ...]
    decided: bool


def town_report(facts: TownFacts, period: TownPeriod) -> TownReport:
    """The figures of the period, as far as the town may see them on its last day."""
    allowed, decided = allowed_on(facts.deeds, facts.project, period.last_day)
    shown = [section for section in Section if section in allowed]
    people = local_people(facts, period)
    few = any(0 < count < FEW for count in people.values())
    split = bool(allowed & {Section.VILLAGES, Section.STREAMS})
    made = {
        Section.YIELD: lambda: _yield(facts, period),
        Section.UPLIFT: lambda: _uplift(facts, period, withheld=few and split),
        Section.SALES: lambda: _sales(facts, period),
        Section.STREAMS: lambda: _streams(facts, period, few),
        Section.VILLAGES: lambda: _villages(facts, period),
        Section.WAGES: lambda: _wages(facts, period, people, few),
        Section.FISH_HEALTH: lambda: _fish_health(facts, period),
        Section.NOTICES: lambda: _notices(facts, period),
        Section.STEPS: lambda: _steps(facts, period),
        Section.INVESTMENT: lambda: _investment(facts, period),
    }
    return TownReport(
        facts.project,
        period,
        {section: tuple(made[section]()) for section in shown},
        tuple(section for section in Section if section not in allowed),
        decided,
    )


def local_people(facts: TownFacts, period: TownPeriod) -> dict[str, int]:
    """Villagers on the project's payrolls by month of the year so far."""
    projects, found = facts.uplift.scope.project_ids, dict.fromkeys(period.so_far, 0)
    for deed in standing_deeds(facts.deeds):
        if isinstance(deed, WagesDue) and deed.entity in projects and deed.month in found:
            found[deed.month] += deed.local_people
    return found


def _yield(facts: TownFacts, period: TownPeriod) -> Iterator[Item]:
    by_month = harvested_by_month(facts.events)
    so_far_g = sum(by_month.get(month, 0) for month in period.so_far)
    year_g = PLAN_G if facts.plan_g is None else facts.plan_g
    source = "未核实：取自报道" if facts.plan_g is None else "场地文件的年计划"
    here_g = sum(by_month.get(month, 0) for month in period.months)
    yield Item("harvested_g", "本期产量", here_g, "g")
    yield Item("harvested_so_far_g", "本年累计产量", so_far_g, "g")
    yield Item("plan_year_g", "全年计划", year_g, "g", remark=source)
    planned_g = year_g * period.last_month // MONTHS_OF_YEAR
    yield Item("plan_so_far_g", "计划进度", planned_g, "g", remark="全年计划按月平分")
    percent = so_far_g * BP_WHOLE // year_g if year_g else None
    yield Item("percent_of_plan_x100_floor", "完成全年计划", percent, "x100%")


def _uplift(facts: TownFacts, period: TownPeriod, *, withheld: bool) -> Iterator[Item]:
    whole = facts.uplift.whole
    why = "人数过少，与各村数相减可推出个人所得，不列" if withheld else ""
    unverified = "" if facts.uplift.scope.verified else "未核实"
    total_here = sum(span.total_fen for span in _spans(facts, period))
    told: list[tuple[str, str, int | None, str]] = [
        ("total_fen", "本期增收", total_here, "fen"),
        ("total_so_far_fen", "本年累计增收", whole.total_fen, "fen"),
        ("gap_fen", "距全年目标差额", whole.gap_fen, "fen"),
        ("percent_of_target_x100_floor", "完成全年目标", whole.percent_x100_floor, "x100%"),
        ("fen_per_kg_floor", "每千克增收", whole.fen_per_kg_floor, "fen/kg"),
    ]
    yield Item("target_year_fen", "全年目标", whole.target_fen, "fen", remark=unverified)
    for key, title, value, unit in told:
        yield Item(key, title, None if withheld else value, unit, remark=why)


def _sales(facts: TownFacts, period: TownPeriod) -> Iterator[Item]:
    sales = [
        event
        for event in standing(facts.events)
        if isinstance(event, Sale) and _within(event, period)
    ]
    sold = [sale for sale in sales if sale.price_fen_per_kg]
    sold_g = sum(sale.mass_g for sale in sold)
    revenue_fen = sum(line_amount(sale.mass_g, sale.price_fen_per_kg) for sale in sold)
    average = half_up_div(revenue_fen * GRAMS_PER_KG, sold_g) if sold_g else None
    yield Item("sold_g", "销售量", sold_g, "g")
    yield Item("revenue_fen", "销售额", revenue_fen, "fen")
    yield Item("average_fen_per_kg", "均价", average, "fen/kg")
    yield Item("given_g", "赠送", sum(sale.mass_g for sale in sales) - sold_g, "g")


def _streams(facts: TownFacts, period: TownPeriod, few: bool) -> Iterator[Item]:
    whole = facts.uplift.whole
    for stream in STREAMS:
        hidden = few and stream.side is Side.VILLAGERS
        key, title = stream.key.lower(), stream.title.zh
        here = sum(span.streams[stream.key].amount_fen for span in _spans(facts, period))
        so_far = whole.streams[stream.key].amount_fen
        why = "人数过少，不列" if hidden else ""
        yield Item(f"{key}_fen", title, None if hidden else here, "fen", remark=why)
        yield Item(
            f"{key}_so_far_fen",
            f"{title}（本年累计）",
            None if hidden else so_far,
            "fen",
            remark=why,
        )


def _villages(facts: TownFacts, period: TownPeriod) -> Iterator[Item]:
    spans = _spans(facts, period)
    for village in facts.uplift.scope.village_ids:
        for stream in STREAMS:
            if stream.side is Side.COLLECTIVE:
                fen = sum(_of(span, stream.key, village) for span in spans)
                yield Item(f"{stream.key.lower()}_fen", stream.title.zh, fen, "fen", village)
        banked = (item for span in spans for item in span.banked.items)
        fen = sum(item.counted_fen for item in banked if item.entry.entity == village)
        yield Item("received_in_bank_fen", "本期已到账", fen, "fen", village)


def _wages(
    facts: TownFacts, period: TownPeriod, people: Mapping[str, int], few: bool
) -> Iterator[Item]:
    fen = sum(span.streams["LOCAL_WAGES"].amount_fen for span in _spans(facts, period))
    most = max(people[month] for month in period.months)
    why = f"本年有月份不足 {FEW} 人，不列金额" if few else ""
    yield Item("local_people", "本村务工人数（最多的月份）", most, "人")
    yield Item("local_wages_fen", "本村人工资", None if few else fen, "fen", remark=why)


def _fish_health(facts: TownFacts, period: TownPeriod) -> Iterator[Item]:
    rows = yield_rows(facts.events, period.months)
    first = [row for row in rows if row.month == period.months[0]]
    came = sum(row.start.heads for row in first) + sum(row.change.stocked_heads for row in rows)
    dead = sum(row.change.dead_heads for row in rows)
    yield Item("dead_heads", "死亡数", dead, "尾")
    yield Item("dead_g", "死亡量", sum(row.change.dead_g for row in rows), "g")
    percent = half_up_div(dead * BP_WHOLE, came) if came else None
    yield Item("mortality_x100_half_up", "死亡率", percent, "x100%")


def _notices(facts: TownFacts, period: TownPeriod) -> Iterator[Item]:
    known = [deed for deed in facts.deeds if deed.day <= period.last_day]
    for run in runs(known).values():
        about = f"{run.entity} {run.year} {run.id}"
        posted = run.publicised.day.isoformat() if run.publicised else None
        voted = run.approved.day.isoformat() if run.approved else None
        yield Item("run_state", "分配进度", run.state.value, "text", about)
        yield Item("publicised_on", "公示日", posted, "date", about)
        yield Item("approved_on", "表决日", voted, "date", about)


def _steps(facts: TownFacts, period: TownPeriod) -> Iterator[Item]:
    for step in steps_on(facts.deeds, facts.project, period.last_day):
        kind = "节点" if step.category == "MILESTONE" else "证照"
        about = f"{kind} {step.step}"
        yield Item("due_on", "计划日期", step.due.isoformat() if step.due else None, "date", about)
        yield Item(
            "done_on", "完成日期", step.done.isoformat() if step.done else None, "date", about
        )
        yield _text("blocked_by", "卡点", step.blocked_by, about)
        yield _text("post", "责任岗位", step.post, about)


def _text(key: str, title: str, value: str | None, about: str) -> Item:
    if value is not None and looks_personal(value):
        return Item(key, title, None, "text", about, "像是写了个人号码，不列")
    return Item(key, title, value, "text", about)


def _investment(facts: TownFacts, period: TownPeriod) -> Iterator[Item]:
    funding = funding_on(facts.deeds, facts.project, period.last_day)
    for source, fen in funding.items():
        yield Item("planned_fen", "计划投资", fen, "fen", source)
    yield Item("planned_total_fen", "计划投资合计", sum(funding.values()), "fen")
    booked_fen = sum(_invested(facts, period))
    yield Item("booked_fen", "账上已形成（固定资产和在建工程原值）", booked_fen, "fen")
    yield Item("paid_fen", "已付", None, "fen", remark="账上付款不分投资与经营，未知；由填报人填写")


def _invested(facts: TownFacts, period: TownPeriod) -> Iterator[int]:
    projects = facts.uplift.scope.project_ids
    for entry in facts.entries:
        if entry.entity in projects and entry.day <= period.last_day:
            assets = account_in(entry.system, Role.ASSETS)
            for line in entry.lines:
                if line.account.within(assets) or line.account.code in BUILDING:
                    yield line.amount_fen


def _spans(facts: TownFacts, period: TownPeriod) -> list[UpliftSpan]:
    return [span for span in facts.uplift.months if span.name in period.months]


def _of(span: UpliftSpan, stream: str, village: str) -> int:
    items = span.streams[stream].items
    return sum(item.counted_fen for item in items if item.entry.entity == village)


def _within(event: ProductionEvent, period: TownPeriod) -> bool:
    return month_of(civil_day(event.happened_at)) in period.months
