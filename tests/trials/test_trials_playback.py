"""A river's real measurements through simulated probe, bus, controller and history files.

Knows the file of the U.S. Geological Survey under tests/data and one row for each poll.
"""

import csv
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from controller.store import SampleRow
from farm.profile import Profile
from farm.site import Site
from hil_sim.playback import Series, read_series
from models.oxygen import saturation_mg_l
from records.history.query import HistoryReader
from records.history.store import HistoryWriter
from trials.readings import Readings, of_history
from trials.verdict import open_site
from trials.whole_farm import START_UTC_MS, Trial, try_farm

DATA = Path(__file__).parents[1] / "data"
RIVER = DATA / "usgs_01463500_daily.csv"
OXYGEN, WARMTH = "1-01.do_a", "1.ph_temperature"
COLUMNS = {OXYGEN: "do_mean_mgL", WARMTH: "t_mean_C"}
RESOLUTION = 0.01
"""Of the probe, mg/L and °C."""
COMPLETE_ROWS = 2230
DRAIN_EVERY_S = 100.0
LENGTH_S = 2900.0
"""2,377 polls of a second each, and the visits spared while a cell is blank."""


class OnDisk:
    """The real history files as the controller's history."""

    def __init__(self, folder: Path) -> None:
        self.writer = HistoryWriter(folder)

    def append(self, batch: Sequence[SampleRow]) -> None:
        self.writer.append(batch)

    def trouble(self) -> str:
        return ""


@pytest.fixture(scope="module")
def river() -> list[Series]:
    return read_series(RIVER.read_text(encoding="utf-8"), COLUMNS, "t_mean_C")


@pytest.fixture(scope="module")
def site(profiles: dict[str, Profile]) -> Site:
    return open_site("playback", profiles, DATA)


@pytest.fixture(scope="module")
def recorded(
    site: Site,
    profiles: dict[str, Profile],
    river: list[Series],
    tmp_path_factory: pytest.TempPathFactory,
) -> Readings:
    """The whole file played once; read back from the files, as long as the series is."""
    folder = tmp_path_factory.mktemp("history")
    kept = OnDisk(folder)

    def drained(trial: Trial, at_s: float) -> None:
        if at_s % DRAIN_EVERY_S < 1.0:
            assert kept.writer.drain(30.0)

    trial = try_farm(
        site, profiles, [], LENGTH_S, series=river, history=kept, watch=drained, keep=False
    )
    assert kept.writer.close(30.0)
    assert all(row >= rows for row, rows in trial.report["playback"].values()), "not all played"
    return of_history(
        HistoryReader(folder), START_UTC_MS, START_UTC_MS + 4_000_000, (OXYGEN, WARMTH)
    )


def one(recorded: Readings, river: list[Series], tag: str) -> tuple[Readings, Series]:
    series = next(series for series in river if series.tag == tag)
    readings = recorded.of(tag)
    rows = slice(len(series.values))
    return (
        Readings(
            readings.tags,
            readings.slot[rows],
            readings.at_ms[rows],
            readings.value[rows],
            readings.status[rows],
        ),
        series,
    )


@pytest.mark.parametrize("tag", [OXYGEN, WARMTH])
def test_history_holds_the_rows_in_order(tag: str, recorded: Readings, river: list[Series]) -> None:
    readings, series = one(recorded, river, tag)
    assert len(readings.status) == len(series.values) == 2377
    assert np.all(np.diff(readings.at_ms) > 0)
    measured = np.array([math.nan if value is None else value for value in series.values])
    blank = np.isnan(measured)
    assert np.array_equal(readings.good, ~blank)
    assert np.all(np.isnan(readings.value[blank])), "no number where the file is blank"
    assert np.all(readings.status[blank] >= 0x80000000)
    assert np.abs(readings.value[~blank] - measured[~blank]).max() < RESOLUTION


def test_saturation_of_the_complete_rows_is_the_known_one(
    recorded: Readings, river: list[Series]
) -> None:
    """Median 101.1 % over the 2,230 days that have both, at 1 atm, from what history gives back."""
    oxygen, _ = one(recorded, river, OXYGEN)
    warmth, _ = one(recorded, river, WARMTH)
    both = oxygen.good & warmth.good
    assert int(both.sum()) == COMPLETE_ROWS
    percent = 100.0 * oxygen.value[both] / saturation_mg_l(warmth.value[both], 1.0)
    assert float(np.median(percent)) == pytest.approx(101.1, abs=0.2)


def test_the_file_is_the_one_that_is_meant() -> None:
    with RIVER.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    whole = [row for row in rows if row["do_mean_mgL"] and row["t_mean_C"]]
    assert (len(rows), len(whole)) == (2377, COMPLETE_ROWS)
