"""A plant that is no longer made of numbers stops the run and leaves its last good state.

Knows where in the plant a number can be lost.
"""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hil_sim.plant.finite import EVERY_S, NotFinite, state_of
from hil_sim.simulated_farm import SimulatedFarm


def lose(farm: SimulatedFarm) -> None:
    tanks = farm.plant.water.tanks
    farm.plant.water.tanks = replace(tanks, tan_mg_l=np.full_like(tanks.tan_mg_l, np.nan))


def test_a_sound_plant_goes_on(small_farm: SimulatedFarm, tmp_path: Path) -> None:
    small_farm.finite.folder = tmp_path
    small_farm.live_to(small_farm.now_s + 3 * EVERY_S)
    assert not list(tmp_path.iterdir())


def test_a_lost_number_stops_the_run_within_a_minute(
    small_farm: SimulatedFarm, tmp_path: Path
) -> None:
    farm = small_farm
    farm.finite.folder, start_s = tmp_path / "new", farm.now_s
    for second in range(1, 91):
        farm.live_to(start_s + second)
    good = state_of(farm.plant)["tanks.oxygen_mg_l"]
    lose(farm)
    with pytest.raises(NotFinite) as caught:
        for second in range(91, 200):
            farm.live_to(start_s + second)
    lost = caught.value
    assert 90 < lost.at_s <= 90 + EVERY_S + 1 and lost.good_s <= 90
    assert any(name.endswith("tan_mg_l") for name in lost.where)
    body = json.loads(Path(lost.file).read_text(encoding="utf-8"))
    assert body["seed"] == lost.seed and body["second"] == lost.good_s
    assert all(math.isfinite(x) for values in body["state"].values() for x in values)
    assert body["state"]["tanks.oxygen_mg_l"] == pytest.approx(list(good), abs=0.5)
    assert str(lost.seed) in str(lost) and lost.file in str(lost)


def test_an_error_in_the_arithmetic_is_said_as_what_it_is(
    small_farm: SimulatedFarm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A solver gives up over a lost number: the number is the news, not the solver."""
    farm = small_farm
    farm.finite.folder = tmp_path
    farm.live_to(farm.now_s + 1)

    def gives_up(step_s: float) -> None:
        raise ValueError("no root")

    monkeypatch.setattr(type(farm.plant), "step", lambda self, step_s: gives_up(step_s))
    with pytest.raises(ValueError, match="no root"):
        farm.live_to(farm.now_s + 2)
    lose(farm)
    with pytest.raises(NotFinite):
        farm.live_to(farm.now_s + 2)


def test_a_full_disk_does_not_hide_it(small_farm: SimulatedFarm, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    small_farm.finite.folder = tmp_path / "file"
    lose(small_farm)
    with pytest.raises(NotFinite, match="no file"):
        small_farm.finite.look_now(small_farm.now_s)
