"""Malformed input: exit code 2, the code MALFORMED_INPUT and the path to the field."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.dividend import run_command, run_text
from records.dividend.command import KINDS
from records.dividend.intake import TEXT_MAX_CHARS

EXAMPLES = json.loads(
    (Path(__file__).parents[1] / "data" / "dividend-examples.json").read_text(encoding="utf-8")
)
MALFORMED = '{"error":"MALFORMED_INPUT"}'


def command(kind: str, inputs: object) -> dict[str, object]:
    return {"spec": "DIV-SPEC-1.0", "kind": kind, "inputs": inputs}


def example_1(**change: object) -> dict[str, object]:
    return command("rec_year", {**copy.deepcopy(EXAMPLES["example_1"]["inputs"]), **change})


def member(*row: object) -> dict[str, object]:
    return example_1(members=[["M1", "H1", 100, 0, "ACTIVE"], list(row)])


CALENDAR, KPI, MIXED = (
    EXAMPLES["vectors"][name]["cases"][0]["inputs"] for name in ("dates", "kpi", "mixed_harvest")
)


def heads(*postings: object) -> dict[str, object]:
    return command("fish_count_ledger", {"accounts": ["T1"], "postings": list(postings)})


def company_years(**change: object) -> dict[str, object]:
    return command("company_years", {**EXAMPLES["example_3"]["inputs"], **change})


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (example_1(loss_bf=0.0), "inputs.loss_bf"),
        (example_1(loss_bf=True), "inputs.loss_bf"),
        (example_1(loss_bf="0"), "inputs.loss_bf"),
        (example_1(loss_bf=None), "inputs.loss_bf"),
        (example_1(loss_bf=2**53), "inputs.loss_bf"),
        (example_1(undistributed_bf=-(2**53)), "inputs.undistributed_bf"),
        (example_1(payout_bp=10_001), "inputs.payout_bp"),
        (example_1(payout_bp=-1), "inputs.payout_bp"),
        (example_1(reserve_bp=10_001), "inputs.reserve_bp"),
        (example_1(reserve_base="OTHER"), "inputs.reserve_base"),
        (example_1(income=[]), "inputs.income"),
        (example_1(income={"501": 1.5}), "inputs.income.501"),
        (example_1(typo_bp=1), "inputs.typo_bp"),
        (member("M2", "H1", 100, 0, "SLEEPING"), "inputs.members[1][4]"),
        (member("M2", "H1", 100, "ACTIVE"), "inputs.members[1]"),
        (member("M2", "H1", 100, 0.5, "ACTIVE"), "inputs.members[1][3]"),
        (member(2, "H1", 100, 0, "ACTIVE"), "inputs.members[1][0]"),
        (member("", "H1", 100, 0, "ACTIVE"), "inputs.members[1][0]"),
        (member("\ud800", "H1", 100, 0, "ACTIVE"), "inputs.members[1][0]"),
        (command("hamilton", {"total": 1, "weights": {"a": 1}}), "inputs.weights"),
        (command("hamilton", {"total": 1, "weights": [["a"]]}), "inputs.weights[0]"),
        (command("two_thirds", {"electorate": 0}), "inputs.electorate"),
        (command("mask", {"field": "name", "value": ""}), "inputs.value"),
        (command("mask", {"field": "bank", "value": "1234"}), "inputs.value"),
        (command("mask", {"field": "phone", "value": "1234"}), "inputs.field"),
        (command("hash_chain", {"events": [{"a": 1.0}]}), "inputs.events[0].a"),
        (command("line_amount", {"grams": 2**52, "price_fen_per_kg": 2**52}), "(result)"),
        (command("calendar", {**CALENDAR, "plan_posted": "1948-12-31"}), "inputs.plan_posted"),
        (command("kpi", {**KPI, "harvested_kg": "1.2345"}), "inputs.harvested_kg"),
        (command("mixed_harvest", {**MIXED, "mean_b_g": 15}), "inputs.mean_b_g"),
        (heads(["MORT", "T9", None, 1]), "inputs.postings[0][1]"),
        (heads(["MORT", "T1", "T1", 1]), "inputs.postings[0]"),
        (
            company_years(guarantee={"mode": "MAX", "per_year": {"nobody": 1}}),
            "inputs.guarantee.per_year.nobody",
        ),
        (company_years(years=["Y1", "Y1"]), "inputs.years"),
        (
            company_years(correction={"amount": 1, "belongs_to": "Y9", "found_in": "Y1"}),
            "inputs.correction.belongs_to",
        ),
        (
            command(
                "rec_class_year",
                {
                    **EXAMPLES["example_1"]["inputs"],
                    "class_bp": {},
                    "share_classes": ["人口股", "人口股"],
                },
            ),
            "inputs.share_classes",
        ),
        (command("nothing", {}), "(document).kind"),
        ({"spec": "DIV-SPEC-2.0", "kind": "tax", "inputs": {}}, "(document).spec"),
        ({"kind": "tax", "inputs": {}}, "(document).spec"),
        ([], "(document)"),
        (None, "(document)"),
    ],
)
def test_malformed(document: object, path: str) -> None:
    result = run_command(document)
    assert (result.stdout_line, result.exit_code) == (MALFORMED, 2)
    assert result.explanation is not None
    assert result.explanation.en.startswith(f"{path}: ")
    assert result.explanation.zh.startswith(f"{path}：")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        '{"spec": "DIV-SPEC-1.0", "kind": "tax", "inputs": {"gross": NaN, "regime": "NONE"}}',
        '{"spec": "DIV-SPEC-1.0", "kind": "tax", "inputs": {"gross": 1e2, "regime": "NONE"}}',
        '{"spec": "DIV-SPEC-1.0", "kind": "tax", "inputs": {"gross": 1, "gross": 2,'
        ' "regime": "NONE"}}',
        '{"spec": "DIV-SPEC-1.0", "kind": "tax", "inputs": {"gross": ' + "9" * 5000 + "}}",
    ],
    ids=["empty", "cut off", "deep", "NaN", "1e2", "key twice", "5000 digits"],
)
def test_malformed_text(text: str) -> None:
    result = run_text(text)
    assert (result.stdout_line, result.exit_code) == (MALFORMED, 2)


def test_a_file_that_is_too_long_is_not_even_parsed() -> None:
    for length, said in ((TEXT_MAX_CHARS + 1, "too large"), (TEXT_MAX_CHARS, "not valid JSON")):
        result = run_text(" " * length)
        assert (result.stdout_line, result.exit_code) == (MALFORMED, 2)
        assert result.explanation is not None and said in result.explanation.en


def test_rules_about_fish_refuse_with_their_own_codes() -> None:
    def code(document: object) -> str:
        return str(json.loads(run_command(document).stdout_line)["error"])

    assert code(heads(["MORT", "T1", None, 1])) == "FISH_ACCOUNT_NEGATIVE"
    twice = {"accounts": ["T1", "T1"], "postings": []}
    assert code(command("fish_count_ledger", twice)) == "DUPLICATE_KEY"
    for wrong in ({"grams": 1}, {"fish": 0, "grams": 1000}):
        assert code(command("mixed_harvest", {**MIXED, **wrong})) == "MASS_NOT_EXPLAINED"


def test_events_of_a_chain_may_hold_anything_without_decimals() -> None:
    event = {"a": None, "b": True, "c": "", "d": [1, {"e": "村"}]}
    told = json.loads(run_command(command("hash_chain", {"events": [event]})).stdout_line)
    assert json.loads(told["chain"][0]["canonical"]) == event


def test_a_year_after_the_29th_of_february_is_the_1st_of_march() -> None:
    asked = {**CALENDAR, "batch_sold_out": "2028-02-29", "production_record_years": 2}
    told = json.loads(run_command(command("calendar", asked)).stdout_line)
    assert told["production_record_keep_until"] == "2030-03-01"


def all_inputs() -> list[tuple[str, dict[str, Any]]]:
    found = [
        (EXAMPLES[name]["kind"], EXAMPLES[name]["inputs"]) for name in ("example_1", "example_3")
    ]
    for vector in EXAMPLES["vectors"].values():
        for case in vector["cases"]:
            found.append((case.get("kind", vector.get("kind")), case["inputs"]))
    return found


@pytest.mark.parametrize(("kind", "inputs"), all_inputs())
def test_every_missing_field_is_named(kind: str, inputs: dict[str, Any]) -> None:
    for name in inputs.keys() - {"memo", "correction"}:
        result = run_command(command(kind, {k: v for k, v in inputs.items() if k != name}))
        assert result.exit_code == 2
        assert result.explanation is not None and f"inputs.{name}" in result.explanation.en


def test_a_member_twice_is_a_rule_and_not_a_form() -> None:
    """B6 has a code for it; the form of the register is right, its content is not."""
    twice = example_1(members=[["M1", "H1", 100, 0, "ACTIVE"]] * 2)
    result = run_command(twice)
    assert (result.stdout_line, result.exit_code) == ('{"error":"DUPLICATE_KEY"}', 1)


def test_negative_shares_are_refused() -> None:
    for kind, key in (("per_share", "shares"), ("hamilton", "weights")):
        result = run_command(command(kind, {"total": 0, key: [["a", -1], ["b", 1]]}))
        assert result.stdout_line == '{"error":"NEGATIVE_WEIGHT"}'


def test_negative_shares_of_one_class_do_not_hide_behind_another() -> None:
    hidden = example_1(members=[["M1", "H1", 100, 0, "ACTIVE"], ["M2", "H1", 200, -1, "ACTIVE"]])
    assert run_command(hidden).stdout_line == '{"error":"NEGATIVE_WEIGHT"}'


def test_a_guarantee_is_never_below_zero() -> None:
    promised = {"mode": "PLUS", "guaranteed": -1, "computed": 5}
    assert run_command(command("guarantee", promised)).stdout_line == MALFORMED
    history = copy.deepcopy(EXAMPLES["example_3"]["inputs"])
    party = next(iter(history["guarantee"]["per_year"]))
    history["guarantee"]["per_year"][party] = -1
    assert run_command(command("company_years", history)).stdout_line == MALFORMED


JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(KINDS)), JSON_VALUES)
def test_no_input_ever_ends_in_a_traceback(kind: str, inputs: object) -> None:
    result = run_command(command(kind, inputs))
    assert result.exit_code in (0, 1, 2)
    assert (result.exit_code == 0) == (result.explanation is None)


@given(st.sampled_from(all_inputs()), st.data())
def test_one_wrong_value_never_ends_in_a_traceback(
    case: tuple[str, dict[str, Any]], data: st.DataObject
) -> None:
    kind, inputs = case
    name = data.draw(st.sampled_from(sorted(inputs)))
    value = data.draw(JSON_VALUES | st.integers(-(2**54), 2**54))
    result = run_command(command(kind, {**inputs, name: value}))
    assert result.exit_code in (0, 1, 2)
