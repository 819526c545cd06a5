"""The fish in one tank as the books have it, and what they are to eat today.

It refuses to know how the books were folded (records.stock).
"""

from pydantic import Field

from farm.words import Noun


class TankStock(Noun):
    """Fish in one tank: heads, biomass (kg), day's ration (kg/d), as of `at_ms` (UTC)."""

    tank: str
    heads: int = Field(ge=0, le=1_000_000)
    biomass_kg: float = Field(ge=0, le=20_000)
    ration_kg_d: float = Field(ge=0, le=1_000)
    at_ms: int

    @property
    def mean_weight_g(self) -> float:
        """Mean weight, g; 0 for an empty tank."""
        return 1000 * self.biomass_kg / self.heads if self.heads else 0.0
