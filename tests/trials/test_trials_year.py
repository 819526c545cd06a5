"""The production year: husbandry alone for a year, and the whole farm for half a day in minutes.

Knows no wire; the full year against its design is `ras plant year`.
"""

from collections.abc import Mapping

import numpy as np
import pytest

from farm.profile import Profile
from farm.site import Site
from hil_sim.plant.plant import Plant
from hil_sim.stocking import fullest_day
from models.cohorts import GrowthPlan
from models.growth import weight_g
from trials import year as year_module
from trials.verdict import open_site
from trials.year import Year, live
from trials.year_compare import Chosen, days_of, one_morning
from trials.year_figures import figures
from trials.year_husbandry import Husbandry


@pytest.fixture(scope="module")
def site(profiles: Mapping[str, Profile]) -> Site:
    return open_site("xiaojieling", profiles)


@pytest.fixture(scope="module")
def plain_year(site: Site) -> Husbandry:
    """A year of people's work on fish that grow as the plan has it, ± 5 % by tank."""
    plant, plan = Plant(site, [], 1), GrowthPlan()
    people, dice = Husbandry(plant, plan), np.random.default_rng(7)
    tank_factor = dice.uniform(0.95, 1.05, plant.layout.tanks)
    people.begin()
    stock = plant.fish.stock
    for day in range(365):
        people.day(day, 0)
        grown = np.asarray(weight_g(stock.weight_g, plan.tgc, plan.temperature_c, 1.0))
        stock.grow((grown / stock.weight_g - 1.0) * tank_factor, plant.fish.strain.usual_cv)
        stock.die(dice.binomial(stock.heads, 3.63e-4))
    return people


def test_a_year_of_the_plan_sells_its_320_tonnes(plain_year: Husbandry) -> None:
    sold = plain_year.books.harvests
    assert sum(row.kg for row in sold) / 1000.0 == pytest.approx(320.0, rel=0.05)
    ages, heads = [row.age_d for row in sold], [row.heads for row in sold]
    assert np.average(ages, weights=heads) == pytest.approx(290.0, abs=10.0)
    assert min(row.weight_g for row in sold) >= 549.0
    assert plain_year.books.seed_heads == pytest.approx(646_465 * 11 / 12, rel=0.1)


def test_no_seed_waits_and_density_is_passed_for_days_only(plain_year: Husbandry) -> None:
    """The plan needs 2,496 of 3,024 m³; a tank above its ceiling waits for grading or harvest."""
    assert plain_year.books.waited_d == 0
    assert plain_year.books.most_kg_m3 < 60.0
    assert plain_year.books.crowded_tank_days < 40


def test_live_weight_of_the_year_balances(plain_year: Husbandry) -> None:
    stock = plain_year._fish.stock
    ledger = stock.stocked_kg + stock.grown_kg - stock.dead_kg - stock.taken_kg
    assert np.abs(ledger - stock.biomass_kg).max() / stock.grown_kg.sum() < 1e-9
    assert np.all(stock.heads >= 0)
    assert plain_year.books.moved_heads > 1_000_000


def test_every_fish_belongs_to_one_cohort(plain_year: Husbandry) -> None:
    tanks = [tank for cohort in plain_year.cohorts for tank in cohort.tanks]
    assert len(tanks) == len(set(tanks))
    assert set(np.flatnonzero(plain_year._fish.stock.alive)) <= set(tanks)


@pytest.fixture(scope="module")
def mornings(site: Site) -> list[Year]:
    """The whole farm from midnight to half past nine, twice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(year_module, "MINUTES", 570)
        return [live(site, seed=3, days=1) for _ in range(2)]


def test_the_farm_lives_through_a_morning_on_its_laws(mornings: list[Year]) -> None:
    """One of three meals; oxygen held near 8 mg/L in every tank."""
    year = mornings[0]
    whole = year.whole
    ration_kg = float(year.plant.fish.ration_g_d.sum()) / 1000.0
    assert whole.minutes == 570
    assert whole.offered_kg == pytest.approx(ration_kg / 3.0, rel=0.08)
    assert whole.eaten_kg == pytest.approx(whole.offered_kg, rel=0.03)
    assert whole.oxygen_mean_mg_l == pytest.approx(8.0, abs=0.3)
    assert whole.oxygen_low_mg_l > 5.5
    assert 250.0 < whole.fish_oxygen_kg * 24.0 / 9.5 < 500.0


def test_the_same_seed_lives_the_same_year(mornings: list[Year]) -> None:
    one, two = mornings
    assert one.whole == two.whole
    assert np.array_equal(one.plant.fish.stock.dead_heads, two.plant.fish.stock.dead_heads)
    assert np.array_equal(one.plant.fish.stock.weight_g, two.plant.fish.stock.weight_g)


def test_every_figure_has_words_and_a_number(mornings: list[Year]) -> None:
    rows = {row.name: row for row in figures(mornings[0])}
    assert rows["oxygen"].ok and rows["biomass"].ok
    assert rows["harvest"].value == 0.0 and rows["harvest"].ok is False
    assert all(row.what.zh and row.what.en for row in rows.values())


def test_the_plan_on_four_tanks_is_refused_in_words(trial_site: Site) -> None:
    with pytest.raises(ValueError, match="too few tanks"):
        live(trial_site, days=1)


def test_chosen_days_lie_evenly() -> None:
    assert days_of(365, 4) == (45, 136, 228, 319)
    assert days_of(365, 0) == ()
    assert Chosen((3,), 24.0).minutes == 17 * 60


@pytest.mark.night
def test_a_morning_in_minutes_is_the_morning_of_the_whole_stack(
    trial_site: Site,
) -> None:
    """Three hours with a meal. Seen: gas +0.5 %, oxygen -0.3 %, curves 0.03 mg/L apart."""
    both = one_morning(trial_site, fullest_day(trial_site), seed=1, minutes=180)
    assert both.minutes.feed_kg == pytest.approx(both.seconds.feed_kg, rel=0.05)
    assert both.minutes.gas_kg == pytest.approx(both.seconds.gas_kg, rel=0.03)
    assert both.minutes.mean_mg_l == pytest.approx(both.seconds.mean_mg_l, rel=0.01)
    assert both.apart_mg_l < 0.1
