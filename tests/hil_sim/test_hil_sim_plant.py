"""The plant against balances, published times and the plan's fullest day.

Knows physics only: no register, no wire.
"""

from dataclasses import replace

import numpy as np
import pytest

from farm.site import Site
from farm.stock import TankStock
from hil_sim.plant.constants import nominal, perturbed
from hil_sim.plant.delay import Delay
from hil_sim.plant.layout import layout_of
from hil_sim.plant.plant import FAN, PUMP_1, PUMP_2, Plant
from hil_sim.plant.steady import settle
from hil_sim.stocking import FULLEST_BIOMASS_KG, fullest_day, read_stock
from models.floats import FloatArray
from models.sources import Sources


def plant_of(site: Site, seed: int = 3, part: float = 1.0) -> Plant:
    plant = Plant(site, fullest_day(site, 0, part), seed)
    settle(plant, site)
    return plant


def oxygen(plant: Plant) -> FloatArray:
    return np.asarray(plant.water.tanks.oxygen_mg_l)


def run(plant: Plant, seconds: int) -> None:
    for _ in range(seconds):
        plant.step()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_fixed_settings_hold_the_fullest_day_for_an_hour(trial_site: Site, seed: int) -> None:
    """102 t on 3,024 m3, the day's mean load: between 6 and 12 mg/L, pH and ammonia fit to live."""
    plant = plant_of(trial_site, seed)
    assert oxygen(plant) == pytest.approx(8.0, abs=0.2)
    run(plant, 3600)
    assert plant.accounts.lowest_mg_l.min() > 6.0
    assert plant.accounts.highest_mg_l.max() < 12.0
    assert np.all((plant.water.ph > 6.6) & (plant.water.ph < 7.8))
    assert np.all(np.asarray(plant.water.tanks.tan_mg_l) < 3.0)
    assert np.all(plant.water.co2_mg_l() < 20.0)
    assert np.asarray(plant.water.tanks.temperature_c) == pytest.approx(26.0, abs=0.3)


def test_a_meal_takes_oxygen_and_gives_ammonia(trial_site: Site) -> None:
    """Digestion shows within the hour; with fixed valves oxygen falls and comes back later."""
    plant = plant_of(trial_site)
    before, tan = oxygen(plant).copy(), np.asarray(plant.water.tanks.tan_mg_l).copy()
    plant.feeders.by_hand_g += plant.fish.ration_g_d / 3.0
    run(plant, 3600)
    assert np.all(plant.accounts.meals == 1)
    assert np.all(plant.accounts.meal_lowest_mg_l < before - 0.3)
    assert np.all(np.asarray(plant.water.tanks.tan_mg_l) > tan)
    assert plant.fish.eaten_g == pytest.approx(plant.fish.ration_g_d / 3.0, rel=1e-6)


def test_an_hours_meal_peaks_within_what_plants_are_designed_for(trial_site: Site) -> None:
    """Ras-science 2.2: 1.4 times the mean with four meals, 2 and more with a single one."""
    plant = plant_of(trial_site)
    mean_g_h = plant.fish.oxygen_g_h.sum()
    plant.feeders.by_hand_g += plant.fish.ration_g_d / 3.0
    plant.feeders.by_hand_g_s = plant.feeders.by_hand_g / 3600.0
    peak_g_h = 0.0
    for _ in range(2 * 3600):
        plant.step()
        held = np.clip(plant.supply.valve_command + (8.0 - oxygen(plant)) * 0.5, 0.0, 100.0)
        plant.supply.valve_command = held
        peak_g_h = max(peak_g_h, float(plant.fish.oxygen_g_h.sum()))
    assert 1.4 < peak_g_h / mean_g_h < 2.0
    assert plant.accounts.lowest_mg_l.min() > 6.0


def test_without_flow_and_oxygen_fish_have_half_an_hour(small_site: Site) -> None:
    """Ras-science 2.5: 50 kg/m3 at 200 mg/kg/h fall from 8 to 3 mg/L in 30 minutes."""
    stock = [
        TankStock(tank=tank, heads=6000, biomass_kg=2100, ration_kg_d=2100 * 0.012, at_ms=0)
        for tank in ("1-01", "1-02")
    ]
    plant = Plant(small_site, stock, constants=nominal(layout_of(small_site)))
    settle(plant, small_site)
    plant.drives.run[:] = False
    plant.drives.settle()
    plant.supply.settle(np.zeros(2), np.zeros(1))
    assert plant.fish.oxygen_g_h[0] / 2.1 == pytest.approx(202, rel=0.03)
    start = oxygen(plant).copy()
    assert start == pytest.approx(8.0, abs=0.1)
    minutes = 0.0
    while oxygen(plant).min() > 3.0 and minutes < 120:
        run(plant, 6)
        minutes += 0.1
    assert minutes == pytest.approx(30.0, rel=0.10)


def test_a_pump_below_the_static_lift_moves_nothing(small_site: Site) -> None:
    """Static 3.2 m of 7.5 m shut-off: below sqrt(3.2/7.5) = 65 % of speed no water comes up."""
    plant = Plant(small_site, [], constants=nominal(layout_of(small_site)))
    settle(plant, small_site)
    assert plant.circulation.flow_m3_h[0] > 70
    plant.drives.set_hz[0, PUMP_1] = 32.0
    run(plant, 30)
    assert plant.drives.actual_hz[0, PUMP_1] == 32.0
    assert plant.circulation.flow_m3_h[0] == 0.0
    plant.drives.set_hz[0, PUMP_1] = 34.0
    run(plant, 30)
    assert plant.circulation.flow_m3_h[0] > 5.0


def test_two_pumps_give_more_than_one_and_less_than_twice(small_site: Site) -> None:
    plant = plant_of(small_site)
    alone = plant.circulation.flow_at(np.array([[0.9, 0.0]]))[0]
    both = plant.circulation.flow_at(np.array([[0.9, 0.9]]))[0]
    weak = plant.circulation.flow_at(np.array([[0.9, 0.7]]))[0]
    assert alone < weak < both < 2 * alone
    assert plant.circulation.flow_at(np.array([[0.9, 0.6]]))[0] == pytest.approx(alone)


def test_water_keeps_what_nothing_takes(small_site: Site) -> None:
    """Nitrate with a dead film, no make-up and no fish: its mass stays, however unevenly put."""
    plant = Plant(small_site, [], constants=nominal(layout_of(small_site)))
    settle(plant, small_site)
    water = plant.water
    water.film.area_m2 = water.film.area_m2 * 0.0
    water.tanks = replace(water.tanks, nitrate_mg_l=np.array([10.0, 30.0]))
    water.sumps = replace(water.sumps, nitrate_mg_l=np.array([5.0]))
    plant.circulation.makeup_m3_h = np.zeros(1)
    plant.circulation.rated_makeup_m3_h = np.zeros(1)

    def mass_g() -> float:
        tanks = np.asarray(water.tanks.nitrate_mg_l) * water.tank_m3
        return float(tanks.sum() + (np.asarray(water.sumps.nitrate_mg_l) * water.sump_m3).sum())

    before = mass_g()
    run(plant, 1800)
    assert mass_g() == pytest.approx(before, rel=1e-9)
    assert np.ptp(np.asarray(water.tanks.nitrate_mg_l)) < 15.0


def test_oxygen_breathed_is_oxygen_gone(small_site: Site) -> None:
    """A closed tank: what is missing after ten minutes is what the fish used."""
    plant = plant_of(small_site)
    plant.drives.run[:] = False
    plant.drives.settle()
    plant.supply.settle(np.zeros(2), np.zeros(1))
    run(plant, 5)
    before, used = oxygen(plant).copy(), np.zeros(2)
    for _ in range(600):
        plant.step()
        used = used + plant.fish.oxygen_g_h / 3600.0
    lost = (before - oxygen(plant)) * plant.layout.volume_m3
    assert lost == pytest.approx(used, rel=0.02)


def test_oxygen_used_is_booked_by_valve_and_leaves_the_vessel(small_site: Site) -> None:
    plant = plant_of(small_site)
    start_t = plant.supply.lox_t
    plant.supply.emergency_open[0] = True
    run(plant, 600)
    used = {kind: float(grams.sum()) for kind, grams in plant.supply.used_g.items()}
    assert used["emergency"] == pytest.approx(3000 / 6, rel=0.15)
    assert used["trim"] > 0
    assert sum(used.values()) / 1e6 == pytest.approx(start_t - plant.supply.lox_t, rel=1e-6)
    assert oxygen(plant)[0] > oxygen(plant)[1]


def test_an_empty_vessel_gives_no_oxygen(small_site: Site) -> None:
    plant = plant_of(small_site)
    plant.supply.lox_t = 0.0
    run(plant, 1200)
    assert plant.supply.pressure_bar[0] < 0.1
    assert plant.accounts.lowest_mg_l.min() < 7.5


def test_mains_loss_stops_the_pumps_until_the_generator_carries(small_site: Site) -> None:
    plant = plant_of(small_site)
    plant.power.mains_ok = False
    run(plant, 8)
    assert plant.drives.actual_hz[0, PUMP_1] < 1.0 and plant.power.ups_on_battery
    run(plant, 40)
    assert plant.power.genset_running and plant.drives.actual_hz[0, PUMP_1] > 30.0
    assert 8.0 < plant.accounts.longest_still_s[0] < 25.0
    assert plant.accounts.longest_still_s[0] < plant.accounts.longest_dry_s[0] < 40.0
    plant.power.mains_ok = True
    run(plant, 60)
    assert not plant.power.genset_running and plant.circulation.flow_m3_h[0] > 50.0


def test_a_trim_valve_acts_after_its_dead_time(small_site: Site) -> None:
    plant = Plant(small_site, fullest_day(small_site), constants=nominal(layout_of(small_site)))
    settle(plant, small_site)
    plant.supply.valve_command[0] = 100.0
    before = plant.supply.trim_g_h[0]
    run(plant, 55)
    assert plant.supply.valve_percent[0] == pytest.approx(100.0)
    assert plant.supply.trim_g_h[0] == pytest.approx(before, rel=0.03)
    run(plant, 200)
    assert plant.supply.trim_g_h[0] > 2 * before


def test_a_delay_is_dead_time_then_lag() -> None:
    pipe = Delay(np.array([3.0]), np.array([1e-6]), np.zeros(1))
    out = [float(pipe.step(np.array([1.0]), 1.0)[0]) for _ in range(6)]
    assert out == pytest.approx([0, 0, 0, 1, 1, 1])


def test_feed_only_falls_where_the_relay_and_the_hopper_allow(small_site: Site) -> None:
    plant = plant_of(small_site)
    plant.feeders.relay[:] = True
    plant.feeders.jammed[1] = True
    run(plant, 100)
    assert plant.fish.eaten_g[0] == pytest.approx(1000, rel=0.06)
    assert plant.fish.eaten_g[1] == 0.0
    plant.feeders.relay[0] = False
    plant.feeders.runaway[0] = True
    plant.feeders.hopper_kg[0] = 0.05
    run(plant, 100)
    assert plant.feeders.hopper_kg[0] == pytest.approx(0.0)
    assert plant.fish.eaten_g[0] == pytest.approx(1050, rel=0.06)


def test_seeds_move_every_constant_and_stay_put(small_site: Site) -> None:
    layout = layout_of(small_site)
    one, again, other = (perturbed(layout, seed) for seed in (1, 1, 2))
    for name in type(one).__dataclass_fields__:
        assert np.array_equal(getattr(one, name), getattr(again, name))
        assert not np.array_equal(getattr(one, name), getattr(other, name)), name


def test_a_tripped_drive_stands_until_it_is_reset(small_site: Site) -> None:
    plant = plant_of(small_site)
    plant.drives.trip(0, PUMP_1, 4)
    plant.drives.command(0, PUMP_1, 1)
    run(plant, 20)
    assert plant.drives.actual_hz[0, PUMP_1] == 0.0
    assert plant.accounts.longest_still_s[0] > 5.0
    plant.drives.set_hz[0, PUMP_2] = 45.0
    plant.drives.command(0, PUMP_2, 1)
    run(plant, 20)
    assert plant.circulation.flow_m3_h[0] > 50.0
    assert plant.drives.actual_hz[0, FAN] > 0.0


def test_the_fullest_day_is_shared_by_volume_and_read_back(
    small_site: Site, trial_site: Site
) -> None:
    stock = fullest_day(trial_site, 5)
    share = sum(tank.volume_m3 for tank in trial_site.tanks()) / 3024.0
    assert sum(row.biomass_kg for row in stock) == pytest.approx(FULLEST_BIOMASS_KG * share)
    assert sum(row.ration_kg_d for row in stock) == pytest.approx(1152 * share, rel=1e-3)
    text = "[" + ",".join(row.model_dump_json() for row in stock) + "]"
    assert read_stock(text, trial_site) == stock
    with pytest.raises(ValueError, match="1-03"):
        read_stock(text, small_site)


def test_fish_without_feed_breathe_less(small_site: Site) -> None:
    plant = plant_of(small_site)
    fed: Sources = plant.fish.resting(np.full(2, 26.0), np.full(2, 8.0))
    run(plant, 3600)
    hungry = plant.fish.resting(np.full(2, 26.0), np.full(2, 8.0))
    assert np.all(np.asarray(hungry.oxygen_g_h) > np.asarray(fed.oxygen_g_h))
