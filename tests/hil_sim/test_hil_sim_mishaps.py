"""Every mishap: where it may happen, what it changes, and that it can be undone.

Knows the names of the mishaps and the arrays of the plant.
"""

from typing import Any

import numpy as np
import pytest

from farm.site import Site
from hil_sim.control import Control
from hil_sim.machine_truths import VIEWS, view
from hil_sim.mishaps import MISHAPS, happen, places_of
from hil_sim.plant.plant import Plant
from hil_sim.plant.steady import settle
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.stocking import fullest_day

GIVEN = {"mains": 0.0, "level_float": 0.0, "suction": 0.3, "outlet": 0.0, "alkalinity": 20.0}
GIVEN |= {"fan_belt": 0.4, "film": 0.1, "ups_battery": 0.2, "mains_voltage": 0.75, "pump_trip": 4.0}
GIVEN |= {"lox": 0.5, "genset_fuel": 5.0, "ups_charge": 40.0, "oxygen_purity": 80.0, "weigh": 7.0}
STAYS = {
    "pump_trip": {"Drives.run"},
    "pump_broken": {"Drives.run"},
    "valve_stuck_at": {"OxygenSupply.valve_percent"},
    "alkalinity": {"alkalinity", "Water._tanks"},
}
"""A drive waits to be told to run, a valve to travel, tanks to mix with their sump."""
NOT_UNDONE = "meal"
"""Feed that fell is not taken back."""


@pytest.fixture
def plant(small_site: Site) -> Plant:
    plant = Plant(small_site, fullest_day(small_site), 3)
    settle(plant, small_site)
    return plant


def state(plant: Plant) -> dict[str, Any]:
    """Every number and array a mishap may put."""
    water, circulation = plant.water, plant.circulation
    parts = (plant, plant.power, plant.drives, plant.supply, plant.feeders, plant.blower)
    more = (circulation, circulation.levels, plant.ozone, water, water.heating)
    found: dict[str, Any] = {"alkalinity": np.array(water.tanks.alkalinity_eq_m3)}
    for part in (*parts, *more):
        for name, value in vars(part).items():
            if isinstance(value, bool | float | np.ndarray):
                found[f"{type(part).__name__}.{name}"] = np.array(value)
    return found


def differing(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {
        key
        for key, value in before.items()
        if not np.allclose(value.astype(float), after[key].astype(float), 1e-9, equal_nan=True)
    }


@pytest.mark.parametrize("what", sorted(set(MISHAPS) - {NOT_UNDONE}))
def test_every_mishap_changes_something_and_is_undone_by_what_it_returns(
    plant: Plant, what: str
) -> None:
    place = places_of(plant, MISHAPS[what].where)[-1]
    before = state(plant)
    undo = happen(plant, {"what": what, "place": place, "value": GIVEN.get(what, 1.0)})
    changed = differing(before, state(plant))
    assert changed
    again = happen(plant, {"what": what, "place": place, "value": undo})
    assert again == pytest.approx(GIVEN.get(what, 1.0))
    assert differing(before, state(plant)) <= STAYS.get(what, set())


def test_a_meal_by_hand_is_thrown(plant: Plant) -> None:
    happen(plant, {"what": "meal", "place": "1-02", "value": 500.0})
    for _ in range(60):
        plant.step()
    assert view(plant, "fed_g", "1-02") == pytest.approx(500.0)


@pytest.mark.parametrize("what", sorted(MISHAPS))
def test_a_mishap_at_a_place_that_is_not_there_names_the_places(plant: Plant, what: str) -> None:
    if MISHAPS[what].where == "farm":
        return
    with pytest.raises(ValueError, match=f"happens at a {MISHAPS[what].where}"):
        happen(plant, {"what": what, "place": "9/9"})


def test_what_lasts_a_while_ends_by_itself_with_the_value_that_was(
    small_farm: SimulatedFarm,
) -> None:
    """A leak of 12 m3/h for a minute, and a stuck valve that is free again afterwards."""
    control, plant = Control(small_farm), small_farm.plant
    happen(plant, {"what": "leak", "place": "1", "value": 2.0})
    order = {"do": "plant", "what": "leak", "place": "1", "value": 12.0, "for_s": 60}
    stuck = {"do": "plant", "what": "valve_stuck_at", "place": "1-01", "value": 0.0, "for_s": 60}
    assert control.answer(order) == control.answer(stuck) == {"ok": True}
    assert plant.circulation.leak_m3_h[0] == 12.0 and plant.supply.stuck[0]
    small_farm.step_to(61.0)
    control.due(61.0)
    assert plant.circulation.leak_m3_h[0] == 2.0 and not plant.supply.stuck[0]


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_every_view_has_a_number_for_every_place(plant: Plant, name: str) -> None:
    plant.step()
    for place in places_of(plant, VIEWS[name][0]):
        assert np.isfinite(view(plant, name, place))
