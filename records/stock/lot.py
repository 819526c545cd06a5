"""The fish of one batch in one tank: what came, what left, what the book says is there.

It refuses to grow fish: book mass is heads times the mean weight of the last weighing; what feed
may have added since is an estimate and is never mixed into it.
"""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import NamedTuple

from records.integers import half_up_div


class LotKey(NamedTuple):
    """A batch in a tank."""

    batch: str
    tank: str


@dataclass(frozen=True, slots=True)
class Lot:
    """Present heads and book mass (g), and running totals of everything that changed them.

    `unexplained_heads`: fish that counts found missing, less fish that counts found.
    """

    heads: int = 0
    mass_g: int = 0
    stocked_heads: int = 0
    stocked_g: int = 0
    dead_heads: int = 0
    dead_g: int = 0
    moved_in_heads: int = 0
    moved_in_g: int = 0
    moved_out_heads: int = 0
    moved_out_g: int = 0
    harvested_heads: int = 0
    harvested_g: int = 0
    harvested_book_g: int = 0
    unexplained_heads: int = 0
    feed_g: int = 0
    feed_since_weighing_g: int = 0
    weighed_at: datetime | None = None

    def share_g(self, heads: int) -> int:
        """Book mass of `heads` of the fish present, g."""
        assert 0 < heads <= self.heads
        return half_up_div(self.mass_g * heads, self.heads)

    def less(self, heads: int) -> "Lot":
        """The lot without `heads` of its fish, mean weight unchanged."""
        return replace(self, heads=self.heads - heads, mass_g=self.mass_g - self.share_g(heads))

    def more(self, heads: int, mass_g: int) -> "Lot":
        """The lot with fish of known mass added."""
        return replace(self, heads=self.heads + heads, mass_g=self.mass_g + mass_g)

    def weighed(self, sample_heads: int, sample_mass_g: int, at: datetime) -> "Lot":
        """The lot with the mean weight of a sample."""
        return replace(
            self,
            mass_g=half_up_div(self.heads * sample_mass_g, sample_heads),
            feed_since_weighing_g=0,
            weighed_at=at,
        )

    @property
    def came_in_heads(self) -> int:
        """Fish stocked here or moved here."""
        return self.stocked_heads + self.moved_in_heads


COUNTED: tuple[str, ...] = tuple(item.name for item in fields(Lot) if item.name != "weighed_at")
"""Names of the whole-number totals of a lot."""


def estimated_growth_g(lot: Lot, fcr_milli: int) -> int:
    """What the feed since the last weighing may have added, g, at a declared feed conversion.

    `fcr_milli`: feed per gain in thousandths, such as 1200; an assumption, not a measurement.
    """
    return half_up_div(lot.feed_since_weighing_g * 1000, fcr_milli)
