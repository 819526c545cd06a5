"""The year's income of a village collective on its way to the members (DIV-SPEC-1.0 B7.1).

It refuses to know the members and their shares.
"""

from dataclasses import dataclass
from enum import StrEnum

from records.dividend.refusals import refused
from records.integers import bp_ceil, bp_floor


class ReserveBase(StrEnum):
    """On what the reserve is reckoned; two readings of 浙江省农村集体资产管理条例 art. 32."""

    AFTER_LOSS = "AFTER_LOSS"
    NET_INCOME = "NET_INCOME"


@dataclass(frozen=True, slots=True)
class RecRules:
    """Charter and law: basis points, and the base of the reserve."""

    reserve_bp: int
    min_reserve_bp: int
    payout_bp: int
    reserve_base: ReserveBase


@dataclass(frozen=True, slots=True)
class RecWaterfall:
    """Every step of the waterfall, fen."""

    net_income: int
    loss_offset: int
    base: int
    reserve: int
    distributable: int
    pool: int
    loss_cf: int
    undistributed_cf: int


def check_openings(loss_bf: int, undistributed_bf: int) -> None:
    """Refuse openings that no closed book can show."""
    if loss_bf < 0 or undistributed_bf < 0:
        raise refused("NEGATIVE_OPENING", f"loss {loss_bf}, undistributed {undistributed_bf}")
    if loss_bf > 0 and undistributed_bf > 0:
        raise refused("OPENING_BOTH_LOSS_AND_SURPLUS", f"{loss_bf}, {undistributed_bf}")


def rec_waterfall(
    net_income: int, loss_bf: int, undistributed_bf: int, rules: RecRules
) -> RecWaterfall:
    """Loss first, then the reserve, then the pool for the members; all amounts in fen."""
    if rules.reserve_bp < rules.min_reserve_bp:
        raise refused("RESERVE_BELOW_MINIMUM", rules.reserve_bp)
    check_openings(loss_bf, undistributed_bf)
    if net_income <= 0:
        return _loss_year(net_income, loss_bf, undistributed_bf)
    loss_offset = min(net_income, loss_bf)
    base = net_income - loss_offset
    reserve = _reserve(net_income, base, rules)
    distributable = base - reserve + undistributed_bf
    pool = bp_floor(distributable, rules.payout_bp)
    flow = RecWaterfall(
        net_income, loss_offset, base, reserve, distributable, pool,
        loss_cf=loss_bf - loss_offset, undistributed_cf=distributable - pool,
    )  # fmt: skip
    assert net_income + undistributed_bf == loss_offset + reserve + pool + flow.undistributed_cf
    return flow


def _reserve(net_income: int, base: int, rules: RecRules) -> int:
    if rules.reserve_base is ReserveBase.AFTER_LOSS:
        return bp_ceil(base, rules.reserve_bp)
    return min(base, bp_ceil(net_income, rules.reserve_bp))


def _loss_year(net_income: int, loss_bf: int, undistributed_bf: int) -> RecWaterfall:
    # Nothing is paid out of earlier income in such a year (DIV-SPEC E2.3, decided so).
    shortfall = -net_income
    used = min(undistributed_bf, shortfall)
    return RecWaterfall(
        net_income, 0, 0, 0, 0, 0,
        loss_cf=loss_bf + shortfall - used, undistributed_cf=undistributed_bf - used,
    )  # fmt: skip
