"""A company's profit on its way to the shareholders (公司法 art. 210; DIV-SPEC-1.0 B7.2).

It refuses to know the shareholders; the declared sum is split elsewhere by paid-in capital.
"""

from dataclasses import dataclass

from records.dividend.rec_waterfall import check_openings
from records.dividend.refusals import refused
from records.integers import bp_ceil, bp_floor, bp_half_up, ceil_div

STATUTORY_RESERVE_BP = 1000
"""Share of the after-loss profit that goes to the statutory reserve (公司法 art. 210)."""


@dataclass(frozen=True, slots=True)
class CompanyOpening:
    """Balances carried into the year, fen."""

    loss: int
    undistributed: int
    statutory_reserve: int


@dataclass(frozen=True, slots=True)
class CompanyRules:
    """Registered capital (fen) and what the resolution decides (basis points)."""

    registered_capital: int
    discretionary_bp: int
    payout_bp: int


@dataclass(frozen=True, slots=True)
class CompanyWaterfall:
    """Every step of the waterfall, fen."""

    net_profit: int
    loss_offset: int
    base: int
    statutory_reserve: int
    discretionary_reserve: int
    distributable: int
    declared: int
    undistributed_cf: int
    loss_cf: int
    statutory_reserve_cf: int


def company_waterfall(
    net_profit: int, opening: CompanyOpening, rules: CompanyRules
) -> CompanyWaterfall:
    """Loss, statutory reserve up to half the capital, discretionary reserve, dividend."""
    check_openings(opening.loss, opening.undistributed)
    if opening.statutory_reserve < 0:
        raise refused("NEGATIVE_OPENING", f"statutory reserve {opening.statutory_reserve}")
    if net_profit <= 0:
        return _loss_year(net_profit, opening)
    offset = min(net_profit, opening.loss)
    base = net_profit - offset
    room = max(0, ceil_div(rules.registered_capital, 2) - opening.statutory_reserve)
    statutory = min(bp_ceil(base, STATUTORY_RESERVE_BP), room)
    discretionary = min(bp_half_up(base, rules.discretionary_bp), base - statutory)
    distributable = base - statutory - discretionary + opening.undistributed
    declared = bp_floor(distributable, rules.payout_bp)
    carried = distributable - declared
    assert net_profit + opening.undistributed == (
        offset + statutory + discretionary + declared + carried
    )
    return CompanyWaterfall(
        net_profit, offset, base, statutory, discretionary, distributable, declared, carried,
        loss_cf=opening.loss - offset,
        statutory_reserve_cf=opening.statutory_reserve + statutory,
    )  # fmt: skip


def _loss_year(net_profit: int, opening: CompanyOpening) -> CompanyWaterfall:
    used = min(opening.undistributed, -net_profit)
    return CompanyWaterfall(
        net_profit, 0, 0, 0, 0, 0, 0,
        undistributed_cf=opening.undistributed - used,
        loss_cf=opening.loss - net_profit - used,
        statutory_reserve_cf=opening.statutory_reserve,
    )  # fmt: skip
