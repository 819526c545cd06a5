"""The fish a simulated farm starts with: a list from the books, or the plan's fullest day.

It refuses to know how the books were kept.
"""

from pydantic import TypeAdapter

from farm.site import Site, Tank
from farm.stock import TankStock

FULLEST_BIOMASS_KG = 102_000.0
"""Standing stock on the fullest day of 320 t a year (ras-science 4, TGC 0.80)."""
FULLEST_FEED_KG_D = 1_152.0
"""Feed on that day."""
PLAN_VOLUME_M3 = 3_024.0
"""72 tanks of 42 m³ that carry it."""

_STAGES: dict[str, tuple[float, float, float]] = {
    "nursery": (20.0, 28.0, 3.0),
    "pregrow": (35.0, 120.0, 1.8),
    "growout": (50.0, 360.0, 0.95),
    "holding": (30.0, 550.0, 0.0),
    "empty": (0.0, 0.0, 0.0),
}
"""Stage: density kg/m³, mean weight g, ration % of biomass a day, before scaling to the plan."""

_ROWS = TypeAdapter(list[TankStock])


def fullest_day(site: Site, at_ms: int = 0, part: float = 1.0) -> list[TankStock]:
    """The plan's fullest day on this site's tanks, by volume; `part`: share of that load."""
    tanks = site.tanks()
    share = part * sum(tank.volume_m3 for tank in tanks) / PLAN_VOLUME_M3
    biomass = {tank.id: _STAGES[tank.stage][0] * tank.volume_m3 for tank in tanks}
    scale = FULLEST_BIOMASS_KG * share / max(sum(biomass.values()), 1e-9)
    ration = {t.id: biomass[t.id] * scale * _STAGES[t.stage][2] / 100.0 for t in tanks}
    feed_scale = FULLEST_FEED_KG_D * share / max(sum(ration.values()), 1e-9)
    return [
        _row(tank, biomass[tank.id] * scale, ration[tank.id] * feed_scale, at_ms) for tank in tanks
    ]


def _row(tank: Tank, biomass_kg: float, ration_kg_d: float, at_ms: int) -> TankStock:
    weight_g = _STAGES[tank.stage][1]
    heads = round(1000.0 * biomass_kg / weight_g) if weight_g else 0
    return TankStock(
        tank=tank.id,
        heads=heads,
        biomass_kg=round(biomass_kg, 3) if heads else 0.0,
        ration_kg_d=round(ration_kg_d, 3) if heads else 0.0,
        at_ms=at_ms,
    )


def read_stock(text: str, site: Site) -> list[TankStock]:
    """A JSON list of TankStock; ValueError for a tank the site does not have, or one twice."""
    rows = _ROWS.validate_json(text)
    tanks = {tank.id for tank in site.tanks()}
    strange = sorted({row.tank for row in rows} - tanks)
    if strange:
        raise ValueError(f"no such tank on this site: {', '.join(strange)}")
    if len({row.tank for row in rows}) != len(rows):
        raise ValueError("a tank stands twice in the stock")
    return rows
