"""A site file: the shipped ones stand, a broken one shows every mistake with its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm.document import Document
from farm.problem import Misconfigured
from farm.profile import Profile
from farm.site import Site, mapping
from farm.site_check import load_profile, load_site

SITES = Path(__file__).parents[2] / "sites"

PROBE = """
schema: ras-device/1
id: yosemitech/y504-a
vendor: Yosemitech
models: [Y504-A]
kind: sensor.do
title: {zh: 溶解氧探头, en: Optical DO probe}
status: manual
sources: [{title: manual, where: here}]
transport: [rtu]
serial: {baud: 9600, supported_bauds: [9600]}
timing: {response_timeout_ms: 300, worst_reply_ms: 500, min_poll_ms: 1000}
reads:
  - id: main
    area: holding
    address: 0x2600
    count: 4
    points:
      - {key: temperature, offset: 0, type: float32, unit: "°C"}
derived:
  - {key: oxygen_mg_l, formula: oxygen_mg_l_from_saturation, inputs: [temperature], unit: mg/L}
"""

GOOD = """schema: ras-site/1
id: small
name: {zh: 小, en: small}
water: {alkalinity_mg_l: 85}
systems:
  - id: "1"
    name: {zh: 一, en: one}
    tanks: [{id: 1-01, volume_m3: 42}]
buses:
  - {id: a, kind: rtu, wire: /dev/ras/a}
devices:
  - {id: probe, profile: yosemitech/y504-a, bus: a, unit: 1, points: {oxygen_mg_l: 1-01.do_a}}
"""


@pytest.fixture(scope="module")
def profiles() -> dict[str, Profile]:
    profile = load_profile("probe.yaml", PROBE)
    return {profile.id: profile}


def wrong(text: str, profiles: dict[str, Profile]) -> list[tuple[int, str]]:
    with pytest.raises(Misconfigured) as caught:
        load_site("small.yaml", text, profiles)
    return [(p.line, p.path) for p in caught.value.problems]


def test_a_good_site_loads(profiles: dict[str, Profile]) -> None:
    site = load_site("small.yaml", GOOD, profiles)
    assert site.system_of("1-01").id == "1"
    with pytest.raises(KeyError):
        site.system_of("9-99")


def test_all_mistakes_of_form_at_once_with_their_lines(profiles: dict[str, Profile]) -> None:
    text = GOOD.replace("volume_m3: 42", "volume_m3: 0").replace("id: small", "idd: small")
    assert wrong(text, profiles) == [(1, "id"), (2, "idd"), (8, "systems.0.tanks.0.volume_m3")]


def test_all_mistakes_of_sense_at_once_with_their_lines(profiles: dict[str, Profile]) -> None:
    text = GOOD.replace("oxygen_mg_l: 1-01.do_a", "oxygen: 1-01.do_a") + (
        "  - {id: probe, profile: yosemitech/y504-a, bus: b, unit: 2}\n"
        "  - {id: other, profile: yosemitech/y504-a, bus: a, unit: 1, period_s: 0.5,"
        " points: {oxygen_mg_l: 1-02.do_b, temperature: 1-01.do_b}}\n"
        "timezone: Asia/Yongkang\n"
    )
    found = wrong(text, profiles)
    assert (12, "devices.0.points.oxygen") in found
    assert (13, "devices.1.id") in found
    assert (13, "devices.1.bus") in found
    assert (14, "devices.2.unit") in found
    assert (14, "devices.2.period_s") in found
    assert (14, "devices.2.points.oxygen_mg_l") in found  # no such tank
    assert (14, "devices.2.points.temperature") in found  # °C is not mg/L
    assert (15, "timezone") in found


def test_each_problem_says_what_to_do_in_two_languages(profiles: dict[str, Profile]) -> None:
    with pytest.raises(Misconfigured) as caught:
        load_site("small.yaml", GOOD.replace("bus: a,", "bus: z,"), profiles)
    (problem,) = caught.value.problems
    assert "z" in problem.wrong.zh and "z" in problem.wrong.en
    assert "a" in problem.remedy.en
    assert str(problem).startswith("small.yaml:12: devices.0.bus")


@pytest.mark.parametrize("text", ["a: [1, 2", "- 1\n- 2\n", "", "a: 1\na: 2\n", "\t: x"])
def test_what_is_no_mapping_is_refused_with_a_line(text: str, profiles: dict[str, Profile]) -> None:
    assert wrong(text, profiles)[0][0] >= 1


@given(st.text(max_size=200))
def test_no_text_crashes_the_loader(text: str) -> None:
    with pytest.raises(Misconfigured):
        load_site("noise.yaml", text, {})


@pytest.mark.parametrize(
    ("name", "tanks", "tags"), [("xiaojieling", 72, 700), ("trial", 4, 94), ("bench", 1, 3)]
)
def test_shipped_sites_have_their_size(name: str, tanks: int, tags: int) -> None:
    text = (SITES / f"{name}.yaml").read_text(encoding="utf-8")
    site = Document(name, text).parse(Site)
    names = {
        mapping(entry).tag
        for device in site.devices
        for side in (device.points, device.outputs)
        for entry in side.values()
    }
    assert len(site.tanks()) == tanks
    assert tags <= len(names) <= tags * 1.1
