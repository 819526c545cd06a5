"""The invariants of DIV-SPEC-1.0 B15 (DIV-I1 … I13) over ranges that the specification names."""

import itertools
import json
import random

from hypothesis import given
from hypothesis import strategies as st

from records.dividend import run_command
from records.dividend.allocation import hamilton, per_share
from records.dividend.company_waterfall import CompanyOpening, CompanyRules, company_waterfall
from records.dividend.contract_terms import TaxRegime
from records.dividend.coop_waterfall import CoopRules, CoopWaterfall, coop_waterfall
from records.dividend.rec_waterfall import RecRules, RecWaterfall, ReserveBase, rec_waterfall
from records.dividend.rec_year import (
    Member,
    MemberStatus,
    RecRun,
    RecYear,
    as_document,
    by_household,
    rec_year,
)
from records.dividend.vouchers import Voucher, closing_vouchers
from records.integers import bp_half_up, ceil_div, half_up_div

WEIGHTS = st.dictionaries(
    st.text("abcdefé村合社中", min_size=1, max_size=3),
    st.one_of(st.just(0), st.integers(1, 9), st.integers(1, 10**9)),
    min_size=1,
    max_size=40,
).map(lambda weights: list(weights.items()))
TOTALS = st.one_of(st.just(0), st.integers(0, 100), st.integers(0, 10**12))
BP = st.integers(0, 10_000)


def has_base(weights: list[tuple[str, int]]) -> bool:
    return sum(weight for _, weight in weights) > 0


@given(TOTALS, WEIGHTS.filter(has_base))
def test_i1_i2_i3_i5_largest_remainder(total: int, weights: list[tuple[str, int]]) -> None:
    shares, base = hamilton(total, weights), sum(weight for _, weight in weights)
    assert sum(shares.values()) == total
    for key, weight in weights:
        assert total * weight // base <= shares[key] <= total * weight // base + 1
        assert shares[key] >= 0
        assert weight or shares[key] == 0
    ranked = sorted(weights, key=lambda pair: pair[1])
    for (low, small), (high, large) in itertools.pairwise(ranked):
        if small < large:
            assert shares[low] <= shares[high]
        else:
            assert abs(shares[low] - shares[high]) <= 1


@given(TOTALS, WEIGHTS.filter(has_base), st.randoms(use_true_random=False))
def test_i4_input_order_is_irrelevant(
    total: int, weights: list[tuple[str, int]], shuffle: random.Random
) -> None:
    mixed = list(weights)
    shuffle.shuffle(mixed)
    assert hamilton(total, mixed) == hamilton(total, weights)
    assert per_share(total, mixed).amounts == per_share(total, weights).amounts


@given(TOTALS, st.integers(0, 10**6), WEIGHTS.filter(has_base))
def test_i1_i3_i13_declared_rate(total: int, more: int, weights: list[tuple[str, int]]) -> None:
    run, larger = per_share(total, weights), per_share(total + more, weights)
    assert sum(run.amounts.values()) + run.residual_fen == total
    assert run.residual_fen >= 0
    for key, weight in weights:
        assert 0 <= run.amounts[key] <= larger.amounts[key]
        for other, same in weights:
            if weight == same:
                assert run.amounts[key] == run.amounts[other]
            elif weight < same:
                assert run.amounts[key] <= run.amounts[other]


def test_a_tie_goes_to_the_first_key_by_utf8_bytes() -> None:
    assert hamilton(1, [("é", 1), ("z", 1)]) == {"é": 0, "z": 1}
    assert hamilton(1, [("村", 1), ("é", 1)]) == {"村": 0, "é": 1}


def test_equal_remainders_go_to_the_larger_weight_before_the_key() -> None:
    assert hamilton(2, [("a", 1), ("b", 3)]) == {"a": 0, "b": 2}
    assert hamilton(1, [("ba", 1), ("ab", 1)]) == {"ba": 0, "ab": 1}


def test_vouchers_list_accounts_by_label_and_sum_items_of_one_account() -> None:
    income = {"502 投资收益": 5, "501 经营收入(乙)": 2, "501 经营收入(甲)": 1}
    first, second, third = closing_vouchers(income, {"513 管理费用": 4, "511 经营支出": 9})
    assert first == (("501 经营收入", 3, 0), ("502 投资收益", 5, 0), ("321 本年收益", 0, 8))
    assert second == (("321 本年收益", 13, 0), ("511 经营支出", 0, 9), ("513 管理费用", 0, 4))
    assert third == (("322 收益分配-未分配收益", 5, 0), ("321 本年收益", 0, 5))


def test_the_alabama_paradox_is_why_increments_are_allocated_alone() -> None:
    weights = [("k0", 21878), ("k1", 9713), ("k2", 4167), ("k3", 3252), ("k4", 1065)]
    assert hamilton(43, weights)["k3"] > hamilton(44, weights)["k3"]
    inputs = {"weights": [list(pair) for pair in weights], "first_total": 43, "increment": 1}
    done = run_command({"spec": "DIV-SPEC-1.0", "kind": "supplementary", "inputs": inputs})
    assert json.loads(done.stdout_line)["increment_allocation"] == {
        "k0": 1,
        "k1": 0,
        "k2": 0,
        "k3": 0,
        "k4": 0,
    }


def test_amounts_stay_exact_beyond_64_bits() -> None:
    large = 2**53 - 1
    assert hamilton(large, [("a", large), ("b", large - 1)]) == {
        "a": large // 2 + 1,
        "b": large // 2,
    }


@given(st.integers(-(10**20), 10**20), st.integers(1, 10**9))
def test_half_up_is_nearest_with_halves_away_from_zero(numerator: int, divisor: int) -> None:
    rounded = half_up_div(numerator, divisor)
    assert 2 * abs(numerator - rounded * divisor) <= divisor
    if 2 * (abs(numerator) % divisor) == divisor:
        assert abs(rounded) * divisor > abs(numerator)
    assert half_up_div(-numerator, divisor) == -rounded
    assert ceil_div(numerator, divisor) == -(-numerator // divisor)


INCOMES = st.integers(-(10**9), 10**9)
OPENINGS = st.one_of(
    st.tuples(st.integers(0, 10**9), st.just(0)), st.tuples(st.just(0), st.integers(0, 10**9))
)


@given(INCOMES, OPENINGS, st.integers(3000, 9000), BP, st.sampled_from(ReserveBase))
def test_i1_i5_i6_i7_collective(
    net: int, opening: tuple[int, int], reserve_bp: int, payout_bp: int, on: ReserveBase
) -> None:
    loss, undistributed = opening
    flow = rec_waterfall(net, loss, undistributed, RecRules(reserve_bp, 3000, payout_bp, on))
    parts = [flow.loss_offset, flow.base, flow.reserve, flow.distributable, flow.pool]
    assert min(*parts, flow.loss_cf, flow.undistributed_cf) >= 0
    assert flow.pool == 0 or flow.loss_cf == 0
    assert flow.undistributed_cf == 0 or flow.loss_cf == 0
    assert flow.reserve * 10_000 >= flow.base * 3000
    assert flow.reserve <= flow.base
    before, after = undistributed - loss, flow.undistributed_cf - flow.loss_cf
    assert before + net == after + flow.reserve + flow.pool


@given(INCOMES, st.integers(1, 10**9), st.integers(3000, 9000), BP)
def test_the_two_readings_of_the_reserve(net: int, loss: int, reserve_bp: int, pay: int) -> None:
    def flow(on: ReserveBase) -> RecWaterfall:
        return rec_waterfall(net, loss, 0, RecRules(reserve_bp, 3000, pay, on))

    after_loss, whole = flow(ReserveBase.AFTER_LOSS), flow(ReserveBase.NET_INCOME)
    assert whole.reserve >= after_loss.reserve
    assert 0 <= whole.pool <= after_loss.pool


@given(INCOMES, OPENINGS, st.integers(0, 10**9), st.integers(0, 10**9), BP, BP)
def test_i1_i5_i6_i7_company(
    net: int, opening: tuple[int, int], reserve_bf: int, capital: int, extra: int, pay: int
) -> None:
    loss, undistributed = opening
    carried = CompanyOpening(loss, undistributed, reserve_bf)
    flow = company_waterfall(net, carried, CompanyRules(capital, extra, pay))
    assert min(
        flow.statutory_reserve, flow.discretionary_reserve, flow.distributable, flow.declared,
        flow.undistributed_cf, flow.loss_cf,
    ) >= 0  # fmt: skip
    assert flow.declared == 0 or flow.loss_cf == 0
    assert flow.undistributed_cf == 0 or flow.loss_cf == 0
    assert flow.statutory_reserve_cf <= max(reserve_bf, ceil_div(capital, 2))
    kept = flow.statutory_reserve + flow.discretionary_reserve + flow.declared
    assert undistributed - loss + net == flow.undistributed_cf - flow.loss_cf + kept


@given(
    st.integers(1, 10**9), st.integers(0, 10**9), BP, st.integers(6000, 10_000),
    WEIGHTS.filter(has_base), WEIGHTS.filter(has_base),
)  # fmt: skip
def test_i1_i7_cooperative(
    net: int,
    loss: int,
    reserve_bp: int,
    patronage_bp: int,
    trade: list[tuple[str, int]],
    capital: list[tuple[str, int]],
) -> None:
    flow = coop_waterfall(net, loss, CoopRules(reserve_bp, patronage_bp), trade, capital)
    assert isinstance(flow, CoopWaterfall)
    assert sum(flow.total.values()) == flow.distributable == flow.patronage + flow.rest
    assert flow.patronage * 10 >= flow.distributable * 6
    assert flow.rest >= 0


MEMBERS = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.integers(0, 200),
        st.integers(0, 100),
        st.sampled_from(MemberStatus),
    ),
    min_size=1,
    max_size=25,
).map(
    lambda rows: tuple(
        Member(f"M{at:03}", f"H{household}", (first, second), status)
        for at, (household, first, second, status) in enumerate(rows)
    )
)


@st.composite
def years(draw: st.DrawFn) -> RecYear:
    loss, undistributed = draw(OPENINGS)
    members = draw(MEMBERS.filter(lambda members: sum(m.weight for m in members) > 0))
    labels = ("501 经营收入(甲)", "501 经营收入(乙)", "502 投资收益")
    costs = ("511 经营支出", "513 管理费用")
    return RecYear(
        {label: draw(st.integers(0, 10**9)) for label in labels},
        {label: draw(st.integers(0, 10**9)) for label in costs},
        loss,
        undistributed,
        RecRules(draw(st.integers(3000, 9000)), 3000, draw(BP), draw(st.sampled_from(ReserveBase))),
        draw(st.sampled_from(TaxRegime)),
        ("人口股", "农龄股"),
        members,
    )


def sums_to_zero(vouchers: list[Voucher]) -> bool:
    return all(sum(debit - credit for _, debit, credit in lines) == 0 for lines in vouchers)


@given(years())
def test_i8_every_voucher_balances_and_i10_payable_and_held_are_all(year: RecYear) -> None:
    run: RecRun = rec_year(year)
    assert sums_to_zero(run.vouchers_a()) and sums_to_zero(run.vouchers_b())
    assert len(run.vouchers_a()) == len(run.vouchers_b()) == 6
    for amounts in (run.mode_a, run.mode_b.amounts):
        split = by_household(year.members, amounts)
        told = [sum(side.values()) for side in split.values() if isinstance(side, dict)]
        assert sum(told) == sum(amounts.values())
    assert run.posted_pool_b + run.mode_b.residual_fen == run.waterfall.pool


@given(years())
def test_the_undistributed_account_ends_as_the_waterfall_says(year: RecYear) -> None:
    """322 未分配收益 carries a loss as a debit, so opening and vouchers give the new opening."""
    run = rec_year(year)
    for vouchers, residual in [(run.vouchers_a(), 0), (run.vouchers_b(), run.mode_b.residual_fen)]:
        credit = year.undistributed_bf - year.loss_bf
        for _, debit_fen, credit_fen in (
            line for lines in vouchers for line in lines if line[0] == "322 收益分配-未分配收益"
        ):
            credit += credit_fen - debit_fen
        flow = run.waterfall
        assert credit == flow.undistributed_cf + residual - flow.loss_cf


@given(years())
def test_i11_the_same_input_gives_the_same_bytes(year: RecYear) -> None:
    first, again = as_document(rec_year(year)), as_document(rec_year(year))
    assert json.dumps(first, sort_keys=True) == json.dumps(again, sort_keys=True)


def test_tax_is_rounded_per_payee_and_not_on_the_pool() -> None:
    amounts = [942910, 894019, 698452, 942910, 782267, 942910, 747344, 349226]
    assert sum(bp_half_up(amount, 2000) for amount in amounts) == 1_260_007
    assert bp_half_up(sum(amounts), 2000) == 1_260_008


def test_a_supplementary_run_of_nothing_needs_no_base() -> None:
    assert hamilton(0, [("a", 0)]) == {"a": 0}
    assert per_share(0, []).rate_fen_per_share == 0
