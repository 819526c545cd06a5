"""The kinds without a published example: a cooperative's year and a project's year, by hand."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from records.dividend import run_command


def answer(kind: str, inputs: dict[str, Any]) -> Any:
    result = run_command({"spec": "DIV-SPEC-1.0", "kind": kind, "inputs": inputs})
    return json.loads(result.stdout_line)


COOP: dict[str, Any] = {
    "net_surplus": 1_000_000,
    "loss_bf": 100_000,
    "reserve_bp": 1000,
    "patronage_bp": 6000,
    "trade": [["A", 300], ["B", 100]],
    "capital": [["A", 1000], ["B", 1000], ["C", 2000]],
    "reserve_share": [["A", 10]],
    "grant_total": 100,
}


def test_a_cooperative_year() -> None:
    """900,000 after loss, 90,000 reserve, 486,000 by trade 3:1, 324,000 by capital."""
    told = answer("coop_year", COOP)
    assert told["grant_quantified_equal"] == {"A": 34, "B": 33, "C": 33}
    assert told["capital_weight"] == {"A": 1044, "B": 1033, "C": 2033}
    result = told["result"]
    assert (result["reserve"], result["patronage"], result["rest"]) == (90_000, 486_000, 324_000)
    assert result["by_trade"] == {"A": 364_500, "B": 121_500}
    # 324,000 × 1044/4110 = 82,300.7; × 1033/4110 = 81,433.6; × 2033/4110 = 160,265.7
    assert result["by_capital"] == {"A": 82_301, "B": 81_433, "C": 160_266}
    assert result["total"] == {"A": 446_801, "B": 202_933, "C": 160_266}


def test_a_cooperative_loss_year_says_only_the_loss() -> None:
    told = answer("coop_year", {**COOP, "net_surplus": -5})
    assert told["result"] == {"net_surplus": -5, "loss_cf": 100_005, "distributable": 0}


def test_a_negative_part_of_the_capital_weight_is_refused() -> None:
    told = answer("coop_year", {**COOP, "capital": [["A", -1], ["B", 1]], "grant_total": 100})
    assert told == {"error": "NEGATIVE_WEIGHT"}


def village(**change: Any) -> dict[str, Any]:
    return {
        "other_income": 0,
        "other_cost": 100_000,
        "loss_bf": 0,
        "undistributed_bf": 0,
        "reserve_bp": 3000,
        "payout_bp": 10_000,
        "min_reserve_bp": 3000,
        "reserve_base": "AFTER_LOSS",
        "classes": [["人口股", 7000, 30_000], ["农龄股", 3000, 10_000]],
        **change,
    }


PROJECT: dict[str, Any] = {
    "sales_lines": [["L1", 1_000_000, 3000], ["L2", 500_500, 2999]],
    "returns": 1000,
    "cost": {"饲料": 1_500_000, "泉水资源费": 200_000, "人工": 300_000},
    "local_wages_memo": 250_000,
    "incentive_threshold": 1_000_000,
    "incentive_bp": 1000,
    "income_tax_bp": 1250,
    "paid_in": {"OP": 200, "V1": 500, "V2": 300},
    "registered_capital": 1000,
    "loss_bf": 0,
    "undistributed_bf": 0,
    "statutory_reserve_bf": 0,
    "discretionary_bp": 0,
    "payout_bp": 8000,
    "cost_paid_to_village": {"V1": ["泉水资源费"]},
    "villages": {"V1": village(), "V2": village()},
    "target": 5_000_000,
}


def test_a_project_year() -> None:
    """Each figure worked out on paper from the formulas of B7.4."""
    told = answer("project_year", PROJECT)
    assert told["revenue_by_line"] == {"L1": 3_000_000, "L2": 1_501_000}  # 1,500,999.5 half up
    assert told["profit_before_incentive"] == 4_501_000 - 1000 - 2_000_000
    assert told["incentive"] == 150_000
    assert told["profit_before_tax"] == 2_350_000
    assert (told["income_tax"], told["net_profit"]) == (293_750, 2_056_250)
    # statutory reserve: 10 % would be 205,625, but half the capital leaves room for 500
    assert told["company"]["statutory_reserve"] == 500
    assert told["company"]["declared"] == (2_056_250 - 500) * 8 // 10 == 1_644_600
    assert told["dividend_by_party"] == {"OP": 328_920, "V1": 822_300, "V2": 493_380}
    first = told["villages"]["V1"]
    assert (first["project_income"], first["net_income"]) == (1_022_300, 922_300)
    assert first["waterfall"]["pool"] == 922_300 - 276_690
    assert first["classes"]["人口股"] == {
        "pool": 451_927,
        "total_share_hundredths": 30_000,
        "rate_fen_per_share": 1506,
        "paid": 451_800,
        "residual": 127,
    }
    assert first["residual"] == 127 + 83  # 193,683 over 100 shares: 1,936 each
    assert first["undistributed_cf_after_residual"] == 210
    collective = 822_300 + 493_380 + 200_000
    assert told["uplift"]["collective"] == collective
    assert told["uplift"]["total"] == collective + 250_000
    assert told["uplift"]["percent_of_target_x100_floor"] == 3531
    assert told["uplift"]["fen_per_kg_floor"] == 1176  # 1,765,680 fen over 1,500.5 kg
    assert told["unit_cost_fen_per_kg_half_up"] == 1433  # 2,150,000 fen over 1,500.5 kg


def test_one_gram_sold_is_enough_for_figures_per_kilogram() -> None:
    told = answer("project_year", {**PROJECT, "sales_lines": [["L1", 1, 3000]]})
    assert (told["grams_sold"], told["revenue_by_line"]) == (1, {"L1": 3})


def test_names_that_must_match_do() -> None:
    changes: list[dict[str, Any]] = [
        {"cost_paid_to_village": {"V3": []}},
        {"cost_paid_to_village": {"V1": ["别的"]}},
        {"cost_paid_to_village": {"V1": ["人工"], "V2": ["人工"]}},
        {"sales_lines": [["L1", 1, 1], ["L1", 2, 2]]},
        {"sales_lines": []},
        {"villages": {"V1": village(classes=[["人口股", 10_000, 150]])}},
    ]
    for change in changes:
        assert answer("project_year", {**PROJECT, **change}) == {"error": "MALFORMED_INPUT"}


@given(st.integers(0, 10**9), st.integers(0, 10_000), st.integers(0, 10**7))
def test_i12_what_the_company_declares_is_what_its_parties_receive(
    feed: int, payout_bp: int, threshold: int
) -> None:
    cost = {**PROJECT["cost"], "饲料": feed}
    change = {"cost": cost, "payout_bp": payout_bp, "incentive_threshold": threshold}
    told = answer("project_year", {**PROJECT, **change})
    assert sum(told["dividend_by_party"].values()) == told["company"]["declared"]
    for name, one in told["villages"].items():
        paid = sum(share["paid"] for share in one["classes"].values())
        assert paid + one["residual"] == one["waterfall"]["pool"]
        rent = PROJECT["cost"]["泉水资源费"] if name == "V1" else 0
        assert one["project_income"] == told["dividend_by_party"][name] + rent
