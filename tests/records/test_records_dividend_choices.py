"""What people choose is read back from a computed run, which then comes out the same again."""

from dataclasses import replace
from typing import Any

import pytest

from records.dividend.posting.entries import run_entries
from records.dividend.prepare.chain import prepare_chain
from records.dividend.prepare.choices import Choices, choices_of, prepared, project_problem
from records.dividend.prepare.coop_case import CoopMembers
from records.dividend.prepare.gather import Archive, gather_company, gather_village
from records.dividend.prepare.prepared import Prepared
from records.dividend.runs.deeds import Purpose
from records.dividend.runs.state import Run, State, runs
from records.ledger.accounts import AccountingSystem
from tests.records.dividend_archive import TODAY, archive, told
from tests.records.dividend_office import Office
from tests.records.dividend_scene import (
    COMPANY,
    COOP,
    LAST_DAY,
    PROJECT,
    REC,
    VILLAGE,
    YEAR,
    adopted,
    entry,
    period,
    refusal,
)

MEMBERS = CoopMembers({"A": 3, "B": 1}, {"A": 1, "B": 4}, {"A": 1}, 10, "成员账户 2026")
SHARE = (PROJECT, "co-2026")


def drafted(system: AccountingSystem, entity: str) -> Run:
    return Run("-", entity, YEAR, system, Purpose.YEAR, None, None)


def kept(of: Archive, done: Prepared, run: Run, name: str, state: State) -> Archive:
    """The record with the run on it, up to a state."""
    office = Office(done, log=[*of.deeds], run=name, entity=run.entity, system=run.system)
    return replace(of, deeds=office.until(state).log)


def with_company(state: State = State.COMPUTED) -> Archive:
    of = archive()
    done = prepared(of, drafted(COMPANY, PROJECT), Choices(operator="operator"))
    return kept(of, done, drafted(COMPANY, PROJECT), "co-2026", state)


def coop_archive() -> Archive:
    deeds = [adopted(COOP, "coop"), *told(COOP, "coop")]
    entries = [entry("coop", COOP, ("113 应收款", 1000), ("501 经营收入", -1000))]
    return Archive(deeds, entries, [period("coop")], TODAY)


CASES: list[tuple[Any, Run, Choices]] = [
    (archive, drafted(COMPANY, PROJECT), Choices(operator="operator")),
    (
        with_company, drafted(REC, VILLAGE),
        Choices(record_day=LAST_DAY, no_account=("M03",), project=SHARE),
    ),
    (archive, drafted(REC, VILLAGE), Choices(record_day=LAST_DAY)),
    (coop_archive, drafted(COOP, "coop"), Choices(members=MEMBERS, waits={"B": "FROZEN"})),
]  # fmt: skip


@pytest.mark.parametrize(("made", "run", "chosen"), CASES)
def test_choices_are_read_back_and_give_the_same_bytes(
    made: Any, run: Run, chosen: Choices
) -> None:
    of = made()
    done = prepared(of, run, chosen)
    later = kept(of, done, run, "r1", State.COMPUTED)
    again = choices_of(runs(later.deeds)["r1"])
    assert again == chosen
    assert prepared(later, run, again).inputs_hash == done.inputs_hash


def test_choices_of_an_increment_are_read_back() -> None:
    of = archive()
    done = prepare_chain(
        gather_company(of, PROJECT, YEAR, "operator"),
        {VILLAGE: gather_village(of, VILLAGE, YEAR)}, "co-2026",
    ).villages[VILLAGE]  # fmt: skip
    posted = kept(of, done, drafted(REC, VILLAGE), "v-2026", State.POSTED)
    booked = [*of.entries, *run_entries(done.computed, "v-2026", LAST_DAY)]
    posted = replace(posted, entries=booked)
    more = Run("-", VILLAGE, YEAR, REC, Purpose.SUPPLEMENTARY, "v-2026", None)
    first = prepared(posted, more, Choices(increment_fen=5))
    office = Office(first, log=[*posted.deeds], run="v-2026-2")
    office.draft(of_run="v-2026", purpose="SUPPLEMENTARY")
    office.compute()
    again = choices_of(runs(office.log)["v-2026-2"])
    assert again.increment_fen == 5
    later = replace(posted, deeds=office.log)
    assert prepared(later, more, again).inputs_hash == first.inputs_hash


def test_a_cooperative_needs_its_members() -> None:
    said = refusal(prepared, coop_archive(), drafted(COOP, "coop"), Choices())
    assert said.code == "COOP_MEMBERS_MISSING" and "第四十三条" in said.explanation.zh


def test_a_dividend_is_received_only_from_a_computed_run_of_that_company() -> None:
    def code(of: Archive, entity: str, share: tuple[str, str]) -> str:
        return refusal(prepared, of, drafted(REC, entity), Choices(project=share)).code

    of = with_company()
    assert code(of, VILLAGE, ("别的公司", "co-2026")) == "PROJECT_RUN_OPEN"
    office = Office(prepared(of, drafted(REC, VILLAGE), Choices()), log=[*archive().deeds])
    office.run, office.entity, office.system = "co-2026", PROJECT, COMPANY
    office.draft()
    assert code(replace(of, deeds=office.log), VILLAGE, SHARE) == "PROJECT_RUN_OPEN"
    assert code(of, "别村", SHARE) == "NOT_A_SHAREHOLDER"


@pytest.mark.parametrize("state", [State.COMPUTED, State.POSTED])
def test_a_village_is_booked_after_its_company(state: State) -> None:
    of = with_company(state)
    village = prepared(of, drafted(REC, VILLAGE), Choices(project=SHARE))
    alone = prepared(of, drafted(REC, VILLAGE), Choices())
    later = kept(of, village, drafted(REC, VILLAGE), "v-2026", State.APPROVED)
    found = runs(later.deeds)
    said = project_problem(found["v-2026"], found)
    if state is State.POSTED:
        assert said is None
    else:
        assert said is not None and said.code == "PROJECT_RUN_OPEN"
    assert project_problem(drafted(REC, VILLAGE), found) is None
    without = runs(kept(of, alone, drafted(REC, VILLAGE), "v-2", State.COMPUTED).deeds)
    assert project_problem(without["v-2"], without) is None
