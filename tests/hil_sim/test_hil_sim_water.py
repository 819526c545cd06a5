"""The water of the whole plant: balances that close, steps of a minute, films, gases, heat.

Knows physics and the plant's true state; no register, no wire.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from farm.document import Document
from farm.site import Site
from hil_sim.plant.conservation import closures
from hil_sim.plant.constants import nominal
from hil_sim.plant.layout import layout_of
from hil_sim.plant.plant import FAN, Plant
from hil_sim.plant.steady import settle
from hil_sim.plant.water import Water
from hil_sim.plant.water_books import WaterBooks
from hil_sim.stocking import fullest_day
from models.floats import FloatArray
from models.nitrification import UNSEEDED_PART
from models.tank import STATE_NAMES

SITES = Path(__file__).parents[2] / "sites"
CLOSES_TO = 1e-6
BALANCES = {"carbon_mol", "nitrogen_mol", "oxygen_demand_g", "charge_eq", "heat_kwh", "water_m3"}


def plant_of(site: Site, seed: int = 3) -> Plant:
    plant = Plant(site, fullest_day(site), seed)
    settle(plant, site)
    return plant


def test_every_balance_closes_over_a_day_of_minutes(trial_site: Site) -> None:
    found = closures(trial_site, fullest_day(trial_site), 1, 1.0)
    assert set(found) == BALANCES
    assert {name: one.relative for name, one in found.items() if one.relative > CLOSES_TO} == {}
    assert found["oxygen_demand_g"].passed_amount > 10_000.0
    assert found["water_m3"].passed_amount > 10.0


@pytest.mark.night
def test_every_balance_of_the_reference_plant_closes_over_a_month() -> None:
    path = SITES / "xiaojieling.yaml"
    reference_site = Document(path.name, path.read_text(encoding="utf-8")).parse(Site)
    found = closures(reference_site, fullest_day(reference_site), 1, 30.0)
    assert max(one.relative for one in found.values()) < CLOSES_TO


def test_balances_close_while_everything_goes_wrong(small_site: Site) -> None:
    """Pumps stop, a tank leaks, an outlet is blocked, drum and mains fail: all is booked."""
    plant = plant_of(small_site)
    books = plant.water.books = WaterBooks(plant.water)
    circulation = plant.circulation
    for at_s in range(1800):
        if at_s == 100:
            circulation.levels.leak_m3_h[0] = 20.0
            plant.feeders.runaway[:] = True
        if at_s == 300:
            circulation.levels.outlet_part[1] = 0.0
            circulation.drum_on[:] = False
        if at_s == 700:
            plant.power.mains_ok = False
            plant.power.genset_fault = True
        plant.step()
    assert plant.water.tank_m3[0] < 0.9 * plant.layout.volume_m3[0]
    assert max(one.relative for one in books.closures(plant.water).values()) < CLOSES_TO


def test_books_see_a_second_truth(small_site: Site) -> None:
    """Fish whose ammonia brings no alkalinity (as in a published simulator): charge is missing."""
    plant = plant_of(small_site)
    books = plant.water.books = WaterBooks(plant.water)
    for _ in range(30):
        fish = plant.fish.resting(plant.water.rows[0][7], plant.water.rows[0][0])
        plant.move_water(replace(fish, alkalinity_eq_h=0.0), 60.0)
    found = {name: one.relative for name, one in books.closures(plant.water).items()}
    assert found["charge_eq"] > 100.0 * CLOSES_TO
    assert found["carbon_mol"] < CLOSES_TO


def held_state(site: Site, step_s: float, lasting_s: int) -> tuple[Plant, FloatArray]:
    """A meal and its digestion, valves standing still; means of tanks and sumps each 10 min."""
    plant = plant_of(site)
    plant.feeders.by_hand_g = plant.fish.ration_g_d / 3.0
    plant.feeders.by_hand_g_s = plant.feeders.by_hand_g / 3600.0
    seen = []
    for number in range(1, round(lasting_s / step_s) + 1):
        plant.step(step_s)
        if number * step_s % 600.0 == 0.0:
            seen.append(np.vstack([part.mean(axis=1) for part in plant.water.rows]))
    return plant, np.array(seen)


STEP_DIFFERENCE = {
    "oxygen_mg_l": 0.05,
    "carbonate_mol_m3": 0.005,
    "alkalinity_eq_m3": 0.002,
    "tan_mg_l": 0.03,
    "nitrite_mg_l": 0.01,
    "nitrate_mg_l": 0.2,
    "solids_mg_l": 0.3,
    "temperature_c": 0.01,
    "cells_mg_l": 0.05,
    "nitrogen_gas_mg_l": 0.02,
}
"""Most that steps of a minute may differ from those of a second, in two hours with a meal."""


def test_a_step_of_a_minute_is_sixty_of_a_second(small_site: Site) -> None:
    """Stated for the production year; drum washes (30 s) are the coarsest thing a minute sees."""
    _, seconds = held_state(small_site, 1.0, 7200)
    _, minutes = held_state(small_site, 60.0, 7200)
    off = np.abs(minutes - seconds).max(axis=(0, 1))
    print({name: f"{value:.2g}" for name, value in zip(STATE_NAMES, off, strict=True)})
    for name, value in zip(STATE_NAMES, off, strict=True):
        assert value < STEP_DIFFERENCE[name], name


def test_any_step_is_stable(small_site: Site) -> None:
    """Fixed settings, ten minutes or two hours at once: no state runs away."""
    for step_s in (600.0, 7200.0):
        plant = plant_of(small_site)
        for _ in range(20):
            fish = plant.fish.resting(plant.water.rows[0][7], plant.water.rows[0][0])
            plant.move_water(fish, step_s)
        rows = np.hstack(plant.water.rows)
        assert np.isfinite(rows).all()
        assert rows[0].min() > 2.0 and rows[0].max() < 20.0


def test_a_crashed_film_lets_ammonia_rise_and_grows_again(small_site: Site) -> None:
    plant = plant_of(small_site)
    before = float(plant.water.rows[1][3].mean())
    plant.water.film.crash(0, 0.1)
    for _ in range(240):
        plant.step(60.0)
    assert plant.water.rows[1][3].mean() > 2.0 * before
    assert plant.water.film.grown[0, 0] < 0.15


def test_a_new_filter_shows_ammonia_then_nitrite_then_neither(small_site: Site) -> None:
    """A tenth of the stock on new media: TAN peaks before nitrite does, both come down again."""
    plant = Plant(small_site, fullest_day(small_site, part=0.1), 3)
    settle(plant, small_site)
    water = plant.water
    water.film.grown[:] = UNSEEDED_PART
    peaks, seen = {"tan": (0.0, 0.0), "nitrite": (0.0, 0.0)}, []
    for hour in range(24 * 70):
        fish = plant.fish.resting(water.rows[0][7], water.rows[0][0])
        plant.move_water(fish, 3600.0)
        now = {"tan": float(water.rows[1][3, 0]), "nitrite": float(water.rows[1][4, 0])}
        seen.append(now)
        for name, value in now.items():
            peaks[name] = max(peaks[name], (value, hour / 24.0))
    assert peaks["tan"][1] < peaks["nitrite"][1]
    assert 3.0 < peaks["nitrite"][1] < 49.0
    assert peaks["nitrite"][0] > 5.0 * seen[-1]["nitrite"]
    assert seen[-1]["tan"] < 0.3 * peaks["tan"][0]
    assert water.film.grown.min() > 40.0 * UNSEEDED_PART


def test_films_start_mature_and_stay(small_site: Site) -> None:
    plant = plant_of(small_site)
    for _ in range(480):
        plant.step(60.0)
    assert plant.water.film.grown.min() > 0.95


def test_gases_of_the_spring_and_of_a_stopped_fan(small_site: Site) -> None:
    """Total gas stays near the air's while the degasser runs, and rises when its fan stands."""
    plant = plant_of(small_site)
    before = plant.water.total_gas_percent
    assert np.all((before > 95.0) & (before < 106.0))
    plant.drives.run[:, FAN] = False
    for _ in range(120):
        plant.step(60.0)
    assert np.all(plant.water.total_gas_percent > before)


def test_the_cone_takes_nitrogen_out(small_site: Site) -> None:
    """Oxygen under pressure drives nitrogen into the bubble: less of it behind a cone at work."""
    layout = layout_of(small_site)
    water = Water(layout, nominal(layout))
    gain, added = water.gassing.passed(np.array([80.0]), np.array([300.0]), water.acid)
    before = gain @ np.ones(1) + 0.0
    nitrogen = STATE_NAMES.index("nitrogen_gas_mg_l")
    dissolved = water.gassing.cone(
        np.array([80.0]), np.array([7.0]), np.array([1400.0]), gain, added
    )
    assert dissolved[0] > 500.0
    assert gain[nitrogen, 0] < before[nitrogen]


def test_co2_by_the_column_is_the_printed_table(small_site: Site) -> None:
    """Counter-current column at 25 degC, GL 5, 1.5 units: 0.749; Hu 2011 at GL 5: 0.780."""
    layout = layout_of(small_site)
    part = {}
    for by_column in (False, True):
        water = Water(layout, nominal(layout), by_column)
        water.gassing.look(np.array([25.0]), np.array([25.0, 25.0]), np.array([425.0]))
        gain, _ = water.gassing.passed(np.array([80.0]), np.array([400.0]), water.acid)
        carbonate = STATE_NAMES.index("carbonate_mol_m3")
        part[by_column] = (1.0 - gain[carbonate, 0]) / water.acid.slope[0]
    assert part[True] == pytest.approx(0.749, abs=0.002)
    assert part[False] == pytest.approx(0.780, abs=0.002)


def test_heat_finds_its_own_level_without_a_heat_pump(small_site: Site) -> None:
    """Fish and pumps warm, spring, walls and evaporation cool; the pump is worth some degrees."""
    plant = plant_of(small_site)
    held = plant.water.heat_w.copy()
    plant.step(60.0)
    plant.water.heating.released[:] = False
    for _ in range(10 * 24):
        fish = plant.fish.resting(plant.water.rows[0][7], plant.water.rows[0][0])
        plant.move_water(fish, 3600.0)
    water_c = plant.water.rows[1][7]
    assert np.all(np.abs(water_c - 26.0) < 8.0)
    assert np.all(np.sign(26.0 - water_c) == np.sign(held))
    assert plant.water.heat_pump_kw == pytest.approx(np.zeros(1))


def test_the_hall_is_warm_damp_and_full_of_co2(trial_site: Site) -> None:
    plant = plant_of(trial_site)
    for _ in range(600):
        plant.step(60.0)
    hall = plant.water.hall
    assert np.all((hall.co2_ppm > 500.0) & (hall.co2_ppm < 3000.0))
    assert np.all((hall.temperature_c > hall.outside_c) & (hall.temperature_c < 26.0))
    surface_m2 = 0.77 * plant.layout.volume_m3.sum()
    assert 0.02 < hall.evaporated_kg_h.sum() / surface_m2 < 0.25
