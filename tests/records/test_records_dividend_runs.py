"""Runs as people move them: the order of steps, four eyes, the vote, money on its way, reversal."""

from datetime import date
from typing import Any

import pytest

from records.canonical import canonical_json
from records.deeds.deed import Proof
from records.dividend.prepare.recompute import recomputation_problem
from records.dividend.prepare.village_case import prepare_village
from records.dividend.runs import deeds as kinds
from records.dividend.runs.overview import barred, next_steps, trail
from records.dividend.runs.state import State, runs, used_rulesets
from records.ledger.period import PeriodStatus
from records.parties.offices import PersonLogin
from records.parties.register import parties_on
from records.rules.votes import Body
from records.shares.status import HolderStatus
from tests.records.dividend_office import RUN, Office
from tests.records.dividend_scene import (
    LAST_DAY,
    PAPER,
    VILLAGE,
    answered,
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
    assert used_rulesets(runs(Office().until(State.DRAFT).log)) == set()


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


def test_nobody_rejects_without_a_reason() -> None:
    office = Office().until(State.COMPUTED)
    said = office.refused(kinds.RunReviewed, accepted=False, actor="jianshi")
    assert said.code == "REASON_NEEDED" and "note" in said.explanation.en


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
    office.run = "v-2026-3"
    office.draft(supersedes="v-2026-2")
    assert [one.state.value for one in runs(office.log).values()] == [
        "SUPERSEDED", "SUPERSEDED", "DRAFT",
    ]  # fmt: skip


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
    said = refusal(office.post)
    assert "the company's dividend" in said.explanation.en
    assert "后项目公司分红有变" in said.explanation.zh


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
