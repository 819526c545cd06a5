"""Guarantee and withholding: what a contract and the tax office add to a computed share.

It refuses to know whether a guarantee is lawful; a company never pays it out of its dividend.
"""

from dataclasses import dataclass
from enum import StrEnum

from records.dividend.refusals import refused
from records.integers import bp_half_up

WITHHOLD_BP = 2000
"""Rate on interest and dividends (个人所得税法 art. 3), per payee and payment."""


class GuaranteeMode(StrEnum):
    """At least the guaranteed amount, or the guaranteed amount on top (DIV-SPEC B9)."""

    MAX = "MAX"
    PLUS = "PLUS"


class TaxRegime(StrEnum):
    """Practice of the county, always with a basis document (DIV-SPEC A9, B10)."""

    NONE = "NONE"
    WITHHOLD_20 = "WITHHOLD_20"


@dataclass(frozen=True, slots=True)
class Guaranteed:
    """What the party receives and what of it is a claim on the guarantor, fen."""

    topup: int
    receives: int


def guaranteed(mode: GuaranteeMode, floor_fen: int, computed_fen: int) -> Guaranteed:
    """Top-up owed by the guarantor and the sum the party receives."""
    topup = floor_fen if mode is GuaranteeMode.PLUS else max(0, floor_fen - computed_fen)
    return Guaranteed(topup, computed_fen + topup)


def tax_regime(text: str) -> TaxRegime:
    """The regime of that name; UNKNOWN_TAX_REGIME otherwise."""
    if text not in TaxRegime.__members__:
        raise refused("UNKNOWN_TAX_REGIME", text)
    return TaxRegime[text]


def tax_fen(gross_fen: int, regime: TaxRegime) -> int:
    """Tax withheld from one payee's payment, fen."""
    return bp_half_up(gross_fen, WITHHOLD_BP) if regime is TaxRegime.WITHHOLD_20 else 0
