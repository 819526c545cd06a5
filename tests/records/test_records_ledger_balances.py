"""Balances, ledgers, periods and the book: zero in all, in any order, never in a closed one."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.ledger.accounts import Account, AccountingSystem
from records.ledger.balances import (
    account_ledger,
    by_about,
    by_batch,
    numbered,
    period_balance,
)
from records.ledger.book import Book, trial_balance
from records.ledger.chart import Side
from records.ledger.entry import Entry, EntryLine, counter_entry
from records.ledger.period import (
    Period,
    PeriodMark,
    PeriodStatus,
    indexed,
    mark_problem,
    monthly_periods,
    periods_of,
    posting_problem,
)
from records.refusal import RuleRefused
from tests.records.ledger_scene import FARM, FEWER, account, months_of, uid, voucher

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
CODES = ("102", "113", "121", "141", "211", "501", "521")
ENTITIES = (FARM.entity, "别家")


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    """Vouchers of two entities in 2026 that balance, with what they are about."""
    made = []
    for number in range(draw(st.integers(0, 12))):
        fens = draw(st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=1, max_size=4))
        if sum(fens):
            fens.append(-sum(fens))
        if len(fens) < 2:
            continue
        lines = tuple(
            EntryLine(
                Account(AccountingSystem.COOP, draw(st.sampled_from(CODES)), draw(SUBS)),
                fen,
                draw(st.sampled_from((None, "B1", "B2"))),
                draw(st.sampled_from((None, "甲", "乙"))),
            )
            for fen in fens
        )
        day = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 364)))
        made.append(Entry(uid(number), draw(st.sampled_from(ENTITIES)), day, "凭证", lines))
    return made


SUBS = st.sampled_from(((), ("甲类",), ("甲类", "一")))


@FEWER
@given(entries(), st.integers(0, 400), st.integers(0, 400))
def test_every_balance_sums_to_zero_and_turnover_leads_from_opening_to_closing(
    posted: list[Entry], one: int, other: int
) -> None:
    first, last = (YEAR[0] + timedelta(days=day) for day in sorted((one, other)))
    for entity in ENTITIES:
        for dimension in (None, by_about, by_batch):
            by = {} if dimension is None else {"dimension": dimension}
            rows = period_balance(posted, entity, first, last, **by)
            assert sum(row.closing_fen for row in rows) == sum(row.opening_fen for row in rows) == 0
            assert sum(row.debit_fen for row in rows) == sum(row.credit_fen for row in rows)
            assert all(row.opening_fen or row.debit_fen or row.credit_fen for row in rows)
        closing = {row.account: row.closing_fen for row in rows_of(posted, entity, first, last)}
        whole = {row.account: row.balance_fen for row in trial_balance(posted, entity, last)}
        assert closing == {key: whole[key] for key in closing}


def rows_of(posted: list[Entry], entity: str, first: date, last: date) -> list:
    return period_balance(posted, entity, first, last)


@FEWER
@given(entries(), st.randoms(use_true_random=False))
def test_the_order_of_posting_changes_no_balance(posted: list[Entry], shuffler: Random) -> None:
    mixed = list(posted)
    shuffler.shuffle(mixed)
    assert period_balance(mixed, FARM.entity, *YEAR) == period_balance(posted, FARM.entity, *YEAR)
    assert trial_balance(mixed, FARM.entity) == trial_balance(posted, FARM.entity)


@FEWER
@given(entries())
def test_months_one_after_the_other_are_the_year(posted: list[Entry]) -> None:
    opening: dict[Account, int] = {}
    for month in months_of(2026):
        for row in period_balance(posted, FARM.entity, month.first_day, month.last_day):
            assert row.opening_fen == opening.get(row.account, 0)
            opening[row.account] = row.closing_fen
    year = {row.account: row.closing_fen for row in period_balance(posted, FARM.entity, *YEAR)}
    assert {key: fen for key, fen in opening.items() if fen} == {
        key: fen for key, fen in year.items() if fen
    }


@FEWER
@given(entries(), st.integers(0, 364))
def test_a_ledger_runs_to_the_balance_of_its_account(posted: list[Entry], day: int) -> None:
    first = YEAR[0] + timedelta(days=day)
    for code in CODES:
        whole = Account(AccountingSystem.COOP, code)
        ledger = account_ledger(posted, FARM.entity, whole, first, YEAR[1])
        rows = [row for row in trial_balance(posted, FARM.entity) if row.account.within(whole)]
        assert ledger.closing_fen == sum(row.balance_fen for row in rows)
        assert [line.day for line in ledger.lines] == sorted(line.day for line in ledger.lines)
        balance = ledger.opening_fen
        for line in ledger.lines:
            balance += line.debit_fen - line.credit_fen
            assert line.balance_fen == balance and first <= line.day
            assert line.line.account.within(whole)
    known = {entry.entry_id for entry in posted if entry.entity == FARM.entity}
    assert {line.entry_id for line in ledger.lines} <= known


@FEWER
@given(entries())
def test_a_book_and_its_red_letters_are_nothing(posted: list[Entry]) -> None:
    back = [counter_entry(one, uid(f"red {one.entry_id}"), one.day) for one in posted]
    for entity in ENTITIES:
        rows = trial_balance([*posted, *back], entity)
        assert {row.balance_fen for row in rows} <= {0}
        assert all(row.debit_fen == row.credit_fen for row in rows)


def test_vouchers_are_numbered_by_entity_and_month_as_posted() -> None:
    posted = [
        voucher(day, ("102 银行存款", 5), ("501 经营收入", -5), name=at, entity=entity)
        for at, (day, entity) in enumerate(
            [("2026-03-05", FARM.entity), ("2026-03-01", FARM.entity), ("2026-04-01", FARM.entity),
             ("2026-03-09", "别家"), ("2026-03-31", FARM.entity)]
        )
    ]  # fmt: skip
    numbers = [number for number, _ in numbered(posted)]
    assert numbers == ["记-1", "记-2", "记-1", "记-1", "记-3"]
    ledger = account_ledger(posted, FARM.entity, account("102 银行存款"), *YEAR)
    assert [line.number for line in ledger.lines] == ["记-2", "记-1", "记-3", "记-1"]
    assert account_ledger([], FARM.entity, account("102 银行存款"), *YEAR).closing_fen == 0


def test_a_two_sided_account_stands_on_the_side_of_its_balance() -> None:
    owed = voucher("2026-03-05", ("114 成员往来-甲", 7), ("114 成员往来-乙", -7))
    empty = voucher("2026-03-06", ("102 银行存款", 7), ("102 银行存款", -7))
    rows = period_balance([owed, empty], FARM.entity, *YEAR)
    assert {row.account.label: row.side for row in rows} == {
        "102 银行存款": Side.DEBIT,
        "114 成员往来-乙": Side.CREDIT,
        "114 成员往来-甲": Side.DEBIT,
    }


MARKS = st.builds(
    lambda entity, first, length, status: PeriodMark(
        Period(entity, date(2026, 1, first), date(2026, 1, first) + timedelta(days=length), status),
        "li",
        "wang",
    ),
    st.sampled_from(ENTITIES),
    st.integers(1, 12),
    st.integers(-1, 6),
    st.sampled_from(PeriodStatus),
)


@FEWER
@given(st.lists(MARKS, max_size=8), st.integers(1, 31))
def test_periods_follow_from_decisions_as_one_by_one(marks: list[PeriodMark], day: int) -> None:
    """Against a fold that compares each decision with every period; no posting in a closed one."""
    known: list[Period] = []
    refused = None
    for mark in marks:
        refused = mark_problem(mark, known)
        if refused is not None:
            break
        span = (mark.period.entity, mark.period.first_day)
        known = [one for one in known if (one.entity, one.first_day) != span]
        known.append(mark.period)
    if refused is not None:
        with pytest.raises(RuleRefused) as refusal:
            periods_of(marks)
        assert refusal.value.code == refused.code
        return
    periods = periods_of(marks)
    assert sorted(periods, key=str) == sorted(known, key=str)
    on = date(2026, 1, day)
    for entity in ENTITIES:
        assert indexed(periods).posting_problem(entity, on) == posting_problem(entity, on, periods)
        found = indexed(periods).at(entity, on)
        assert found == next((one for one in periods if one.covers(entity, on)), None)
        item = voucher(on.isoformat(), ("102 银行存款", 5), ("501 经营收入", -5), entity=entity)
        if found is None or found.status is PeriodStatus.CLOSED:
            with pytest.raises(RuleRefused):
                Book(periods).post(item)
        else:
            assert len(Book(periods).post(item)) == 1


def test_the_months_of_a_year_follow_each_other() -> None:
    months = monthly_periods(FARM.entity, 2028)
    assert (months[0].first_day, months[-1].last_day) == (date(2028, 1, 1), date(2028, 12, 31))
    assert months[1].last_day == date(2028, 2, 29) and len(months) == 12
    assert periods_of(PeriodMark(month, "li") for month in months) == months


def test_a_softly_closed_period_warns_and_takes_the_voucher() -> None:
    soft = Period(FARM.entity, *YEAR, PeriodStatus.SOFT_CLOSED)
    index = indexed([soft, *months_of(2025)])
    notice = index.posting_notice(FARM.entity, date(2026, 5, 5))
    assert notice is not None and notice.code == "PERIOD_SOFT_CLOSED"
    assert index.posting_notice(FARM.entity, date(2025, 5, 5)) is None
    assert index.posting_notice("别家", date(2026, 5, 5)) is None


def test_books_that_grow_from_one_do_not_see_each_other() -> None:
    start = Book(months_of(2026))
    items = [
        voucher(f"2026-03-{day:02d}", ("102 银行存款", day), ("501 经营收入", -day))
        for day in range(1, 5)
    ]
    trunk = start.post(items[0]).post(items[1])
    left, right = trunk.post(items[2]), trunk.post(items[3])
    assert (len(start), trunk.entries) == (0, tuple(items[:2]))
    assert left.entries == (*items[:2], items[2]) and right.entries == (*items[:2], items[3])
    assert right.find(items[2].entry_id) is None and left.find(items[2].entry_id) == items[2]
    assert right.post(items[2]).entries == (*items[:2], items[3], items[2])
    assert trunk.post(items[1]) is trunk
    assert start.post_all(items).periods == start.periods
