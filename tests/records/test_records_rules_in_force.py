"""Rule sets as dated deeds: never two for one day, never changed once used; questions stay open."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.ledger.accounts import AccountingSystem
from records.refusal import Problem
from records.rules.deeds import (
    QuestionAnswered,
    RuleRow,
    RuleSetAdopted,
    RuleSetEnded,
    RuleSetWithdrawn,
    RuleSigned,
)
from records.rules.guarantees import GuaranteeAgreed, guarantees
from records.rules.in_force import in_force, rule_deed_problems, rule_sets, version_of
from records.rules.parameters import PARAMETERS
from records.rules.questions import (
    QUESTIONS,
    Stage,
    answer_problem,
    answers,
    asked,
)
from tests.records.dividend_scene import (
    COMPANY,
    COOP,
    LAST_DAY,
    PAPER,
    REC,
    VILLAGE,
    VILLAGE_RULES,
    adopted,
    deed,
    refusal,
    rules,
)


def told(problems: list[Problem]) -> list[str]:
    assert all(one.explanation.zh and one.explanation.en for one in problems)
    return [one.code for one in problems]


def ended(day: date, version: str = "2026") -> RuleSetEnded:
    made: RuleSetEnded = deed(RuleSetEnded, f"end {day}", version=version, proof=PAPER, day=day)
    return made


def test_the_set_of_a_day_is_the_one_adopted_for_it() -> None:
    first = adopted(last_day=date(2026, 12, 31))
    second = adopted(version="2027", day=date(2027, 1, 1), reserve_bp=3500)
    log = [first, second]
    assert in_force(log, VILLAGE, date(2026, 12, 31)).number("reserve_bp") == 3000
    assert in_force(log, VILLAGE, date(2027, 1, 1)).number("reserve_bp") == 3500
    assert version_of(log, VILLAGE, "2026").last_day == date(2026, 12, 31)


def test_no_set_no_distribution() -> None:
    said = refusal(in_force, [adopted()], VILLAGE, date(2025, 12, 31))
    assert said.code == "NO_RULESET" and "2025-12-31" in said.explanation.zh
    assert refusal(in_force, [adopted()], "别村", LAST_DAY).code == "NO_RULESET"
    assert refusal(version_of, [adopted()], VILLAGE, "1999").code == "NO_RULESET"


def test_two_sets_for_one_day_are_refused() -> None:
    log = [adopted()]
    later = adopted(version="2027", day=date(2027, 1, 1))
    (found,) = rule_deed_problems(later, log)
    assert found.code == "RULESET_OVERLAP" and "2026-01-01" in found.explanation.en
    assert told(rule_deed_problems(later, [*log, ended(date(2026, 12, 31))])) == []
    assert told(rule_deed_problems(later, [*log, ended(date(2027, 1, 1))])) == ["RULESET_OVERLAP"]
    earlier = adopted(version="2025", day=date(2025, 1, 1), last_day=date(2025, 12, 31))
    assert told(rule_deed_problems(earlier, log)) == []
    other = adopted(entity="别村")
    assert told(rule_deed_problems(other, log)) == []


DAYS = st.integers(0, 30).map(lambda days: date(2026, 1, 1) + timedelta(days=days))


@given(st.lists(st.tuples(DAYS, st.one_of(st.none(), DAYS)), max_size=8))
def test_whatever_is_admitted_leaves_one_set_for_a_day(
    spans: list[tuple[date, date | None]],
) -> None:
    log: list[RuleSetAdopted] = []
    for at, (first, last) in enumerate(spans):
        wish = adopted(version=str(at), day=first, last_day=last)
        if not rule_deed_problems(wish, log):
            log.append(wish)
    for days in range(32):
        day = date(2026, 1, 1) + timedelta(days=days)
        assert sum(one.holds_on(day) for one in rule_sets(log)) <= 1


def test_a_version_is_not_told_twice_and_dates_are_not_turned_round() -> None:
    assert told(rule_deed_problems(adopted(reserve_bp=3100), [adopted()])) == ["RULESET_OVERLAP"]
    backwards = adopted(day=date(2026, 5, 1), last_day=date(2026, 4, 30))
    assert told(rule_deed_problems(backwards, [])) == ["RULESET_OVERLAP"]
    late = [adopted(last_day=date(2026, 6, 30))]
    assert told(rule_deed_problems(ended(date(2026, 7, 1)), late)) == ["RULESET_OVERLAP"]
    assert told(rule_deed_problems(ended(date(2025, 12, 30)), late)) == ["RULESET_OVERLAP"]
    assert told(rule_deed_problems(ended(date(2025, 12, 31)), late)) == []


def test_a_set_that_was_used_cannot_be_withdrawn() -> None:
    gone = deed(RuleSetWithdrawn, "gone", version="2026", note="误登")
    assert told(rule_deed_problems(gone, [adopted()])) == []
    assert rule_sets([adopted(), gone]) == ()
    used = {(VILLAGE, "2026")}
    assert told(rule_deed_problems(gone, [adopted()], used)) == ["RULESET_USED"]
    unknown = deed(RuleSetWithdrawn, "other", version="1999", note="误登")
    assert told(rule_deed_problems(unknown, [adopted()])) == ["NO_RULESET"]


@pytest.mark.parametrize("system", [REC, COMPANY, COOP])
def test_every_rule_that_is_needed_is_asked_for(system: AccountingSystem) -> None:
    for parameter in PARAMETERS[system]:
        nothing: dict[str, Any] = {parameter.key: None}
        without = adopted(system, **nothing)
        wanted = ["RULE_MISSING"] if parameter.required else []
        assert told(rule_deed_problems(without, [])) == wanted


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reserve_bp": 10_001}, "RULE_VALUE"),
        ({"reserve_bp": "3000"}, "RULE_VALUE"),
        ({"reserve_base": "BEFORE_LOSS"}, "RULE_VALUE"),
        ({"split_mode": 1}, "RULE_VALUE"),
        ({"reserve_pb": 3000}, "UNKNOWN_RULE"),
        ({"class_bp:人口股": 9999}, "CLASS_PARTS"),
        ({"class_bp:人口股": 6000, "class_bp:农龄股": 4001}, "CLASS_PARTS"),
        ({"class_bp:": 10_000}, "UNKNOWN_RULE"),
        ({"posting_days": 0}, "RULE_VALUE"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(values: dict[str, Any], code: str) -> None:
    assert code in told(rule_deed_problems(adopted(**values), []))


def test_a_row_told_twice_or_verified_by_nobody_is_refused() -> None:
    usual = adopted()
    twice = usual.model_copy(update={"rows": (*usual.rows, usual.rows[0])})
    assert told(rule_deed_problems(twice, [])) == ["DUPLICATE_KEY"]
    row = RuleRow(key="reserve_bp", value=3000, source="章程", verified=True)
    unsigned = usual.model_copy(update={"rows": (row, *usual.rows[1:])})
    assert told(rule_deed_problems(unsigned, [])) == ["RULE_UNSIGNED"]


def test_signing_a_row_verifies_it_and_changes_no_rule() -> None:
    usual = adopted()
    bare = tuple(
        row.model_copy(update={"verified": False, "signed_by": None}) for row in usual.rows
    )
    log = [usual.model_copy(update={"rows": bare})]
    before = in_force(log, VILLAGE, LAST_DAY)
    assert len(before.unverified) == len(VILLAGE_RULES)
    signed = deed(RuleSigned, "sign", version="2026", key="reserve_bp", signed_by="李", proof=PAPER)
    assert told(rule_deed_problems(signed, log)) == []
    after = in_force([*log, signed], VILLAGE, LAST_DAY)
    assert len(after.unverified) == len(VILLAGE_RULES) - 1
    assert after.rows["reserve_bp"].signed_by == "李"
    assert after.hash == before.hash
    wrong = deed(RuleSigned, "sign 2", version="2026", key="reserve", signed_by="李", proof=PAPER)
    assert told(rule_deed_problems(wrong, log)) == ["UNKNOWN_RULE"]


def test_a_set_adopted_without_its_paper_is_no_deed() -> None:
    with pytest.raises(ValueError, match="proof"):
        RuleSetAdopted.model_validate({**adopted().as_json(), "proof": None})


def test_optional_rules_default_to_nothing_and_class_parts_are_read() -> None:
    plain = rules()
    assert plain.class_bp == {} and plain.optional_number("incentive_bp") == 0
    wanted: dict[str, Any] = {"class_bp:人口股": 6000, "class_bp:农龄股": 4000}
    parts = rules(**wanted)
    assert parts.class_bp == {"人口股": 6000, "农龄股": 4000}


def answer(question: str, choice: str, day: date = LAST_DAY, name: str = "") -> QuestionAnswered:
    made: QuestionAnswered = deed(
        QuestionAnswered, f"{question}{choice}{name}", question=question, choice=choice,
        answered_by="镇农经站", proof=PAPER, day=day,
    )  # fmt: skip
    return made


def test_the_ten_open_points_of_part_e_are_all_asked() -> None:
    assert len(QUESTIONS) == 10
    assert {one.id for one in asked(REC, Stage.COMPUTE)} == {
        "CHARTER", "RESERVE_BASE", "TAX_PRACTICE", "PROVINCIAL_RULES",
    }  # fmt: skip
    assert {one.id for one in asked(COMPANY, Stage.COMPUTE)} == {
        "LEGAL_FORM", "POOLED_VILLAGES", "GUARANTEE",
    }  # fmt: skip
    assert [one.id for one in asked(REC, Stage.PUBLICISE)] == ["PUBLISHED_DATA"]
    assert [one.id for one in asked(COMPANY, Stage.UPLIFT)] == ["TARGET_MEANING"]
    assert [one.id for one in asked(COOP, Stage.EXPORT)] == ["ACCOUNTING_SOFTWARE"]


def test_the_newest_answer_that_holds_counts() -> None:
    log = [
        answer("RESERVE_BASE", "NET_INCOME", date(2026, 6, 1)),
        answer("RESERVE_BASE", "AFTER_LOSS", date(2026, 1, 1)),
        answer("RESERVE_BASE", "AFTER_LOSS", date(2027, 1, 1), "later"),
    ]
    assert answers(log, VILLAGE, LAST_DAY)["RESERVE_BASE"].choice == "NET_INCOME"
    assert answers(log, VILLAGE, date(2026, 5, 1))["RESERVE_BASE"].choice == "AFTER_LOSS"
    assert answers(log, "别村", LAST_DAY) == {}


def test_an_answer_nobody_asked_for_or_outside_the_choices_is_refused() -> None:
    wrong = answer_problem(answer("RESERVE_BAES", "AFTER_LOSS"))
    assert wrong is not None and wrong.code == "UNKNOWN_QUESTION"
    other = answer_problem(answer("RESERVE_BASE", "BOTH"))
    assert other is not None and other.code == "UNKNOWN_ANSWER"
    assert answer_problem(answer("RESERVE_BASE", "AFTER_LOSS")) is None
    assert answer_problem(answer("LEGAL_FORM", "有限责任公司")) is None


def test_guarantees_cover_the_year_they_were_agreed_for() -> None:
    def agreed(amount_fen: int, day: date, last: date | None = None) -> GuaranteeAgreed:
        made: GuaranteeAgreed = deed(
            GuaranteeAgreed, f"g{amount_fen}", contract="B-1", guarantor="operator", mode="MAX",
            amount_fen=amount_fen, account="502", proof=PAPER, day=day, last_day=last,
        )  # fmt: skip
        return made

    log = [agreed(5, date(2025, 1, 1)), agreed(7, date(2026, 7, 1))]
    assert [one.amount_fen for one in guarantees(log, VILLAGE, 2026)] == [7]
    assert [one.amount_fen for one in guarantees(log, VILLAGE, 2025)] == [5]
    stopped = [*log, agreed(8, date(2026, 8, 1), date(2026, 12, 30))]
    assert guarantees(stopped, VILLAGE, 2026) == ()
