"""Which offices one person or two close relatives may not hold together; who may carry a run."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from records.parties.conflicts import (
    NOT_FOR_CASHIER,
    WATCHED,
    Steps,
    conflicts_on,
    steps_of_logins,
    steps_problems,
)
from records.parties.offices import (
    CloseRelatives,
    MarriageEnded,
    PartiesDeed,
    Role,
    RoleEnded,
    RoleGiven,
)
from records.parties.organisations import EntityKind
from records.parties.recording import problems_of
from records.parties.words import ENTITY_WORDS, KIND_WORDS, ROLE_WORDS
from tests.records.parties_scene import Project, on, project


def codes(made: Project, days: int, entity: str = "V1") -> list[str]:
    return [found.code for found in conflicts_on(made.at(days), entity, on(days))]


@pytest.mark.parametrize("role", Role)
def test_a_supervisor_is_not_whom_they_watch(role: Role) -> None:
    """农村集体经济组织法 art. 34."""
    made = project()
    made.office("P1", "SUPERVISOR")
    refused = made.refuses(RoleGiven, "V1", person="P1", role=role)
    assert refused == (["SUPERVISOR_CONFLICT"] if role in WATCHED else [])
    assert made.refuses(RoleGiven, "V1", person="P2", role=role) == []
    made.kin("P2", "P1")
    refused = made.refuses(RoleGiven, "V1", person="P2", role=role)
    assert refused == (["SUPERVISOR_RELATIVE"] if role in WATCHED else [])


def test_whom_supervisors_watch_over() -> None:
    assert {Role.BOARD, Role.FINANCE, Role.ACCOUNTANT, Role.CASHIER} == WATCHED
    assert {Role.ACCOUNTANT, Role.AUDIT, Role.ARCHIVE} == NOT_FOR_CASHIER


@pytest.mark.parametrize(
    ("entity", "law"),
    [("V1", "第三十四条"), ("HZ", "农民专业合作社法"), ("GS", "公司法"), ("OP", "公司法")],
)
def test_the_law_is_that_of_the_kind(entity: str, law: str) -> None:
    made = project()
    made.office("P1", "SUPERVISOR", entity=entity)
    (found,) = problems_of(made.log, [made.deed(RoleGiven, entity, 1, person="P1", role="BOARD")])
    assert law in found.explanation.zh


def test_relatives_are_barred_in_the_collective_and_the_person_everywhere() -> None:
    made = project()
    made.kin("P1", "P2", "SPOUSE")
    for entity in ("V1", "GS"):
        made.office("P1", "BOARD", entity=entity)
    assert made.refuses(RoleGiven, "V1", person="P2", role="SUPERVISOR") == ["SUPERVISOR_RELATIVE"]
    assert made.refuses(RoleGiven, "GS", person="P2", role="SUPERVISOR") == []
    assert made.refuses(RoleGiven, "V2", person="P1", role="SUPERVISOR") == []


@pytest.mark.parametrize("role", Role)
def test_a_cashier_keeps_no_books_no_archive_and_audits_nothing(role: Role) -> None:
    made = project()
    made.office("P1", "CASHIER")
    refused = made.refuses(RoleGiven, "V1", person="P1", role=role)
    assert ("CASHIER_CONFLICT" in refused) == (role in NOT_FOR_CASHIER)
    assert made.refuses(RoleGiven, "V2", person="P1", role=role) == []


def test_village_supervision_is_not_the_committee_nor_its_kin() -> None:
    made = project()
    made.office("P1", "VILLAGE_COMMITTEE")
    supervision: dict[str, Any] = {"role": "VILLAGE_SUPERVISION"}
    expected = ["VILLAGE_SUPERVISION_CONFLICT"]
    assert made.refuses(RoleGiven, "V1", person="P1", **supervision) == expected
    assert made.refuses(RoleGiven, "V1", person="P2", **supervision) == []
    made.kin("P1", "P2", "PARENT_CHILD")
    assert made.refuses(RoleGiven, "V1", person="P2", **supervision) == expected


def test_an_office_ends_by_its_term_or_by_a_deed() -> None:
    made = project()
    made.office("P1", "BOARD", 1, until=on(10))
    held = made.office("P2", "BOARD", 1)
    made.add(RoleEnded, "V1", 5, ref=held.deed_id)
    found = [
        [office.person for office in made.at(day).offices_on("V1", on(day))]
        for day in (0, 1, 4, 5, 10, 11)
    ]
    assert found == [[], ["P1", "P2"], ["P1", "P2"], ["P1"], ["P1"], []]
    later = made.at(99)
    assert [office.person for office in later.offices_on("V1", on(4))] == ["P1", "P2"]
    assert made.refuses(RoleEnded, "V1", 6, ref=held.deed_id) == ["ROLE_UNKNOWN"]
    assert made.refuses(RoleEnded, "V2", 3, ref=held.deed_id) == ["ROLE_UNKNOWN"]
    assert made.refuses(RoleGiven, "V1", 4, person="P2", role="SUPERVISOR") == [
        "SUPERVISOR_CONFLICT"
    ]
    assert made.refuses(RoleGiven, "V1", 5, person="P2", role="SUPERVISOR") == []


def test_an_office_that_collides_with_a_later_one_is_refused_too() -> None:
    made = project()
    made.office("P1", "BOARD", 10)
    given: dict[str, Any] = {"person": "P1", "role": "SUPERVISOR"}
    assert made.refuses(RoleGiven, "V1", 5, **given) == ["SUPERVISOR_CONFLICT"]
    assert made.refuses(RoleGiven, "V1", 5, **given, until=on(9)) == []


def test_a_marriage_is_a_fact_and_its_collision_is_told() -> None:
    made = project()
    made.office("P1", "SUPERVISOR")
    made.office("P2", "ACCOUNTANT")
    assert made.refuses(
        CloseRelatives, "V1", 5, person="P1", relative="P2", relation="SPOUSE", proof=None
    ) == []  # fmt: skip
    married = made.kin("P1", "P2", "SPOUSE", 5)
    assert (codes(made, 4), codes(made, 5)) == ([], ["SUPERVISOR_RELATIVE"])
    assert made.refuses(RoleGiven, "V1", 6, person="P3", role="BOARD") == []
    made.add(MarriageEnded, "V1", 9, ref=married.deed_id)
    assert codes(made, 9) == []
    born = made.kin("P1", "P3", "PARENT_CHILD", 9)
    assert made.refuses(MarriageEnded, "V1", 10, ref=born.deed_id) == ["MARRIAGE_UNKNOWN"]


def test_every_collision_is_told_and_in_one_order() -> None:
    made, other = project(), project()
    offices = [
        ("P1", "SUPERVISOR"), ("P1", "BOARD"), ("P2", "CASHIER"), ("P2", "AUDIT"),
        ("P3", "VILLAGE_SUPERVISION"), ("P3", "VILLAGE_COMMITTEE"),
    ]  # fmt: skip
    for person, role in offices:
        made.office(person, role)
    for person, role in reversed(offices):
        other.office(person, role)
    expected = ["SUPERVISOR_CONFLICT", "CASHIER_CONFLICT", "VILLAGE_SUPERVISION_CONFLICT"]
    assert codes(made, 0) == codes(other, 0) == expected
    assert conflicts_on(made.at(0), "V1", on(0)) == conflicts_on(other.at(0), "V1", on(0))


def test_everything_that_is_shown_has_its_words() -> None:
    kinds = TypeAdapter(PartiesDeed).json_schema()["discriminator"]["mapping"]
    assert set(KIND_WORDS) == set(kinds)
    assert (set(ROLE_WORDS), set(ENTITY_WORDS)) == (set(Role), set(EntityKind))


def test_new_deeds_of_other_families_are_none_of_ours() -> None:
    assert problems_of(project().log, []) == []


class TestSteps:
    """Prepared, reviewed, approved: three persons, and a reviewer who is free to look."""

    def found(self, made: Project, prepared: str, reviewed: str, approved: str) -> list[str]:
        steps = Steps(prepared, reviewed, approved)
        return [one.code for one in steps_problems(made.at(1), "V1", on(1), steps)]

    def staffed(self) -> Project:
        made = project()
        made.office("ACC", "ACCOUNTANT")
        made.office("CASH", "CASHIER")
        made.office("SUP", "SUPERVISOR")
        made.office("CHAIR", "BOARD")
        return made

    def test_three_persons_pass(self) -> None:
        assert self.found(self.staffed(), "ACC", "SUP", "CHAIR") == []

    @pytest.mark.parametrize(
        ("people", "count"),
        [
            (("SUP", "SUP", "CHAIR"), 1),
            (("ACC", "SUP", "ACC"), 1),
            (("ACC", "SUP", "SUP"), 1),
            (("SUP", "SUP", "SUP"), 3),
        ],
    )
    def test_two_steps_of_one_person(self, people: tuple[str, str, str], count: int) -> None:
        assert self.found(self.staffed(), *people) == ["SAME_PERSON"] * count

    def test_each_pair_is_named(self) -> None:
        steps = Steps("SUP", "SUP", "SUP")
        found = steps_problems(self.staffed().at(1), "V1", on(1), steps)
        assert [one.explanation.zh.split("是")[0] for one in found] == [
            "编制人和复核人", "编制人和批准人", "复核人和批准人",
        ]  # fmt: skip

    @pytest.mark.parametrize("reviewer", ["CASH", "CHAIR"])
    def test_the_watched_do_not_review(self, reviewer: str) -> None:
        assert self.found(self.staffed(), "ACC", reviewer, "X") == ["REVIEWER_CONFLICT"]

    def test_nor_do_their_relatives(self) -> None:
        made = self.staffed()
        made.kin("CHAIR", "AUNT")
        assert self.found(made, "ACC", "AUNT", "CHAIR") == ["REVIEWER_RELATIVE"]

    def test_the_cashier_does_not_prepare(self) -> None:
        assert self.found(self.staffed(), "CASH", "SUP", "CHAIR") == ["CASHIER_PREPARES"]

    def test_the_persons_behind_logins(self) -> None:
        made = self.staffed()
        for person, login in (("ACC", "li"), ("ACC", "li2"), ("SUP", "wang"), ("CHAIR", "zhu")):
            made.login(person, login)
        steps, found = steps_of_logins(made.at(0), Steps("li", "wang", "zhu"))
        assert (steps, found) == (Steps("ACC", "SUP", "CHAIR"), [])
        steps, found = steps_of_logins(made.at(0), Steps("li", "li2", "zhu"))
        assert steps is not None and steps.prepared == steps.reviewed
        steps, found = steps_of_logins(made.at(0), Steps("x", "wang", "y"))
        assert steps is None
        assert [one.code for one in found] == ["LOGIN_WITHOUT_PERSON"] * 2
        assert "x" in found[0].explanation.zh
