"""True oxygen of the tanks: never outside its bounds, and still controlled.

It refuses to know probes.
"""

from typing import Literal

import numpy as np
from pydantic import Field

from trials.expect.expected import Expected, Ran, Span
from trials.finding import Finding


class OxygenWithin(Expected):
    """True oxygen of every stocked tank, throughout."""

    check: Literal["oxygen_within"]
    low: float
    high: float

    def found(self, ran: Ran) -> Finding:
        """The lowest and the highest."""
        rows = np.array(ran.seen.oxygen_mg_l)[:, ran.farm.plant.fish.biomass_kg > 0.0]
        low, high = float(rows.min()), float(rows.max())
        said = f"true oxygen {low:.2f} to {high:.2f} mg/L in {rows.shape[1]} tanks"
        return self.finding(self.low <= low and high <= self.high, said)


class OxygenHeld(Span):
    """True oxygen of one tank stays near a value: it is still controlled."""

    check: Literal["oxygen_held"]
    tank: str
    at_mg_l: float
    within_mg_l: float = Field(gt=0)

    def found(self, ran: Ran) -> Finding:
        """The furthest from it."""
        at_s = np.array(ran.seen.at_s)
        rows = (at_s >= self.from_s) & (at_s <= self.to_s)
        column = ran.farm.plant.layout.tank_ids.index(self.tank)
        off = np.abs(np.array(ran.seen.oxygen_mg_l)[rows, column] - self.at_mg_l)
        worst = float(off.max()) if len(off) else float("inf")
        said = f"{self.tank}: true oxygen at most {worst:.2f} mg/L from {self.at_mg_l:g}"
        return self.finding(worst <= self.within_mg_l, said)
