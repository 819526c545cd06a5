"""The register of offices is asked at a review and at a vote, and at no other step."""

from typing import Any
from uuid import uuid5

import pytest

from records.dividend.runs import deeds as kinds
from records.dividend.runs.admission import problems_of
from records.dividend.runs.offices import office_problems
from records.dividend.runs.paying_deeds import BankStatus, PaymentOrdered, PaymentResults
from records.dividend.runs.state import Run, State, apply, runs
from tests.records.dividend_office import Office
from tests.records.dividend_scene import NAMES, REC, YEAR, refusal
from tests.records.parties_scene import Project, project


def register(**logins: str) -> Project:
    made = project()
    for login, person in logins.items():
        made.login(person, login)
    return made


USUAL = {"kuaiji": "P1", "jianshi": "P2", "zhuren": "P3"}


def codes(made: Project, kind: Any, state: State, **fields: Any) -> list[str]:
    office = Office(entity="V1").until(state)
    step = office.deed(kind, **fields)
    run: Run = runs(office.log)[office.run]
    return [found.code for found in office_problems(step, run, made.at(99))]


def reviewed(made: Project) -> list[str]:
    return codes(made, kinds.RunReviewed, State.COMPUTED, accepted=True, actor="jianshi")


def approved(made: Project, actor: str = "zhuren") -> list[str]:
    office = Office()
    return codes(made, kinds.RunApproved, State.PUBLICISED, **office.vote(actor=actor))


def test_three_persons_behind_three_logins_may() -> None:
    assert reviewed(register(**USUAL)) == approved(register(**USUAL)) == []


def test_two_logins_of_one_person_are_one() -> None:
    assert reviewed(register(kuaiji="P1", jianshi="P1")) == ["SAME_PERSON"]
    assert approved(register(**{**USUAL, "zhuren": "P2"})) == ["SAME_PERSON"]


def test_a_login_that_is_nobodys_is_told_once() -> None:
    assert reviewed(register(kuaiji="P1")) == ["LOGIN_WITHOUT_PERSON"]
    assert approved(register(kuaiji="P1", jianshi="P2")) == ["LOGIN_WITHOUT_PERSON"]
    assert reviewed(project()) == ["LOGIN_WITHOUT_PERSON"] * 2


@pytest.mark.parametrize("role", ["BOARD", "ACCOUNTANT"])
def test_a_reviewer_is_nobody_they_watch(role: str) -> None:
    """农村集体经济组织法 art. 34."""
    made = register(**USUAL)
    made.office("P2", role)
    assert reviewed(made) == approved(made) == ["REVIEWER_CONFLICT"]


def test_other_steps_ask_no_office() -> None:
    nobody = project()
    posted = {"entries": 0, "entries_hash": "a" * 64}
    assert codes(nobody, kinds.RunPosted, State.APPROVED, **posted) == []


def test_a_step_out_of_its_place_has_that_one_reason() -> None:
    office = Office().until(State.COMPUTED)
    found = runs(office.log)
    twice = office.deed(kinds.RunDrafted, year=YEAR, system=REC)
    early = office.deed(kinds.RunPosted, entries=0, entries_hash="a" * 64)
    for step, code in ((twice, "RUN_EXISTS"), (early, "WRONG_STATE")):
        told = problems_of(step, office.log, found, office.around())
        assert [one.code for one in told] == [code]


def test_money_of_a_run_moves_only_once_it_is_booked() -> None:
    office = Office().until(State.COMPUTED)
    rows = [{"payment": uuid5(NAMES, "p"), "holder": "M", "payee": "M", "amount_fen": 5}]
    ordered = {"batch": "B1", "approved_by": "zhuren", "rows": rows, "file_hash": "b" * 64}
    told = [{"payment": uuid5(NAMES, "p"), "amount_fen": 5, "status": BankStatus.PAID}]
    answered = {"batch": "B1", "rows": told, "file_hash": "b" * 64}
    for kind, fields in ((PaymentOrdered, ordered), (PaymentResults, answered)):
        assert refusal(apply, runs(office.log), office.deed(kind, **fields)).code == "WRONG_STATE"
