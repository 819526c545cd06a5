"""Bugs planted on purpose: each is found by the invariant that is there for it.

Knows where in the controller and drivers a bug can be planted.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from controller import decide
from controller.board import Board
from controller.interlocks import Inputs, interlocked
from drivers.modbus_bus import ModbusBus
from farm.command import Command
from farm.profile import Profile
from farm.site import Site
from farm.tag import TagName
from trials.scenarios import Scenario, read_scenario, scenarios
from trials.verdict import Verdict, tried

Profiles = dict[str, Profile]

DRY = """
schema: ras-trial/1
name: DRY
title: {zh: 循环泵全停且一个氧气阀卡住, en: All pumps jam and one oxygen valve sticks}
source: safety-and-reliability 2.2
sites: [trial]
starts: "07:55"
seconds: 700
load_share: 2
pump_still_s: 700
orders:
  - {at_s: 20, do: plant, what: valve_stuck, place: 1-02}
  - {at_s: 30, do: plant, what: pump_jam, place: 1/1}
  - {at_s: 30, do: plant, what: pump_jam, place: 1/2}
"""


def wrong(verdict: Verdict) -> set[str]:
    return {finding.id for finding in verdict.findings if not finding.ok}


@pytest.fixture(scope="module")
def dry() -> Scenario:
    return read_scenario("dry.yaml", DRY)


@pytest.fixture(scope="module")
def anxious_site(trial_site: Site) -> Site:
    """Emergency oxygen opens early, so that the bug shows within minutes."""
    oxygen = trial_site.control.oxygen.model_copy(update={"emergency_open_mg_l": 6.9})
    control = trial_site.control.model_copy(update={"oxygen": oxygen})
    return trial_site.model_copy(update={"control": control})


def short(seconds: float = 60.0) -> Scenario:
    return scenarios()["F-14"].model_copy(update={"seconds": seconds, "orders": (), "expect": ()})


def test_emergency_oxygen_saves_the_tank(
    dry: Scenario, anxious_site: Site, profiles: Profiles
) -> None:
    verdict = tried(dry, anxious_site, 1, profiles)
    assert not wrong(verdict), [str(finding) for finding in verdict.findings]


def test_an_interlock_that_was_taken_out_is_found(
    dry: Scenario, anxious_site: Site, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(inputs: Inputs, proposed: Mapping[TagName, Command]) -> Any:
        return interlocked(replace(inputs, emergency={}, thrown={}), proposed)

    monkeypatch.setattr(decide, "interlocked", without)
    assert "I3" in wrong(tried(dry, anxious_site, 1, profiles))


def test_two_probes_exchanged_are_wrong_values(
    trial_site: Site, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver believes station 2's answer to be station 1's, now and then."""
    take = Board.take
    last: dict[str, Any] = {}

    def exchanged(self: Board, samples: Any) -> None:
        for sample in samples:
            last[sample.tag] = sample
        other = last.get("1-02.do_a")
        if other is not None and other.value is not None and last["1-02.do_a"].at_s % 7 < 2:
            samples = [
                sample._replace(value=other.value)
                if sample.tag == "1-01.do_a" and sample.value is not None
                else sample
                for sample in samples
            ]
        take(self, samples)

    monkeypatch.setattr(Board, "take", exchanged)
    assert wrong(tried(short(), trial_site, 1, profiles)) == {"I1"}


def test_a_write_nobody_decided_is_found(
    trial_site: Site, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The drum is switched off by the bus alone, and comes back by the hold against others."""
    write = ModbusBus.write

    async def too_much(self: ModbusBus, device_id: str, key: str, value: float, **how: Any) -> Any:
        if key == "ao0":
            await write(self, device_id, "do36", 0.0)
        return await write(self, device_id, key, value, **how)

    monkeypatch.setattr(ModbusBus, "write", too_much)
    assert "I2" in wrong(tried(short(), trial_site, 1, profiles))


def test_an_address_outside_the_allow_list_is_found(trial_site: Site, profiles: Profiles) -> None:
    """The verdict decodes the wire itself: a narrower profile makes today's writes forbidden."""
    from trials.whole_farm import try_farm
    from trials.writes import allowed, forbidden_writes

    trial = try_farm(trial_site, profiles, [], 20.0)
    count, none = forbidden_writes(trial, profiles)
    assert count > 10 and none == []
    rio = profiles["waveshare/relay-8ch"]
    moved = tuple(row.model_copy(update={"address": row.address + 5}) for row in rio.writes)
    narrower = {**profiles, rio.id: rio.model_copy(update={"writes": moved})}
    assert set(allowed(trial_site, narrower)) != set(allowed(trial_site, profiles))
    assert forbidden_writes(trial, narrower)[1] != []
