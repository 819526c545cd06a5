"""An amount of either sign split in proportion to weights, exact to the fen.

It refuses to split over no weight at all: then there is nobody to bear it.
"""

from collections.abc import Mapping

from records.dividend.allocation import hamilton


def split_fen(total_fen: int, weights: Mapping[str, int]) -> dict[str, int] | None:
    """Shares by key, largest remainder (DIV-SPEC-1.0 B6 A); None if all weights are 0."""
    if not any(weights.values()):
        return None
    sign = -1 if total_fen < 0 else 1
    shares = hamilton(abs(total_fen), list(weights.items()))
    return {key: sign * share for key, share in shares.items()}
