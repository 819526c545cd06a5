"""One collective's year whose charter gives each share class its own part of the pool (B6, B7.4).

It refuses to know names; inside a class members are split as in a year without classes.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from records.canonical import Json
from records.dividend.allocation import PerShare, hamilton, per_share
from records.dividend.contract_terms import TaxRegime
from records.dividend.rec_waterfall import RecWaterfall, rec_waterfall
from records.dividend.rec_year import RecYear, by_household, withholding
from records.dividend.refusals import refused
from records.dividend.vouchers import Voucher, closing_vouchers, distribution_vouchers, flat


@dataclass(frozen=True, slots=True)
class ClassRun:
    """What a run computed, class by class; `pools` are the classes' parts, fen."""

    year: RecYear
    waterfall: RecWaterfall
    pools: dict[str, int]
    by_class_a: dict[str, dict[str, int]]
    by_class_b: dict[str, PerShare]

    @property
    def mode_a(self) -> dict[str, int]:
        """Largest remainder inside each class, summed by holder, fen."""
        return self._by_holder(self.by_class_a)

    @property
    def mode_b(self) -> dict[str, int]:
        """A declared rate for each class, summed by holder, fen."""
        return self._by_holder({name: one.amounts for name, one in self.by_class_b.items()})

    @property
    def residual_b(self) -> int:
        """What the declared rates leave, fen; it stays undistributed."""
        return sum(one.residual_fen for one in self.by_class_b.values())

    def vouchers(self, residual: int) -> list[Voucher]:
        """The six vouchers with what is paid; `residual` 0 for the largest remainder."""
        closing = closing_vouchers(self.year.income, self.year.cost)
        paid = self.waterfall.pool - residual
        return closing + distribution_vouchers(self.waterfall.reserve, paid)

    def _by_holder(self, by_class: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
        return {
            member.holder: sum(amounts[member.holder] for amounts in by_class.values())
            for member in self.year.members
        }


def class_year(year: RecYear, class_bp: Mapping[str, int]) -> ClassRun:
    """Waterfall, parts of the classes by largest remainder, then both splits inside each class."""
    net_income = sum(year.income.values()) - sum(year.cost.values())
    flow = rec_waterfall(net_income, year.loss_bf, year.undistributed_bf, year.rules)
    if sum(class_bp.values()) != 10_000:
        raise refused("CLASS_PARTS", sum(class_bp.values()))
    pools = hamilton(flow.pool, [(name, class_bp[name]) for name in year.share_classes])
    split_a: dict[str, dict[str, int]] = {}
    split_b: dict[str, PerShare] = {}
    for at, name in enumerate(year.share_classes):
        weights = [(member.holder, member.hundredths[at]) for member in year.members]
        split_a[name] = hamilton(pools[name], weights)
        split_b[name] = per_share(pools[name], weights)
    return ClassRun(year, flow, pools, split_a, split_b)


def as_document(run: ClassRun) -> dict[str, Json]:
    """The run in the shape of D3, with the classes beside it."""
    return {
        "net_income": run.waterfall.net_income,
        "waterfall": asdict(run.waterfall),
        "total_share_hundredths": sum(member.weight for member in run.year.members),
        "class_pool": run.pools,
        "mode_A_hamilton": _mode_a(run),
        "mode_B_per_share": _mode_b(run),
        "voucher_account_debit_credit": flat(run.vouchers(0)),
    }


def _mode_a(run: ClassRun) -> dict[str, Json]:
    amounts = run.mode_a
    shown: dict[str, Json] = {
        "by_class": run.by_class_a,
        "amounts": amounts,
        **by_household(run.year.members, amounts),
    }
    if run.year.tax_regime is TaxRegime.WITHHOLD_20:
        shown["withholding_20pct"] = withholding(amounts, run.year.tax_regime)
    return shown


def _mode_b(run: ClassRun) -> dict[str, Json]:
    amounts = run.mode_b
    return {
        "by_class": {name: asdict(one) for name, one in run.by_class_b.items()},
        "amounts": amounts,
        "residual_fen": run.residual_b,
        **by_household(run.year.members, amounts),
        "posted_pool": run.waterfall.pool - run.residual_b,
        "undistributed_cf": run.waterfall.undistributed_cf + run.residual_b,
        "voucher_distribution_only": flat(run.vouchers(run.residual_b)[3:]),
    }
