"""Sites whose physics cannot hold are told before they run, all at once, each with its line.

Knows the shipped sites; starts nothing.
"""

from pathlib import Path

import pytest

from drivers.profiles import load_profiles
from farm.problem import Misconfigured
from farm.site import Site
from farm.site_check import load_site
from hil_sim.holdable import held, unholdable

SITES = Path(__file__).parents[2] / "sites"
TRIAL = (SITES / "trial.yaml").read_text(encoding="utf-8")
PROFILES = load_profiles()


def opened(text: str) -> Site:
    return load_site("bad.yaml", text, PROFILES)


def told(text: str) -> dict[str, int]:
    """Dotted path of each problem and its line."""
    with pytest.raises(Misconfigured) as caught:
        held("bad.yaml", text, opened(text))
    assert all(one.wrong.zh and one.remedy.zh and one.remedy.en for one in caught.value.problems)
    return {one.path: one.line for one in caught.value.problems}


def line_of(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


@pytest.mark.parametrize("name", ["trial", "xiaojieling", "bench", "every-device"])
def test_every_site_that_ships_can_be_held(name: str) -> None:
    text = (SITES / f"{name}.yaml").read_text(encoding="utf-8")
    site = opened(text)
    assert held(name, text, site) is site


@pytest.mark.parametrize(
    ("right", "wrong", "field"),
    [
        ("pump_shutoff_head_m: 8.0", "pump_shutoff_head_m: 4.5", "pump_shutoff_head_m"),
        ("static_head_m: 3.0", "static_head_m: 6.6", "pump_shutoff_head_m"),
        ("sump_volume_m3: 14", "sump_volume_m3: 0.5", "sump_volume_m3"),
        ("sump_depth_m: 2.2", "sump_depth_m: 0.4", "sump_depth_m"),
        ("makeup_m3_d: 19", "makeup_m3_d: 4100", "makeup_m3_d"),
        ("design_flow_m3_h: 167", "design_flow_m3_h: 90000", "design_flow_m3_h"),
    ],
)
def test_what_cannot_be_held_is_told_with_its_line(right: str, wrong: str, field: str) -> None:
    text = TRIAL.replace(right, wrong, 1)
    assert text != TRIAL
    path = f"systems.0.plant.{field}"
    assert told(text)[path] == line_of(text, f"{field}:")


@pytest.mark.parametrize(("profile", "path"), [("invt/gd20", ()), ("acme/none", ("profile",))])
def test_devices_nobody_can_act_are_told(profile: str, path: tuple[str, ...]) -> None:
    """A converter without a motor; a model the simulator does not know. Switched off: neither."""
    site = opened(TRIAL)
    number = next(n for n, device in enumerate(site.devices) if device.id == "s1-meter")

    def with_it(enabled: bool) -> Site:
        devices = list(site.devices)
        change = {"profile": profile, "enabled": enabled}
        devices[number] = devices[number].model_copy(update=change)
        return site.model_copy(update={"devices": tuple(devices)})

    assert [at for at, *_ in unholdable(with_it(True))] == [("devices", number, *path)]
    assert not list(unholdable(with_it(False)))


def test_everything_is_told_at_once() -> None:
    text = TRIAL.replace("pump_shutoff_head_m: 8.0", "pump_shutoff_head_m: 2")
    text = text.replace("sump_volume_m3: 14", "sump_volume_m3: 0.1")
    text = text.replace("makeup_m3_d: 19", "makeup_m3_d: 5000")
    assert len(told(text)) == 3


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("biofilter_area_m2: 6300", "biofilter_area_m2: 0"),
        ("id: 1-02, volume_m3: 42", "id: 1-02, volume_m3: 0"),
        ("sump_volume_m3: 14", "sump_volume_m3: 0"),
        ("design_flow_m3_h: 167", "design_flow_m3_h: 0"),
        ("cone_g_h: 2700", "cone_g_h: .inf"),
    ],
)
def test_zero_and_endless_are_refused_by_the_site_itself(right: str, wrong: str) -> None:
    text = TRIAL.replace(right, wrong, 1)
    with pytest.raises(Misconfigured) as caught:
        opened(text)
    assert [one.line for one in caught.value.problems] == [line_of(text, wrong)]
