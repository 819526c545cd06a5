"""What the journal says of calibrations: the last that counts, its drift, the day it is due."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from records.calibrations import calibrated, drift, figure, too_far
from records.journal.events import Calibration, Reversal, read_event, read_event_text

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def done(days: int = 0, result: str = "ADJUSTED", **changes: Any) -> Calibration:
    event = read_event(
        {
            "kind": "CALIBRATION",
            "event_id": str(uuid4()),
            "happened_at": NOON + timedelta(days=days),
            "actor": "tech",
            "site": "bench",
            "device": "do-1",
            "profile": "yosemitech/y504-a",
            "procedure": "air",
            "quantity": "saturation",
            "unit": "%",
            "standards": [{"reference": "100", "before": "96.2", "after": "100.1"}],
            "result": result,
            "due_on": date(2026, 12, 20) + timedelta(days=days),
        }
        | changes
    )
    assert isinstance(event, Calibration)
    return event


def test_the_text_of_a_calibration_reads_back() -> None:
    event = done(coefficients=[{"name": "K", "before": "1", "after": "1.0395"}])
    assert read_event_text(event.canonical()) == event


@pytest.mark.parametrize("text", ["1e3", "+1", "01", "1.", ".5", "-", "1.1234567", "nan", "１"])
def test_a_number_has_one_text(text: str) -> None:
    with pytest.raises(ValidationError):
        done(drift=text)


@given(st.floats(-1e6, 1e6))
def test_every_measured_number_has_such_a_text(value: float) -> None:
    text = figure(value)
    assert done(drift=text).drift == text
    assert abs(float(text) - value) <= 5.1e-5


def test_the_latest_that_counts_is_told_and_a_failed_one_is_told_beside_it() -> None:
    first, second, failed = done(), done(30), done(60, "FAILED")
    known = calibrated([second, first, failed])["do-1"]
    assert (known.last, known.failed, known.times) == (second, failed, 2)
    assert not known.is_overdue(date(2027, 1, 19))
    assert known.is_overdue(date(2027, 1, 20))


def test_a_reversed_record_does_not_count() -> None:
    wrong = done(30)
    back = Reversal(
        event_id=uuid4(), happened_at=NOON + timedelta(days=31), actor="boss", site="bench",
        ref=wrong.event_id, reason="wrong probe", approved_by="tech",
    )  # fmt: skip
    first = done()
    assert calibrated([first, wrong, back])["do-1"].last == first


def test_drift_is_what_the_reading_moved_by_since_the_last_one() -> None:
    last = done()
    assert drift("97.4", "100", last.standards[0]) == "-2.7"  # off by -2.6 now, by +0.1 then
    assert drift("97.4", "100", None) is None


@pytest.mark.parametrize(
    ("far", "changes"),
    [
        (True, {"unit": "mg/L", "standards": [("0", "8.4", "0.0")]}),
        (True, {"unit": "mg/L", "standards": [("8.2", "6.0", None)]}),
        (False, {"unit": "mg/L", "standards": [("0", "0.3", "0.0")]}),
        (False, {"unit": "mg/L", "standards": [("8.2", "7.5", "8.2")]}),
        (False, {"unit": "%", "standards": [("100", "96.2", "100.1")]}),
        (True, {"unit": "%", "standards": [("100", "80", "100")]}),
        (True, {"unit": "pH", "standards": [("7", "7.61", "7")]}),
        (False, {"unit": "pH", "standards": [("7", "7.4", "7"), ("4", "4.2", None)]}),
        (True, {"unit": "pH", "standards": [("7", "7.0", "7"), ("4", "4.6", None)]}),
        (True, {"unit": "%", "standards": [("100", "96", "100")], "k": ("1", "1.2")}),
        (False, {"unit": "%", "standards": [("100", "96", "100")], "k": ("1", "1.14")}),
    ],
)
def test_what_no_drift_explains_is_for_two(far: bool, changes: dict[str, Any]) -> None:
    """More than 15 % of the reading, a reading that counts (safety F-64)."""
    keys = ("reference", "before", "after")
    rows = [{k: v for k, v in zip(keys, row, strict=True) if v} for row in changes["standards"]]
    old, new = changes.get("k", (None, None))
    slopes = [{"name": "K", "before": old, "after": new}] if old else []
    event = done(unit=changes["unit"], standards=rows, coefficients=slopes, result="ADJUSTED")
    assert (too_far(event) is not None) is far
    for result in ("CHECKED", "FAILED"):
        assert too_far(event.model_copy(update={"result": result})) is None
