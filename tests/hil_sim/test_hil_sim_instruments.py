"""Instruments as instruments: lag, noise, drift, and every ailment by its figure.

Knows the trial site's probes; check values are published ones or the instrument's own data.
"""

import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from farm.site import Site
from hil_sim.ailments import AILMENTS
from hil_sim.control import Control
from hil_sim.instruments import NATURES, Panel
from hil_sim.simulated_farm import SimulatedFarm

Make = Callable[..., SimulatedFarm]
TAG = "1-01.do_a"
READ_MAIN = bytes((3, 0x26, 0x00, 0, 4))


@pytest.fixture
def farm(trial_site: Site, make_farm: Make) -> SimulatedFarm:
    return make_farm(trial_site, seed=5)


@pytest.fixture
def order(farm: SimulatedFarm) -> Callable[..., dict[str, Any]]:
    control = Control(farm)

    def ordered(**request: Any) -> dict[str, Any]:
        return control.answer(request)

    return ordered


def standing(panel: Panel, tag: str, value: float) -> int:
    """Let a probe stand in water of this value."""
    slot = panel.slot[tag]
    panel.around[slot] = lambda: value
    return slot


def test_ninety_percent_of_a_step_are_shown_after_t90(farm: SimulatedFarm) -> None:
    panel = farm.panel
    slot = standing(panel, "1.ph", 7.0)
    panel.quieted(slot, 0.0)
    panel.felt[slot] = 7.0
    panel.around[slot] = lambda: 6.0
    t90_s = NATURES["ph"].t90_s
    shown = []
    for _ in range(int(2 * t90_s)):
        panel.step(1.0)
        shown.append(panel.value("1.ph"))
    assert shown[int(t90_s) - 1] == pytest.approx(6.1, abs=0.002)
    assert shown[int(2 * t90_s) - 1] == pytest.approx(6.01, abs=0.002)


def test_noise_has_its_standard_deviation(farm: SimulatedFarm) -> None:
    panel = farm.panel
    slot = standing(panel, TAG, 8.0)
    panel.felt[slot] = 8.0
    shown = []
    for _ in range(4000):
        panel.step(1.0)
        shown.append(panel.value(TAG))
    # 4000 draws: their deviation is known to 1.1 %, five of it allowed.
    assert float(np.std(shown)) == pytest.approx(NATURES["do_a"].noise_sd, rel=0.055)


def offset(panel: Panel, slot: int) -> float:
    return float(panel.bias[slot] + panel.fouled[slot])


def test_drift_and_fouling_go_as_fast_as_they_were_told(
    farm: SimulatedFarm, order: Callable[..., dict[str, Any]]
) -> None:
    panel = farm.panel
    slot = panel.slot[TAG]
    before = offset(panel, slot)
    assert order(do="instrument", what="drifts", tag=TAG, value=0.6) == {"ok": True}
    assert order(do="instrument", what="fouled_low", tag=TAG, value=1.2) == {"ok": True}
    for _ in range(1800):
        panel.step(1.0)
    assert offset(panel, slot) - before == pytest.approx(0.3 - 0.6, abs=1e-6)
    order(do="clean", tag=TAG)
    assert offset(panel, slot) - before == pytest.approx(0.3, abs=1e-6)
    for _ in range(600):
        panel.step(1.0)
    order(do="calibrate", tag=TAG)
    assert offset(panel, slot) == pytest.approx(0.0, abs=1e-9)
    order(do="instrument", what="fouled_low", tag=TAG, well=True)
    order(do="instrument", what="drifts", tag=TAG, well=True)
    assert offset(panel, slot) == pytest.approx(before, abs=1e-9)


def test_a_probe_in_air_shows_saturation_and_hardly_moves(
    farm: SimulatedFarm, order: Callable[..., dict[str, Any]]
) -> None:
    panel = farm.panel
    warm = np.full(len(farm.plant.layout.tank_ids), 25.0)
    farm.plant.water.tanks = replace(farm.plant.water.tanks, temperature_c=warm)
    order(do="instrument", what="in_air", tag=TAG)
    shown = []
    for second in range(900):
        panel.step(1.0)
        shown += [panel.value(TAG)] if second >= 300 else []
    # 8.263 mg/L at 25 °C and 1 atm (APHA 4500-O table), at 110 m 1.3 % less; the probe's own offset
    # is at most 0.05.
    assert float(np.mean(shown)) == pytest.approx(8.263 * 0.987, abs=0.06)
    assert float(np.std(shown)) < 0.2 * NATURES["do_a"].noise_sd


def answer(farm: SimulatedFarm, device: str = "s1-01-do-a") -> tuple[float, float]:
    """Temperature and saturation as the probe sends them: floats, last byte first."""
    reply = farm.stations[device].built.table.reply(READ_MAIN)
    assert reply is not None
    celsius, part = struct.unpack("<ff", reply[2:10])
    return float(celsius), float(part)


@pytest.mark.parametrize("celsius", [0.0, 21.0, 85.0])
def test_a_stuck_thermometer_bends_mg_l_and_not_what_the_optics_see(
    farm: SimulatedFarm, order: Callable[..., dict[str, Any]], celsius: float
) -> None:
    farm.step_to(60.0)
    _, before = answer(farm)
    order(do="instrument", what="thermometer_stuck", tag=TAG, value=celsius)
    farm.step_to(61.0)
    shown_c, part = answer(farm)
    assert shown_c == celsius and part == pytest.approx(before, abs=0.02)
    if celsius == 0.0:  # 14.62 against 8.11 mg/L of water at 26 °C (APHA 4500-O table)
        ratio = 14.62 / 8.11
        assert farm.panel.value(TAG) == pytest.approx(before * 8.11 * 0.987 * ratio, rel=0.02)
    order(do="instrument", what="thermometer_stuck", tag=TAG, well=True)
    farm.step_to(62.0)
    assert answer(farm)[0] == pytest.approx(26.0, abs=1.0)


@pytest.mark.parametrize("current_ma", [0.0, 3.5, 21.5, 24.0])
def test_a_broken_loop_gives_its_current(
    farm: SimulatedFarm, order: Callable[..., dict[str, Any]], current_ma: float
) -> None:
    binding = farm.stations["s1-io"].binding
    order(do="instrument", what="loop_current", tag="1.oxygen_pressure", value=current_ma)
    assert binding.milliamps("ai37") == pytest.approx(current_ma)
    order(do="instrument", what="loop_current", tag="1.oxygen_pressure", well=True)
    assert 4.0 < binding.milliamps("ai37") < 20.0


def test_one_water_for_all_tanks(farm: SimulatedFarm, order: Callable[..., dict[str, Any]]) -> None:
    tags = [f"1-0{n}.do_a" for n in range(1, 5)]
    order(do="instrument", what="same_water", tag=tags[0])
    seen = set()
    for _ in range(35):
        farm.panel.step(1.0)
        values = {farm.panel.value(tag) for tag in tags}
        assert len(values) == 1
        seen |= values
    assert 3 <= len(seen) <= 4  # a new value every ten seconds
    order(do="instrument", what="same_water", tag=tags[0], well=True)
    farm.panel.step(1.0)
    assert len({farm.panel.value(tag) for tag in tags}) == 4


def test_registers_answer_any_words_and_the_truth_again(
    farm: SimulatedFarm, order: Callable[..., dict[str, Any]]
) -> None:
    _, before = answer(farm)
    raw = {"do": "raw", "device": "s1-01-do-a", "address": 0x2602}
    assert order(**raw, words=[0x0000, 0xC07F]) == {"ok": True}
    assert np.isnan(answer(farm)[1])
    order(**raw, words=[0x003C, 0x1CC6])
    assert answer(farm)[1] == -9999.0
    order(**raw)
    assert answer(farm)[1] == before


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"do": "instrument", "what": "sulks", "tag": TAG}, "fouled_low"),
        ({"do": "instrument", "what": "in_air", "tag": "1.ph"}, "do_a"),
        ({"do": "instrument", "what": "drifts", "tag": "9-99.do_a"}, "9-99.do_a"),
        ({"do": "instrument", "what": "loop_current", "tag": TAG, "value": 0}, "current"),
        ({"do": "instrument", "what": "fouled_low", "tag": TAG, "value": -1}, "0 to"),
        ({"do": "clean", "tag": "9-99.do_a"}, "9-99.do_a"),
        ({"do": "raw", "device": "s1-01-do-a", "address": 1, "words": [1]}, "register"),
        ({"do": "raw", "device": "nobody", "address": 1, "words": [1]}, "nobody"),
        ({"do": "raw", "device": "s1-01-do-a", "address": 0x2602, "words": [70_000]}, "0xFFFF"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    order: Callable[..., dict[str, Any]], request_: dict[str, Any], words: str
) -> None:
    assert words in order(**request_)["error"]


def test_every_ailment_ends_as_it_began(
    farm: SimulatedFarm, order: Callable[..., dict[str, Any]]
) -> None:
    panel = farm.panel
    before = (panel.bias.copy(), panel._noise.copy())
    fit = {"loop_current": "1.oxygen_pressure", "dead_glass": "1.ph"}
    fit["settings_lost"] = "farm.spring_oxygen"
    for what in AILMENTS:
        tag = fit.get(what, TAG)
        assert order(do="instrument", what=what, tag=tag) == {"ok": True}
        farm.step_to(farm.now_s + 3.0)
        order(do="instrument", what=what, tag=tag, well=True)
        assert not (panel.held or panel.around or panel.skewed or panel.copies), what
    assert np.allclose(panel.bias, before[0]) and np.array_equal(panel._noise, before[1])
    assert not panel.fouled.any() and not panel.fouling_per_s.any()
