"""Papers made of a small constructed farm and the village of example 1, for the tests of reports.

Names and figures are made up; a test hands in what it wants otherwise.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from farm.fact import FactKind
from records.cost.report import batch_costs
from records.cost.tallying import tallies
from records.dividend.runs.state import State
from records.journal.events import ProductionEvent, read_event
from records.reports.annual import AnnualInputs, annual_paper
from records.reports.distributions import DividendInputs, dividends_paper, seen_of_year
from records.reports.money_grown import Grown
from records.reports.notice import NoticeFacts, notice_paper
from records.reports.open_points import open_points
from records.reports.paper import Paper
from records.reports.run_report import run_paper, run_provenance
from records.reports.span import Span, span_asked, year_span
from records.reports.table import Provenance
from records.reports.year_results import year_results
from records.reports.yield_inputs import YieldInputs
from records.reports.yield_paper import yield_paper
from records.reports.yield_story import story_of
from records.rules.days import NO_HOLIDAYS
from records.rules.notice import NoticeTerms, notice_calendar
from tests.records.cost_scene import MARCH, whole
from tests.records.dividend_office import POSTED_UP, Office
from tests.records.dividend_scene import LAST_DAY, adopted
from tests.records.ledger_scene import FARM

MADE_AT = datetime(2027, 1, 5, 12, 0, tzinfo=UTC)
START = datetime(2026, 10, 1, tzinfo=UTC)
CHANNEL = "监事会，村便民服务中心，电话 0579-00000000"
SYSTEMS = {"T1": "一号系统", "T2": "一号系统", "T3": "二号系统"}
FULL_NAMES = {"H01": "欧阳查无此人", "H02": "李无", "H03": "王某石"}


def event(number: int, kind: str, day: float, **fields: Any) -> ProductionEvent:
    at = START + timedelta(days=day)
    common = {"event_id": str(UUID(int=number)), "actor": "li", "site": "farm", "batch": "B1"}
    return read_event({"kind": kind, "happened_at": at.isoformat(), **common, **fields})


def season() -> list[ProductionEvent]:
    """By hand: 1,000 fish in T1, 400 to T2 and 100 on to T3; T2 harvested and sold; B2 in T3."""
    return [
        event(1, "STOCK_IN", 0, tank="T1", count_heads=1000, mass_g=100_000),
        event(2, "FEED", 5, tank="T1", mass_g=60_000),
        event(3, "MORT", 6, tank="T1", count_heads=10, mass_g=1_100, cause="UNKNOWN"),
        event(4, "SAMPLE_WEIGH", 30, tank="T1", sample_heads=20, sample_mass_g=3_000),
        event(5, "TRANSFER", 32, from_tank="T1", to_tank="T2", count_heads=400, mass_g=60_000),
        event(6, "TRANSFER", 33, from_tank="T2", to_tank="T3", count_heads=100),
        event(7, "FEED", 35, tank="T2", mass_g=30_000),
        event(8, "HARVEST", 50, tank="T2", count_heads=300, mass_g=80_000),
        event(9, "SALE", 51, mass_g=79_999, price_fen_per_kg=4001, customer="永康水产"),
        event(10, "STOCK_IN", 60, batch="B2", tank="T3", count_heads=50, mass_g=5_000),
    ]


def fish(span: Span | None = None, **fields: Any) -> YieldInputs:
    given: dict[str, Any] = {
        "events": season(), "span": span or span_asked({"quarter": "2026-Q4"}), "systems": SYSTEMS,
        "facts": {
            "2026-11": {
                (FactKind.ENERGY_USED_WH, "farm"): 480_000, (FactKind.OXYGEN_USED_G, "s1"): 29_280,
            }
        },
        "paid_in": {"甲村": 2, "乙村": 1}, "yearly_plan_g": 36_500_000, "required_g": 12_345_678,
    }  # fmt: skip
    return YieldInputs(**{**given, **fields})


def about(**fields: Any) -> Provenance:
    given: dict[str, Any] = {
        "entity": "示例渔业有限公司", "period": "2026 年第四季度", "ruleset": "账面数",
        "inputs_hash": "ab" * 32, "head_hash": "cd" * 32, "made_at": "2027-01-05 20:00",
        "made_by": "会计 李", "constructed": True,
    }  # fmt: skip
    return Provenance(**{**given, **fields})


def run_about(office: Office) -> Provenance:
    computed = office.prepared.computed
    return run_provenance(computed, "cd" * 32, "2027-01-05 20:00", "会计 李", constructed=True)


def notice_facts(**fields: Any) -> NoticeFacts:
    days = notice_calendar(POSTED_UP, NoticeTerms(15, 10), NO_HOLIDAYS)
    given: dict[str, Any] = {
        "run": "v-2026", "days": days, "channel": CHANNEL, "shown": "MASKED",
        "shown_document": "成员大会决议", "heads": FULL_NAMES,
    }  # fmt: skip
    return NoticeFacts(**{**given, **fields})


def grown(span: Span) -> Grown:
    return Grown(story_of(season(), span), (), SYSTEMS)


def papers() -> dict[str, Paper]:
    """One of every kind."""
    office = Office().until(State.PAID)
    computed, year = office.prepared.computed, year_span(2026)
    entries = whole(MARCH)
    costs = batch_costs(entries, FARM, tallies(MARCH))
    annual = AnnualInputs(
        fish(year), costs, year_results(entries, 2026), seen_of_year(office.log, 2026),
        open_points([adopted(), *office.log], LAST_DAY),
    )  # fmt: skip
    span = span_asked({"from": "2026-10-01", "to": "2027-03-31"})
    dividends = DividendInputs(office.log, span, (), grown(span))
    return {
        "yield": yield_paper(fish(), about(), MADE_AT),
        "run": run_paper(computed, "v-2026", run_about(office), MADE_AT),
        "notice": notice_paper(computed, notice_facts(), run_about(office), MADE_AT),
        "dividends": dividends_paper(dividends, about(), MADE_AT),
        "annual": annual_paper(annual, about(), MADE_AT),
    }
