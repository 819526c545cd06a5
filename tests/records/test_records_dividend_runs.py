"""Runs as people move them: the order of steps, four eyes, the vote, money on its way, reversal."""

from datetime import date
from typing import Any

import pytest

from records.canonical import canonical_json
from records.deeds.deed import Proof
from records.dividend.paying.account import PayingAccount
from records.dividend.paying.batches import (
    memo_text,
    receipt,
    reconciliation,
    rows_to_order,
)
from records.dividend.prepare.recompute import recomputation_problem
from records.dividend.prepare.village_case import prepare_village
from records.dividend.runs import deeds as kinds
from records.dividend.runs.overview import barred, next_steps, trail
from records.dividend.runs.paying_deeds import (
    BankStatus,
    HeldReleased,
    PaymentOrdered,
    PaymentResults,
)
from records.dividend.runs.settling import paying_account
from records.dividend.runs.state import State, runs, used_rulesets
from records.ledger.period import PeriodStatus
from records.parties.offices import PersonLogin
from records.parties.register import parties_on
from records.rules.votes import Body
from records.shares.status import HolderStatus
from tests.records.dividend_office import POSTED_UP, RUN, VOTED, Office
from tests.records.dividend_scene import (
    COMPANY,
    LAST_DAY,
    PAPER,
    PROJECT,
    VILLAGE,
    YEAR,
    answered,
    company_case,
    deed,
    example_1_members,
    period,
    refusal,
    rules,
    snapshot,
    village_case,
)


def test_the_whole_way_from_draft_to_closed() -> None:
    office = Office()
    states = [act().state for act in (
        office.draft, office.compute, office.review, office.publicise, office.approve, office.post,
    )]  # fmt: skip
    assert states == list(State)[:6]
    rows = office.order()
    assert office.refused(kinds.RunPaid).code == "PAYMENTS_PENDING"
    office.answer(rows)
    assert office.step(kinds.RunPaid).state is State.PAID
    paid = office.account().paid_fen
    assert paid == sum(line.net_fen for line in office.prepared.computed.lines)
    assert office.step(kinds.RunReconciled, statement_fen=paid, proof=PAPER).state == "RECONCILED"
    assert office.step(kinds.RunClosed).state is State.CLOSED
    (run,) = runs(office.log).values()
    assert (run.maker, run.reviewer) == ("kuaiji", "jianshi")
    assert used_rulesets(runs(office.log)) == {(VILLAGE, "2026")}


def test_no_step_is_skipped() -> None:
    office = Office()
    office.draft()
    said = office.refused(kinds.RunReviewed, accepted=True, actor="jianshi")
    assert said.code == "WRONG_STATE" and "COMPUTED" in said.explanation.en
    office.compute()
    assert office.refused(kinds.RunPublicised, place="栏", proof=PAPER).code == "WRONG_STATE"
    assert office.refused(kinds.RunClosed).code == "WRONG_STATE"
    office.run = "other"
    assert office.refused(kinds.RunClosed).code == "RUN_UNKNOWN"


def test_three_people_prepare_review_and_approve() -> None:
    office = Office().until(State.COMPUTED)
    said = office.refused(kinds.RunReviewed, accepted=True, actor="kuaiji")
    assert said.code == "SAME_PERSON" and "kuaiji" in said.explanation.zh
    office.review()
    office.publicise()
    for person in ("kuaiji", "jianshi"):
        said = office.refused(kinds.RunApproved, **office.vote(actor=person))
        assert said.code == "SAME_PERSON" and "另一人" in said.explanation.zh
    assert office.approve().state is State.APPROVED


def test_who_drafted_and_who_computed_both_count_as_makers() -> None:
    office = Office()
    office.draft(actor="a")
    office.compute(actor="b")
    for person in ("a", "b"):
        said = office.refused(kinds.RunReviewed, accepted=True, actor=person)
        assert said.code == "SAME_PERSON"


def test_offices_are_asked_where_they_are_registered() -> None:
    office = Office().until(State.COMPUTED)
    bound = deed(
        PersonLogin, "login", VILLAGE, person="P1", login="kuaiji", recorded_day=LAST_DAY,
        proof=PAPER,
    )  # fmt: skip
    parties = parties_on([bound], LAST_DAY)
    wish = {"accepted": True, "actor": "jianshi"}
    said = office.refused(kinds.RunReviewed, {"parties": parties}, **wish)
    assert said.code == "LOGIN_WITHOUT_PERSON"


def test_open_questions_stop_a_run_from_being_recorded() -> None:
    office = Office(prepare_village(village_case(answers={})))
    office.draft()
    said = refusal(office.compute)
    assert said.code == "QUESTION_OPEN" and "依据" in said.explanation.zh


def test_a_rejected_run_is_mended_under_a_new_id() -> None:
    office = Office().until(State.COMPUTED)
    assert office.review(accepted=False, note="第三户股数有误").state is State.DRAFT
    said = refusal(office.compute)
    assert said.code == "RUN_REJECTED" and "第三户" in said.explanation.zh
    assert refusal(office.draft).code == "RUN_EXISTS"
    office.run = "v-2026-2"
    assert refusal(office.draft).code == "YEAR_HAS_RUN"
    office.draft(supersedes=RUN)
    assert runs(office.log)[RUN].state is State.SUPERSEDED
    assert office.compute().state is State.COMPUTED


@pytest.mark.parametrize("at", ["review", "post"])
def test_a_changed_register_is_a_snapshot_mismatch(at: str) -> None:
    office = Office().until(State.COMPUTED if at == "review" else State.APPROVED)
    people = example_1_members()
    changed = [*people[:-1], people[0].__class__(**{
        **{name: getattr(people[-1], name) for name in people[-1].__slots__},
        "status": HolderStatus.FROZEN,
    })]  # fmt: skip
    office.prepared = prepare_village(village_case(snapshot=snapshot(changed)))
    said = refusal(office.review if at == "review" else office.post)
    assert said.code == "SNAPSHOT_MISMATCH" and "新编号" in said.explanation.zh


def test_any_other_changed_input_is_named() -> None:
    office = Office().until(State.APPROVED)
    office.prepared = prepare_village(village_case(values={"payout_bp": 9000}))
    said = refusal(office.post)
    assert said.code == "INPUT_CHANGED" and "the rules in force" in said.explanation.en
    office.prepared = prepare_village(village_case(project=None))
    assert "the company's dividend" in refusal(office.post).explanation.en


def test_the_calendar_the_quorum_and_the_vote_are_held_to_the_law() -> None:
    office = Office().until(State.PUBLICISED)

    def code(**fields: Any) -> str:
        return str(office.refused(kinds.RunApproved, **office.vote(**fields)).code)

    early = date(2027, 1, 20)
    assert code(day=early, notice_day=early, papers_day=early) == "NOTICE_TOO_SHORT"
    assert code(notice_day=date(2027, 1, 12)) == "NOTICE_TOO_SHORT"
    assert code(papers_day=date(2027, 1, 12)) == "NOTICE_TOO_SHORT"
    assert code(present=801, in_favour=801) == "QUORUM_NOT_MET"
    assert code(in_favour=801) == "VOTES_BELOW_TWO_THIRDS"
    assert code(in_favour=901) == "VOTES_IMPOSSIBLE"
    assert code(party_study=None) == "PARTY_STUDY_MISSING"
    assert code(minutes=Proof(title="会议记录")) == "MINUTES_MISSING"
    assert code(body=Body.SHAREHOLDERS) == "WRONG_BODY"
    representatives = {"electorate": 61, "present": 61, "in_favour": 61}
    assert code(body=Body.REPRESENTATIVE_ASSEMBLY, **representatives) == "WRONG_BODY"
    by_charter = {"rules": rules(body="REPRESENTATIVE_ASSEMBLY")}
    vote = office.vote(body=Body.REPRESENTATIVE_ASSEMBLY, **representatives)
    assert office.refused(kinds.RunApproved, by_charter, **vote).code == "DELEGATION_MISSING"
    assert office.wish(office.deed(kinds.RunApproved, **vote, delegation=PAPER), **by_charter)


def test_what_may_be_published_is_decided_before_it_is() -> None:
    office = Office().until(State.REVIEWED)
    told = {**answered()}
    del told["PUBLISHED_DATA"]
    wish = {"place": "村公告栏", "proof": PAPER}
    said = office.refused(kinds.RunPublicised, {"answers": told}, **wish)
    assert said.code == "QUESTION_OPEN" and "个人信息" in said.explanation.zh


def test_the_trail_says_who_did_what_and_what_comes_next() -> None:
    office = Office().until(State.PUBLICISED)
    run = runs(office.log)[RUN]
    assert [(step.title.zh, step.actor) for step in trail(RUN, office.log)] == [
        ("起草", "kuaiji"), ("计算", "kuaiji"), ("审核", "jianshi"), ("公示", "kuaiji"),
    ]  # fmt: skip
    assert trail("other", office.log) == ()
    assert next(kind for kind, _ in next_steps(run)) == "RUN_APPROVED"
    assert barred(run) == {"kuaiji", "jianshi"}
    assert barred(runs(Office().until(State.COMPUTED).log)[RUN]) == {"kuaiji"}
    rejected = Office().until(State.COMPUTED).review(accepted=False, note="错")
    assert next_steps(rejected) == () and barred(rejected) == frozenset()
    assert all(next_steps(runs(Office().until(state).log)[RUN]) for state in State
               if state not in (State.SUPERSEDED, State.REVERSED))  # fmt: skip


def test_objections_are_decided_before_the_vote() -> None:
    office = Office().until(State.PUBLICISED)
    office.step(
        kinds.ObjectionRaised,
        objection="O1",
        objector="M0302",
        note="股数应为 1.17",
        actor="kuaiji",
    )
    assert office.refused(kinds.RunApproved, **office.vote()).code == "OBJECTION_OPEN"
    raised = {"objection": "O1", "objector": "M0302", "note": "又一次"}
    assert office.refused(kinds.ObjectionRaised, **raised).code == "OBJECTION_EXISTS"
    decision = {"objection": "O1", "upheld": False, "note": "登记无误", "decided_by": "lishi"}
    by_maker = {**decision, "decided_by": "kuaiji"}
    assert office.refused(kinds.ObjectionDecided, **by_maker).code == "SAME_PERSON"
    unknown = {**decision, "objection": "O2"}
    assert office.refused(kinds.ObjectionDecided, **unknown).code == "OBJECTION_UNKNOWN"
    run = office.step(kinds.ObjectionDecided, **decision)
    assert run.objections["O1"].decision == "登记无误"
    assert office.approve().state is State.APPROVED


def test_an_objection_that_is_upheld_needs_a_new_run() -> None:
    office = Office().until(State.PUBLICISED)
    office.step(kinds.ObjectionRaised, objection="O1", objector="M0302", note="股数有误")
    office.step(kinds.ObjectionDecided, objection="O1", upheld=True, note="属实", decided_by="x")
    assert office.refused(kinds.RunApproved, **office.vote()).code == "OBJECTION_UPHELD"


def test_nothing_is_posted_into_a_closed_period() -> None:
    office = Office().until(State.APPROVED)
    posted = {"entries": 1, "entries_hash": "c" * 64, "posted_on": LAST_DAY}
    closed = {"periods": [period(status=PeriodStatus.CLOSED)]}
    said = office.refused(kinds.RunPosted, closed, **posted)
    assert said.code == "PERIOD_CLOSED"
    assert office.refused(kinds.RunPosted, {"periods": []}, **posted).code == "PERIOD_NOT_OPEN"


def test_a_payment_file_needs_a_second_person() -> None:
    office = Office().until(State.POSTED)
    rows = rows_to_order(office.account(), "B1")
    given = {"batch": "B1", "rows": rows, "file_hash": "d" * 64}
    assert office.refused(PaymentOrdered, **given, approved_by="kuaiji").code == "SAME_PERSON"


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


@pytest.mark.parametrize("purpose", ["SUPPLEMENTARY", "CORRECTION"])
def test_an_increment_or_a_correction_refers_to_a_run_that_allows_it(purpose: str) -> None:
    office = Office().until(State.POSTED if purpose == "CORRECTION" else State.APPROVED)
    office.run = "v-2026-s"
    assert refusal(office.draft, of_run=RUN, purpose=purpose).code == "RUN_REFERENCE"
    assert refusal(office.draft, of_run=RUN).code == "YEAR_HAS_RUN"


def test_a_deed_for_another_entity_is_refused() -> None:
    office = Office().until(State.COMPUTED)
    wrong = deed(kinds.RunReviewed, "w", "别村", run=RUN, accepted=True, actor="jianshi")
    assert refusal(office.wish, wrong).code == "RUN_OTHER_ENTITY"


def test_a_memo_belongs_to_a_closed_run() -> None:
    memo = {"error_fen": -5, "found_in": 2027, "memo_hash": "e" * 64, "note": "上年存料多计"}
    assert Office().until(State.POSTED).refused(kinds.MemoDisclosed, **memo).code == "WRONG_STATE"
    assert Office().until(State.CLOSED).step(kinds.MemoDisclosed, **memo).state is State.CLOSED


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


def test_a_recorded_run_is_found_changed_if_a_figure_was() -> None:
    office = Office().until(State.COMPUTED)
    computed = runs(office.log)[RUN].computed
    assert computed is not None and recomputation_problem(computed) is None
    forged = computed.model_copy(update={"result_hash": "f" * 64})
    found = recomputation_problem(forged)
    assert found is not None and found.code == "RUN_NOT_REPRODUCED"
    inputs = {**computed.document["inputs"], "loss_bf": 1, "undistributed_bf": 0}
    document = {**computed.document, "inputs": inputs}
    changed = recomputation_problem(computed.model_copy(update={"document": document}))
    assert changed is not None and "inputs_hash" in changed.explanation.en


def test_deeds_of_a_run_survive_their_text() -> None:
    from pydantic import TypeAdapter

    office = Office().until(State.CLOSED)
    reader: TypeAdapter[Any] = TypeAdapter(kinds.RunDeed)
    for one in office.log:
        again = reader.validate_json(one.canonical())
        assert again.canonical() == one.canonical() == canonical_json(one.as_json())
    assert runs(reader.validate_json(one.canonical()) for one in office.log) == runs(office.log)
