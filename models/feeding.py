"""Know what a ration is, when in the day it falls, and what water gets from each kilogram.

Knows no feeder and no wish: whether to feed at all is decided elsewhere.
"""

from dataclasses import dataclass

from models.floats import Floats

TAN_PER_PROTEIN = 0.092  # kg TAN/kg protein, Timmons & Ebeling
PROTEIN_FRACTION = 0.48  # kg/kg, bass diets 0.48-0.51 (Huang 2017)
CO2_PER_OXYGEN = 1.375  # g/g at a respiratory quotient of 1; 1.17-1.24 at 0.85-0.9
SOLIDS_PER_FEED = 0.25  # kg TSS/kg feed, Timmons & Ebeling
HETEROTROPH_OXYGEN_PER_FEED = 0.10  # kg O2/kg feed, this plant's plan
HOURS_PER_DAY = 24.0


def ration_kg_d(biomass_kg: Floats, ration_percent_d: Floats) -> Floats:
    """Return the day's feed, kg/d, from percent of body mass."""
    return biomass_kg * ration_percent_d / 100.0


def tan_from_feed(feed: Floats, protein_fraction: Floats = PROTEIN_FRACTION) -> Floats:
    """Return total ammonia nitrogen excreted, in the mass unit of feed."""
    return TAN_PER_PROTEIN * protein_fraction * feed


def co2_from_oxygen(oxygen: Floats, per_oxygen: Floats = CO2_PER_OXYGEN) -> Floats:
    """Return CO2 breathed out, in the mass unit of the oxygen used."""
    return per_oxygen * oxygen


def solids_from_feed(feed: Floats) -> Floats:
    """Return suspended solids, in the mass unit of feed."""
    return SOLIDS_PER_FEED * feed


@dataclass(frozen=True, slots=True)
class Meals:
    """Meals of a day: hours of the civil day at which equal meals start, and how long each lasts.

    Starts ascend within 0-24 h, meals do not overlap; one that passes midnight runs on.
    """

    starts_h: tuple[float, ...]
    lasting_h: float

    def __post_init__(self) -> None:
        """Refuse overlapping or unordered meals."""
        ends = (*self.starts_h[1:], self.starts_h[0] + HOURS_PER_DAY)
        assert all(0.0 <= start < HOURS_PER_DAY for start in self.starts_h), "hours of a day"
        assert self.lasting_h > 0.0, "a meal takes time"
        fits = zip(self.starts_h, ends, strict=True)
        assert all(start + self.lasting_h <= end for start, end in fits), "meals overlap"

    @classmethod
    def spread(cls, first_h: float, last_h: float, count: int, lasting_h: float) -> "Meals":
        """Return `count` meals at even distances, the first and last starting at these hours."""
        assert count >= 1, "a day without meals is a ration of nothing"
        gap_h = (last_h - first_h) / (count - 1) if count > 1 else 0.0
        return cls(tuple(first_h + gap_h * i for i in range(count)), lasting_h)

    def eating(self, hour_h: float) -> bool:
        """Say whether a meal is on at an hour of the day."""
        return any((hour_h - start) % HOURS_PER_DAY < self.lasting_h for start in self.starts_h)

    def rate_g_h(self, hour_h: float, ration_g_d: Floats) -> Floats:
        """Return the feed given now, g/h, of a day's ration in g."""
        per_meal = ration_g_d / len(self.starts_h)
        return per_meal * (1.0 if self.eating(hour_h) else 0.0) / self.lasting_h
