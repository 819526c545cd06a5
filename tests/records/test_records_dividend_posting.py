"""Vouchers of runs in all three systems: books close, counter-runs to zero, payments, returns."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from records.dividend.paying.account import Payment
from records.dividend.posting.corrections import (
    memo,
    net_changes,
    received_entry,
    return_entries,
)
from records.dividend.posting.entries import counter_entries, guarantor_entries, run_entries
from records.dividend.posting.paid import payment_entry, release_entry, withholding_entry
from records.dividend.prepare.books import closed_in_ledger, read_books
from records.dividend.prepare.company_case import prepare_company
from records.dividend.prepare.coop_case import CoopCase, CoopMembers, prepare_coop
from records.dividend.prepare.prepared import Computed
from records.dividend.prepare.supplementary import SupplementaryCase, prepare_supplementary
from records.dividend.prepare.village_case import prepare_village
from records.dividend.runs.deeds import ReturnDemanded
from records.dividend.runs.paying_deeds import BankStatus, HeldReleased, PaymentRow
from records.ledger.accounts import AccountingSystem
from records.ledger.book import Book, trial_balance
from records.ledger.closing import closing_entries
from records.ledger.drafts import Books
from records.ledger.entry import Entry
from records.ledger.period import Period, PeriodStatus
from records.rules.guarantees import Guarantee
from tests.records.dividend_scene import (
    COMPANY,
    COOP,
    LAST_DAY,
    NAMES,
    PAPER,
    PROJECT,
    REC,
    VILLAGE,
    YEAR,
    answered,
    capital,
    company_case,
    company_entries,
    deed,
    entry,
    example_1_members,
    period,
    refusal,
    rules,
    snapshot,
    village_case,
    village_entries,
)

NEXT = Period(VILLAGE, date(2027, 1, 1), date(2027, 12, 31))
PAY_DAY = date(2027, 2, 1)


def balances(entries: list[Entry], entity: str) -> dict[str, int]:
    book = Book([period(entity), replace(NEXT, entity=entity)])
    book = book.post_all(entries)
    rows = trial_balance(book, entity)
    return {row.account.label: row.balance_fen for row in rows if row.balance_fen}


def posted(done: Computed, before: list[Entry], **given: Any) -> dict[str, int]:
    return balances([*before, *run_entries(done, "r1", LAST_DAY, **given)], done.entity)


def result_is_closed(found: dict[str, int], system: AccountingSystem) -> bool:
    first = {"REC": ("501", "502", "503", "504", "51", "52", "321"), "COOP": ("5", "331"),
             "COMPANY": ("5", "3103")}[system.value]  # fmt: skip
    return not any(label.startswith(first) for label in found)


def undistributed(found: dict[str, int], code: str) -> int:
    return -sum(fen for label, fen in found.items() if label.startswith(code))


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


def coop_entries() -> list[Entry]:
    return [
        entry("coop", COOP, ("113 应收款", 1_000_000), ("501 经营收入", -1_000_000)),
        entry("coop", COOP, ("521 经营支出", 400_001), ("102 银行存款", -400_001)),
    ]


def coop_run(waits: dict[str, str] | None = None) -> Computed:
    books = read_books(coop_entries(), [period("coop")], "coop", YEAR, COOP)
    people = CoopMembers({"A": 3, "B": 1}, {"A": 10, "B": 10, "C": 5}, {}, 0, "成员账户")
    case = CoopCase(books, rules(COOP, "coop"), answered(COOP, "coop"), people, waits or {})
    return prepare_coop(case).computed


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


def pay(done: Computed) -> list[tuple[Payment, BankStatus]]:
    return [
        (
            Payment(
                PaymentRow(
                    payment=NAMES, holder=line.holder, payee=line.holder, amount_fen=line.net_fen
                ),
                "B1",
            ),
            BankStatus.PAID,
        )
        for line in done.lines
        if line.net_fen
    ]


def made(*entries: Entry | None) -> list[Entry]:
    return [one for one in entries if one is not None]


def test_after_payment_only_what_waits_and_the_tax_are_owed() -> None:
    done = prepare_village(village_case()).computed
    entries = [
        *village_entries(), *run_entries(done, "r1", LAST_DAY),
        *made(
            withholding_entry(done, "r1", PAY_DAY),
            payment_entry(done, "r1", "B1", PAY_DAY, pay(done), {}),
        ),
    ]  # fmt: skip
    found = balances(entries, VILLAGE)
    assert "113 内部往来-成员" not in found
    tax = sum(line.tax_fen for line in done.lines if line.net_fen)
    assert found["214 应交税费-代扣个人所得税"] == -tax
    net = sum(line.net_fen for line in done.lines)
    assert found["102 银行存款"] == 37 - 999_999 - net


def test_a_returned_payment_is_owed_again_and_a_failed_one_moves_nothing() -> None:
    done = prepare_village(village_case()).computed
    (payment, _), *rest = pay(done)
    fen = payment.row.amount_fen
    back = payment_entry(done, "r1", "B1", PAY_DAY, [(payment, BankStatus.RETURNED)], {})
    assert back is not None and back.lines[0].amount_fen == -fen
    assert payment_entry(done, "r1", "B1", PAY_DAY, [(payment, BankStatus.FAILED)], {}) is None
    assert len(rest) == 5


def test_a_release_pays_out_of_what_waits_with_its_own_tax() -> None:
    done = prepare_village(village_case()).computed
    release = deed(
        HeldReleased, "release", run="r1", holder="M0301", tax_regime="WITHHOLD_20",
        tax_basis="税务答复", approved_by="zhuren", proof=PAPER, note="公证", day=PAY_DAY,
        parts=[{"payee": "heir", "gross_fen": 942_910, "tax_fen": 188_582}],
    )  # fmt: skip
    found = balances(
        [*run_entries(done, "r1", LAST_DAY), *made(release_entry(done, "r1", release))], VILLAGE
    )
    assert found["113 内部往来-成员-代管"] == -782_266
    assert found["214 应交税费-代扣个人所得税"] == -188_582


def test_a_cooperative_pays_the_return_by_trade_before_the_part_by_capital() -> None:
    done = coop_run()
    line = done.line_of("A")
    assert line is not None
    row = PaymentRow(payment=NAMES, holder="A", payee="A", amount_fen=line.by_part[0] + 7)
    first = payment_entry(done, "r1", "B1", PAY_DAY, [(Payment(row, "B1"), BankStatus.PAID)], {})
    assert first is not None
    sums = {one.account.label: one.amount_fen for one in first.lines}
    assert sums["221 应付盈余返还"] == line.by_part[0] and sums["222 应付剩余盈余"] == 7
    paid = [(payment, status) for payment, status in pay(done)]
    entries = [
        *coop_entries(), *run_entries(done, "r1", LAST_DAY),
        *made(
            withholding_entry(done, "r1", PAY_DAY),
            payment_entry(done, "r1", "B1", PAY_DAY, paid, {}),
        ),
    ]  # fmt: skip
    found = balances(entries, "coop")
    assert "221 应付盈余返还" not in found and "222 应付剩余盈余" not in found


def test_a_company_pays_each_shareholder_and_the_village_receives_it() -> None:
    done = prepare_company(company_case()).computed
    paid = payment_entry(done, "co", "B1", PAY_DAY, pay(done), {})
    found = balances([*run_entries(done, "co", LAST_DAY), *made(paid)], PROJECT)
    assert not any(label.startswith("2232") for label in found)
    village = prepare_village(village_case()).computed
    arrived = received_entry(VILLAGE, PROJECT, 8_765_433, PAY_DAY, "r1", "B1")
    there = balances([*run_entries(village, "r1", LAST_DAY), arrived], VILLAGE)
    assert f"112 应收款-{PROJECT}" not in there


def test_a_guarantee_is_the_guarantors_loss_and_the_villages_claim() -> None:
    owed = Guarantee("B-1", "operator", "PLUS", 700, "504", "合同", "d")
    other = Guarantee("B-2", "bank", "PLUS", 900, "502", "合同", "d")
    done = prepare_village(village_case(guarantees=(owed, other))).computed
    mine = guarantor_entries(done, "r1", "operator", LAST_DAY)
    assert balances(mine, "operator") == {
        "5711 营业外支出": 700, f"2241 其他应付款-{VILLAGE}": -700,
    }  # fmt: skip
    found = posted(done, village_entries())
    assert found["112 应收款-operator"] == 700 and found["112 应收款-bank"] == 900
    assert result_is_closed(found, REC)


def test_an_increment_is_booked_out_of_what_was_left() -> None:
    first = prepare_village(village_case(values={"payout_bp": 5000})).computed
    before = [*village_entries(), *run_entries(first, "r1", LAST_DAY)]
    left = undistributed(balances(before, VILLAGE), "322")
    more = prepare_supplementary(SupplementaryCase("r1", first, left, left, {})).computed
    found = balances([*before, *run_entries(more, "r2", LAST_DAY)], VILLAGE)
    assert undistributed(found, "322") == more.split.residual_fen
    owed = -found["113 内部往来-成员"] - found["113 内部往来-成员-代管"]
    assert owed == first.split.paid_fen + more.split.paid_fen


def test_the_published_correction_shows_the_net_change_of_every_holder() -> None:
    old = prepare_village(village_case()).computed
    people = [
        replace(one, hundredths=(100, 17)) if one.holder == "M0302" else one
        for one in example_1_members()
    ]
    new = prepare_village(village_case(snapshot=snapshot(people))).computed
    changes = {one.holder: one for one in net_changes(old, new)}
    assert changes["M0302"].net_fen == 60_884
    assert changes["M0101"].net_fen == changes["M0201"].net_fen == -10_340
    assert sum(one.net_fen for one in changes.values()) == -6
    assert all(one.run_fen + one.counter_fen == 0 for one in changes.values())


def test_the_memo_of_a_closed_year_is_the_published_one_and_claims_nothing_back() -> None:
    """Example 3: what the third year would have been without the stock counted too high."""
    loss = [entry(PROJECT, COMPANY, ("3104 利润分配-未分配利润", 24_691_357),
                  ("1002 银行存款", -24_691_357))]  # fmt: skip
    books = read_books(
        [*loss, *company_entries(234_567_891)], [period(PROJECT)], PROJECT, YEAR, COMPANY
    )
    case = company_case(
        books=books, values={"discretionary_bp": 0},
        capital=capital(OP=11_666_667, V1=65_000_000, V2=23_333_333),
    )  # fmt: skip
    closed = prepare_company(case).computed
    told = memo("co-Y3", closed, -4_567_890)
    declared = {one.key: one.amount_fen for one in told.would_be.explained}["declared"]
    assert declared == 147_822_223
    assert told.difference_fen == {"OP": 383_703, "V1": 2_137_773, "V2": 767_405}
    assert told.hash == memo("co-Y3", closed, -4_567_890).hash


@pytest.mark.parametrize("run", ["village", "coop"])
def test_a_memo_of_other_runs_differs_by_what_the_error_moved(run: str) -> None:
    done = prepare_village(village_case()).computed if run == "village" else coop_run()
    told = memo("r1", done, -100_000)
    assert 0 < sum(told.difference_fen.values()) <= 100_000
    assert all(fen >= 0 for fen in told.difference_fen.values())


def test_an_unlawful_dividend_is_a_claim_here_and_a_debt_there() -> None:
    wish = deed(
        ReturnDemanded, "return", PROJECT, run="co-2026", shareholder=VILLAGE, amount_fen=500,
        decided_by="股东会", proof=PAPER, note="亏损未弥补", day=PAY_DAY,
    )  # fmt: skip
    company, village = return_entries(wish, PROJECT, REC)
    assert balances([company], PROJECT) == {
        f"1221 其他应收款-{VILLAGE}": 500, "3104 利润分配-未分配利润": -500,
    }  # fmt: skip
    assert balances([village], VILLAGE) == {"502 投资收益": 500, f"211 应付款-{PROJECT}": -500}
    assert company.run_id is None and company.event_id == wish.deed_id
    assert len(return_entries(wish, PROJECT, None)) == 1
