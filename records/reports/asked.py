"""From a journal to the paper that was asked for, so that every door makes the same one.

`yield_asked`, `dividends_asked`, `annual_asked`, `run_asked`, `notice_asked`, `told_run`. It
refuses to read anything: journal, site, capital's company and instant are handed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from records.canonical import Json, digest
from records.cost.report import BatchCost, batch_costs
from records.cost.tallying import tallies
from records.dividend.prepare.prepared import Computed
from records.dividend.prepare.recompute import recompute
from records.dividend.runs.settling import paying_account
from records.dividend.runs.state import BOOKED, Run, run_named, runs
from records.ledger.drafts import Books
from records.ledger.entry import Entry
from records.parties.register import capital_on
from records.refusal import RuleRefused, problem
from records.reports.annual import AnnualInputs, annual_paper
from records.reports.books import ReportBooks
from records.reports.distributions import DividendInputs, dividends_paper, seen_of_year
from records.reports.money_grown import Grown
from records.reports.notice import NoticeFacts, notice_paper
from records.reports.open_points import open_points, rules_told
from records.reports.paper import Paper
from records.reports.run_report import run_paper, run_provenance
from records.reports.span import Span
from records.reports.statement import ToldRun
from records.reports.table import Provenance
from records.reports.year_results import year_results
from records.reports.yield_inputs import By, YieldInputs
from records.reports.yield_paper import yield_paper
from records.reports.yield_story import story_of
from records.rules.days import holidays
from records.rules.in_force import version_of
from records.rules.notice import notice_calendar
from records.rules.plan import notice_terms
from records.rules.questions import answers

BOOKED_ONLY = "账面数，不涉及分配规则"


@dataclass(frozen=True, slots=True)
class Farm:
    """What a site file tells, and whose fish they are. `systems`: by tank, in the file's order.

    `company`: the entity that keeps the fish and whose capital villages paid in; "" if not asked.
    """

    systems: Mapping[str, str] = field(default_factory=dict)
    yearly_plan_g: int = 0
    required_g: int | None = None
    company: str = ""


@dataclass(frozen=True, slots=True)
class Maker:
    """Who makes a paper, in whose name (the site's if ""), and when, in the farm's civil time."""

    made_at: datetime
    by_whom: str
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """What a notice needs beside the journal. `heads`: full names by household, masked there.

    `posted`: the day it is pinned up, for a run that is not recorded as posted yet.
    """

    channel: str
    heads: Mapping[str, str] = field(default_factory=dict)
    posted: date | None = None


def yield_asked(
    books: ReportBooks, span: Span, farm: Farm, maker: Maker, by: Sequence[By] = tuple(By)
) -> Paper:
    """The yield report of a span."""
    about = _about(books, span, maker, BOOKED_ONLY)
    return yield_paper(_fish(books, span, farm), about, maker.made_at, by)


def dividends_asked(books: ReportBooks, span: Span, farm: Farm, maker: Maker) -> Paper:
    """Every run of a span, and where the money grew."""
    within = [entry for entry in books.entries if span.holds(entry.day)]
    grown = Grown(story_of(books.events, span), _costs(books, within, farm), farm.systems)
    inputs = DividendInputs(books.deeds, span, (), grown)
    return dividends_paper(inputs, _of_money(books, span, maker), maker.made_at)


def annual_asked(books: ReportBooks, year: Span, farm: Farm, maker: Maker) -> Paper:
    """The annual report of a civil year."""
    upto = [entry for entry in books.entries if entry.day <= year.last_day]
    number = year.first_day.year
    inputs = AnnualInputs(
        _fish(books, year, farm), _costs(books, upto, farm), year_results(books.entries, number),
        seen_of_year(books.deeds, number), open_points(books.deeds, year.last_day),
    )  # fmt: skip
    return annual_paper(inputs, _of_money(books, year, maker), maker.made_at)


def run_asked(books: ReportBooks, run_id: str, maker: Maker) -> Paper:
    """The report of one run, computed again from what it kept."""
    run, computed, about = _run(books, run_id, maker)
    return run_paper(computed, run.id, about, maker.made_at)


def notice_asked(books: ReportBooks, run_id: str, posting: Posting, maker: Maker) -> Paper:
    """The masked public notice of a run; RuleRefused POSTING_DAY_MISSING, CHANNEL_MISSING, …"""
    run, computed, about = _run(books, run_id, maker)
    day = run.publicised.day if run.publicised else posting.posted
    if day is None:
        raise RuleRefused.of(
            problem(
                "POSTING_DAY_MISSING",
                f"分配 {run_id} 还没有登记公示：给出张贴日（--posted 2027-01-05）",
                f"run {run_id} is not posted up yet: give the day (--posted 2027-01-05)",
            )
        )
    assert run.ruleset is not None
    rules = version_of(books.deeds, *run.ruleset)
    days = notice_calendar(day, notice_terms(rules), holidays(books.deeds))
    answer = answers(books.deeds, run.entity, day).get("PUBLISHED_DATA")
    shown, document = (answer.choice, answer.document) if answer else ("", "")
    facts = NoticeFacts(run.id, days, posting.channel, shown, document, posting.heads)
    return notice_paper(computed, facts, about, maker.made_at)


def told_run(
    books: ReportBooks,
    run_id: str,
    channel: str,
    maker: Maker,
    names: Mapping[str, str] | None = None,
) -> ToldRun:
    """A run as its holders are told of it; once booked, with what the bank has confirmed.

    `names`: of holders who get their own copy, revealed by whoever asks.
    """
    run, computed, about = _run(books, run_id, maker)
    received = None
    if run.state in BOOKED:
        received = paying_account(run, runs(books.deeds), books.deeds).received_by_holder
    return ToldRun(run.id, computed, about, channel, names or {}, received)


def _run(books: ReportBooks, run_id: str, maker: Maker) -> tuple[Run, Computed, Provenance]:
    run = run_named(runs(books.deeds), run_id)
    if run.computed is None:
        raise RuleRefused.of(
            problem(
                "RUN_NOT_COMPUTED",
                f"分配 {run_id} 还没有计算：先计算",
                f"run {run_id} is not computed yet: compute it first",
            )
        )
    computed = recompute(run.computed.document, run.computed.provenance)
    about = run_provenance(
        computed, books.head_hash("deeds"), _instant(maker), maker.by_whom,
        constructed=books.constructed,
    )  # fmt: skip
    return run, computed, about


def _fish(books: ReportBooks, span: Span, farm: Farm) -> YieldInputs:
    paid_in = capital_on(books.deeds, farm.company, span.last_day).paid_in if farm.company else {}
    return YieldInputs(
        books.events, span, farm.systems, books.facts, paid_in, farm.yearly_plan_g, farm.required_g
    )


def _costs(books: ReportBooks, entries: Sequence[Entry], farm: Farm) -> list[BatchCost]:
    """Cost by batch from vouchers of the entity that keeps the fish; none without its name."""
    system = next((entry.system for entry in entries if entry.entity == farm.company), None)
    if system is None:
        return []
    return batch_costs(entries, Books(farm.company, system), tallies(books.events))


def _of_money(books: ReportBooks, span: Span, maker: Maker) -> Provenance:
    heads = tuple((name, books.head_hash(chain)) for chain, name in _MONEY_CHAINS.items())
    return replace(_about(books, span, maker), more_heads=heads)


_MONEY_CHAINS = {"ledger": "凭证链头", "deeds": "决定链头"}


def _about(books: ReportBooks, span: Span, maker: Maker, ruleset: str = "") -> Provenance:
    """What a report of a span rests on; its input is the whole journal up to its heads."""
    told, unverified = (ruleset, ()) if ruleset else rules_told(books.deeds, span.last_day)
    heads: dict[str, Json] = {name: head.hash for name, head in books.heads.items()}
    days = [span.first_day.isoformat(), span.last_day.isoformat()]
    return Provenance(
        entity=maker.entity or books.site or "（未填单位）",
        period=span.name,
        ruleset=told,
        inputs_hash=digest({"span": days, "heads": heads}),
        head_hash=books.head_hash("events"),
        made_at=_instant(maker),
        made_by=maker.by_whom,
        unverified=unverified,
        constructed=books.constructed,
    )


def _instant(maker: Maker) -> str:
    return f"{maker.made_at:%Y-%m-%d %H:%M}"
