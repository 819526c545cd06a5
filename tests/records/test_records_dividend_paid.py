"""Vouchers of payments, releases, guarantees and corrections: what is owed is owed once."""

from dataclasses import replace

import pytest

from records.dividend.paying.account import Payment
from records.dividend.posting.corrections import (
    memo,
    net_changes,
    received_entry,
    return_entries,
)
from records.dividend.posting.entries import guarantor_entries, run_entries
from records.dividend.posting.paid import payment_entry, release_entry, withholding_entry
from records.dividend.prepare.books import read_books
from records.dividend.prepare.company_case import prepare_company
from records.dividend.prepare.supplementary import SupplementaryCase, prepare_supplementary
from records.dividend.prepare.village_case import prepare_village
from records.dividend.runs.deeds import ReturnDemanded
from records.dividend.runs.paying_deeds import BankStatus, HeldReleased, PaymentRow
from records.rules.guarantees import Guarantee
from tests.records.dividend_books import (
    PAY_DAY,
    balances,
    coop_entries,
    coop_run,
    made,
    pay,
    posted,
    result_is_closed,
    undistributed,
)
from tests.records.dividend_scene import (
    COMPANY,
    LAST_DAY,
    NAMES,
    PAPER,
    PROJECT,
    REC,
    VILLAGE,
    YEAR,
    capital,
    company_case,
    company_entries,
    deed,
    entry,
    example_1_members,
    period,
    snapshot,
    village_case,
    village_entries,
)


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
    rest = row.model_copy(update={"amount_fen": 5})
    got = {"A": line.by_part[0] + 7}
    later = payment_entry(done, "r1", "B2", PAY_DAY, [(Payment(rest, "B2"), BankStatus.PAID)], got)
    assert later is not None
    assert {one.account.code: one.amount_fen for one in later.lines} == {"222": 5, "102": -5}
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
