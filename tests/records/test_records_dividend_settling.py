"""What is told about money on its way: every refusal with its figures, the account to the fen."""

from typing import Any

from records.dividend.paying.batches import (
    Reconciliation,
    batch_hash,
    receipt,
    reconciliation,
    rows_to_order,
)
from records.dividend.runs import deeds as kinds
from records.dividend.runs.paying_deeds import BankStatus, PaymentOrdered, PaymentResults
from records.dividend.runs.state import State
from tests.records.dividend_office import RUN, VOTED, Office
from tests.records.dividend_scene import PAPER, VILLAGE, YEAR, deed

NET = [754_328, 715_214, 558_762, 754_328, 597_874, 279_381]
"""Example 1 by holder, fen: gross less 20 % rounded; two of the eight wait."""
HELD = 782_266 + 942_910
REVERSAL = {"counter_run": "v-2026-c", "approved_by": "zhuren", "note": "股数有误"}


def said(office: Office, kind: Any, **fields: Any) -> tuple[str, str]:
    words = office.refused(kind, **fields).explanation
    return words.zh, words.en


def test_the_account_says_what_is_owed_paid_pending_open_and_held() -> None:
    office = Office().until(State.POSTED)
    whole = sum(NET)
    assert [row.amount_fen for row in rows_to_order(office.account(), "B1")] == NET
    assert reconciliation(office.account(), 0) == Reconciliation(whole, 0, 0, whole, HELD, 0, 0)
    rows = office.order()
    assert reconciliation(office.account(), 0) == Reconciliation(whole, 0, whole, 0, HELD, 0, 0)
    office.answer(rows[:2])
    office.answer(rows[2:3], BankStatus.FAILED)
    now = reconciliation(office.account(), 7)
    assert now == Reconciliation(
        whole, sum(NET[:2]), sum(NET[3:]), NET[2], HELD, overpaid_fen=0, statement_fen=7
    )
    assert now.gap_fen == 7 - sum(NET[:2])


def test_what_waits_for_the_bank_and_what_is_not_ordered_is_told_in_fen() -> None:
    office = Office().until(State.POSTED)
    rows = office.order()
    told = f"分配 {RUN} 有 6 笔共 {sum(NET)} 分等银行回单：导入回单后再办"
    assert said(office, kinds.RunPaid)[0] == told
    assert said(office, kinds.RunReversed, **REVERSAL)[0] == told
    office.answer(rows[:3], BankStatus.FAILED)
    assert said(office, kinds.RunPaid)[1] == (
        f"3 payments of run {RUN}, {sum(NET[3:])} fen, wait for the bank: import its return first"
    )
    office.answer(rows[3:])
    assert said(office, kinds.RunPaid) == (
        f"分配 {RUN} 还有 3 人共 {sum(NET[:3])} 分未付：下达支付，或登记代管原因",
        f"run {RUN} still owes {sum(NET[:3])} fen to 3 payees: order the payments",
    )


def test_a_payment_too_large_is_told_with_what_is_open_and_what_is_held() -> None:
    office = Office().until(State.POSTED)
    row = rows_to_order(office.account(), "B1")[0]
    file = {"batch": "B1", "approved_by": "zhuren", "file_hash": "d" * 64}
    more = row.model_copy(update={"amount_fen": NET[0] + 1})
    assert said(office, PaymentOrdered, **file, rows=[more]) == (
        f"应付 M0101（收款 M0101）{NET[0]} 分，下达 {NET[0] + 1} 分；代管 0 分须先解除：改正金额或"
        "先登记解除代管",
        f"{NET[0]} fen are open for M0101 (payee M0101), {NET[0] + 1} were ordered; 0 fen are held "
        "and need a release first",
    )
    stranger = row.model_copy(update={"payee": "X"})
    assert said(office, PaymentOrdered, **file, rows=[stranger])[1].startswith(
        f"0 fen are open for M0101 (payee X), {NET[0]} were ordered; 0 fen"
    )
    half = row.model_copy(update={"amount_fen": NET[0] - 10})
    rest = row.model_copy(
        update={"amount_fen": 11, "payment": deed(kinds.RunClosed, "z", run=RUN).deed_id}
    )
    assert said(office, PaymentOrdered, **file, rows=[half, rest])[1].startswith("10 fen are open")


def test_a_payment_the_bank_answers_otherwise_is_told_with_both_figures() -> None:
    office = Office().until(State.POSTED)
    row = office.order()[0]
    other = office.results([row.model_copy(update={"amount_fen": 1})], BankStatus.PAID)
    assert said(office, PaymentResults, **other) == (
        f"支付 {row.payment} 下达 {NET[0]} 分，回单 1 分：向银行查明",
        f"payment {row.payment}: {NET[0]} fen ordered, 1 in the bank's return: ask the bank",
    )


def test_a_statement_that_differs_says_the_gap() -> None:
    office = Office().until(State.PAID)
    whole = sum(NET)
    assert said(office, kinds.RunReconciled, statement_fen=whole + 3, proof=PAPER) == (
        f"对账单付出 {whole + 3} 分，登记已付 {whole} 分，差 3 分：逐笔查明后再对账",
        f"the statement shows {whole + 3} fen, {whole} are recorded as paid, a gap of 3: find it "
        "payment by payment",
    )


def test_a_return_from_somebody_who_got_nothing_says_so() -> None:
    office = Office().until(State.POSTED)
    wish = {"amount_fen": 1, "decided_by": "大会", "proof": PAPER, "note": "x"}
    told = said(office, kinds.ReturnDemanded, shareholder="nobody", **wish)
    assert told[1].startswith(f"nobody got 0 fen of run {RUN}; 1 cannot be claimed back")


def test_a_batch_s_hash_and_a_receipt_s_are_of_their_own_figures() -> None:
    office = Office().until(State.POSTED)
    rows = office.order()
    dearer = rows[0].model_copy(update={"amount_fen": NET[0] + 1})
    assert batch_hash(rows) != batch_hash([dearer, *rows[1:]])
    assert batch_hash(rows) != batch_hash(rows[1:])
    office.answer(rows)
    first, second = (office.account().payments[row.payment] for row in rows[:2])
    assert first.row.amount_fen == NET[0]
    paper = receipt(first, VILLAGE, YEAR, RUN, VOTED)
    assert (paper.holder, paper.payee, paper.amount_fen) == ("M0101", "M0101", NET[0])
    others = [
        receipt(second, VILLAGE, YEAR, RUN, VOTED), receipt(first, VILLAGE, YEAR + 1, RUN, VOTED),
        receipt(first, VILLAGE, YEAR, "other", VOTED), receipt(first, "另村", YEAR, RUN, VOTED),
        receipt(first, VILLAGE, YEAR, RUN, VOTED.replace(day=1)),
    ]  # fmt: skip
    assert paper.hash not in {one.hash for one in others}
