"""The same hours of a day lived twice: by the year in minutes, and by the whole stack in seconds.

It refuses to tune either. The second run begins with the year's water and fish an hour early, its
machines standing as the day's mean load asks; only what follows that hour is compared.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from drivers.profiles import load_profiles
from farm.site import Site
from farm.stock import TankStock
from hil_sim.plant.plant import Plant
from hil_sim.plant.steady import settle
from models.floats import FloatArray
from trials.whole_farm import Trial, try_farm
from trials.year import START_UTC_MS, Year, minute_plant
from trials.year_husbandry import DAY_MS
from trials.year_laws import MINUTE_S, YearLaws

FROM_MINUTE = 7 * 60
"""Compared from 07:00, before the first meal."""
EARLY_MINUTES = 60


@dataclass(slots=True)
class Counted:
    """What a run counted over the compared hours; mean oxygen of stocked tanks by minute."""

    feed_kg: float = 0.0
    gas_kg: float = 0.0
    breathed_kg: float = 0.0
    oxygen_mg_l: list[float] = field(default_factory=list)

    @property
    def mean_mg_l(self) -> float:
        """Over the hours."""
        return float(np.mean(self.oxygen_mg_l))


@dataclass(slots=True)
class Saved:
    """A day of the year: its books, water and fish an hour early, and what followed."""

    day: int
    rows: list[TankStock]
    water: dict[str, Any]
    fish: dict[str, Any]
    lived: Counted = field(default_factory=Counted)
    start: FloatArray = field(default_factory=lambda: np.zeros(3))


def days_of(days: int, count: int) -> tuple[int, ...]:
    """So many days, evenly over the year, the first and last half a gap from its ends."""
    return tuple(int((which + 0.5) * days / count) for which in range(count))


class Chosen:
    """Watches the year on its chosen days."""

    def __init__(self, days: Sequence[int], each_h: float) -> None:
        """`each_h` of each day from 07:00, cut at midnight."""
        self.days = frozenset(days)
        self.minutes = min(round(each_h * 60.0), 1440 - FROM_MINUTE)
        self.saved: list[Saved] = []

    def watch(self, year: Year, day: int, minute: int, rows: list[TankStock]) -> None:
        """Before each minute of the year."""
        if day not in self.days:
            return
        plant = year.plant
        if minute == FROM_MINUTE - EARLY_MINUTES:
            self.saved.append(Saved(day, rows, _state(plant.water), _state(plant.fish)))
        since = minute - FROM_MINUTE
        if 0 <= since <= self.minutes:
            _count(self.saved[-1].lived, self.saved[-1], plant, since == 0)


def _state(thing: object) -> dict[str, Any]:
    return deepcopy(thing.__dict__)


def _counters(plant: Plant) -> FloatArray:
    gas_g = sum(float(grams.sum()) for grams in plant.supply.used_g.values())
    return np.array([plant.fish.offered_g.sum(), gas_g]) / 1000.0


def _count(counted: Counted, saved: Saved, plant: Plant, is_start: bool) -> None:
    """One minute mark: counters since the start, oxygen and breathing now."""
    if is_start:
        saved.start = _counters(plant)
        return
    counted.feed_kg, counted.gas_kg = (_counters(plant) - saved.start).tolist()
    counted.breathed_kg += float(plant.fish.oxygen_g_h.sum()) / 60.0 / 1000.0
    alive = plant.fish.stock.alive
    counted.oxygen_mg_l.append(float(np.asarray(plant.water.tanks.oxygen_mg_l)[alive].mean()))


@dataclass(frozen=True, slots=True)
class Compared:
    """One day's two runs."""

    day: int
    span_h: float
    minutes: Counted
    seconds: Counted

    @property
    def apart_mg_l(self) -> float:
        """Root of the mean square between both oxygen curves."""
        ours, theirs = (np.array(run.oxygen_mg_l) for run in (self.minutes, self.seconds))
        count = min(len(ours), len(theirs))
        return float(np.sqrt(np.mean((ours[:count] - theirs[:count]) ** 2)))

    @property
    def title(self) -> str:
        """For a table."""
        return (
            f"第 {self.day + 1} 天 07:00 起 {self.span_h:g} h / day {self.day + 1}, "
            f"{self.span_h:g} h from 07:00"
        )

    def rows(self) -> list[list[str]]:
        """Name, minutes, seconds, difference in percent."""
        pairs = (
            ("饲料 feed, kg", self.minutes.feed_kg, self.seconds.feed_kg),
            ("氧气 gas, kg", self.minutes.gas_kg, self.seconds.gas_kg),
            ("鱼耗氧 breathed, kg", self.minutes.breathed_kg, self.seconds.breathed_kg),
            ("溶氧 oxygen, mg/L", self.minutes.mean_mg_l, self.seconds.mean_mg_l),
        )
        rows = [
            [name, f"{one:.4g}", f"{two:.4g}", f"{100.0 * (one / two - 1.0):+.2f} %"]
            for name, one, two in pairs
        ]
        return [*rows, ["溶氧曲线相距 curves apart, mg/L", "", "", f"{self.apart_mg_l:.3f}"]]

    def as_dict(self) -> dict[str, Any]:
        """For programs."""

        def one(run: Counted) -> dict[str, float]:
            return {
                "feed_kg": run.feed_kg,
                "gas_kg": run.gas_kg,
                "breathed_kg": run.breathed_kg,
                "oxygen_mg_l": run.mean_mg_l,
            }

        return {
            "day": self.day,
            "hours": self.span_h,
            "minute": one(self.minutes),
            "second": one(self.seconds),
            "oxygen_rms_mg_l": self.apart_mg_l,
        }


def compared(chosen: Chosen, site: Site, seed: int) -> Iterator[Compared]:
    """Each chosen day again at 1 Hz: the production controller, its frames, noise and lags."""
    for saved in chosen.saved:
        counted = _again(saved, site, seed, chosen.minutes)
        yield Compared(saved.day, chosen.minutes / 60.0, saved.lived, counted)


def one_morning(site: Site, rows: list[TankStock], seed: int, minutes: int) -> Compared:
    """Any site's fish from midnight in minutes, and so many minutes from 07:00 on again at 1 Hz."""
    plant = minute_plant(site, seed, rows)
    settle(plant, site)
    laws, saved = YearLaws(site, plant), None
    laws.stocked(rows)
    for minute in range(FROM_MINUTE + minutes + 1):
        if minute == FROM_MINUTE - EARLY_MINUTES:
            saved = Saved(0, rows, _state(plant.water), _state(plant.fish))
        if saved is not None and minute >= FROM_MINUTE:
            _count(saved.lived, saved, plant, minute == FROM_MINUTE)
        laws.minute(START_UTC_MS + minute * 60_000)
        plant.step(MINUTE_S)
    assert saved is not None
    return Compared(0, minutes / 60.0, saved.lived, _again(saved, site, seed, minutes))


def _again(saved: Saved, site: Site, seed: int, minutes: int) -> Counted:
    counted, early_s = Counted(), EARLY_MINUTES * 60
    second = 0

    def watch(trial: Trial, at_s: float) -> None:
        nonlocal second
        plant = trial.farm.plant
        if second == 0:
            plant.water.__dict__.update(deepcopy(saved.water))
            plant.fish.__dict__.update(deepcopy(saved.fish))
        since_s = second - early_s
        if since_s >= 0 and since_s % 60 == 0:
            _count(counted, saved, plant, since_s == 0)
        second += 1

    try_farm(
        site,
        load_profiles(),
        saved.rows,
        early_s + 60.0 * minutes + 1.0,
        seed=seed,
        keep=False,
        watch=watch,
        start_utc_ms=START_UTC_MS + saved.day * DAY_MS + (FROM_MINUTE - EARLY_MINUTES) * 60_000,
    )
    return counted
