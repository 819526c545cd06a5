"""How long the fish last if water and oxygen stop now, by the published arithmetic."""

import pytest

from controller.layout import TankTags
from controller.outlook import _reserve, _use_mg_l_min
from controller.voting import vote
from farm.sample import Sample
from farm.snapshot import Reading
from farm.status import Status
from farm.stock import TankStock
from farm.tag import tag

KEYS = ("oxygen", "minutes_to_4", "reserve", "temperature", "oxygen_valve_position")
OUTPUTS = ("oxygen_valve", "emergency_valve", "feeder")
PROBES = (tag("1-01", "do_a"),)
TANK = TankTags(
    "1-01", "1", 42.0, "growout", PROBES, *(tag("1-01", key) for key in (*KEYS, *OUTPUTS))
)
OXYGEN = Sample(TANK.oxygen, 8.0, Status.GOOD, 0.0, 0, "derived")


def stock(heads: int, biomass_kg: float, ration_kg_d: float) -> TankStock:
    return TankStock(
        tank="1-01", heads=heads, biomass_kg=biomass_kg, ration_kg_d=ration_kg_d, at_ms=0
    )


def test_forty_kilos_a_cube_at_202_mg_kg_h_last_half_an_hour() -> None:
    """350 g at 26 °C and 1.2 % a day use 202 mg/kg/h (ras-science 2.1): 8 → 4 mg/L in 29.7 min."""
    fish = stock(4800, 1680.0, 20.16)
    use = _use_mg_l_min(TANK, fish)
    assert use == pytest.approx(40 * 202 / 1000 / 60, rel=0.005)
    (sample,) = _reserve(TANK, vote((Reading(8.0, Status.GOOD, 0.0),)), use, OXYGEN)
    assert sample.value == pytest.approx(4.0 * 1000 * 60 / (40 * 202), abs=0.2)


@pytest.mark.parametrize("fish", [None, stock(0, 0.0, 0.0)])
def test_without_fish_there_is_no_reserve_to_tell(fish: TankStock | None) -> None:
    use = _use_mg_l_min(TANK, fish)
    assert use is None
    assert _reserve(TANK, vote((Reading(8.0, Status.GOOD, 0.0),)), use, OXYGEN) == []


def test_a_blind_tank_tells_no_reserve() -> None:
    blind = vote((Reading(None, Status.BAD_TIMEOUT, 1.0),))
    assert _reserve(TANK, blind, 0.1, OXYGEN) == []
