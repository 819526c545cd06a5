"""Organisations and their capital by date: who paid in what, by which proof; what is refused."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from records.deeds.recorded import Recorded
from records.ledger.accounts import AccountingSystem
from records.parties import refusals
from records.parties.conflicts import cooperative_problems
from records.parties.offices import (
    CloseRelatives,
    MarriageEnded,
    PartiesDeed,
    PartyCounter,
    PersonLogin,
    RoleEnded,
    RoleGiven,
)
from records.parties.organisations import (
    ACCOUNTING,
    CapitalPaidIn,
    CapitalRegistered,
    CapitalReturned,
    CapitalTransfer,
    EntityKind,
    FishGrown,
    Party,
)
from records.parties.recording import problems_of
from records.parties.register import capital_on, fold_parties, of_parties, parties_on
from records.refusal import EventRefused, RuleRefused
from tests.records.parties_scene import Project, on, project

CASES: list[tuple[str, type[Recorded], str, dict[str, Any]]] = [
    ("PROOF_MISSING", CapitalPaidIn, "GS", {"payer": "V1", "amount_fen": 1, "proof": None}),
    ("PARTY_UNKNOWN", CapitalPaidIn, "XX", {"payer": "V1", "amount_fen": 1}),
    ("PARTY_UNKNOWN", RoleGiven, "XX", {"person": "P1", "role": "BOARD"}),
    ("PARTY_KIND_FIXED", Party, "GS", {"party_kind": "COOPERATIVE", "title": "新名"}),
    ("GROWER_KNOWN", FishGrown, "V1", {}),
    ("NO_BOOKS", FishGrown, "CW", {}),
    ("CAPITAL_NOT_FOR", CapitalRegistered, "V1", {"amount_fen": 1}),
    ("CAPITAL_NOT_FOR", CapitalRegistered, "CW", {"amount_fen": 1}),
    ("CAPITAL_NOT_REGISTERED", CapitalPaidIn, "OP", {"payer": "V1", "amount_fen": 1}),
    ("PAID_IN_OVER_REGISTERED", CapitalPaidIn, "GS", {"payer": "V1", "amount_fen": 99_000_001}),
    ("PAID_IN_OVER_REGISTERED", CapitalRegistered, "GS", {"amount_fen": 999_999}),
    ("CAPITAL_NOT_ENOUGH", CapitalReturned, "GS", {"payer": "V1", "amount_fen": 1_000_001}),
    ("CAPITAL_NOT_ENOUGH", CapitalTransfer, "GS",
     {"from_payer": "V2", "to_payer": "V1", "amount_fen": 1}),
    ("TRANSFER_TO_SELF", CapitalTransfer, "GS",
     {"from_payer": "V1", "to_payer": "V1", "amount_fen": 1}),
    ("PAYER_IS_ENTITY", CapitalPaidIn, "GS", {"payer": "GS", "amount_fen": 1}),
    ("PAYER_IS_ENTITY", CapitalTransfer, "GS",
     {"from_payer": "V1", "to_payer": "GS", "amount_fen": 1}),
    ("PAYER_BARRED", CapitalPaidIn, "HZ", {"payer": "CW", "amount_fen": 1}),
    ("ROLE_UNKNOWN", RoleEnded, "V1", {"ref": uuid4()}),
    ("ROLE_ENDS_BEFORE_START", RoleGiven, "V1",
     {"person": "P1", "role": "BOARD", "until": on(0)}),
    ("RELATION_TO_SELF", CloseRelatives, "V1",
     {"person": "P1", "relative": "P1", "relation": "SPOUSE"}),
    ("MARRIAGE_UNKNOWN", MarriageEnded, "V1", {"ref": uuid4()}),
    ("LOGIN_OF_OTHER", PersonLogin, "V1", {"person": "P2", "login": "li"}),
]  # fmt: skip


def begun() -> Project:
    made = project()
    made.paid("V1", 1_000_000)
    made.login("P1", "li")
    made.add(FishGrown, "GS")
    return made


@pytest.mark.parametrize(("code", "kind", "entity", "fields"), CASES)
def test_it_is_refused_for_that_reason_alone(
    code: str, kind: type[Recorded], entity: str, fields: dict[str, Any]
) -> None:
    made = begun()
    (found,) = problems_of(made.log, [made.deed(kind, entity, 1, **fields)])
    assert found.code == code
    assert "{" not in f"{found.explanation.zh}{found.explanation.en}"


def test_every_code_is_tested() -> None:
    of_conflicts = {
        "SUPERVISOR_CONFLICT", "SUPERVISOR_RELATIVE", "VILLAGE_SUPERVISION_CONFLICT",
        "CASHIER_CONFLICT", "SAME_PERSON", "LOGIN_WITHOUT_PERSON", "REVIEWER_CONFLICT",
        "REVIEWER_RELATIVE", "CASHIER_PREPARES",
    }  # fmt: skip
    here = {"COOP_TOO_MANY_ORGANISATIONS", "COOP_MEMBER_OVER_20PCT", "BREAKS_LATER_DEED"}
    assert refusals.codes() == {code for code, *_ in CASES} | of_conflicts | here


def test_capital_by_date_with_the_deeds_behind_it() -> None:
    made = project()
    first = made.paid("V1", 65_000_000)
    second = made.paid("V2", 23_333_333, 10)
    made.paid("OP", 11_666_667, 20)
    passed = made.add(
        CapitalTransfer, "GS", 30, from_payer="V1", to_payer="V2", amount_fen=5_000_000
    )
    assert dict(made.capital(9).paid_in) == {"V1": 65_000_000}
    found = made.capital(29)
    assert (found.registered_fen, list(found.paid_in.items())) == (
        100_000_000,
        [("OP", 11_666_667), ("V1", 65_000_000), ("V2", 23_333_333)],
    )
    after = made.capital(30)
    assert dict(after.paid_in) == {"OP": 11_666_667, "V1": 60_000_000, "V2": 28_333_333}
    assert after.why["V1"] == (first.deed_id, passed.deed_id)
    assert after.why["V2"] == (second.deed_id, passed.deed_id)


def test_who_has_everything_back_is_no_shareholder() -> None:
    made = begun()
    made.add(CapitalReturned, "GS", 5, payer="V1", amount_fen=1_000_000)
    assert dict(made.capital(4).paid_in) == {"V1": 1_000_000}
    assert (dict(made.capital(5).paid_in), dict(made.capital(5).why)) == ({}, {})
    again = made.paid("V1", 7, 6)
    assert made.capital(6).why["V1"][-1] == again.deed_id


def test_registered_capital_follows_its_last_deed() -> None:
    made = begun()
    made.add(CapitalRegistered, "GS", 5, amount_fen=1_000_000)
    assert [made.capital(day).registered_fen for day in (4, 5)] == [100_000_000, 1_000_000]


def test_a_cooperative_s_contributions_have_no_fixed_sum() -> None:
    made = project()
    assert made.refuses(CapitalPaidIn, "HZ", payer="P1", amount_fen=10_000_001) == []


def test_a_public_body_may_hold_shares_of_a_company() -> None:
    made = project()
    assert made.refuses(CapitalPaidIn, "GS", payer="CW", amount_fen=1) == []


def test_unknown_parties_have_no_capital() -> None:
    with pytest.raises(RuleRefused) as refusal:
        capital_on(project().log, "XX", on(0))
    assert refusal.value.code == "PARTY_UNKNOWN"


def test_a_party_may_be_renamed_and_keeps_its_capital() -> None:
    made = begun()
    made.add(Party, "GS", 5, party_kind="COMPANY", title="新名公司")
    assert [made.at(day).organisations["GS"].title for day in (4, 5)] == ["GS（虚构）", "新名公司"]
    assert dict(made.capital(5).paid_in) == {"V1": 1_000_000}


def test_each_kind_has_its_books() -> None:
    assert set(ACCOUNTING) == set(EntityKind)
    found = project().at(0).organisations
    assert [found[one].accounting for one in ("V1", "GS", "OP", "HZ", "CW")] == [
        AccountingSystem.REC, AccountingSystem.COMPANY, AccountingSystem.COMPANY,
        AccountingSystem.COOP, None,
    ]  # fmt: skip


class TestCooperative:
    """农民专业合作社法 art. 20: one organisation among twenty, 5 % above; 20 % of one (2009)."""

    def members(self, farmers: int, villages: int, each_fen: int = 100) -> list[str]:
        made = project()
        for number in range(villages):
            made.party(f"W{number}", "COLLECTIVE")
            made.paid(f"W{number}", each_fen, 1, "HZ")
        for number in range(farmers):
            made.paid(f"F{number}", 100, 1, "HZ")
        found = made.at(1)
        return [one.code for one in cooperative_problems(found, found.organisations["HZ"])]

    @pytest.mark.parametrize(
        ("farmers", "villages", "lawful"),
        [
            (19, 1, True),
            (18, 2, False),
            (20, 1, True),
            (19, 2, False),
            (38, 2, True),
            (37, 2, False),
            (57, 3, True),
            (56, 3, False),
        ],
    )
    def test_how_many_organisations(self, farmers: int, villages: int, lawful: bool) -> None:
        found = self.members(farmers, villages)
        assert found == ([] if lawful else ["COOP_TOO_MANY_ORGANISATIONS"])

    @pytest.mark.parametrize(("each_fen", "lawful"), [(475, True), (476, False)])
    def test_how_much_of_one(self, each_fen: int, lawful: bool) -> None:
        assert self.members(19, 1, each_fen) == ([] if lawful else ["COOP_MEMBER_OVER_20PCT"])


class TestLate:
    """What is written down late, taken back, or read by what was known."""

    def test_what_was_known(self) -> None:
        made = project()
        made.add(
            CapitalPaidIn, "GS", 5, recorded_day=on(50), payer="V1", amount_fen=7
        )  # fmt: skip
        assert made.at(10).organisations["GS"].paid_in == {"V1": 7}
        assert made.at(10, 49).organisations["GS"].paid_in == {}
        assert made.at(10, 50).organisations["GS"].paid_in == {"V1": 7}

    def test_a_counter_deed(self) -> None:
        made = begun()
        wrong = made.paid("V2", 5, 3)
        fields = {"ref": wrong.deed_id, "reason": "录入错误", "approved_by": "zhuren"}
        made.add(PartyCounter, "GS", 3, **fields)
        assert dict(made.capital(9).paid_in) == {"V1": 1_000_000}
        assert made.refuses(PartyCounter, "GS", 3, **fields) == ["COUNTER_TWICE"]

    def test_a_late_entry_that_breaks_a_later_one(self) -> None:
        made = begun()
        made.add(CapitalReturned, "GS", 5, payer="V1", amount_fen=1_000_000)
        late = made.deed(CapitalReturned, "GS", 2, payer="V1", amount_fen=1)
        (found,) = problems_of(made.log, [late])
        assert found.code == "BREAKS_LATER_DEED"
        assert "2024-07-06" in found.explanation.zh and "不够" in found.explanation.zh

    def test_a_log_that_cannot_stand(self) -> None:
        made = project()
        made.add(CapitalReturned, "GS", 5, payer="V1", amount_fen=1)
        with pytest.raises(EventRefused):
            parties_on(made.log, on(9))
        assert fold_parties(made.log, on(4)).refused == ()


payments = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from([CapitalPaidIn, CapitalReturned, CapitalTransfer]),
        st.sampled_from(["V1", "V2", "OP"]),
        st.sampled_from(["V1", "V2", "OP"]),
        st.integers(1, 40_000_000),
    ),
    max_size=15,
)


@given(payments)
def test_paid_in_is_what_was_paid_less_what_went_back(given_payments: Any) -> None:
    made, expected = project(), 0
    for days, kind, one, other, amount_fen in given_payments:
        fields: dict[str, Any] = {"payer": one}
        if kind is CapitalTransfer:
            fields = {"from_payer": one, "to_payer": other}
        deed = made.deed(kind, "GS", days, amount_fen=amount_fen, **fields)
        if not problems_of(made.log, [deed]):
            made.log.append(deed)
            expected += {CapitalPaidIn: 1, CapitalReturned: -1, CapitalTransfer: 0}[kind] * (
                amount_fen
            )
    found = made.capital(99)
    assert sum(found.paid_in.values()) == expected <= found.registered_fen
    assert all(amount_fen > 0 for amount_fen in found.paid_in.values())


def test_every_deed_is_read_back_from_its_own_text() -> None:
    reader: TypeAdapter[PartiesDeed] = TypeAdapter(PartiesDeed)
    made = begun()
    made.office("P1", "BOARD")
    made.kin("P1", "P2")
    for deed in made.log:
        assert of_parties(deed)
        assert reader.validate_json(deed.canonical()) == deed


@pytest.mark.parametrize("amount_fen", [0, -1, 1.5, "1", True, 2**53])
def test_an_amount_is_whole_positive_fen(amount_fen: Any) -> None:
    with pytest.raises(ValidationError):
        project().deed(CapitalPaidIn, "GS", payer="V1", amount_fen=amount_fen)
