"""The figures a farm is judged by, as exact quotients: feed conversion, survival, energy, oxygen.

It refuses to invent a figure: without gain there is no feed conversion, and it says None.
"""

from dataclasses import dataclass

from records.integers import decimal_text


@dataclass(frozen=True, slots=True)
class Balance:
    """Feed and mass over one span, g. `dead_g`: dead and culled fish."""

    feed_g: int
    start_g: int
    end_g: int
    stocked_g: int
    harvested_g: int
    dead_g: int

    @property
    def gain_g(self) -> int:
        """Gain that can be sold, g."""
        return self.harvested_g + self.end_g - self.start_g - self.stocked_g

    @property
    def grown_g(self) -> int:
        """Gain that grew, dead fish included, g."""
        return self.gain_g + self.dead_g


def quotient(numerator: int, divisor: int, places: int) -> str | None:
    """Decimal text, half away from zero; None if the divisor is not positive."""
    return decimal_text(numerator, divisor, places) if divisor > 0 else None


def fcr_econ(balance: Balance) -> str | None:
    """Feed per gain that can be sold, four decimals; None without gain."""
    return quotient(balance.feed_g, balance.gain_g, 4)


def fcr_bio(balance: Balance) -> str | None:
    """Feed per gain that grew, four decimals; None without gain."""
    return quotient(balance.feed_g, balance.grown_g, 4)


def survival_percent(came_in: int, dead: int, unexplained: int) -> str | None:
    """Percent of the fish that came in, two decimals; fish not explained count as lost."""
    return quotient(100 * (came_in - dead - unexplained), came_in, 2)
