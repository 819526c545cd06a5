"""Know how the plan's fullest day is spread over tanks within the density of each stage.

Knows no real fish: it stocks plants made of numbers and shows what the plan needs.
"""

from dataclasses import dataclass
from math import ceil

from models.cohorts import (
    DENSITY_CEILINGS_KG_M3,
    STAGES,
    GrowthPlan,
    fullest_day,
)
from models.growth import TGC_DEFAULT

TANKS = 72  # -, the plan's 6.4 m round tanks
TANK_VOLUME_M3 = 42.0  # m3 each
SYSTEMS = 4  # -, independent recirculation systems


@dataclass(frozen=True, slots=True)
class CohortInHouse:
    """One cohort on one day; fish in whole heads."""

    number: int
    mean_weight_g: float
    biomass_kg: float
    feed_kg_d: float
    stage: str

    @property
    def ceiling_kg_m3(self) -> float:
        """The most biomass per water this stage may have."""
        return DENSITY_CEILINGS_KG_M3[STAGES.index(self.stage)]


@dataclass(frozen=True, slots=True)
class TankStock:
    """The fish of one tank; cohort counts from the youngest, None in an empty tank."""

    system: int
    place: int
    cohort: int | None
    number: int
    mean_weight_g: float
    biomass_kg: float
    feed_kg_d: float


def standing_stock(tgc: float = TGC_DEFAULT, plan: GrowthPlan | None = None) -> list[CohortInHouse]:
    """Return the cohorts in the house on the plan's fullest day, youngest first.

    With the defaults 10 cohorts and 102 t. A plan, if given, holds over tgc.
    """
    day = fullest_day(plan or GrowthPlan(tgc=tgc))
    rows = zip(day.number, day.mean_weight_g, day.feed_kg_d, day.stage(), strict=True)
    return [
        CohortInHouse(
            number=round(number),
            mean_weight_g=float(weight),
            biomass_kg=round(number) * float(weight) / 1000.0,
            feed_kg_d=float(feed),
            stage=STAGES[int(stage)],
        )
        for number, weight, feed, stage in rows
    ]


def tanks_per_cohort(
    cohorts: list[CohortInHouse], tanks: int = TANKS, volume_m3: float = TANK_VOLUME_M3
) -> list[int]:
    """Return how many tanks each cohort gets, all of them given out, none above its ceiling.

    A tank left over goes to the cohort that is nearest to its ceiling.
    Raises ValueError if the ceilings ask for more tanks than there are.
    """
    room_kg = [cohort.ceiling_kg_m3 * volume_m3 for cohort in cohorts]
    given = [max(1, ceil(c.biomass_kg / kg)) for c, kg in zip(cohorts, room_kg, strict=True)]
    if sum(given) > tanks:
        raise ValueError(
            f"these cohorts need {sum(given)} tanks of {volume_m3:g} m3, there are {tanks}: "
            f"fewer fish or more tanks / 需要 {sum(given)} 个养殖池，"
            f"只有 {tanks} 个：减少存塘或增加池数"
        )
    while cohorts and sum(given) < tanks:
        fullness = [c.biomass_kg / n / kg for c, n, kg in zip(cohorts, given, room_kg, strict=True)]
        given[fullness.index(max(fullness))] += 1
    return given


def _lots(cohorts: list[CohortInHouse], given: list[int]) -> list[tuple[int, int, float, float]]:
    """Return (cohort, heads, biomass kg, feed kg/d) per tank, heads split to within one."""
    lots = []
    for index, (cohort, count) in enumerate(zip(cohorts, given, strict=True)):
        for tank in range(count):
            heads = cohort.number * (tank + 1) // count - cohort.number * tank // count
            part = heads / cohort.number
            lots.append((index, heads, cohort.biomass_kg * part, cohort.feed_kg_d * part))
    return lots


def allocate(
    cohorts: list[CohortInHouse],
    systems: int = SYSTEMS,
    tanks: int = TANKS,
    volume_m3: float = TANK_VOLUME_M3,
    empty_tanks: int = 0,
) -> list[TankStock]:
    """Return every tank's stock, system by system, the systems fed as evenly as tanks allow.

    empty_tanks stay without fish for grading. Raises ValueError as `tanks_per_cohort`.
    """
    assert tanks % systems == 0, "systems have equally many tanks"
    lots = _lots(cohorts, tanks_per_cohort(cohorts, tanks - empty_tanks, volume_m3))
    houses: list[list[tuple[int, int, float, float]]] = [[] for _ in range(systems)]
    for lot in sorted(lots, key=lambda lot: -lot[3]):
        open_houses = [house for house in houses if len(house) < tanks // systems]
        min(open_houses, key=lambda house: sum(held[3] for held in house)).append(lot)
    return [
        stock
        for system, house in enumerate(houses)
        for stock in _places(system, sorted(house), cohorts, tanks // systems)
    ]


def _places(
    system: int,
    lots: list[tuple[int, int, float, float]],
    cohorts: list[CohortInHouse],
    places: int,
) -> list[TankStock]:
    """Return one system's tanks in order, youngest fish first, empty tanks last."""
    filled = [
        TankStock(system, place, cohort, heads, cohorts[cohort].mean_weight_g, biomass, feed)
        for place, (cohort, heads, biomass, feed) in enumerate(lots)
    ]
    return filled + [
        TankStock(system, place, None, 0, 0.0, 0.0, 0.0) for place in range(len(lots), places)
    ]
