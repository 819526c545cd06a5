"""Settings in a site file: known, storable, not against the profile; no output wears a memory."""

import pytest

from farm.document import Document
from farm.problem import Misconfigured
from farm.profile import Profile
from farm.site import Site
from farm.site_check import load_profile, load_site

DRIVE = """
schema: ras-device/1
id: test/drive
vendor: Test
models: [D]
kind: vfd
title: {zh: 变频器, en: Drive}
status: manual
sources: [{title: manual, where: here}]
transport: [rtu]
timing: {response_timeout_ms: 300, worst_reply_ms: 500, min_poll_ms: 1000}
reads:
  - id: r
    area: holding
    address: 0
    count: 1
    points: [{key: set_hz, offset: 0, type: uint16, unit: Hz}]
writes:
  - {key: setpoint_hz, fc: 6, address: 0, unit: Hz, low: 0, high: 50, verify: {point: set_hz}}
  - key: stored_hz
    fc: 6
    address: 1
    unit: Hz
    low: 0
    high: 50
    eeprom: true
    verify: {point: set_hz}
settings:
  - {key: wait, address: 2, scale: 0.1, unit: s, comm_loss: true, why: {zh: 等, en: wait}}
  - {key: source, address: 3, must_be: [2, 3], why: {zh: 源, en: source}}
  - {key: action, address: 4, bits: [4, 5], why: {zh: 动作, en: action}}
"""

SITE = """schema: ras-site/1
id: small
name: {zh: 小, en: small}
water: {alkalinity_mg_l: 85}
systems:
  - {id: "1", name: {zh: 一, en: one}, tanks: [{id: 1-01, volume_m3: 42}]}
buses: [{id: a, kind: rtu, wire: /dev/ras/a}]
outputs: [{quantity: pump_1, low: 0, high: 50, safe: 40}]
devices:
  - id: drive
    profile: test/drive
    bus: a
    outputs: {setpoint_hz: 1.pump_1}
    settings: {wait: 10}
"""


@pytest.fixture(scope="module")
def profiles() -> dict[str, Profile]:
    profile = load_profile("drive.yaml", DRIVE)
    return {profile.id: profile}


@pytest.mark.parametrize("fine", ["wait: 6553.5", "wait: 0", "source: 3", "action: 3"])
def test_what_the_register_can_hold_is_accepted(profiles: dict[str, Profile], fine: str) -> None:
    assert load_site("s.yaml", SITE.replace("wait: 10", fine), profiles).devices[0].settings


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("wait_s: 10", "unknown setting wait_s"),
        ("wait: 10.05", "wait cannot hold 10.05 s"),
        ("wait: 6553.6", "wait cannot hold 6553.6 s"),
        ("wait: -0.1", "wait cannot hold -0.1 s"),
        ("source: 1", "source can only be 2, 3"),
        ("action: 4", "action cannot hold 4"),
    ],
)
def test_what_it_cannot_hold_is_told_with_its_line(
    profiles: dict[str, Profile], written: str, said: str
) -> None:
    with pytest.raises(Misconfigured) as caught:
        load_site("s.yaml", SITE.replace("wait: 10", written), profiles)
    (problem,) = caught.value.problems
    assert said in problem.wrong.en and problem.line == 14 and problem.remedy.zh


def test_no_output_is_written_to_a_memory_that_wears_out(profiles: dict[str, Profile]) -> None:
    with pytest.raises(Misconfigured) as caught:
        load_site("s.yaml", SITE.replace("{setpoint_hz:", "{stored_hz:"), profiles)
    assert any("wears out" in problem.wrong.en for problem in caught.value.problems)


def test_settings_are_numbers_by_key() -> None:
    site = Document("s.yaml", SITE).parse(Site)
    assert site.devices[0].settings == {"wait": 10.0}
