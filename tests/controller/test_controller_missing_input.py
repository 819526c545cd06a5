"""A derived value without its input says what the input said, not that a probe is broken."""

from types import SimpleNamespace
from typing import cast

import pytest

from controller.derived import Slope
from controller.layout import Layout, SystemTags, TankTags
from controller.outlook import _co2, _minutes, _oxygen
from controller.voting import vote
from farm.sample import Sample
from farm.site import Water
from farm.snapshot import Snapshot
from farm.status import Status
from farm.tag import TagName, tag

KEYS = ("oxygen", "minutes_to_4", "reserve", "temperature", "oxygen_valve_position")
OUTPUTS = ("oxygen_valve", "emergency_valve", "feeder")
PROBES = (tag("1-01", "do_a"), tag("1-01", "do_b"))
TANK = TankTags(
    "1-01", "1", 42.0, "growout", PROBES, *(tag("1-01", key) for key in (*KEYS, *OUTPUTS))
)
PH, WARMTH = tag("1", "ph"), tag("1", "ph_temperature")
SYSTEM = SystemTags(
    "1", None, (), tag("1", "flow"), PH, WARMTH, tag("1", "co2"), (), tag("1", "fan"),
    tag("1", "cone_valve"), tag("1", "energy"),
)  # fmt: skip
LAYOUT = cast(
    Layout,
    SimpleNamespace(known={PH, WARMTH}, site=SimpleNamespace(water=Water(alkalinity_mg_l=80))),
)


def heard(
    name: TagName, value: float | None, status: Status, reason: str = "", at_s: float = 99.0
) -> Sample:
    return Sample(name, value, status, at_s, 0, "bus/device/point", reason)


def seen(*samples: Sample) -> Snapshot:
    return Snapshot(100.0, 0, {sample.tag: sample for sample in samples}, {})


def minutes(snapshot: Snapshot) -> Sample:
    ballot = vote(tuple(snapshot.reading(probe) for probe in PROBES))
    (sample,) = _minutes(TANK, ballot, Slope(), None, _oxygen(TANK, ballot, snapshot))
    return sample


def co2(snapshot: Snapshot, system: SystemTags = SYSTEM) -> Sample:
    (sample,) = _co2(LAYOUT, system, snapshot)
    return sample


def test_before_the_first_answer_minutes_wait_for_data() -> None:
    assert minutes(seen()).status is Status.BAD_WAITING_FOR_INITIAL_DATA


def test_minutes_of_mute_probes_say_that_nobody_answers() -> None:
    mute = [heard(probe, None, Status.BAD_TIMEOUT, "no_reply") for probe in PROBES]
    sample = minutes(seen(*mute))
    assert (sample.status, sample.reason) == (Status.BAD_TIMEOUT, "no_reply")


def test_minutes_of_oxygen_in_doubt_wait_and_carry_no_number() -> None:
    doubt = [heard(p, 7.0, Status.UNCERTAIN_SENSOR_NOT_ACCURATE, "frozen") for p in PROBES]
    sample = minutes(seen(*doubt))
    assert (sample.value, sample.status) == (None, Status.BAD_WAITING_FOR_INITIAL_DATA)
    assert sample.reason == "frozen"


@pytest.mark.parametrize("status", [Status.BAD_TIMEOUT, Status.BAD_NO_COMMUNICATION])
def test_co2_of_a_mute_ph_station_says_that_nobody_answers(status: Status) -> None:
    sample = co2(seen(heard(PH, None, status, "no_reply"), heard(WARMTH, 26.0, Status.GOOD)))
    assert (sample.status, sample.reason) == (status, "no_reply")


def test_co2_of_an_aged_ph_is_no_communication() -> None:
    old = heard(PH, 7.2, Status.GOOD, at_s=50.0)
    sample = co2(seen(old, heard(WARMTH, 26.0, Status.GOOD)))
    assert (sample.status, sample.reason) == (Status.BAD_NO_COMMUNICATION, "stale")


def test_co2_without_a_temperature_is_as_bad_as_that() -> None:
    ph = heard(PH, 7.2, Status.GOOD)
    assert co2(seen(ph)).status is Status.BAD_WAITING_FOR_INITIAL_DATA
    dead = heard(WARMTH, None, Status.BAD_DEVICE_FAILURE, "sentinel")
    assert co2(seen(ph, dead)).status is Status.BAD_DEVICE_FAILURE
    doubtful = heard(WARMTH, 26.0, Status.UNCERTAIN_SENSOR_NOT_ACCURATE, "frozen")
    assert co2(seen(ph, doubtful)).status is Status.UNCERTAIN_SENSOR_NOT_ACCURATE


def test_co2_of_good_inputs_is_a_good_number() -> None:
    sample = co2(seen(heard(PH, 7.2, Status.GOOD), heard(WARMTH, 26.0, Status.GOOD)))
    assert sample.status is Status.GOOD and sample.value == pytest.approx(10, abs=5)
