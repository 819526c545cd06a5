"""Buckets keep extremes, counts and quality; a gap stays a gap."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from records.history.rollup import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    as_buckets,
    decode_minutes,
    encode_minutes,
    hour_row,
    regroup,
    with_gaps,
)
from records.history.series import Series

BAD = 0x80050000
UNCERTAIN = 0x40930000


def series(*samples: tuple[int, float | None, int]) -> Series:
    """Series of (ms, number, status)."""
    at_ms, value, status = zip(*samples, strict=True)
    numbers = [np.nan if one is None else one for one in value]
    return Series(np.array(at_ms), np.array(numbers, float), np.array(status, np.uint32))


def test_a_bucket_keeps_extremes_counts_and_the_worst_status() -> None:
    bucket = regroup(
        as_buckets(series((0, 7.0, 0), (1000, 5.0, UNCERTAIN), (2000, None, BAD), (3000, 9.0, 0))),
        0,
        MINUTE_MS,
    )
    assert (bucket.samples[0], bucket.numbers[0], bucket.good[0]) == (4, 3, 2)
    assert (bucket.low[0], bucket.mean[0], bucket.high[0]) == (5.0, 7.0, 9.0)
    assert bucket.worst[0] == BAD


def test_a_bucket_of_bad_samples_has_no_number() -> None:
    bucket = regroup(as_buckets(series((0, None, BAD), (1000, None, BAD))), 0, MINUTE_MS)
    assert bucket.samples[0] == 2
    assert np.isnan([bucket.low[0], bucket.mean[0], bucket.high[0]]).all()


def test_a_gap_is_an_empty_bucket_not_a_bad_one() -> None:
    given_buckets = regroup(as_buckets(series((0, 7.0, 0), (150_000, 8.0, 0))), 0, MINUTE_MS)
    dense = with_gaps(given_buckets, 0, MINUTE_MS, 4)
    assert dense.samples.tolist() == [1, 0, 1, 0]
    assert np.isnan(dense.mean).tolist() == [False, True, False, True]
    assert dense.worst.tolist() == [0, 0, 0, 0]


def test_the_hour_weighs_numbers_by_the_time_they_hold() -> None:
    row = hour_row(series((0, 10.0, 0), (1000, 20.0, 0), (4000, 20.0, 0)), 0)
    # median interval 2000 ms: held 1000 + 3000 + 4000 (twice the median, not to the hour's end)
    assert row.held_ms == 8000
    assert row.held_mean == (10.0 * 1000 + 20.0 * 7000) / 8000
    assert (row.first, row.last, row.low, row.high) == (10.0, 20.0, 10.0, 20.0)


def test_an_hour_of_bad_samples_holds_nothing() -> None:
    row = hour_row(series((HOUR_MS, None, BAD), (HOUR_MS + 1000, None, BAD)), HOUR_MS)
    assert (row.held_mean, row.held_ms, row.low, row.last) == (None, 0, None, None)
    assert (row.samples, row.numbers, row.worst) == (2, 0, BAD)


SAMPLE = st.tuples(
    st.integers(0, DAY_MS - 1),
    st.integers(-1000, 1000).map(lambda n: n / 10),
    st.sampled_from([0, 0, UNCERTAIN, BAD]),
)


@given(st.lists(SAMPLE, min_size=1, max_size=60, unique_by=lambda sample: sample[0]))
def test_a_day_of_minutes_comes_back(samples: list[tuple[int, float, int]]) -> None:
    day_ms = 20_000 * DAY_MS
    ordered = [
        (day_ms + ms, None if code == BAD else number, code) for ms, number, code in sorted(samples)
    ]
    minutes = regroup(as_buckets(series(*ordered)), 0, MINUTE_MS)
    back = decode_minutes(encode_minutes(minutes, day_ms), day_ms)
    for name in ("start_ms", "samples", "numbers", "good", "worst"):
        assert getattr(back, name).tolist() == getattr(minutes, name).tolist(), name
    assert np.array_equal(back.low, minutes.low, equal_nan=True)
    assert np.array_equal(back.high, minutes.high, equal_nan=True)
    np.testing.assert_allclose(back.mean, minutes.mean, rtol=1e-6, atol=2e-5)
