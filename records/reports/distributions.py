"""Dividends of a month, quarter, half-year or year: every run by village, and where the money grew.

`dividends_paper(inputs, about, made_at)` is the whole of it, `distribution_tables` its tables. It
refuses to pay by batch or tank: what is reckoned back to them is called so and changes no amount.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from records.deeds.deed import Deed
from records.dividend.prepare.recompute import recompute
from records.dividend.runs.deeds import Purpose
from records.dividend.runs.paying_deeds import BankStatus, PaymentResults
from records.dividend.runs.settling import paying_account
from records.dividend.runs.state import BOOKED, Run, State, runs
from records.ledger.accounts import AccountingSystem
from records.money import yuan
from records.reports.money_grown import Grown, grown_tables
from records.reports.paper import MONEY_SIGNERS, Paper
from records.reports.span import Span, year_span
from records.reports.table import Cell, Column, Kind, Provenance, Table, notes_table

TITLE = "分红报表"

STATE_WORDS: Mapping[State, str] = {
    State.DRAFT: "起草",
    State.COMPUTED: "已计算",
    State.REVIEWED: "已审核",
    State.PUBLICISED: "公示中",
    State.APPROVED: "已表决",
    State.POSTED: "已入账",
    State.PAID: "已付清",
    State.RECONCILED: "已对账",
    State.CLOSED: "已关闭",
    State.SUPERSEDED: "已被取代",
    State.REVERSED: "已冲销",
}
PURPOSE_WORDS: Mapping[Purpose, str] = {
    Purpose.YEAR: "年度",
    Purpose.SUPPLEMENTARY: "追加",
    Purpose.CORRECTION: "更正",
}


@dataclass(frozen=True, slots=True)
class SeenRun:
    """One run as a report sees it, fen. `paid_in_span`: confirmed by the bank in the span."""

    run: Run
    gross_fen: int
    held_fen: int
    tax_fen: int
    net_fen: int
    residual_fen: int
    paid_fen: int
    paid_in_span_fen: int
    open_fen: int
    posted_on: date | None


@dataclass(frozen=True, slots=True)
class DividendInputs:
    """`deeds`: the whole log; `entities`: whose runs are shown, empty for all."""

    deeds: Sequence[Deed]
    span: Span
    entities: Sequence[str] = ()
    grown: Grown | None = None


def dividends_paper(inputs: DividendInputs, about: Provenance, made_at: datetime) -> Paper:
    """The report as people file it."""
    title = f"{inputs.span.name}{TITLE}"
    tables = distribution_tables(inputs, about)
    return Paper(title, about, made_at, tables, signers=MONEY_SIGNERS)


def distribution_tables(inputs: DividendInputs, about: Provenance) -> list[Table]:
    """分配 (by village or company), 按月支付, 按批次, 按养殖池, 按系统, 说明."""
    seen = seen_runs(inputs.deeds, inputs.span, inputs.entities)
    tables = [runs_table(seen), _months(inputs, {one.run.id for one in seen})]
    if inputs.grown is not None:
        tables += list(grown_tables(inputs.grown, _from_fish(seen, inputs.span)))
    return [*tables, notes_table(about, _NOTES)]


_NOTES = (
    ("口径", "列出期间内入账、支付或仍未了结的各次分配；应发 = 代管 + 扣税 + 实发"),
    (
        "折算",
        "按批次、养殖池、系统的分配额按正毛利折算（最大余数法），只供分析，不改变任何人的应得",
    ),
    ("毛利", "期间销售收入减售出成本和损失；池和系统按出塘量分摊批次毛利"),
)


def seen_of_year(deeds: Sequence[Deed], year: int) -> list[SeenRun]:
    """Every run of an accounting year that counts, as far as it is by now; by entity and id."""
    found = runs(deeds)
    seen = [
        _seen(run, found, deeds, year_span(year))
        for run in found.values()
        if run.year == year and run.computed is not None and run.state not in _GONE
    ]
    return sorted(seen, key=lambda one: (one.run.entity, one.run.id))


_GONE = frozenset({State.SUPERSEDED, State.REVERSED})


def seen_runs(deeds: Sequence[Deed], span: Span, entities: Sequence[str] = ()) -> list[SeenRun]:
    """Runs with something in the span, or not finished when it ends; by entity and id."""
    known = [deed for deed in deeds if deed.day <= span.last_day]
    found = runs(known)
    seen = [
        _seen(run, found, known, span)
        for run in found.values()
        if run.computed is not None and (not entities or run.entity in entities)
    ]
    shown = [one for one in seen if _shown(one, span)]
    return sorted(shown, key=lambda one: (one.run.entity, one.run.year, one.run.id))


def _seen(run: Run, found: Mapping[str, Run], deeds: Sequence[Deed], span: Span) -> SeenRun:
    assert run.computed is not None
    done = recompute(run.computed.document, run.computed.provenance)
    lines = done.lines
    gross, net = sum(one.gross_fen for one in lines), sum(one.net_fen for one in lines)
    held = sum(one.held_fen for one in lines)
    account = paying_account(run, found, deeds)
    posted = None if run.posted is None else run.posted.posted_on or run.posted.day
    paid_by_month = _paid(deeds, span, {run.id}).values()
    return SeenRun(
        run, gross, held, gross - held - net, net, done.split.residual_fen, account.paid_fen,
        sum(paid_by_month), sum(account.open.values()) if run.state in BOOKED else 0, posted,
    )  # fmt: skip


def _shown(one: SeenRun, span: Span) -> bool:
    if one.run.state is State.SUPERSEDED:
        return False
    in_span = one.posted_on is not None and span.holds(one.posted_on)
    unfinished = one.run.state not in (State.CLOSED, State.REVERSED)
    return in_span or one.paid_in_span_fen != 0 or unfinished


def _from_fish(seen: Sequence[SeenRun], span: Span) -> int:
    """What was distributed of the fish, fen: by the company, where one grows them, counted once."""
    booked = [
        one
        for one in seen
        if one.posted_on is not None and span.holds(one.posted_on) and one.run.state in BOOKED
    ]
    companies = [one for one in booked if one.run.system is AccountingSystem.COMPANY]
    return sum(one.gross_fen for one in companies or booked)


_RUN_COLUMNS = (
    Column("entity", "单位", Kind.TEXT),
    Column("year", "年度", Kind.TEXT),
    Column("run", "分配编号", Kind.TEXT),
    Column("purpose", "用途", Kind.TEXT),
    Column("state", "状态", Kind.TEXT),
    Column("posted", "入账日", Kind.TEXT),
    Column("gross", "应发（元）", Kind.YUAN, adds_up=True),
    Column("held", "代管（元）", Kind.YUAN, adds_up=True),
    Column("tax", "扣税（元）", Kind.YUAN, adds_up=True),
    Column("net", "实发（元）", Kind.YUAN, adds_up=True),
    Column("residual", "尾差留存（元）", Kind.YUAN, adds_up=True),
    Column("paid_in_span", "期间已付（元）", Kind.YUAN, adds_up=True),
    Column("paid", "累计已付（元）", Kind.YUAN, adds_up=True),
    Column("open", "待付（元）", Kind.YUAN, adds_up=True),
)


def runs_table(seen: Sequence[SeenRun]) -> Table:
    """One row a run, with the company and every village apart."""
    rows: list[dict[str, Cell]] = [
        {
            "entity": one.run.entity,
            "year": str(one.run.year),
            "run": one.run.id,
            "purpose": PURPOSE_WORDS[one.run.purpose],
            "state": STATE_WORDS[one.run.state],
            "posted": "" if one.posted_on is None else one.posted_on.isoformat(),
            "gross": yuan(one.gross_fen),
            "held": yuan(one.held_fen),
            "tax": yuan(one.tax_fen),
            "net": yuan(one.net_fen),
            "residual": yuan(one.residual_fen),
            "paid_in_span": yuan(one.paid_in_span_fen),
            "paid": yuan(one.paid_fen),
            "open": yuan(one.open_fen),
        }
        for one in seen
    ]
    return Table("分配（按单位）", _RUN_COLUMNS, rows, {})


def _months(inputs: DividendInputs, shown: set[str]) -> Table:
    paid = _paid(inputs.deeds, inputs.span, shown)
    rows: list[dict[str, Cell]] = [
        {"month": month, "paid": yuan(paid.get(month, 0))} for month in inputs.span.months
    ]
    columns = (
        Column("month", "月份", Kind.TEXT),
        Column("paid", "银行已确认支付（元）", Kind.YUAN, adds_up=True),
    )
    return Table("按月支付", columns, rows, {})


def _paid(deeds: Iterable[Deed], span: Span, shown: set[str]) -> dict[str, int]:
    """Paid less come back, by month of the bank's return, fen."""
    sums: dict[str, int] = {}
    for deed in deeds:
        if isinstance(deed, PaymentResults) and deed.run in shown and span.holds(deed.day):
            signs = {BankStatus.PAID: 1, BankStatus.RETURNED: -1, BankStatus.FAILED: 0}
            month = f"{deed.day:%Y-%m}"
            fen = sum(signs[row.status] * row.amount_fen for row in deed.rows)
            sums[month] = sums.get(month, 0) + fen
    return sums
