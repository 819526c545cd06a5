"""How an amount is split so that every fen is paid once: largest remainder, or a declared rate.

It refuses to know who the parties are and where the amount comes from (DIV-SPEC-1.0 B6).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from records.dividend.refusals import refused

Weights = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class PerShare:
    """A distribution at a declared rate; the residual stays undistributed."""

    rate_fen_per_share: int
    amounts: dict[str, int]
    residual_fen: int


def hamilton(total: int, weights: Weights) -> dict[str, int]:
    """Split `total` in proportion to `weights`, exact to the fen (mode A).

    Not monotone in the total: for a supplementary payment allocate the increment alone.
    """
    base = _checked_base(total, weights)
    if base == 0:
        return {key: 0 for key, _ in weights}
    shares = {key: total * weight // base for key, weight in weights}
    spare = total - sum(shares.values())
    for key, _ in sorted(weights, key=lambda pair: _claim(total, base, pair))[:spare]:
        shares[key] += 1
    return shares


def per_share(total: int, shares: Weights) -> PerShare:
    """Pay one rate per full share (mode B); `shares` in hundredths of a share."""
    base = _checked_base(total, shares)
    rate = total * 100 // base if base else 0
    amounts = {key: hundredths * rate // 100 for key, hundredths in shares}
    return PerShare(rate, amounts, total - sum(amounts.values()))


def _claim(total: int, base: int, pair: tuple[str, int]) -> tuple[int, int, bytes]:
    key, weight = pair
    return (-(total * weight % base), -weight, key.encode())


def _checked_base(total: int, weights: Weights) -> int:
    if total < 0:
        raise refused("NEGATIVE_POOL", total)
    seen: set[str] = set()
    for key, _ in weights:
        if key in seen:
            raise refused("DUPLICATE_KEY", key)
        seen.add(key)
    for key, weight in weights:
        if weight < 0:
            raise refused("NEGATIVE_WEIGHT", key)
    base = sum(weight for _, weight in weights)
    if base == 0 and total > 0:
        raise refused("NO_BASE", total)
    return base
