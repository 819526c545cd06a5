"""A cooperative's surplus on its way to the members (合作社法 art. 44; DIV-SPEC-1.0 B7.3).

It refuses to know how a member's capital weight came about beyond the sum of its three parts.
"""

from dataclasses import dataclass

from records.dividend.allocation import Weights, hamilton
from records.dividend.refusals import refused
from records.integers import bp_ceil, bp_half_up

PATRONAGE_MIN_BP = 6000
"""Least share of the distributable surplus returned by trade (农民专业合作社法 art. 44)."""


@dataclass(frozen=True, slots=True)
class CoopRules:
    """What charter and assembly decide, basis points."""

    reserve_bp: int
    patronage_bp: int


@dataclass(frozen=True, slots=True)
class CoopLossYear:
    """A year without surplus: only the loss moves, fen."""

    net_surplus: int
    loss_cf: int
    distributable: int = 0


@dataclass(frozen=True, slots=True)
class CoopWaterfall:
    """Every step of the waterfall and what each member receives, fen."""

    net_surplus: int
    loss_offset: int
    base: int
    reserve: int
    distributable: int
    patronage: int
    rest: int
    by_trade: dict[str, int]
    by_capital: dict[str, int]
    total: dict[str, int]
    loss_cf: int


def coop_waterfall(
    net_surplus: int, loss_bf: int, rules: CoopRules, trade: Weights, capital_weight: Weights
) -> CoopWaterfall | CoopLossYear:
    """Loss, reserve, at least 60 % by trade, the rest by capital; all amounts in fen."""
    if rules.patronage_bp < PATRONAGE_MIN_BP:
        raise refused("PATRONAGE_BELOW_60", rules.patronage_bp)
    if loss_bf < 0:
        raise refused("NEGATIVE_OPENING", f"loss {loss_bf}")
    _check(trade)
    _check(capital_weight)
    if net_surplus <= 0:
        return CoopLossYear(net_surplus, loss_bf - net_surplus)
    loss_offset = min(net_surplus, loss_bf)
    base = net_surplus - loss_offset
    reserve = bp_half_up(base, rules.reserve_bp)
    distributable = base - reserve
    patronage = bp_ceil(distributable, rules.patronage_bp)
    if distributable > 0 and sum(weight for _, weight in trade) == 0:
        raise refused("NO_PATRONAGE_BASE", distributable)
    by_trade = hamilton(patronage, trade)
    by_capital = hamilton(distributable - patronage, capital_weight)
    return CoopWaterfall(
        net_surplus, loss_offset, base, reserve, distributable, patronage,
        rest=distributable - patronage, by_trade=by_trade, by_capital=by_capital,
        total=_sum_by_member(by_trade, by_capital), loss_cf=loss_bf - loss_offset,
    )  # fmt: skip


def capital_weights(capital: Weights, reserve_share: Weights, grant: dict[str, int]) -> Weights:
    """Capital + share of the reserve + equal share of state grants, for every member in `grant`."""
    _check(capital)
    _check(reserve_share)
    own, reserve = dict(capital), dict(reserve_share)
    return [
        (member, own.get(member, 0) + reserve.get(member, 0) + share)
        for member, share in grant.items()
    ]


def _check(weights: Weights) -> None:
    """Refuse a member twice and a negative weight, also where nothing is allocated."""
    hamilton(0, weights)


def _sum_by_member(first: dict[str, int], second: dict[str, int]) -> dict[str, int]:
    members = list(first) + [member for member in second if member not in first]
    return {member: first.get(member, 0) + second.get(member, 0) for member in members}
