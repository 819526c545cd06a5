"""Columns come back bit for bit, and regular ones take the bytes they should."""

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.history import codec
from records.history.codec import Mode

BAD = 0x80050000
UNCERTAIN = 0x40930000

DECIMALS = st.tuples(st.integers(-(10**7), 10**7), st.integers(0, 4)).map(
    lambda p: p[0] / 10 ** p[1]
)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
STATUS = st.sampled_from([0, UNCERTAIN, BAD])


def same_bits(one: np.ndarray, other: np.ndarray) -> bool:
    return one.tobytes() == other.tobytes()


@given(st.lists(st.one_of(FINITE, DECIMALS, st.just(-0.0)), max_size=80))
def test_every_double_comes_back(numbers: list[float]) -> None:
    value = np.array(numbers, np.float64)
    assert same_bits(codec.decode_numbers(codec.encode_numbers(value), len(value)), value)


@given(st.lists(st.integers(-(2**52), 2**52), max_size=80))
def test_every_integer_comes_back(numbers: list[int]) -> None:
    given_numbers = np.array(numbers, np.int64)
    data = codec.pack_integers(given_numbers)
    assert codec.unpack_integers(data, len(numbers)).tolist() == numbers


@given(st.sets(st.integers(0, 3_599_999), min_size=1, max_size=80))
def test_every_instant_comes_back(instants: set[int]) -> None:
    offset_ms = np.array(sorted(instants), np.int64)
    data = codec.encode_times(offset_ms)
    assert codec.decode_times(data, len(offset_ms)).tolist() == offset_ms.tolist()


@given(st.lists(st.tuples(FINITE, STATUS), min_size=1, max_size=80))
def test_a_bad_sample_has_no_number(samples: list[tuple[float, int]]) -> None:
    status = np.array([code for _, code in samples], np.uint32)
    value = np.array([np.nan if code == BAD else number for number, code in samples])
    back, codes = codec.decode_chunk(codec.encode_chunk(value, status), len(value))
    assert codes.tolist() == status.tolist()
    assert np.isnan(back).tolist() == (status == BAD).tolist()
    assert same_bits(back[status != BAD], value[status != BAD])


def noisy(seed: int = 1) -> np.ndarray:
    random = np.random.default_rng(seed)
    walk = 700 + np.cumsum(random.normal(0, 0.05, 3600))
    return np.rint(walk + random.normal(0, 1.2, 3600))


@pytest.mark.parametrize(
    ("value", "mode"),
    [
        (noisy() / 100, Mode.QUOTIENT),
        (noisy() * 0.01, Mode.PRODUCT),
        ((noisy() / 100).astype(np.float32).astype(np.float64), Mode.SINGLE),
        (4 + noisy() * 16 / 27648, Mode.DICTIONARY),
    ],
)
def test_a_quantised_probe_takes_half_a_byte(value: np.ndarray, mode: Mode) -> None:
    data = codec.encode_numbers(value)
    assert Mode(data[0]) is mode
    assert len(data) / 3600 < 0.5
    assert same_bits(codec.decode_numbers(data, 3600), value)


def test_what_only_jitters_is_told_by_its_distance_and_near_its_entropy() -> None:
    """White noise of sigma 5 has 4.37 bits a number (log2(2 pi e sigma²) / 2), its steps 4.87."""
    jitter = np.rint(np.random.default_rng(3).normal(0, 5, 3600)).astype(np.int64)
    data = codec.pack_integers(jitter)
    assert data[0] == 1 | codec.ABOUT_MEDIAN
    assert 8 * len(data) / 3600 < 1.05 * 4.37
    assert codec.unpack_integers(data, 3600).tolist() == jitter.tolist()


def test_chunks_of_the_first_version_are_read() -> None:
    value = noisy() / 100
    steps: np.ndarray = np.diff(np.rint(value * 100)).astype(np.int64)
    body = ((steps << 1) ^ (steps >> 63)).astype(np.uint8).tobytes()
    first = round(float(value[0]) * 100)
    old = struct.pack("<BI", 1, 0) + bytes((Mode.QUOTIENT, 2)) + struct.pack("<Bq", 1, first)
    back, codes = codec.decode_chunk(old + zlib.compress(body), 3600)
    assert same_bits(back, value) and not codes.any()


def test_full_precision_noise_is_kept_raw() -> None:
    value = np.random.default_rng(2).normal(0, 1, 3600)
    data = codec.encode_numbers(value)
    assert Mode(data[0]) is Mode.RAW
    assert same_bits(codec.decode_numbers(data, 3600), value)


def test_a_value_near_the_grid_is_not_snapped_to_it() -> None:
    value = np.array([7.12, 7.12 + 4e-6, 7.13])
    assert codec.decode_numbers(codec.encode_numbers(value), 3).tolist() == value.tolist()


def test_a_regular_hour_costs_almost_nothing() -> None:
    every_two_s = np.arange(0, 3_600_000, 2000)
    assert len(codec.encode_times(every_two_s)) < 25
    assert len(codec.encode_chunk(np.full(1800, 6.5), np.zeros(1800, np.uint32))) < 25


def test_one_bad_sample_does_not_spoil_the_hour() -> None:
    value, status = noisy() / 100, np.zeros(3600, np.uint32)
    good = len(codec.encode_chunk(value, status))
    value[1000], status[1000] = np.nan, BAD
    assert len(codec.encode_chunk(value, status)) < good + 60


@settings(max_examples=30)
@given(st.lists(st.sampled_from([0, UNCERTAIN, BAD, 0xFFFFFFFF]), max_size=200))
def test_status_runs_come_back(codes: list[int]) -> None:
    given_codes = np.array(codes, np.uint32)
    data = codec.encode_codes(given_codes)
    assert codec.decode_codes(data, len(codes)).tolist() == codes
    assert bool(data) == any(codes)
