"""A further payment inside one period: the increment alone is split, with the weights of the run.

It refuses to split a new total and take the old one off: that can take money back (DIV-SPEC B6).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from records.canonical import Json
from records.dividend.allocation import PerShare, hamilton, per_share
from records.dividend.contract_terms import TaxRegime
from records.dividend.rec_year import Member, SplitMode, by_household, withholding
from records.dividend.refusals import refused
from records.dividend.vouchers import flat, member_vouchers


@dataclass(frozen=True, slots=True)
class Increment:
    """What is paid on top, fen, and to whom; `class_bp` empty where no classes are split."""

    increment: int
    mode: SplitMode
    tax_regime: TaxRegime
    share_classes: tuple[str, ...]
    class_bp: Mapping[str, int]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Paid:
    """The increment split, part by part; the only part is named by an empty text."""

    of: Increment
    pools: dict[str, int]
    by_part: dict[str, PerShare]

    @property
    def amounts(self) -> dict[str, int]:
        """Sum over the parts by holder, fen."""
        return {
            member.holder: sum(one.amounts[member.holder] for one in self.by_part.values())
            for member in self.of.members
        }

    @property
    def residual(self) -> int:
        """What stays undistributed, fen."""
        return sum(one.residual_fen for one in self.by_part.values())

    @property
    def posted(self) -> int:
        """What is paid and booked, fen."""
        return self.of.increment - self.residual


def split(of: Increment) -> Paid:
    """The increment by classes, then to the members of each, in the mode of the run."""
    if of.class_bp and sum(of.class_bp.values()) != 10_000:
        raise refused("CLASS_PARTS", sum(of.class_bp.values()))
    pools = hamilton(of.increment, list(of.class_bp.items()) or [("", 1)])
    places = {name: at for at, name in enumerate(of.share_classes)}
    by_part: dict[str, PerShare] = {}
    for name, pool in pools.items():
        weights = [
            (member.holder, member.hundredths[places[name]] if name else member.weight)
            for member in of.members
        ]
        if of.mode is SplitMode.A_HAMILTON:
            by_part[name] = PerShare(0, hamilton(pool, weights), 0)
        else:
            by_part[name] = per_share(pool, weights)
    return Paid(of, pools, by_part)


def as_document(paid: Paid) -> dict[str, Json]:
    """The increment in the shape of D3."""
    amounts = paid.amounts
    shown: dict[str, Json] = {
        "increment": paid.of.increment,
        "part_pool": paid.pools,
        "by_part": {name: asdict(one) for name, one in paid.by_part.items()},
        "amounts": amounts,
        "residual_fen": paid.residual,
        "posted_pool": paid.posted,
        **by_household(paid.of.members, amounts),
        "voucher_account_debit_credit": flat(member_vouchers(paid.posted)),
    }
    if paid.of.tax_regime is TaxRegime.WITHHOLD_20:
        shown["withholding_20pct"] = withholding(amounts, paid.of.tax_regime)
    return shown
