"""Money is conserved to the fen from any input document to its result (DIV-I1, I4, I5, I9, I12).

Each property some documents in every run, as many as asked at night. A document may overflow
2^53 fen together; then it is refused and there is nothing to conserve.
"""

import json
import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from records.dividend import run_command
from records.integers import ceil_div
from tests.records.dividend_documents import DOCUMENTS, Document, shuffled
from tests.records.ledger_scene import FEWER

MAY_BE_NEGATIVE = {
    "net_income", "net_profit", "net_surplus", "profit_before_incentive", "profit_before_tax",
    "counter_run", "net_change", "difference_not_clawed_back",
}  # fmt: skip
SEEDS = st.integers(0, 2**32)


def line(kind: str, inputs: Document) -> str:
    return run_command({"spec": "DIV-SPEC-1.0", "kind": kind, "inputs": inputs}).stdout_line


def answer(kind: str, inputs: Document) -> Any:
    found = json.loads(line(kind, inputs))
    assume(not (isinstance(found, dict) and "error" in found))
    return found


def figures(value: Any) -> Iterator[int]:
    """Every figure of a result that can never be below zero."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in MAY_BE_NEGATIVE:
                yield from figures(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from figures(inner)
    elif isinstance(value, int):
        yield value


def total(amounts: Mapping[str, int]) -> int:
    return sum(amounts.values())


def balanced(lines: list[list[Any]]) -> bool:
    return sum(debit - credit for _, debit, credit in lines) == 0


def reaches_members(inputs: Document, flow: Document) -> None:
    """What came in is what was kept, paid and carried on, loss against income."""
    before = inputs["undistributed_bf"] - inputs["loss_bf"]
    after = flow["undistributed_cf"] - flow["loss_cf"]
    assert before + flow["net_income"] == flow["reserve"] + flow["pool"] + after
    assert flow["pool"] == 0 or flow["loss_cf"] == 0
    assert flow["reserve"] * 10_000 >= flow["base"] * 3000


def paid_out(split: Document, pool: int) -> None:
    """Members, households, tax and vouchers of one split are all of the pool."""
    gross, residual = split["amounts"], split.get("residual_fen", 0)
    assert total(gross) + residual == pool
    homes = total(split["payable_now_by_household"]) + total(split["held_by_household"])
    assert homes == total(gross)
    withheld = split.get("withholding_20pct")
    if withheld:
        assert total(withheld["tax"]) == withheld["tax_total"]
        assert {who: fen - withheld["tax"][who] for who, fen in gross.items()} == withheld["net"]


@pytest.mark.parametrize("kind", DOCUMENTS)
@FEWER
@given(data=st.data(), seed=SEEDS)
def test_i4_i11_no_order_of_rows_or_keys_changes_a_byte(
    kind: str, data: st.DataObject, seed: int
) -> None:
    inputs = data.draw(DOCUMENTS[kind])
    assert line(kind, shuffled(inputs, random.Random(seed))) == line(kind, inputs)


@pytest.mark.parametrize("kind", DOCUMENTS)
@FEWER
@given(data=st.data())
def test_i5_nothing_that_is_paid_or_kept_is_negative(kind: str, data: st.DataObject) -> None:
    assert min(figures(answer(kind, data.draw(DOCUMENTS[kind]))), default=0) >= 0


@FEWER
@given(DOCUMENTS["rec_year"])
def test_a_village_year_loses_and_makes_no_fen(inputs: Document) -> None:
    told = answer("rec_year", inputs)
    flow = told["waterfall"]
    assert flow["net_income"] == total(inputs["income"]) - total(inputs["cost"])
    reaches_members(inputs, flow)
    paid_out(told["mode_A_hamilton"], flow["pool"])
    paid_out(told["mode_B_per_share"], flow["pool"])
    assert balanced(told["voucher_account_debit_credit"])
    assert balanced(told["mode_B_per_share"]["voucher_distribution_only"])


@FEWER
@given(DOCUMENTS["rec_class_year"])
def test_a_village_year_by_classes_loses_and_makes_no_fen(inputs: Document) -> None:
    told = answer("rec_class_year", inputs)
    flow = told["waterfall"]
    reaches_members(inputs, flow)
    assert total(told["class_pool"]) == flow["pool"]
    for split in (told["mode_A_hamilton"], told["mode_B_per_share"]):
        paid_out(split, flow["pool"])
    for name, amounts in told["mode_A_hamilton"]["by_class"].items():
        assert total(amounts) == told["class_pool"][name]
    for name, one in told["mode_B_per_share"]["by_class"].items():
        assert total(one["amounts"]) + one["residual_fen"] == told["class_pool"][name]


@FEWER
@given(DOCUMENTS["rec_supplementary"])
def test_an_increment_is_paid_on_top_and_all_of_it_is_told(inputs: Document) -> None:
    told = answer("rec_supplementary", inputs)
    paid_out(told, inputs["increment"])
    assert told["posted_pool"] + told["residual_fen"] == inputs["increment"]
    assert inputs["mode"] == "B_PER_SHARE" or told["residual_fen"] == 0
    assert total(told["part_pool"]) == inputs["increment"]
    assert balanced(told["voucher_account_debit_credit"])


@FEWER
@given(DOCUMENTS["supplementary"])
def test_a_larger_total_never_takes_back(inputs: Document) -> None:
    told = answer("supplementary", inputs)
    assert total(told["first"]) == inputs["first_total"]
    assert total(told["increment_allocation"]) == inputs["increment"]
    assert min(told["increment_allocation"].values()) >= 0


@FEWER
@given(DOCUMENTS["company_years"])
def test_years_of_a_company_lose_and_make_no_fen(inputs: Document) -> None:
    told = answer("company_years", inputs)
    opening = inputs["opening"]
    for name in inputs["years"]:
        year = told["years"][name]
        flow = year["company"]
        assert year["opening"] == opening
        kept = flow["statutory_reserve"] + flow["discretionary_reserve"] + flow["declared"]
        before = opening["undistributed"] - opening["loss"]
        after = flow["undistributed_cf"] - flow["loss_cf"]
        assert before + inputs["net_profit"][name] == kept + after
        assert total(year["dividend"]) == flow["declared"]
        assert flow["declared"] == 0 or flow["loss_cf"] == 0
        half = ceil_div(inputs["registered_capital"], 2)
        assert flow["statutory_reserve_cf"] <= max(half, opening["statutory_reserve"])
        opening = {
            "loss": flow["loss_cf"], "undistributed": flow["undistributed_cf"],
            "statutory_reserve": flow["statutory_reserve_cf"],
        }  # fmt: skip
        for party, floor in inputs["guarantee"]["per_year"].items():
            short = max(0, floor - year["dividend"][party])
            wanted = floor if inputs["guarantee"]["mode"] == "PLUS" else short
            assert year["operator_topup"][party] == wanted


@FEWER
@given(DOCUMENTS["company_years"].filter(lambda inputs: "correction" in inputs))
def test_a_memo_changes_no_year_and_tells_the_whole_difference(inputs: Document) -> None:
    told = answer("company_years", inputs)
    without = {name: value for name, value in inputs.items() if name != "correction"}
    assert answer("company_years", without)["years"] == told["years"]
    name = inputs["correction"]["belongs_to"]
    memo, paid = told[f"memo_counterfactual_{name}"], told["years"][name]["dividend"]
    assert total(memo["dividend"]) == memo["company"]["declared"]
    assert {party: fen - memo["dividend"][party] for party, fen in paid.items()} == (
        memo["difference_not_clawed_back"]
    )


@FEWER
@given(DOCUMENTS["project_year"])
def test_i12_a_project_loses_and_makes_no_fen_from_the_scale_to_the_classes(
    inputs: Document,
) -> None:
    told = answer("project_year", inputs)
    revenue = total(told["revenue_by_line"])
    assert told["profit_before_incentive"] == revenue - inputs["returns"] - total(inputs["cost"])
    taken = told["incentive"] + told["income_tax"] + told["net_profit"]
    assert taken == told["profit_before_incentive"]
    dividend = told["dividend_by_party"]
    assert total(dividend) == told["company"]["declared"]
    for name, one in told["villages"].items():
        own = inputs["villages"][name]
        rent = sum(inputs["cost"][item] for item in inputs["cost_paid_to_village"].get(name, []))
        assert one["project_income"] == dividend[name] + rent
        assert one["net_income"] == one["project_income"] + own["other_income"] - own["other_cost"]
        reaches_members(own, one["waterfall"])
        paid = sum(each["paid"] + each["residual"] for each in one["classes"].values())
        assert paid == one["waterfall"]["pool"]
        left = one["undistributed_cf_after_residual"] - one["waterfall"]["undistributed_cf"]
        assert left == one["residual"]
    collective = sum(one["project_income"] for one in told["villages"].values())
    assert told["uplift"]["collective"] == collective
    assert dividend["OP"] + sum(dividend[name] for name in inputs["villages"]) == total(dividend)


@FEWER
@given(DOCUMENTS["coop_year"])
def test_a_cooperative_year_loses_and_makes_no_fen(inputs: Document) -> None:
    told = answer("coop_year", inputs)
    flow = told["result"]
    assert total(told["grant_quantified_equal"]) == inputs["grant_total"]
    given_parts = [dict(inputs[name]) for name in ("capital", "reserve_share")]
    for member, weight in told["capital_weight"].items():
        own = sum(part.get(member, 0) for part in given_parts)
        assert weight == own + told["grant_quantified_equal"][member]
    if inputs["net_surplus"] <= 0:
        assert flow["loss_cf"] == inputs["loss_bf"] - inputs["net_surplus"]
        return
    kept = flow["loss_offset"] + flow["reserve"]
    assert inputs["net_surplus"] == kept + total(flow["total"])
    assert flow["loss_cf"] == inputs["loss_bf"] - flow["loss_offset"]
    assert total(flow["by_trade"]) == flow["patronage"] >= ceil_div(flow["distributable"] * 6, 10)
    assert total(flow["by_trade"]) + total(flow["by_capital"]) == total(flow["total"])


@FEWER
@given(DOCUMENTS["register_correction"])
def test_i9_a_counter_run_undoes_the_run_and_the_new_one_stands_alone(inputs: Document) -> None:
    told = answer("register_correction", inputs)
    first, second = told["run_1"], told["run_2"]
    undone = {who: fen + told["counter_run"][who] for who, fen in first["amounts"].items()}
    assert not any(undone.values())
    for run in (first, second):
        assert total(run["amounts"]) + run["residual_fen"] == inputs["pool"]
    after = {
        who: first["amounts"].get(who, 0) + change for who, change in told["net_change"].items()
    }
    assert after == {who: second["amounts"].get(who, 0) for who in after}
    assert total(told["net_change"]) == first["residual_fen"] - second["residual_fen"]
