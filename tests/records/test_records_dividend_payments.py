"""Money on its way: batches, the bank's answers, releases, reversal, correction, a return."""

from typing import Any

from records.dividend.paying.account import PayingAccount
from records.dividend.paying.batches import (
    memo_text,
    receipt,
    reconciliation,
    rows_to_order,
)
from records.dividend.prepare.village_case import prepare_village
from records.dividend.runs import deeds as kinds
from records.dividend.runs.paying_deeds import (
    BankStatus,
    HeldReleased,
    PaymentOrdered,
    PaymentResults,
)
from records.dividend.runs.settling import paying_account
from records.dividend.runs.state import State, runs
from records.rules.votes import Body
from tests.records.dividend_office import POSTED_UP, RUN, VOTED, Office
from tests.records.dividend_scene import (
    COMPANY,
    PAPER,
    PROJECT,
    VILLAGE,
    YEAR,
    company_case,
    deed,
    example_1_members,
    refusal,
    snapshot,
    village_case,
)


def test_a_payment_file_needs_a_second_person() -> None:
    office = Office().until(State.POSTED)
    rows = rows_to_order(office.account(), "B1")
    given = {"batch": "B1", "rows": rows, "file_hash": "d" * 64}
    assert office.refused(PaymentOrdered, **given, approved_by="kuaiji").code == "SAME_PERSON"


def test_two_rows_of_one_file_do_not_add_up_to_more_than_is_owed() -> None:
    office = Office().until(State.POSTED)
    row = rows_to_order(office.account(), "B1")[0]
    more = row.model_copy(update={"payment": deed(kinds.RunClosed, "y", run=RUN).deed_id})
    file = {"batch": "B1", "approved_by": "zhuren", "file_hash": "d" * 64}
    said = office.refused(PaymentOrdered, **file, rows=[row, more])
    assert said.code == "PAYMENT_TOO_MUCH"
    half = row.model_copy(update={"amount_fen": row.amount_fen // 2})
    assert office.refused(PaymentOrdered, **file, rows=[half, half]).code == "PAYMENT_TWICE"


def test_a_file_of_the_bank_says_each_payment_once() -> None:
    office = Office().until(State.POSTED)
    row = office.order()[0]
    twice = office.results([row, row], BankStatus.PAID)
    assert office.refused(PaymentResults, **twice).code == "PAYMENT_ANSWERED"


def test_nobody_is_paid_twice_too_much_or_while_waiting() -> None:
    office = Office().until(State.POSTED)
    rows = office.order()
    assert {row.holder for row in rows} == {
        "M0101", "M0102", "M0103", "M0201", "M0302", "M0303",
    }  # fmt: skip
    again = {"batch": "B2", "approved_by": "zhuren", "file_hash": "d" * 64}
    assert office.refused(PaymentOrdered, **again, rows=rows).code == "PAYMENT_TWICE"
    new = rows[0].model_copy(update={"payment": deed(kinds.RunClosed, "x", run=RUN).deed_id})
    assert office.refused(PaymentOrdered, **again, rows=[new]).code == "PAYMENT_TOO_MUCH"
    held = new.model_copy(update={"holder": "M0202", "payee": "M0202", "amount_fen": 1})
    said = office.refused(PaymentOrdered, **again, rows=[held])
    assert said.code == "PAYMENT_TOO_MUCH" and "782266" in said.explanation.zh


def test_bank_results_fit_what_was_ordered() -> None:
    office = Office().until(State.POSTED)
    rows = office.order()
    paid = office.results(rows[:1], BankStatus.PAID)
    assert office.refused(PaymentResults, **{**paid, "batch": "B9"}).code == "PAYMENT_UNKNOWN"
    other = office.results([rows[0].model_copy(update={"amount_fen": 1})], BankStatus.PAID)
    assert office.refused(PaymentResults, **other).code == "PAYMENT_DIFFERS"
    back = office.results(rows[:1], BankStatus.RETURNED)
    assert office.refused(PaymentResults, **back).code == "PAYMENT_ANSWERED"
    office.answer(rows[:1])
    assert office.refused(PaymentResults, **paid).code == "PAYMENT_ANSWERED"
    office.answer(rows[:1], BankStatus.RETURNED)
    office.answer(rows[1:2], BankStatus.FAILED)
    office.answer(rows[2:])
    assert {key[0] for key in office.account().open} == {rows[0].holder, rows[1].holder}
    assert office.refused(kinds.RunPaid).code == "PAYMENTS_OUTSTANDING"
    office.answer(office.order("B2"), batch="B2")
    assert office.step(kinds.RunPaid).state is State.PAID


def test_a_statement_that_differs_is_not_reconciled() -> None:
    office = Office().until(State.PAID)
    paid = office.account().paid_fen
    said = office.refused(kinds.RunReconciled, statement_fen=paid - 1, proof=PAPER)
    assert said.code == "STATEMENT_DIFFERS" and "-1" in said.explanation.en
    shown = reconciliation(office.account(), paid)
    assert shown.gap_fen == 0 and shown.open_fen == 0
    assert shown.held_fen == 782_266 + 942_910


def released(**fields: Any) -> dict[str, Any]:
    return {
        "holder": "M0301", "tax_regime": "WITHHOLD_20", "tax_basis": "税务答复 2027-1",
        "approved_by": "zhuren", "proof": PAPER, "note": "继承公证",
        "parts": [
            {"payee": "heir-1", "gross_fen": 471_455, "tax_fen": 94_291},
            {"payee": "heir-2", "gross_fen": 471_455, "tax_fen": 94_291},
        ],
        **fields,
    }  # fmt: skip


def test_a_held_amount_is_released_to_heirs_after_closing_without_computing_again() -> None:
    office = Office().until(State.CLOSED)
    before = runs(office.log)[RUN].computed
    parts = released()["parts"]
    more = [{**parts[0], "gross_fen": 471_456}, parts[1]]
    assert office.refused(HeldReleased, **released(parts=more)).code == "HELD_TOO_MUCH"
    wrong = [{**parts[0], "tax_fen": 94_290}, parts[1]]
    said = office.refused(HeldReleased, **released(parts=wrong))
    assert said.code == "RELEASE_TAX" and "94291" in said.explanation.en
    assert office.refused(HeldReleased, **released(approved_by="kuaiji")).code == "SAME_PERSON"
    office.step(HeldReleased, **released())
    assert office.account().held["M0301"] == 0
    rows = office.order("B2")
    assert {(row.payee, row.amount_fen) for row in rows} == {
        ("heir-1", 377_164), ("heir-2", 377_164),
    }  # fmt: skip
    office.answer(rows, batch="B2")
    after = runs(office.log)[RUN]
    assert after.state is State.CLOSED and after.computed == before


def test_the_tax_of_a_release_is_that_of_its_own_day() -> None:
    office = Office().until(State.CLOSED)
    untaxed = [{"payee": "M0301", "gross_fen": 942_910, "tax_fen": 0}]
    office.step(HeldReleased, **released(tax_regime="NONE", parts=untaxed))
    assert office.account().open == {("M0301", "M0301"): 942_910}


def test_receipts_and_batches_have_numbers_that_never_change() -> None:
    office = Office().until(State.POSTED)
    rows = office.order()
    assert rows == rows_to_order(account_before(office), "B1")
    office.answer(rows)
    payment = office.account().payments[rows[0].payment]
    told = receipt(payment, VILLAGE, YEAR, RUN, VOTED)
    assert told.number == str(rows[0].payment) and told.amount_fen == rows[0].amount_fen
    assert told.hash == receipt(payment, VILLAGE, YEAR, RUN, VOTED).hash
    assert memo_text(VILLAGE, YEAR) == "2026年分红 示例村股份经济合作社"


def account_before(office: Office) -> PayingAccount:
    found = runs(office.log)
    return paying_account(
        found[RUN], found, [one for one in office.log if one.kind != "PAYMENT_ORDERED"]
    )


def test_a_reversal_waits_for_the_bank_and_for_a_second_person() -> None:
    office = Office().until(State.POSTED)
    wish = {"counter_run": "v-2026-c", "approved_by": "zhuren", "note": "M0302 股数有误"}
    same = {**wish, "approved_by": "kuaiji"}
    assert office.refused(kinds.RunReversed, **same).code == "SAME_PERSON"
    rows = office.order()
    assert office.refused(kinds.RunReversed, **wish).code == "PAYMENTS_PENDING"
    office.answer(rows)
    assert office.step(kinds.RunReversed, **wish).state is State.REVERSED
    assert office.refused(kinds.RunPaid).code == "WRONG_STATE"


def test_a_correction_pays_the_difference_and_claims_nothing_back_by_itself() -> None:
    office = Office().until(State.POSTED)
    office.answer(office.order())
    office.step(
        kinds.RunReversed, counter_run="v-2026-c", approved_by="zhuren", note="M0302 股数有误"
    )
    people = example_1_members()
    right = [
        one if one.holder != "M0302" else one.__class__(**{
            **{name: getattr(one, name) for name in one.__slots__}, "hundredths": (100, 17),
        })
        for one in people
    ]  # fmt: skip
    office.prepared = prepare_village(village_case(snapshot=snapshot(right)))
    office.run = "v-2026-2"
    assert refusal(office.draft, of_run="unknown", purpose="CORRECTION").code == "RUN_REFERENCE"
    office.draft(of_run=RUN, purpose="CORRECTION")
    for act in (office.compute, office.review, office.publicise, office.approve, office.post):
        act()
    account = office.account()
    assert set(account.open) == {("M0302", "M0302")}
    # 608.84 yuan more, less 20 % tax, each rounded on its own gross amount.
    assert account.open["M0302", "M0302"] == (808_227 - 161_645) - (747_343 - 149_469)
    assert account.overpaid["M0101"] == (942_910 - 188_582) - (932_570 - 186_514)
    office.answer(office.order())
    assert office.step(kinds.RunPaid).state is State.PAID


def test_an_unlawful_dividend_is_claimed_back_from_a_shareholder_by_a_decision() -> None:
    from records.dividend.prepare.company_case import prepare_company

    office = Office(prepare_company(company_case()), run="co-2026", entity=PROJECT, system=COMPANY)
    office.draft()
    office.compute()
    office.review()
    office.publicise()
    vote = {"body": Body.SHAREHOLDERS, "electorate": 100, "present": 100, "in_favour": 66}
    papers = {"notice_day": POSTED_UP, "papers_day": POSTED_UP, "party_study": None}
    said = office.refused(kinds.RunApproved, **office.vote(**vote, **papers))
    assert said.code == "VOTES_TOO_FEW"
    office.approve(**{**vote, "in_favour": 67}, **papers)
    office.post()
    got = office.prepared.computed.line_of(VILLAGE)
    assert got is not None
    wish = {
        "shareholder": VILLAGE, "amount_fen": got.gross_fen + 1, "decided_by": "股东会",
        "proof": PAPER, "note": "亏损未弥补",
    }  # fmt: skip
    assert office.refused(kinds.ReturnDemanded, **wish).code == "RETURN_TOO_MUCH"
    assert (
        office.step(kinds.ReturnDemanded, **{**wish, "amount_fen": got.gross_fen}).state
        is State.POSTED
    )


def test_only_a_companys_dividend_is_returned_so() -> None:
    office = Office().until(State.POSTED)
    wish = {
        "shareholder": "M0101", "amount_fen": 1, "decided_by": "大会", "proof": PAPER, "note": "x",
    }  # fmt: skip
    assert office.refused(kinds.ReturnDemanded, **wish).code == "RETURN_TOO_MUCH"


def test_what_heirs_were_paid_before_a_correction_is_not_paid_to_them_again() -> None:
    office = Office().until(State.POSTED)
    office.answer(office.order())
    office.step(HeldReleased, **released())
    office.answer(office.order("B2"), batch="B2")
    office.step(kinds.RunReversed, counter_run="c", approved_by="zhuren", note="M0302 股数有误")
    office.run = "v-2026-2"
    office.draft(of_run=RUN, purpose="CORRECTION")
    for act in (office.compute, office.review, office.publicise, office.approve, office.post):
        act()
    assert office.account().open == {}
    assert office.account().overpaid == {"M0301": 2 * 377_164}
    office.step(HeldReleased, **released())
    assert office.account().open == {} and office.account().overpaid == {}
    one = [{"payee": "heir-3", "gross_fen": 1, "tax_fen": 0}]
    assert office.refused(HeldReleased, **released(parts=one)).code == "HELD_TOO_MUCH"


def test_a_payee_in_place_of_another_is_not_paid_what_that_one_got() -> None:
    office = Office().until(State.POSTED)
    office.step(HeldReleased, **released())
    account = office.account()
    account.prepaid = {("M0301", "M0301"): 500_000, ("M0301", "heir-2"): 100_000}
    left = {key: fen for key, fen in account.open.items() if key[0] == "M0301"}
    assert left == {("M0301", "heir-2"): 2 * 377_164 - 600_000}
