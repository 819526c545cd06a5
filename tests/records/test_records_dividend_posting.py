"""Vouchers of runs in all three systems: books close, counter-runs to zero, payments, returns."""

import pytest

from records.dividend.posting.entries import counter_entries, run_entries
from records.dividend.prepare.books import closed_in_ledger, read_books
from records.dividend.prepare.company_case import prepare_company
from records.dividend.prepare.village_case import prepare_village
from records.ledger.book import Book
from records.ledger.closing import closing_entries
from records.ledger.drafts import Books
from records.ledger.period import PeriodStatus
from tests.records.dividend_books import (
    PAY_DAY,
    balances,
    coop_entries,
    coop_run,
    posted,
    result_is_closed,
    undistributed,
)
from tests.records.dividend_scene import (
    COMPANY,
    COOP,
    LAST_DAY,
    PROJECT,
    REC,
    VILLAGE,
    YEAR,
    company_case,
    company_entries,
    entry,
    period,
    refusal,
    village_case,
    village_entries,
)


@pytest.mark.parametrize("mode", ["A_HAMILTON", "B_PER_SHARE"])
@pytest.mark.parametrize("classes", [{}, {"class_bp:人口股": 7001, "class_bp:农龄股": 2999}])
def test_a_villages_books_close_and_owe_what_the_run_says(
    mode: str, classes: dict[str, int]
) -> None:
    done = prepare_village(village_case(values={"split_mode": mode, **classes})).computed
    found = posted(done, village_entries())
    told = {one.key: one.amount_fen for one in done.explained}
    assert result_is_closed(found, REC)
    assert found["311 公积公益金"] == -2_700_001
    assert undistributed(found, "322") == told["undistributed_cf"]
    held = sum(line.held_fen for line in done.lines)
    assert found["113 内部往来-成员-代管"] == -held
    assert found["113 内部往来-成员"] == held - done.split.paid_fen
    assert found[f"112 应收款-{PROJECT}"] == 8_765_433


def test_a_ledger_that_closed_the_year_first_ends_with_the_same_books() -> None:
    """The closing vouchers come from the ledger or from the run, never from both."""
    done = prepare_village(village_case()).computed
    by_run = posted(done, village_entries())
    closing = closing_entries(village_entries(), Books(VILLAGE, REC), YEAR)
    closed = [*village_entries(), *closing]
    assert closed_in_ledger(closed, VILLAGE, YEAR) and not closed_in_ledger([], VILLAGE, YEAR)
    books = read_books(closed, [period()], VILLAGE, YEAR, REC)
    again = prepare_village(village_case(books=books)).computed
    assert again.inputs_hash == done.inputs_hash
    assert posted(again, closed, closed_in_ledger=True) == by_run


def test_the_same_for_a_company_with_incentive_and_tax() -> None:
    terms = {"incentive_threshold": 10_000_000, "incentive_bp": 1000, "income_tax_bp": 1250}
    done = prepare_company(company_case(values=terms)).computed
    before = company_entries(20_000_000)
    closing = closing_entries(before, Books(PROJECT, COMPANY), YEAR)
    late = posted(done, [*before, *closing], closed_in_ledger=True)
    assert late == posted(done, before)


def test_a_year_of_loss_closes_too() -> None:
    entries = [
        village_entries()[0],
        entry(VILLAGE, REC, ("513 管理费用", 50), ("102 银行存款", -50)),
    ]
    books = read_books(entries, [period()], VILLAGE, YEAR, REC)
    done = prepare_village(village_case(books=books, project=None)).computed
    found = posted(done, entries)
    assert found == {"102 银行存款": -13, "322 收益分配-未分配收益": 13}


def test_a_companys_books_close_and_owe_each_shareholder() -> None:
    terms = {"incentive_threshold": 10_000_000, "incentive_bp": 1000, "income_tax_bp": 1250}
    done = prepare_company(company_case(values=terms)).computed
    found = posted(done, company_entries(20_000_000))
    assert result_is_closed(found, COMPANY)
    assert found["2241 其他应付款-operator"] == -1_000_000
    assert found["2221 应交税费-应交企业所得税"] == -2_375_000
    owed = {line.holder: -found[f"2232 应付利润-{line.holder}"] for line in done.lines}
    assert owed == {line.holder: line.gross_fen for line in done.lines}
    told = {one.key: one.amount_fen for one in done.explained}
    assert undistributed(found, "3104") == told["undistributed_cf"]
    assert found["3101 盈余公积-法定盈余公积"] == told["statutory_reserve"]


def test_a_companys_loss_closes_too() -> None:
    entries = company_entries(-5)
    books = read_books(entries, [period(PROJECT)], PROJECT, YEAR, COMPANY)
    done = prepare_company(company_case(books=books)).computed
    found = posted(done, entries)
    assert result_is_closed(found, COMPANY) and found["3104 利润分配-未分配利润"] == 5
    assert not any(label.startswith("2232") for label in found)


def test_a_cooperatives_books_close_and_what_waits_is_apart() -> None:
    found = posted(coop_run({"B": "FROZEN"}), coop_entries())
    assert result_is_closed(found, COOP)
    held = -found["211 应付款-成员-代管"]
    owed = -found["221 应付盈余返还"] - found["222 应付剩余盈余"]
    assert held + owed == 539_999 and held > 0
    assert found["322 盈余公积"] == -60_000
    assert undistributed(found, "332") == 0


@pytest.mark.parametrize("closed", [False, True])
def test_run_and_counter_run_are_zero_on_every_account(closed: bool) -> None:
    """DIV-I9."""
    for done in (
        prepare_village(village_case()).computed,
        prepare_company(company_case(values={"income_tax_bp": 2500})).computed,
        coop_run({"A": "ESTATE_PENDING"}),
    ):
        entries = run_entries(done, "r1", LAST_DAY, closed)
        counter = counter_entries(done, "r1", LAST_DAY, "c1", LAST_DAY, closed)
        assert [one.corrects for one in counter] == [one.entry_id for one in entries]
        assert balances([*entries, *counter], done.entity) == {}
        later = counter_entries(done, "r1", LAST_DAY, "c1", PAY_DAY, closed)
        assert all(one.summary.startswith("注销 2026-12-31") for one in later)


def test_nothing_is_posted_into_a_closed_period() -> None:
    done = prepare_village(village_case()).computed
    book = Book([period(status=PeriodStatus.CLOSED)])
    said = refusal(book.post_all, run_entries(done, "r1", LAST_DAY))
    assert said.code == "PERIOD_CLOSED"


def test_posting_twice_is_once() -> None:
    done = prepare_village(village_case()).computed
    twice = run_entries(done, "r1", LAST_DAY) + run_entries(done, "r1", LAST_DAY)
    assert posted(done, village_entries()) == balances([*village_entries(), *twice], VILLAGE)
