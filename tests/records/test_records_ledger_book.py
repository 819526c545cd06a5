"""The books: vouchers balance, example 1 closes to the fen, closed periods stay closed."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from records.dividend.intake import Field
from records.dividend.kinds.year import read_rec_year
from records.dividend.rec_year import RecRun, rec_year
from records.journal.events import Sale
from records.ledger.accounts import CHARTS, Account, AccountingSystem
from records.ledger.book import Book, trial_balance
from records.ledger.drafts import Books
from records.ledger.entry import Entry, EntryLine, counter_entry
from records.ledger.event_vouchers import sale_entry
from records.ledger.period import Period, PeriodMark, PeriodStatus, periods_of
from records.ledger.postings import SplitMode, distribution_entries
from records.refusal import RuleRefused

EXAMPLES = Path(__file__).parents[1] / "data" / "dividend-examples.json"
VILLAGE = "示例村股份经济合作社"
DAY = date(2026, 12, 31)
YEAR = Period(VILLAGE, date(2026, 1, 1), DAY)


def rec(label: str) -> Account:
    return Account.of_label(AccountingSystem.REC, label)


def entry(*lines: tuple[str, int], day: date = DAY) -> Entry:
    made = tuple(EntryLine(rec(label), fen) for label, fen in lines)
    return Entry(uuid4(), VILLAGE, day, "凭证", made)


@pytest.fixture
def run() -> RecRun:
    example = json.loads(EXAMPLES.read_text(encoding="utf-8"))["example_1"]
    return rec_year(read_rec_year(Field(example["inputs"], "inputs")))


def test_example_1_closes_as_its_published_book_does(run: RecRun) -> None:
    """Opening, recognition and six vouchers; closing balances of the beancount text in C2."""
    book = Book((YEAR,))
    for item in [
        entry(("102 银行存款", 37), ("322 收益分配-未分配收益", -37), day=date(2026, 1, 1)),
        entry(
            ("112 应收款", 10_000_001), ("501 经营收入", -1_234_568), ("502 投资收益", -8_765_433)
        ),
        entry(
            ("511 经营支出", 350_000),
            ("513 管理费用", 150_000),
            ("514 公益支出", 499_999),
            ("102 银行存款", -999_999),
        ),
        *distribution_entries(run, SplitMode.A_HAMILTON, VILLAGE, DAY, "div-2026-r1"),
    ]:
        book = book.post(item)
    balances = {row.account.label: row.balance_fen for row in trial_balance(book.entries, VILLAGE)}
    assert sum(balances.values()) == 0
    assert balances["113 内部往来-成员"] == -6_300_038
    assert balances["311 公积公益金"] == -2_700_001
    assert balances["321 本年收益"] == 0
    assert balances["322 收益分配-未分配收益"] == 0
    assert all(not balances[label] for label in balances if label.startswith("5"))
    allocated = [
        fen for label, fen in balances.items() if label.startswith("322 收益分配-各项分配")
    ]
    assert sorted(allocated) == [-9_000_039, 2_700_001, 6_300_038]


@pytest.mark.parametrize("mode", SplitMode)
def test_six_vouchers_of_example_1_each_sum_to_zero(run: RecRun, mode: SplitMode) -> None:
    entries = distribution_entries(run, mode, VILLAGE, DAY, "r1")
    assert len(entries) == 6
    assert sum(len(item.lines) for item in entries) == 15
    assert [sum(line.amount_fen for line in item.lines) for item in entries] == [0] * 6
    assert {item.run_id for item in entries} == {"r1"}
    paid = {SplitMode.A_HAMILTON: 6_300_038, SplitMode.B_PER_SHARE: 6_300_035}[mode]
    assert entries[4].total_fen == paid


def test_vouchers_of_nothing_are_left_out(run: RecRun) -> None:
    nobody = replace(run, waterfall=replace(run.waterfall, pool=0))
    entries = distribution_entries(nobody, SplitMode.A_HAMILTON, VILLAGE, DAY, "r1")
    assert [one.summary[-1] for one in entries] == ["1", "2", "3", "4", "6"]


def test_run_and_counter_run_leave_every_account_at_zero(run: RecRun) -> None:
    entries = distribution_entries(run, SplitMode.A_HAMILTON, VILLAGE, DAY, "r1")
    back = [counter_entry(item, uuid4(), DAY) for item in entries]
    rows = trial_balance([*entries, *back], VILLAGE)
    assert {row.balance_fen for row in rows} == {0}
    assert back[0].corrects == entries[0].entry_id


def test_posting_the_same_run_twice_is_posting_it_once(run: RecRun) -> None:
    book = Book((YEAR,))
    for _ in range(2):
        for item in distribution_entries(run, SplitMode.A_HAMILTON, VILLAGE, DAY, "r1"):
            book = book.post(item)
    assert len(book.entries) == 6
    with pytest.raises(RuleRefused) as refusal:
        book.post(replace(book.entries[0], summary="别的"))
    assert refusal.value.code == "SAME_ID_OTHER_CONTENT"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([("101 库存现金", 1), ("102 银行存款", -2)], "ENTRY_UNBALANCED"),
        ([("101 库存现金", 0), ("102 银行存款", 0)], "BAD_AMOUNT"),
        ([("101 库存现金", 1)], "ENTRY_EMPTY"),
        ([("101 库存现金", True), ("102 银行存款", -1)], "BAD_AMOUNT"),
        ([("101 库存现金", 1.0), ("102 银行存款", -1)], "BAD_AMOUNT"),
    ],
)
def test_what_is_no_voucher_cannot_be_made(lines: list[tuple[str, int]], code: str) -> None:
    with pytest.raises(RuleRefused) as refusal:
        entry(*lines)
    assert refusal.value.code == code


def test_a_voucher_has_an_entity_and_a_summary() -> None:
    good = entry(("101 库存现金", 1), ("102 银行存款", -1))
    assert good.canonical() == replace(good).canonical()
    changes: list[dict[str, Any]] = [{"entity": ""}, {"summary": ""}, {"summary": "长" * 201}]
    for change in changes:
        with pytest.raises(RuleRefused) as refusal:
            replace(good, **change)
        assert refusal.value.code == "ENTRY_UNNAMED"


def test_a_number_means_different_accounts_in_different_systems() -> None:
    assert rec("321 本年收益").code == Account(AccountingSystem.COOP, "321").code
    assert Account(AccountingSystem.COOP, "321").label == "321 资本公积"
    with pytest.raises(RuleRefused) as refusal:
        Account.of_label(AccountingSystem.COOP, "321 本年收益")
    assert refusal.value.code == "UNKNOWN_ACCOUNT"
    with pytest.raises(RuleRefused) as refusal:
        Entry(
            uuid4(),
            VILLAGE,
            DAY,
            "混用",
            (
                EntryLine(Account(AccountingSystem.REC, "321"), 1),
                EntryLine(Account(AccountingSystem.COOP, "321"), -1),
            ),
        )
    assert refusal.value.code == "MIXED_SYSTEMS"


def test_the_chart_of_the_collective_has_its_42_accounts() -> None:
    assert len(CHARTS[AccountingSystem.REC].names) == 42


def test_nothing_is_posted_in_a_closed_period_or_in_none() -> None:
    closed = replace(YEAR, status=PeriodStatus.CLOSED)
    item = entry(("101 库存现金", 1), ("102 银行存款", -1))
    for periods, code in [((closed,), "PERIOD_CLOSED"), ((), "PERIOD_NOT_OPEN")]:
        with pytest.raises(RuleRefused) as refusal:
            Book(periods).post(item)
        assert refusal.value.code == code
    soft = replace(YEAR, status=PeriodStatus.SOFT_CLOSED)
    assert len(Book((soft,)).post(item).entries) == 1


def test_closing_takes_two_people_and_is_final() -> None:
    opened = PeriodMark(YEAR, "li")
    closed = replace(YEAR, status=PeriodStatus.CLOSED)
    for marks, code in [
        ([opened, PeriodMark(closed, "li")], "SAME_PERSON"),
        ([opened, PeriodMark(closed, "li", "li")], "SAME_PERSON"),
        ([opened, PeriodMark(closed, "li", "wang"), opened], "PERIOD_CLOSED"),
        ([opened, PeriodMark(replace(YEAR, first_day=date(2026, 6, 1)), "li")], "PERIOD_OVERLAP"),
    ]:
        with pytest.raises(RuleRefused) as refusal:
            periods_of(marks)
        assert refusal.value.code == code
    assert periods_of([opened, PeriodMark(closed, "li", "wang")]) == [closed]


def test_a_sale_is_booked_once_rounded_on_its_civil_day() -> None:
    sale = Sale(
        event_id=UUID(int=5),
        happened_at=datetime(2026, 11, 30, 16, 30, tzinfo=UTC),  # already 1 December on the farm
        actor="li",
        site="farm",
        batch="B1",
        mass_g=117,
        price_fen_per_kg=4280,
        customer="永康水产",
    )
    company = Books("项目公司", AccountingSystem.COMPANY)
    made = sale_entry(sale, company)
    assert made is not None
    assert (made.total_fen, made.day, made.event_id) == (501, date(2026, 12, 1), sale.event_id)
    assert [line.account.label for line in made.lines] == ["1122 应收账款", "5001 主营业务收入"]
    assert made == sale_entry(sale, company)
    assert sale_entry(sale.model_copy(update={"price_fen_per_kg": 0}), company) is None
