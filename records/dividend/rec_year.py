"""One collective's year as a whole: waterfall, both ways to split it, vouchers (DIV-SPEC-1.0 D3).

It refuses to know names and bank accounts; a member is an id, a household and shares.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from records.canonical import Json
from records.dividend.allocation import PerShare, Weights, hamilton, per_share
from records.dividend.contract_terms import TaxRegime, tax_fen
from records.dividend.rec_waterfall import RecRules, RecWaterfall, rec_waterfall
from records.dividend.vouchers import Voucher, closing_vouchers, distribution_vouchers, flat


class SplitMode(StrEnum):
    """Which of the two splits of a run is paid and posted."""

    A_HAMILTON = "A_HAMILTON"
    B_PER_SHARE = "B_PER_SHARE"


class MemberStatus(StrEnum):
    """Whether a member's amount is paid now or held (DIV-SPEC B8); only ACTIVE is paid now."""

    ACTIVE = "ACTIVE"
    FROZEN = "FROZEN"
    ESTATE_PENDING = "ESTATE_PENDING"
    PLEDGED = "PLEDGED"
    NO_ACCOUNT = "NO_ACCOUNT"
    EXITED_RETAINED = "EXITED_RETAINED"


@dataclass(frozen=True, slots=True)
class Member:
    """One holder on the record date; shares in hundredths, one figure per class."""

    holder: str
    household: str
    hundredths: tuple[int, ...]
    status: MemberStatus

    @property
    def weight(self) -> int:
        """Shares of all classes, hundredths."""
        return sum(self.hundredths)


@dataclass(frozen=True, slots=True)
class RecYear:
    """Everything a run of one collective's year starts from; amounts in fen."""

    income: Mapping[str, int]
    cost: Mapping[str, int]
    loss_bf: int
    undistributed_bf: int
    rules: RecRules
    tax_regime: TaxRegime
    share_classes: tuple[str, ...]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class RecRun:
    """What a run computed; `mode_a` splits the pool to the last fen, `mode_b` at one rate."""

    year: RecYear
    waterfall: RecWaterfall
    mode_a: dict[str, int]
    mode_b: PerShare

    @property
    def weights(self) -> Weights:
        """Holder and hundredths, in the order of the register."""
        return [(member.holder, member.weight) for member in self.year.members]

    @property
    def posted_pool_b(self) -> int:
        """What mode B pays, fen; the residual stays undistributed."""
        return self.waterfall.pool - self.mode_b.residual_fen

    def taxes(self, gross: Mapping[str, int]) -> dict[str, int]:
        """Tax of each holder on the gross amount, fen, held holders included."""
        return {holder: tax_fen(fen, self.year.tax_regime) for holder, fen in gross.items()}

    def vouchers_a(self) -> list[Voucher]:
        """The six vouchers with the pool of mode A."""
        closing = closing_vouchers(self.year.income, self.year.cost)
        return closing + distribution_vouchers(self.waterfall.reserve, self.waterfall.pool)

    def vouchers_b(self) -> list[Voucher]:
        """The six vouchers with what mode B pays."""
        closing = closing_vouchers(self.year.income, self.year.cost)
        return closing + distribution_vouchers(self.waterfall.reserve, self.posted_pool_b)


def rec_year(year: RecYear) -> RecRun:
    """Run the year: waterfall, largest-remainder split and declared-rate split."""
    net_income = sum(year.income.values()) - sum(year.cost.values())
    flow = rec_waterfall(net_income, year.loss_bf, year.undistributed_bf, year.rules)
    weights = [(member.holder, member.weight) for member in year.members]
    return RecRun(year, flow, hamilton(flow.pool, weights), per_share(flow.pool, weights))


def as_document(run: RecRun) -> dict[str, Json]:
    """The run in the shape of DIV-SPEC-1.0 D3."""
    return {
        "net_income": run.waterfall.net_income,
        "waterfall": asdict(run.waterfall),
        "total_share_hundredths": sum(weight for _, weight in run.weights),
        "mode_A_hamilton": _mode_a(run),
        "mode_B_per_share": _mode_b(run),
        "voucher_account_debit_credit": flat(run.vouchers_a()),
    }


def by_household(members: tuple[Member, ...], amounts: Mapping[str, int]) -> dict[str, Json]:
    """Household sums of members payable now and of members held, fen."""
    payable: dict[str, int] = {}
    held: dict[str, int] = {}
    for member in members:
        side = payable if member.status is MemberStatus.ACTIVE else held
        side[member.household] = side.get(member.household, 0) + amounts[member.holder]
    return {"payable_now_by_household": payable, "held_by_household": held}


def withholding(amounts: Mapping[str, int], regime: TaxRegime) -> dict[str, Json]:
    """Tax of every holder, held ones included, what is left, and the sum of taxes, fen."""
    tax = {holder: tax_fen(fen, regime) for holder, fen in amounts.items()}
    net = {holder: fen - tax[holder] for holder, fen in amounts.items()}
    return {"tax": tax, "net": net, "tax_total": sum(tax.values())}


def _mode_a(run: RecRun) -> dict[str, Json]:
    shown: dict[str, Json] = {
        "amounts": run.mode_a,
        **by_household(run.year.members, run.mode_a),
    }
    if run.year.tax_regime is TaxRegime.WITHHOLD_20:
        shown["withholding_20pct"] = withholding(run.mode_a, run.year.tax_regime)
    return shown


def _mode_b(run: RecRun) -> dict[str, Json]:
    reserve, posted = run.waterfall.reserve, run.posted_pool_b
    return {
        **asdict(run.mode_b),
        **by_household(run.year.members, run.mode_b.amounts),
        "posted_pool": posted,
        "undistributed_cf": run.waterfall.undistributed_cf + run.mode_b.residual_fen,
        "voucher_distribution_only": flat(distribution_vouchers(reserve, posted)),
    }
