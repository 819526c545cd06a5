"""Numbers from bytes and their judgement: byte orders, sentinels, NE43, span, standing still."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.decode import (
    NEW,
    Memory,
    Rule,
    encoded,
    extractor,
    from_current,
    judge,
    rule_of,
    swapped,
    text_of,
    to_current,
)
from farm.profile import Point, PointType, Swap
from farm.status import Status

RANGES: dict[PointType, tuple[int, int]] = {
    "uint16": (0, 2**16 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "uint32": (0, 2**32 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "uint64": (0, 2**64 - 1),
    "int64": (-(2**63), 2**63 - 1),
}


@pytest.mark.parametrize(
    ("swap", "data"),
    [
        (Swap.NONE, "41 8D 00 00"),
        (Swap.BYTE, "8D 41 00 00"),
        (Swap.WORD, "00 00 41 8D"),
        (Swap.WORD_BYTE, "00 00 8D 41"),
    ],
)
def test_the_four_byte_orders_of_17_625(swap: Swap, data: str) -> None:
    assert extractor("float32", 0, swap, None)(bytes.fromhex(data)) == 17.625
    words = encoded(17.625, "float32", swap)
    assert struct.pack(">2H", *words) == bytes.fromhex(data)


@given(st.data(), st.sampled_from(sorted(RANGES)), st.sampled_from(list(Swap)))
def test_integers_come_back_as_they_went(data: st.DataObject, kind: PointType, swap: Swap) -> None:
    number = data.draw(st.integers(*RANGES[kind]))
    place = data.draw(st.integers(0, 5))
    words = encoded(number, kind, swap)
    raw = bytes(2 * place) + struct.pack(f">{len(words)}H", *words)
    # A float carries 53 bits; the wire carries all.
    assert extractor(kind, place, swap, None)(raw) == (
        number if abs(number) < 2**53 else pytest.approx(number)
    )


@given(st.floats(width=32, allow_nan=False), st.sampled_from(list(Swap)))
def test_floats_come_back_as_they_went(number: float, swap: Swap) -> None:
    words = encoded(number, "float32", swap)
    assert extractor("float32", 0, swap, None)(struct.pack(">2H", *words)) == number


@given(st.binary(min_size=4, max_size=8).filter(lambda b: len(b) % 2 == 0))
def test_every_swap_undoes_itself(raw: bytes) -> None:
    for swap in Swap:
        assert swapped(swapped(raw, swap), swap) == raw


@given(
    st.sampled_from([math.nan, math.inf, -math.inf, -9999.0, 32767.0, 65535.0]),
    st.floats(-1e6, 1e6),
    st.booleans(),
)
def test_what_means_no_value_is_never_good(raw: float, now_s: float, invert: bool) -> None:
    rule = Rule(sentinels=(-9999.0, 32767.0, 65535.0), invert=invert)
    judgement, _ = judge(rule, raw, NEW, now_s)
    assert judgement.status.is_bad and judgement.value is None


@given(st.floats(allow_nan=True, allow_infinity=True), st.floats(0, 1e6))
def test_a_value_is_inside_every_range_or_there_is_none(raw: float, now_s: float) -> None:
    rule = Rule(gain=0.5, bias=1.0, valid=(-10, 50), process=(0, 40))
    judgement, _ = judge(rule, raw, NEW, now_s)
    assert (judgement.value is None) == judgement.status.is_bad
    if judgement.value is not None:
        assert 0 <= judgement.value <= 40 and judgement.value == raw * 0.5 + 1.0


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(-5.1, "instrument_range"), (55.1, "instrument_range"), (46.0, "process_range")],
)
def test_each_range_is_named(raw: float, reason: str) -> None:
    judgement, _ = judge(Rule(valid=(-5, 55), process=(0, 45)), raw, NEW, 0.0)
    assert judgement.status is Status.BAD_OUT_OF_RANGE and judgement.reason == reason


def test_bits_of_a_word_and_of_a_bit_block() -> None:
    word = bytes.fromhex("1F 57")
    assert extractor("uint16", 0, Swap.NONE, (0, 7))(word) == 0x57
    assert extractor("uint16", 0, Swap.NONE, (8, 15))(word) == 0x1F
    block = bytes([0b0000_1001, 0b1000_0000])
    on = [n for n in range(16) if extractor("bit", n, Swap.NONE, None)(block)]
    assert on == [0, 3, 15]


def test_a_string_register_loses_its_junk() -> None:
    assert text_of(b"\x00YL0114010022\x00") == "YL0114010022"


CURRENT = rule_of(Point(key="ai", offset=0, type="uint16", scale=0.001), (0.0, 100.0), (0.0, 100.0))


@pytest.mark.parametrize(
    ("ma", "status", "value"),
    [
        (0.0, Status.BAD_OUT_OF_RANGE, None),
        (3.5, Status.BAD_OUT_OF_RANGE, None),
        (3.6, Status.BAD_OUT_OF_RANGE, None),
        (3.7, Status.BAD_OUT_OF_RANGE, None),  # below the process range as well
        (3.8, Status.GOOD, -1.25),
        (4.0, Status.GOOD, 0.0),
        (12.0, Status.GOOD, 50.0),
        (20.5, Status.GOOD, 103.125),
        (21.5, Status.BAD_OUT_OF_RANGE, None),
        (24.0, Status.BAD_OUT_OF_RANGE, None),
    ],
)
def test_ne43(ma: float, status: Status, value: float | None) -> None:
    judgement, _ = judge(CURRENT, round(ma * 1000), NEW, 0.0)
    assert judgement.status is status
    assert judgement.value == (None if value is None else pytest.approx(value))


def test_a_saturated_current_is_shown_but_not_acted_on() -> None:
    wide = CURRENT._replace(process=(-1000.0, 1000.0))
    judgement, _ = judge(wide, 20_700, NEW, 0.0)
    assert judgement.status is Status.UNCERTAIN_ENGINEERING_UNITS_EXCEEDED
    assert judgement.value == pytest.approx(104.375)


def test_a_broken_loop_is_declared_failed_after_four_seconds_and_heals_at_once() -> None:
    memory, seen = NEW, []
    for second in range(6):
        judgement, memory = judge(CURRENT, 1_000, memory, float(second))
        seen.append(judgement.status)
    assert seen == [Status.BAD_OUT_OF_RANGE] * 4 + [Status.BAD_SENSOR_FAILURE] * 2
    judgement, memory = judge(CURRENT, 12_000, memory, 6.0)
    assert judgement.value == pytest.approx(50.0) and memory.failed_since_s is None
    judgement, _ = judge(CURRENT, 1_000, memory, 7.0)
    assert judgement.status is Status.BAD_OUT_OF_RANGE


def test_our_own_output_is_read_back_without_the_rules_for_transmitters() -> None:
    rule = CURRENT._replace(transmitter=False, process=(-200.0, 200.0))
    judgement, _ = judge(rule, 0, NEW, 0.0)
    assert judgement.value == pytest.approx(-25.0)


@given(st.floats(-100, 100), st.floats(-1000, 1000), st.floats(0.1, 1000))
def test_span_and_current_undo_each_other(value: float, low: float, width: float) -> None:
    span = (low, low + width)
    assert from_current(to_current(value, span), span) == pytest.approx(value, abs=1e-6)


def test_a_float_that_stands_still_is_not_believed_until_it_moves() -> None:
    point = Point(key="x", offset=0, type="float32")
    rule = rule_of(point, frozen_after_s=900)
    memory: Memory = NEW
    judgement, memory = judge(rule, 8.25, memory, 100.0)
    judgement, memory = judge(rule, 8.25, memory, 999.0)
    assert judgement.status is Status.GOOD
    judgement, memory = judge(rule, 8.25, memory, 1000.0)
    assert judgement.status is Status.BAD_SENSOR_FAILURE and judgement.reason == "frozen"
    assert judgement.measured == 8.25
    judgement, memory = judge(rule, 8.26, memory, 1001.0)
    assert judgement.status is Status.GOOD


def test_a_counted_value_may_rest() -> None:
    assert rule_of(Point(key="x", offset=0, type="uint16"), frozen_after_s=9).frozen_after_s is None


def test_inverted_contacts_change_places() -> None:
    rule = Rule(invert=True, process=(0, 1))
    assert [judge(rule, raw, NEW, 0.0)[0].value for raw in (0.0, 1.0)] == [1.0, 0.0]


@pytest.mark.parametrize(("raw", "kind"), [(70_000, "uint16"), (-1, "uint16"), (1e39, "float32")])
def test_a_number_that_does_not_fit_is_refused(raw: float, kind: PointType) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        encoded(raw, kind, Swap.NONE)
