"""A value, its status and its age: together or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm.quantity import QUANTITIES, Kind
from farm.sample import Sample
from farm.snapshot import Snapshot
from farm.status import Ne107, Status, ne107
from farm.tag import TagName, place_of, quantity_of, tag

DO = tag("1-07", "do_a")


def sample(value: float | None, status: Status, at_s: float = 0.0) -> Sample:
    return Sample(DO, value, status, at_s, 0, "bus/probe/oxygen")


@pytest.mark.parametrize("status", list(Status))
def test_a_number_and_a_bad_status_exclude_each_other(status: Status) -> None:
    with pytest.raises(AssertionError):
        sample(8.0 if status.is_bad else None, status)


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (Status.GOOD, "Good"),
        (Status.BAD_NO_COMMUNICATION, "BadNoCommunication"),
        (Status.UNCERTAIN_LAST_USABLE_VALUE, "UncertainLastUsableValue"),
    ],
)
def test_status_names_are_those_of_opc_ua(status: Status, name: str) -> None:
    assert status.opc_name == name


def test_ne107_classes() -> None:
    assert ne107(Status.GOOD) is Ne107.OK
    assert ne107(Status.BAD_SENSOR_FAILURE) is Ne107.FAILURE
    assert ne107(Status.BAD_OUT_OF_SERVICE) is Ne107.FUNCTION_CHECK
    assert ne107(Status.UNCERTAIN_SENSOR_NOT_ACCURATE) is Ne107.OUT_OF_SPECIFICATION


def snapshot(at_s: float, held: Sample, period_s: float) -> Snapshot:
    return Snapshot(at_s, 0, {DO: held}, {DO: period_s})


@pytest.mark.parametrize(
    ("age_s", "period_s", "status"),
    [
        (2.0, 1.0, Status.GOOD),
        (2.1, 1.0, Status.UNCERTAIN_LAST_USABLE_VALUE),
        (5.0, 1.0, Status.UNCERTAIN_LAST_USABLE_VALUE),
        (5.1, 1.0, Status.BAD_NO_COMMUNICATION),
        (4.0, 2.0, Status.GOOD),
        (6.0, 2.0, Status.UNCERTAIN_LAST_USABLE_VALUE),
        (6.1, 2.0, Status.BAD_NO_COMMUNICATION),
    ],
)
def test_freshness_is_judged_when_read(age_s: float, period_s: float, status: Status) -> None:
    reading = snapshot(age_s, sample(8.0, Status.GOOD), period_s).reading(DO)
    assert reading.status is status
    assert (reading.value is None) == status.is_bad


@given(
    age_s=st.floats(0, 1e5),
    period_s=st.floats(0.05, 3600),
    status=st.sampled_from([s for s in Status if not s.is_bad]),
)
def test_only_good_and_fresh_is_ever_controlled_on(
    age_s: float, period_s: float, status: Status
) -> None:
    value = snapshot(age_s, sample(8.0, status), period_s).read(DO)
    assert (value is not None) == (status.is_good and age_s <= 2 * period_s)


def test_a_tag_nobody_has_heard_of_is_waiting_for_its_first_value() -> None:
    reading = Snapshot(0.0, 0, {}, {}).reading(TagName("1-01.do_a"))
    assert reading.status is Status.BAD_WAITING_FOR_INITIAL_DATA


def test_tag_parts() -> None:
    assert place_of(DO) == "1-07"
    assert quantity_of(DO).unit == "mg/L"
    with pytest.raises(AssertionError):
        tag("1-07", "no_such_quantity")


def test_every_quantity_has_a_range_and_two_words() -> None:
    for row in QUANTITIES.values():
        assert row.low < row.high, row.key
        assert row.zh and row.en, row.key
    assert {q.key for q in QUANTITIES.values() if q.kind is Kind.OUTPUT} >= {"pump_1", "feeder"}
