"""Pumps, drives and levels against values worked out by hand.

Knows the small site's pump (84 m3/h at 4.5 m, 7.5 m shut off) and no register.
"""

import numpy as np
import pytest

from farm.site import Site
from hil_sim.plant.circulation import BYPASS_M, Circulation
from hil_sim.plant.constants import nominal
from hil_sim.plant.layout import layout_of
from hil_sim.plant.levels import HOLD_UP_S, RIM_PART
from hil_sim.plant.plant import PUMP_1, PUMP_2, Plant
from tests.hil_sim.worked_plant import let, run

# ---- pumps


@pytest.mark.parametrize(
    ("speed", "flow_m3_h"),
    [
        # 7.5 s² - 3.2 (lift) - 0.05 Q²/84² (clean screen) = (3.0 + 1.3) Q²/84² (droop, friction)
        (1.0, 84.0 * np.sqrt((7.5 - 3.2) / 4.35)),
        (0.9, 84.0 * np.sqrt((6.075 - 3.2) / 4.35)),
        (0.7, 84.0 * np.sqrt((3.675 - 3.2) / 4.35)),
        (0.65, 0.0),
    ],
)
def test_a_pump_gives_what_lift_and_friction_leave(
    small_site: Site, speed: float, flow_m3_h: float
) -> None:
    layout = layout_of(small_site)
    circulation = Circulation(layout, nominal(layout))
    for _ in range(40):  # the screen's loss is that of the flow a moment ago
        circulation.flow_m3_h = circulation.flow_at(np.array([[speed, 0.0]]))
    assert circulation.flow_m3_h[0] == pytest.approx(flow_m3_h, rel=1e-4)


def test_a_pump_without_suction_gives_nothing_and_draws_little(plant: Plant) -> None:
    """Torque of a tenth at full speed: 2 kW · 1.89 A/kW · sqrt(0.35² + 0.8775 · 0.1²) = 1.37 A."""
    plant.drives.set_hz[0, PUMP_1] = 50.0
    run(plant, 30)
    full_a = plant.drives.current_a(plant.load)[0, PUMP_1]
    let(plant, "suction", "1/1", 0.0)
    run(plant, 2)
    dry_a = plant.drives.current_a(plant.load)[0, PUMP_1]
    assert plant.circulation.flow_m3_h[0] == 0.0
    assert full_a == pytest.approx(3.78) and dry_a == pytest.approx(1.37, abs=0.01)


def test_cavitation_takes_head_and_a_sump_of_air_takes_all(plant: Plant) -> None:
    """80 % of the head at full speed: 6.0 m leave 84 · sqrt(2.8 / 4.35) = 67 m3/h."""
    plant.drives.set_hz[0, PUMP_1] = 50.0
    let(plant, "suction", "1/1", 0.8)
    run(plant, 60)
    assert plant.circulation.flow_m3_h[0] == pytest.approx(67.4, rel=0.01)
    plant.circulation.stock_m3[:] = 0.1 * plant.circulation.area_m2
    plant.step()
    assert plant.circulation.flow_m3_h[0] == 0.0


def test_an_open_contactor_leaves_a_drive_that_gives_and_a_shaft_that_stands(plant: Plant) -> None:
    let(plant, "contactor_open", "1/1")
    run(plant, 5)
    assert plant.drives.actual_hz[0, PUMP_1] > 40.0
    assert plant.drives.current_a(plant.load)[0, PUMP_1] == 0.0 == plant.power_of(PUMP_1)
    assert plant.circulation.flow_m3_h[0] == 0.0 and not plant.drives.fed[0, PUMP_1]
    let(plant, "contactor_open", "1/1", 0)
    run(plant, 2)
    assert plant.circulation.flow_m3_h[0] > 60.0


def test_a_trip_is_reset_unless_the_drive_is_broken(plant: Plant) -> None:
    for what, left in (("pump_trip", 0), ("pump_broken", 4)):
        let(plant, what, "1/1", 4)
        plant.drives.command(0, PUMP_1, 7)
        assert plant.drives.fault[0, PUMP_1] == left
    let(plant, "pump_broken", "1/1", 0)
    assert plant.drives.fault[0, PUMP_1] == 0


def test_power_goes_with_the_cube_of_speed(plant: Plant) -> None:
    for hz, kw in ((50.0, 2.0), (40.0, 1.024)):
        plant.drives.set_hz[0, PUMP_1] = hz
        run(plant, 20)
        assert plant.power_of(PUMP_1) == pytest.approx(kw)
    assert plant.power_of(PUMP_2) == 0.0


# ---- water


def whole_m3(plant: Plant) -> float:
    return float(plant.circulation.levels.tank_m3.sum() + plant.circulation.stock_m3.sum())


def lost_m3(plant: Plant) -> float:
    return plant.circulation.lost_m3 + plant.circulation.levels.lost_m3


@pytest.mark.parametrize(
    ("what", "place", "value"),
    [
        ("leak", "1", 25.0),
        ("tank_leak", "1-01", 60.0),
        ("outlet", "1-02", 0.0),
        ("makeup_stuck", "1", 80.0),
        ("drum_clogging", "1", 3000.0),
    ],
)
def test_every_cubic_metre_is_accounted_for(
    plant: Plant, what: str, place: str, value: float
) -> None:
    """A leak, a blocked outlet that runs over the rim, a make-up that does not stop."""
    before, lost, makeup = whole_m3(plant), lost_m3(plant), plant.circulation.makeup_total_m3
    let(plant, what, place, value)
    run(plant, 2400)
    came = plant.circulation.makeup_total_m3 - makeup
    gone = lost_m3(plant) - lost
    assert whole_m3(plant) - before == pytest.approx(came - gone, abs=1e-6)
    assert plant.circulation.stock_m3.min() >= 0.0 and plant.circulation.levels.tank_m3.min() >= 0.0


def test_a_blocked_outlet_fills_to_the_rim_and_empties_the_sump(plant: Plant) -> None:
    """4.2 m3 of freeboard at 42 m3/h: water is at the rim after six minutes and runs over."""
    let(plant, "outlet", "1-01", 0.0)
    run(plant, 300)
    assert plant.circulation.levels.overflow_m3_h[0] == 0.0
    run(plant, 120)
    assert plant.circulation.levels.part[0] == pytest.approx(RIM_PART)
    assert plant.circulation.levels.overflow_m3_h[0] > 30.0


def test_water_comes_back_into_the_sump_when_the_pump_stops(plant: Plant) -> None:
    """45 s of flow stand above the outlets."""
    stands_m3 = plant.circulation.flow_m3_h[0] * HOLD_UP_S / 3600.0
    before = plant.circulation.stock_m3[0]
    plant.drives.run[:] = False
    run(plant, 240)
    back = plant.circulation.stock_m3[0] - before
    assert back == pytest.approx(stands_m3, rel=0.12)


def test_a_leaking_tank_drops_its_float(plant: Plant) -> None:
    """18 m3/h are missing, 6.3 m3 to the float: 21 min, and one of hold-up."""
    let(plant, "tank_leak", "1-01", plant.circulation.flow_m3_h[0] / 2 + 18.0)
    run(plant, 1200)
    assert plant.level_ok.all()
    run(plant, 240)
    assert not plant.level_ok[0] and plant.level_ok[1]


def test_a_screen_that_is_not_washed_lets_water_past(plant: Plant) -> None:
    let(plant, "wash_blocked", "1")
    let(plant, "drum_clogging", "1", 10_000.0)
    run(plant, 600)
    assert plant.circulation.drum_head_m[0] == BYPASS_M
    assert 0.1 < plant.circulation.bypassed[0] < 0.9 and plant.circulation.flow_m3_h[0] > 60.0
    let(plant, "wash_blocked", "1", 0)
    let(plant, "drum_clogging", "1", 0.0)
    run(plant, 1200)
    assert plant.circulation.drum_head_m[0] < BYPASS_M / 2
