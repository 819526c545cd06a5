"""The farm's structure as the page needs it, from the site file.

It refuses to know any value; it is made once, when the server starts.
"""

from collections.abc import Iterable

from dashboard.api_models import Band, FarmInfo, PostInfo, QuantityInfo, SystemInfo, TankInfo
from farm.health_tags import health_tags
from farm.names import Names
from farm.quantity import QUANTITIES, Kind, Place
from farm.site import Limit, Site, System, mapping
from farm.tag import FARM
from farm.words import Words
from records.journal.causes import CAUSE_WORDS


def site_tags(site: Site) -> frozenset[str]:
    """Every tag of the site: what devices deliver or take, what is derived, how the wires are."""
    mapped = {
        mapping(entry).tag
        for device in site.devices
        for entry in (*device.points.values(), *device.outputs.values())
    }
    return frozenset({*mapped, *_derived(site), *health_tags(site)})


def _derived(site: Site) -> Iterable[str]:
    places = {
        Place.TANK: [tank.id for tank in site.tanks()],
        Place.SYSTEM: [system.id for system in site.systems],
        Place.FARM: [FARM],
    }
    for quantity in QUANTITIES.values():
        if quantity.kind is Kind.DERIVED:
            yield from (f"{place}.{quantity.key}" for place in places[quantity.place])


def normal_bands(limits: Iterable[Limit]) -> dict[str, Band]:
    """Per quantity the span between its innermost limits."""
    lows: dict[str, float] = {}
    highs: dict[str, float] = {}
    for limit in limits:
        if limit.side == "low":
            lows[limit.quantity] = max(limit.at, lows.get(limit.quantity, limit.at))
        else:
            highs[limit.quantity] = min(limit.at, highs.get(limit.quantity, limit.at))
    return {key: Band(low=lows.get(key), high=highs.get(key)) for key in sorted({*lows, *highs})}


def _quantities() -> dict[str, QuantityInfo]:
    return {
        row.key: QuantityInfo(
            zh=row.zh,
            en=row.en,
            unit=row.unit,
            place=row.place.value,
            kind=row.kind.value,
            low=row.low,
            high=row.high,
            decimals=row.decimals,
            life_support=row.life_support,
        )
        for row in QUANTITIES.values()
    }


def _system(site: Site, system: System, tags: frozenset[str]) -> SystemInfo:
    circulation = site.control.circulation
    return SystemInfo(
        id=system.id,
        name=system.name,
        tanks=tuple(
            TankInfo(
                id=tank.id, volume_m3=tank.volume_m3, stage=tank.stage, tags=_at(tank.id, tags)
            )
            for tank in system.tanks
        ),
        tags=_at(system.id, tags),
        flow_target_m3_h=circulation.target_m3_h if circulation else None,
    )


def _at(place: str, tags: frozenset[str]) -> tuple[str, ...]:
    order = list(QUANTITIES)
    mine = [name for name in tags if name.startswith(f"{place}.")]
    return tuple(sorted(mine, key=lambda name: order.index(name.partition(".")[2])))


def _places(site: Site) -> dict[str, Words]:
    names = Names(site)
    return names.where_line | names.where


def farm_info(site: Site) -> FarmInfo:
    """Answer of GET /api/v1/farm."""
    tags = site_tags(site)
    return FarmInfo(
        id=site.id,
        name=site.name,
        note=site.note,
        timezone=site.timezone,
        systems=tuple(_system(site, system, tags) for system in site.systems),
        farm_tags=_at(FARM, tags),
        quantities=_quantities(),
        limits=site.limits,
        normal=normal_bands(site.limits),
        outputs=site.outputs,
        oxygen_target_mg_l=site.control.oxygen.target_mg_l,
        emergency_open_mg_l=site.control.oxygen.emergency_open_mg_l,
        feeding_stops_below_mg_l=site.control.feeding.stop_below_oxygen_mg_l,
        meals=site.control.feeding.meals,
        on_call=tuple(
            PostInfo(post=person.post, order=person.order)
            for person in sorted(site.people, key=lambda p: p.order)
        ),
        rules=site.rules,
        yearly_plan_kg=site.plan.yearly_kg,
        species=site.plan.species,
        death_causes={cause.value: words for cause, words in CAUSE_WORDS.items()},
        places=_places(site),
        constructed=any(system.plant and system.plant.constructed for system in site.systems),
    )
