"""Truth, report, judgement, orders and scenarios, asked without any socket.

Knows the JSON objects of the control socket.
"""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from farm.problem import Misconfigured
from farm.site import Site
from hil_sim.codec import sealed
from hil_sim.control import Control
from hil_sim.scenario import is_scenario, read_scenario
from hil_sim.simulated_farm import SimulatedFarm

Make = Callable[..., SimulatedFarm]
START_MS = 1_795_305_600_000


def ok(control: Control, **order: Any) -> None:
    assert control.answer(order) == {"ok": True}


def test_truth_and_report_are_plain_json(small_farm: SimulatedFarm) -> None:
    control = Control(small_farm)
    small_farm.step_to(5.0)
    truth = json.loads(json.dumps(control.answer({"ask": "truth"})))
    assert truth["tanks"]["1-01"]["oxygen_mg_l"] == pytest.approx(8.0, abs=0.3)
    assert truth["systems"]["1"]["flow_m3_h"] > 50
    assert truth["outputs"]["1-01.emergency_valve"] == 0.0
    report = json.loads(json.dumps(control.answer({"ask": "report"})))
    assert report["clock_s"] == 5.0 and report["pump_stopped_s"] == 0.0
    assert report["tanks"]["1-01"]["oxygen_min_mg_l"] <= truth["tanks"]["1-01"]["oxygen_mg_l"]
    assert report["tanks"]["1-01"]["meal_min_mg_l"] is None
    assert report["oxygen_used_kg"]["trim"] > 0


def test_only_what_a_register_held_passes_the_judge(small_farm: SimulatedFarm) -> None:
    """A value of ten seconds ago, a neighbour's value and an invented one are all found."""
    control = Control(small_farm)
    tag = "1-01.do_a"
    shown = []
    for second in range(1, 31):
        small_farm.step_to(float(second))
        shown.append(small_farm.panel.value(tag))
    right = [[tag, value, START_MS + 1000 * (n + 1)] for n, value in enumerate(shown)]
    good = control.answer({"ask": "judge", "readings": right})
    assert good == {"checked": 30, "unknown": 0, "wrong": []}
    stale = [tag, shown[4], START_MS + 25_000]
    other = [tag, small_farm.panel.value("1-01.do_b"), START_MS + 30_000]
    strange = ["9-99.do_a", 8.0, START_MS]
    bad = control.answer({"ask": "judge", "readings": [stale, other, strange]})
    assert bad["unknown"] == 1 and len(bad["wrong"]) == 2
    assert bad["wrong"][0]["held"]


def test_coarse_registers_are_judged_by_their_count(small_farm: SimulatedFarm) -> None:
    control = Control(small_farm)
    small_farm.step_to(3.0)
    tag = "1-01.hopper"
    counts = round(4000 + 16000 * small_farm.panel.value(tag) / 200)
    read = (counts - 4000) * 200 / 16000
    answer = control.answer({"ask": "judge", "readings": [[tag, read, START_MS + 3000]]})
    assert not answer["wrong"]
    answer = control.answer({"ask": "judge", "readings": [[tag, read + 0.2, START_MS + 3000]]})
    assert answer["wrong"]


def test_orders_bend_the_wire_and_end_by_themselves(small_farm: SimulatedFarm) -> None:
    control = Control(small_farm)
    ok(control, do="fault", device="do-a", kind="mute", value=1, for_s=10)
    ok(control, do="fault", device="do-b", kind="late_s", value=0.6)
    assert small_farm.faults["do-a"].mute and small_farm.faults["do-b"].late_s == 0.6
    small_farm.step_to(10.0)
    control.due(10.0)
    assert not small_farm.faults["do-a"].mute
    ok(control, do="clear", device="do-b")
    assert small_farm.faults["do-b"].late_s == 0.0


def test_a_probe_can_freeze_lie_and_drift(small_farm: SimulatedFarm) -> None:
    control = Control(small_farm)
    ok(control, do="freeze", tag="1-01.do_a")
    frozen = small_farm.panel.value("1-01.do_a")
    small_farm.step_to(20.0)
    assert small_farm.panel.value("1-01.do_a") == frozen
    ok(control, do="freeze", tag="1-01.do_a", value=float("nan"))
    reply = small_farm.feed("probes", sealed(bytes.fromhex("01 03 26 00 00 04")), 21.0)
    assert np.isnan(np.frombuffer(reply[0].data[7:11], dtype="<f4"))[0]
    ok(control, do="free", tag="1-01.do_a")
    ok(control, do="drift", tag="1-01.do_b", per_h=36.0)
    before = small_farm.panel.bias[small_farm.panel.slot["1-01.do_b"]]
    small_farm.step_to(120.0)
    assert small_farm.panel.bias[small_farm.panel.slot["1-01.do_b"]] > before + 0.9


def test_the_plant_can_be_hurt_and_fed(small_farm: SimulatedFarm) -> None:
    control = Control(small_farm)
    ok(control, do="plant", what="pump_trip", place="1/1", value=4)
    ok(control, do="plant", what="valve_stuck", place="1-01")
    ok(control, do="meal", tank="1-01", grams=500)
    ok(control, do="plant", what="weigh", value=12.5)
    small_farm.step_to(90.0)
    assert small_farm.plant.accounts.longest_still_s[0] > 60
    assert small_farm.plant.fish.eaten_g[0] == pytest.approx(500)
    assert control.answer({"ask": "report"})["tanks"]["1-01"]["meals"] == 1.0
    ok(control, do="meal", part=0.25)
    assert np.all(small_farm.plant.feeders.by_hand_g > 0)
    ok(control, do="restart", device="io")
    ok(control, do="forget")
    assert np.all(np.isinf(small_farm.plant.accounts.lowest_mg_l))


@pytest.mark.parametrize(
    "request_",
    [
        [1, 2],
        {},
        {"ask": "weather"},
        {"do": "dance"},
        {"do": "fault", "device": "nobody", "kind": "mute"},
        {"do": "fault", "device": "do-a", "kind": "sulky"},
        {"do": "plant", "what": "earthquake"},
        {"do": "plant", "what": "pump_trip", "place": "1/9"},
        {"do": "restart", "device": "do-a"},
        {"do": "freeze", "tag": "9.nothing"},
        {"ask": "judge", "readings": [["1-01.do_a", "much"]]},
    ],
)
def test_nonsense_is_answered_in_words(small_farm: SimulatedFarm, request_: object) -> None:
    assert Control(small_farm).answer(request_)["error"]


def test_a_timeline_happens_when_its_time_has_come(small_farm: SimulatedFarm) -> None:
    control = Control(small_farm)
    control.plan([{"at_s": 30, "do": "plant", "what": "mains", "value": 0}])
    small_farm.step_to(20.0)
    control.due(20.0)
    assert small_farm.plant.power.mains_ok
    small_farm.step_to(31.0)
    control.due(31.0)
    assert not small_farm.plant.power.mains_ok


def test_the_same_seed_is_the_same_farm(small_site: Site, make_farm: Make) -> None:
    def shown(seed: int) -> list[float]:
        farm = make_farm(small_site, seed=seed)
        farm.step_to(120.0)
        return [float(value) for value in farm.panel.shown]

    assert shown(7) == shown(7)
    assert shown(7) != shown(8)


def test_a_long_sleep_of_the_machine_is_not_caught_up(small_farm: SimulatedFarm) -> None:
    small_farm.step_to(86_400.0)
    assert small_farm.now_s == pytest.approx(86_400.0)
    assert small_farm.plant.seconds == 600.0


def test_a_scenario_is_data(small_site: Site) -> None:
    text = """
schema: ras-sim/1
seed: 4
load_share: 0.5
orders: [{at_s: 60, do: meal, part: 0.3}]
"""
    scenario = read_scenario("one.yaml", text)
    assert is_scenario(text) and not is_scenario("schema: ras-site/1\n")
    assert scenario.seed == 4 and scenario.orders[0]["at_s"] == 60
    half, whole = scenario.fish(small_site, 0), read_scenario("x", "schema: ras-sim/1")
    assert 2 * sum(row.biomass_kg for row in half) == pytest.approx(
        sum(row.biomass_kg for row in whole.fish(small_site, 0)), rel=1e-4
    )
    with pytest.raises(Misconfigured):
        read_scenario("bad.yaml", "schema: ras-sim/1\nspeed: 3\n")


def test_an_unknown_device_is_named(small_site: Site, make_farm: Make) -> None:
    device = small_site.devices[0].model_copy(update={"profile": "acme/unknown"})
    site = small_site.model_copy(update={"devices": (device,)})
    with pytest.raises(ValueError, match="acme/unknown"):
        make_farm(site)


def test_what_the_reader_derives_is_not_judged(trial_site: Site, make_farm: Make) -> None:
    """`stable` of a scale is the reader's word; a standing motor shows no negative current."""
    farm = make_farm(trial_site)
    farm.step_to(60.0)
    control = Control(farm)
    tags = ["farm.scale_stable", "1.pump_2_current"]
    answer = control.answer(
        {"ask": "judge", "readings": [[tag, 0.0, START_MS + 60_000] for tag in tags]}
    )
    assert answer["unknown"] == 1 and not answer["wrong"]
    assert min(farm.held.held("1.pump_2_current", 0.0, 60.0)) >= 0.0
