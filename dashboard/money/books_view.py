"""Periods, vouchers and balances as people look at them.

It refuses to change a figure.
"""

from collections.abc import Iterable
from datetime import date

from dashboard.money.books_shapes import (
    AccountShown,
    BalanceRow,
    ChartList,
    ChartShown,
    DeedShown,
    LineShown,
    Missing,
    PeriodList,
    PeriodShown,
    TrialBalance,
    VoucherShown,
)
from records.ledger.accounts import CHARTS
from records.ledger.book import TrialRow
from records.ledger.entry import Entry
from records.ledger.period import Period
from records.refusal import Problem
from records.store.deed_log import StoredDeed


def period_list(periods: Iterable[Period], entity: str | None) -> PeriodList:
    """Periods by entity and day."""
    return PeriodList(
        periods=tuple(
            PeriodShown(
                entity=one.entity, first_day=one.first_day.isoformat(),
                last_day=one.last_day.isoformat(), status=one.status.value,
            )
            for one in periods
            if entity in (None, one.entity)
        )
    )  # fmt: skip


def voucher(entry: Entry) -> VoucherShown:
    """One voucher with where it came from."""
    return VoucherShown(
        entry_id=str(entry.entry_id),
        day=entry.day.isoformat(),
        summary=entry.summary,
        lines=tuple(
            LineShown(
                account=line.account.label, amount_fen=line.amount_fen, batch=line.batch,
                about=line.about, mass_g=line.mass_g,
            )
            for line in entry.lines
        ),
        total_fen=entry.total_fen,
        source=source_of(entry),
        run=entry.run_id,
        fact=str(entry.event_id) if entry.event_id else None,
        basis=entry.basis.key if entry.basis else None,
        corrects=str(entry.corrects) if entry.corrects else None,
    )  # fmt: skip


def source_of(entry: Entry) -> str:
    """What a voucher was made from: a run, one fact, a month's facts, or a person's hand."""
    if entry.run_id is not None:
        return "run"
    if entry.event_id is not None:
        return "fact"
    return "hand" if entry.basis is None else "month"


def trial(entity: str, until: date | None, rows: Iterable[TrialRow]) -> TrialBalance:
    """The trial balance; both sides are equal."""
    shown = tuple(
        BalanceRow(
            account=row.account.label, code=row.account.code, debit_fen=row.debit_fen,
            credit_fen=row.credit_fen, balance_fen=row.balance_fen,
        )
        for row in rows
    )  # fmt: skip
    return TrialBalance(
        entity=entity,
        until=until.isoformat() if until else None,
        rows=shown,
        debit_fen=sum(row.debit_fen for row in shown),
        credit_fen=sum(row.credit_fen for row in shown),
    )


def missing(month: str, problems: Iterable[Problem]) -> Iterable[Missing]:
    """Why something is not there."""
    for found in problems:
        yield Missing(month=month, code=found.code, text=found.explanation)


def chart_list() -> ChartList:
    """The charts with their source and whether anybody has held them against the text."""
    return ChartList(
        charts=tuple(
            ChartShown(
                system=system.value, source=chart.source, verified=chart.verified,
                accounts=tuple(
                    AccountShown(code=row.code, name=row.name, kind=row.kind.value)
                    for row in chart.rows.values()
                ),
            )
            for system, chart in CHARTS.items()
        )
    )  # fmt: skip


def deed_shown(stored: StoredDeed) -> DeedShown:
    """One deed as recorded."""
    deed = stored.deed
    return DeedShown(
        seq=stored.seq, deed_id=str(deed.deed_id), kind=deed.kind, entity=deed.entity,
        day=deed.day.isoformat(), actor=deed.actor,
        recorded_ms=round(stored.recorded_at.timestamp() * 1000), hash=stored.hash,
        data=deed.as_json(),
    )  # fmt: skip
