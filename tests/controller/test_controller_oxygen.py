"""The oxygen law closed around water it does not know: steady error, wind-up, bumps, meals, blind.

Knows a plant that is solvable on paper: V dC/dt = g·u − use, seen late and through a lag.
"""

import itertools
import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.laws.law import Outcome
from controller.laws.oxygen import HOLD_S, OxygenLaw
from controller.plant import farm_plan
from farm.command import Rank
from farm.sample import Sample
from farm.snapshot import Snapshot
from farm.status import Status
from farm.stock import TankStock
from farm.tag import TagName
from models.respiration import Digestion, meal_activity_g_h, standard_mg_kg_h
from tests.controller.fake_farm import START_MS, load

PLAN = farm_plan(load("trial"))
FRESH = next(law for law in PLAN.laws if isinstance(law, OxygenLaw))
VALVE, OXYGEN = FRESH.plan.valve, FRESH.plan.oxygen
STOCK = TankStock(tank="1-01", heads=2800, biomass_kg=1400, ration_kg_d=28, at_ms=START_MS)


@dataclass
class Water:
    """One tank without flow. `use_g_h` at a second; `dead_s` + `lag_s` hide it from the law."""

    use_g_h: Callable[[float], float]
    dead_s: int = 45
    lag_s: float = 20.0
    mg_l: float = 8.0
    seen: float = 8.0

    def __post_init__(self) -> None:
        self.pipe = deque([0.0] * self.dead_s)

    def step(self, percent: float, at_s: float) -> float:
        self.pipe.append(percent)
        supply = self.pipe.popleft() * FRESH.plan.valve_per_percent
        self.mg_l = max(self.mg_l + (supply - self.use_g_h(at_s)) / 42 / 3600, 0.0)
        self.seen += (self.mg_l - self.seen) * -math.expm1(-1 / self.lag_s)
        return self.seen


def seen(at_s: float, mg_l: float | None, **others: float) -> Snapshot:
    """A snapshot of one tank; `feeder`, `temperature` and the like by name."""
    values: dict[TagName, float | None] = {OXYGEN: mg_l}
    values |= {TagName(f"1-01.{key}"): value for key, value in others.items()}
    at_ms = START_MS + round(at_s * 1000)
    samples = {
        name: Sample(name, v, Status.BAD_TIMEOUT if v is None else Status.GOOD, at_s, at_ms, "test")
        for name, v in values.items()
    }
    return Snapshot(at_s, at_ms, samples, {})


def standing(law: OxygenLaw, percent: float, rank: Rank = Rank.LAW) -> OxygenLaw:
    return law.told({VALVE: Outcome(percent, rank)})


def closed(
    law: OxygenLaw, water: Water, seconds: int, feeder: Callable[[float], float] = lambda _: 0.0
) -> Iterator[tuple[float, float, OxygenLaw]]:
    """(true oxygen, valve, law) second by second."""
    mg_l = water.seen
    for second in range(seconds):
        law, (command,) = law.step(seen(second, mg_l, feeder=feeder(second)), 1.0)
        law = standing(law, command.value)
        mg_l = water.step(command.value, second)
        yield water.mg_l, command.value, law


@settings(max_examples=12)
@given(use=st.floats(80, 350), dead_s=st.integers(5, 120), start=st.floats(7.0, 8.5))
def test_no_steady_error_and_the_valve_stands_where_paper_says(
    use: float, dead_s: int, start: float
) -> None:
    """On paper the valve ends at use / g; dead time up to twice what the law was told."""
    water = Water(lambda _: use, dead_s, mg_l=start, seen=start)
    law = standing(FRESH, 30.0, Rank.SAFE)
    *_, (mg_l, percent, _) = closed(law, water, 4 * 3600)
    assert mg_l == pytest.approx(8.0, abs=0.05)
    assert percent == pytest.approx(use / FRESH.plan.valve_per_percent, abs=1.0)


def test_a_long_saturation_does_not_wind_up() -> None:
    """Two hours of more use than the valve can give, then relief: no overshoot to speak of."""
    use = lambda at_s: 600.0 if at_s < 7200 else 200.0  # noqa: E731
    run = list(closed(standing(FRESH, 50, Rank.SAFE), Water(use), 4 * 3600))
    assert run[7199][1] == 100.0
    back = next(i for i in range(7200, len(run)) if run[i][0] >= 8.0)
    assert max(mg_l for mg_l, _, _ in run[back:]) < 8.0 + 0.9
    assert run[-1][0] == pytest.approx(8.0, abs=0.05)
    biases = [law.bias_percent for _, _, law in run]
    assert max(biases) < 400


@given(found=st.floats(2, 100), mg_l=st.floats(5, 12))
def test_it_starts_where_it_finds_the_valve(found: float, mg_l: float) -> None:
    law = standing(FRESH, found, Rank.SAFE)
    _, (command,) = law.step(seen(0, mg_l), 1.0)
    assert abs(command.value - found) <= 1.0


@given(by_hand=st.floats(2, 100), mg_l=st.floats(5, 12), seconds=st.integers(1, 60))
def test_it_takes_over_from_a_hand_without_a_bump(
    by_hand: float, mg_l: float, seconds: int
) -> None:
    law = standing(FRESH, 40.0, Rank.SAFE)
    for second in range(seconds):
        law, _ = law.step(seen(second, mg_l), 1.0)
        law = standing(law, by_hand, Rank.OPERATOR)
    _, (command,) = law.step(seen(seconds, mg_l), 1.0)
    assert abs(command.value - by_hand) <= 1.0


def test_new_stock_in_the_books_does_not_move_the_valve() -> None:
    water = Water(lambda _: 200.0)
    *_, (_, before, law) = closed(standing(FRESH, 48.0, Rank.SAFE), water, 3600)
    law = law.stocked(STOCK)
    for _, percent, _ in closed(law, water, 60):
        assert abs(percent - before) < 1.0


def test_a_new_target_is_approached_not_jumped_to() -> None:
    water = Water(lambda _: 200.0)
    *_, (_, before, law) = closed(standing(FRESH, 48.0, Rank.SAFE), water, 3600)
    law = law.aimed(9.0, START_MS + 10**9)
    run = list(closed(law, water, 7200))
    assert abs(run[0][1] - before) < 2.0
    assert run[-1][0] == pytest.approx(9.0, abs=0.05)
    assert max(mg_l for mg_l, _, _ in run) < 9.3


def test_a_target_whose_lease_is_over_is_forgotten() -> None:
    law = FRESH.aimed(9.0, START_MS + 1000)
    assert law.goal_mg_l(START_MS + 999) == 9.0
    assert law.goal_mg_l(START_MS + 1000) == 8.0


def meal_dip(law: OxygenLaw) -> float:
    """Deepest oxygen over a day's meal of 2 kg in an hour, fish breathing by the model."""
    rest = 1400 * float(standard_mg_kg_h(500.0, 26.0)) / 1000
    gut = Digestion(0.0, 0.0)
    use: list[float] = []
    for second in range(4 * 3600):
        feeding = 3600 <= second < 7200 and second % 45 == 0
        gut = gut.step(25.0 * 3600 if feeding else 0.0, 1 / 3600, 0.6)
        frenzy = float(meal_activity_g_h(rest, 1.0 if 3600 <= second < 7200 else 0.0))
        use.append(rest + frenzy + 0.204 * float(gut.late_g_h))
    feeder = lambda s: 1.0 if 3600 <= s < 7200 and s % 45 == 0 else 0.0  # noqa: E731
    water = Water(lambda s: use[int(s)])
    run = closed(standing(law, rest / 4.2, Rank.SAFE), water, 4 * 3600, feeder)
    return min(mg_l for mg_l, _, _ in run)


def test_feed_forward_makes_the_dip_after_a_meal_smaller() -> None:
    """Target after ras-science 6: less than 0.4 mg/L with feed-forward."""
    without, ahead = meal_dip(FRESH), meal_dip(FRESH.stocked(STOCK))
    assert ahead > without + 0.1
    assert 8.0 - ahead < 0.4


@given(stands=st.floats(0, 100))
def test_blind_is_not_off(stands: float) -> None:
    """Held for 10 s, then base oxygen, never less than before, and always with its why."""
    law = standing(FRESH, stands, Rank.SAFE)
    for second in range(120):
        law, (command,) = law.step(seen(second, None), 1.0)
        law = standing(law, command.value)
        if second < HOLD_S:
            assert command.value == max(stands, FRESH.plan.floor_percent)
            assert "保持" in command.why.zh
        else:
            assert command.value == max(stands, FRESH.plan.blind_percent)
            assert "看不到" in command.why.zh


def test_after_blindness_it_waits_for_three_good_readings_and_goes_on_from_there() -> None:
    law = standing(FRESH, 30.0, Rank.SAFE)
    for second in range(30):
        law, (command,) = law.step(seen(second, None), 1.0)
        law = standing(law, command.value)
    values = []
    for second in range(30, 36):
        law, (command,) = law.step(seen(second, 9.5), 1.0)
        law = standing(law, command.value)
        values.append(command.value)
    assert values[:3] == [60.0] * 3
    assert all(abs(b - a) <= 1.0 for a, b in itertools.pairwise(values))


def test_the_floor_is_above_zero() -> None:
    law = standing(FRESH, 5.0, Rank.SAFE)
    for second in range(3600):
        law, (command,) = law.step(seen(second, 14.0), 1.0)
        law = standing(law, command.value)
        assert command.value >= FRESH.plan.floor_percent > 0
