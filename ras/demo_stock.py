"""The fish a demonstration starts with: the plan's fullest day, cohort by cohort.

It refuses to invent a load: the plan's arithmetic (models.stocking) spreads 102 t over the tanks.
"""

from farm.site import Site
from farm.stock import TankStock

PLAN_TANKS = 72
"""The plan's allocation holds for this many tanks of equal size; other sites get its density."""


def demo_stock(site: Site, at_ms: int) -> tuple[list[TankStock], dict[str, str]]:
    """Stock by tank and the batch that swims in it."""
    tanks = site.tanks()
    volumes = {tank.volume_m3 for tank in tanks}
    if len(tanks) != PLAN_TANKS or len(volumes) != 1:
        from hil_sim.stocking import fullest_day

        stock = fullest_day(site, at_ms)
        return stock, {row.tank: f"{tank.stage}-1" for row, tank in zip(stock, tanks, strict=True)}
    return _by_cohort(site, volumes.pop(), at_ms)


def _by_cohort(site: Site, volume_m3: float, at_ms: int) -> tuple[list[TankStock], dict[str, str]]:
    from models.stocking import allocate, standing_stock

    # One house, youngest fish first: loops hold fish of like age, as the site's stages say.
    places = allocate(standing_stock(), 1, PLAN_TANKS, volume_m3)
    stock: list[TankStock] = []
    batches: dict[str, str] = {}
    for tank, row in zip(site.tanks(), places, strict=True):
        stock.append(
            TankStock(
                tank=tank.id,
                heads=row.number,
                biomass_kg=round(row.biomass_kg, 3),
                ration_kg_d=round(row.feed_kg_d, 3),
                at_ms=at_ms,
            )
        )
        if row.cohort is not None:
            batches[tank.id] = f"C{row.cohort + 1:02d}"
    return stock, batches
