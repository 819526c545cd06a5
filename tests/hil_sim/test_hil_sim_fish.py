"""Fish of the plant: live weight that balances, hunger, deaths that are drawn, and moves.

Knows no register, no law and no person.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from farm.site import Site
from farm.stock import TankStock
from hil_sim.plant.constants import nominal
from hil_sim.plant.fish import Fish
from hil_sim.plant.fish_constants import nominal_fish, perturbed_fish
from hil_sim.plant.layout import layout_of
from hil_sim.plant.plant import Plant
from hil_sim.plant.steady import settle
from hil_sim.plant.surroundings import Surroundings
from models.growth import TGC_DEFAULT, feed_conversion, weight_g

TANKS = 2
GOOD_MG_L, WARM_C = 8.0, 26.0


def fish_of(site: Site, seed: int = 1, heads: int = 5000, weight_g: float = 300.0) -> Fish:
    layout = layout_of(site)
    kg = heads * weight_g / 1000.0
    rows = [
        TankStock(tank=tank, heads=heads, biomass_kg=kg, ration_kg_d=0.012 * kg, at_ms=0)
        for tank in layout.tank_ids
    ]
    return Fish(layout, nominal(layout), rows, nominal_fish(), seed)


def around(oxygen: float = GOOD_MG_L, warm: float = WARM_C, nh3: float = 0.005) -> Surroundings:
    one = np.ones(TANKS)
    return Surroundings(oxygen * one, warm * one, nh3 * one, 0.1 * one, 10.0 * one, 7.2 * one)


def minutes(
    fish: Fish,
    count: int,
    feed_g_h: float = 0.0,
    where: Surroundings | None = None,
    step_s: float = 60.0,
) -> None:
    """Live so many minutes in steady water."""
    where = where or around()
    for _ in range(round(count * 60.0 / step_s)):
        fish.step(np.full(TANKS, feed_g_h), where.temperature_c, where.oxygen_mg_l, step_s)
        fish.live(where)


def balance_kg(fish: Fish) -> np.ndarray:
    """What the ledger of live weight misses."""
    stock = fish.stock
    ledger = stock.stocked_kg + stock.grown_kg - stock.dead_kg - stock.taken_kg
    return ledger - stock.biomass_kg


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, 10_000),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1), st.integers(0, 4000)), max_size=12),
)
def test_live_weight_balances_and_no_tank_has_fewer_than_none(
    small_site: Site, seed: int, orders: list[tuple[int, int, int]]
) -> None:
    fish = fish_of(small_site, seed)
    for what, tank, heads in orders:
        there = int(fish.stock.heads[tank])
        if what == 0:
            fish.put(tank, heads, 150.0, 0.2)
        elif what == 1:
            fish.take(tank, min(heads, there), float(fish.stock.weight_g[tank]))
        else:
            bad = around(oxygen=(8.0, 1.0, 0.0)[what % 3], nh3=(0.01, 3.0)[what % 2])
            minutes(fish, 20, 20_000.0, bad)
        assert np.all(fish.stock.heads >= 0)
        assert np.all(np.isfinite(fish.stock.weight_g))
        assert np.all(fish.stock.biomass_kg >= 0.0)
    scale = fish.stock.stocked_kg + 1.0
    assert np.abs(balance_kg(fish) / scale).max() < 1e-9


def test_the_same_seed_has_the_same_deaths_and_another_has_not(small_site: Site) -> None:
    def deaths(seed: int) -> list[int]:
        fish = fish_of(small_site, seed)
        minutes(fish, 45, where=around(oxygen=0.6))
        found: list[int] = fish.stock.dead_heads.tolist()
        return found

    assert deaths(3) == deaths(3)
    assert deaths(3) != deaths(4)
    assert all(0 < dead < 5000 for dead in deaths(3))


def test_without_oxygen_half_are_dead_in_nine_minutes_and_nearly_all_in_twenty(
    small_site: Site,
) -> None:
    fish = fish_of(small_site)
    minutes(fish, 9, where=around(oxygen=0.0))
    assert fish.stock.heads == pytest.approx(2500, rel=0.06)
    minutes(fish, 11, where=around(oxygen=0.0))
    assert np.all(fish.stock.heads < 100)


def test_a_short_lack_is_forgotten(small_site: Site) -> None:
    """Three minutes without oxygen are a third of an LT50; four hours later they are gone."""
    fish = fish_of(small_site)
    for _ in range(5):
        minutes(fish, 3, where=around(oxygen=0.0))
        assert np.all(fish.mortality.dose[0] > 0.3)
        minutes(fish, 240)
    assert np.all(fish.stock.dead_heads < 100)
    assert np.all(fish.mortality.dose < 1.0)


def test_four_days_at_the_lc50_of_ammonia_kill_half(small_site: Site) -> None:
    """Roseboom & Richey 1977, a line between 22 and 30 °C: 0.96 mg NH3-N/L at 26 °C."""
    fish = fish_of(small_site)
    minutes(fish, 4 * 1440, where=around(nh3=0.96), step_s=600.0)
    assert fish.stock.dead_heads == pytest.approx(2500, rel=0.05)
    by = fish.mortality.dead_by
    assert by[1].sum() > 0.98 * fish.stock.dead_heads.sum()


def test_ninety_of_a_hundred_live_through_the_plans_cycle(small_site: Site) -> None:
    """Background alone over 290 days, in steps of a day."""
    fish = fish_of(small_site, heads=500_000, weight_g=10.0)
    for _ in range(290):
        fish.stock.die(fish.mortality.drawn(fish.stock.heads, around(), 24.0))
    assert fish.stock.heads / 500_000 == pytest.approx(0.90, abs=0.003)


def test_the_plans_ration_grows_the_plans_fish(small_site: Site) -> None:
    """Three meals a day of the plan's feed for 20 days; within 1 % of the plan's weight."""
    fish = fish_of(small_site)
    fish.strain = replace(fish.strain, background_per_d=0.0)
    fish.mortality._constants = fish.strain
    for _ in range(20):
        now_g = float(fish.stock.weight_g[0])
        grown = float(weight_g(now_g, TGC_DEFAULT, WARM_C, 1.0)) - now_g
        meal_g_h = 5000 * grown * float(feed_conversion(now_g)) / 3.0
        for _ in range(3):
            minutes(fish, 60, meal_g_h, step_s=600.0)
            minutes(fish, 420, step_s=600.0)
    planned = float(weight_g(300.0, TGC_DEFAULT, WARM_C, 20.0))
    assert fish.stock.weight_g == pytest.approx(planned, rel=0.01)
    assert fish.eaten_g == pytest.approx(fish.offered_g, rel=1e-9)


def test_what_fish_do_not_want_falls_to_the_bottom(small_site: Site) -> None:
    """A feeder that runs away: they eat what a stomach holds, the rest is solids."""
    fish = fish_of(small_site)
    sources = None
    for _ in range(120):
        sources = fish.step(
            np.full(TANKS, 90_000.0), np.full(TANKS, WARM_C), np.full(TANKS, 8.0), 60.0
        )
        fish.live(around())
    assert np.all(fish.eaten_g < 0.02 * 1000.0 * fish.biomass_kg)
    assert np.all(fish.offered_g == pytest.approx(180_000.0))
    assert sources is not None
    assert np.all(np.asarray(sources.solids_g_h) > 0.85 * 90_000.0)


def test_fish_short_of_oxygen_leave_their_feed(small_site: Site) -> None:
    fish = fish_of(small_site)
    minutes(fish, 1, where=around(oxygen=1.9))
    minutes(fish, 30, 10_000.0, around(oxygen=1.9))
    assert np.all(fish.eaten_g == 0.0)
    minutes(fish, 1)
    minutes(fish, 30, 10_000.0)
    assert np.all(fish.eaten_g > 0.0)


def test_a_tank_that_died_neither_breathes_nor_eats(small_site: Site) -> None:
    fish = fish_of(small_site)
    minutes(fish, 90, 20_000.0, around(oxygen=0.0))
    assert np.all(fish.stock.heads == 0)
    sources = fish.step(np.full(TANKS, 3600.0), np.full(TANKS, WARM_C), np.full(TANKS, 8.0), 60.0)
    assert np.all(fish.oxygen_g_h == 0.0)
    assert np.asarray(sources.solids_g_h) == pytest.approx(0.9 * 3600.0)
    assert np.all(np.asarray(sources.tan_g_h) == 0.0)


def test_ammonia_given_off_is_what_was_eaten_and_nothing_else(small_site: Site) -> None:
    """4.4 % of the feed, over days: basal part and digestion together (0.092 × 48 % protein)."""
    fish = fish_of(small_site)
    total_g = np.zeros(TANKS)
    for step in range(14 * 144):
        fed = 6000.0 if step % 48 < 6 and step < 8 * 144 else 0.0
        sources = fish.step(np.full(TANKS, fed), np.full(TANKS, WARM_C), np.full(TANKS, 8.0), 600.0)
        fish.live(around())
        total_g = total_g + np.asarray(sources.tan_g_h) / 6.0
    started_with = 0.75 * 18_000.0 * 3.5 / 24.0 + 0.25 * 18_000.0
    assert total_g == pytest.approx(0.04416 * (fish.eaten_g + started_with), rel=0.01)


def test_long_and_short_steps_give_the_same_day(small_site: Site) -> None:
    """An hour's meal in seconds and in minutes: eaten, grown and breathed alike."""
    long, short = fish_of(small_site), fish_of(small_site)
    minutes(long, 60, 6000.0)
    for _ in range(3600):
        short.step(np.full(TANKS, 6000.0), np.full(TANKS, WARM_C), np.full(TANKS, 8.0), 1.0)
        if short.minute_is_over:
            short.live(around())
    assert long.eaten_g == pytest.approx(short.eaten_g, rel=1e-9)
    assert long.stock.weight_g == pytest.approx(short.stock.weight_g, rel=1e-9)
    assert long.oxygen_g_h == pytest.approx(short.oxygen_g_h, rel=1e-6)


def test_a_seed_moves_every_constant_of_the_fish_and_stays_put() -> None:
    one, again, other = perturbed_fish(1), perturbed_fish(1), perturbed_fish(2)
    assert one == again
    for name in type(one).__dataclass_fields__:
        if name != "tolerance":
            assert getattr(one, name) != getattr(other, name), name
    for name in type(one.tolerance).__dataclass_fields__:
        assert getattr(one.tolerance, name) != getattr(other.tolerance, name), name


def test_a_tank_without_flow_and_oxygen_is_dead_within_the_hour_and_a_half(
    small_site: Site,
) -> None:
    """50 kg/m³ at 200 mg/kg/h: from 8 to 3 mg/L in 30 min, to 1.5 in 39 (oxygen held over used)."""
    rows = [
        TankStock(tank=tank, heads=6000, biomass_kg=2100, ration_kg_d=25.0, at_ms=0)
        for tank in ("1-01", "1-02")
    ]
    plant = Plant(small_site, rows, constants=nominal(layout_of(small_site)))
    settle(plant, small_site)
    plant.drives.run[:] = False
    plant.drives.settle()
    plant.supply.settle(np.zeros(TANKS), np.zeros(1))
    dead = {}
    for step in range(1, 6 * 80 + 1):
        plant.step(10.0)
        if step % 30 == 0:
            dead[step // 6] = int(plant.fish.stock.dead_heads.sum())
    assert dead[45] < 6
    assert dead[60] < 6000 < dead[70]
    assert dead[80] > 0.95 * 12_000
