"""Floats in another order than their map says are refused before the first one is believed (F-19).

Knows IEEE 754; a device is any number inside a range, its order any of the four.
"""

import random
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.byte_order import AGAIN_RIGHT, UNDECIDED_MOST, ByteOrder, FloatAt
from drivers.decode import Judgement, Rule, extractor, swapped
from drivers.profiles import load_profiles
from drivers.station import station_of
from farm.profile import Swap
from farm.site import Device
from farm.status import Status
from farm.tag import TagName

PROBE = Rule(valid=(0.0, 60.0))
SWAPS = [Swap.NONE, Swap.WORD, Swap.BYTE, Swap.WORD_BYTE]


def floats(count: int, swap: Swap = Swap.NONE) -> list[FloatAt]:
    return [FloatAt(0, extractor("float32", 2 * n, swap, None), PROBE) for n in range(count)]


def answer(swap: Swap, *values: float) -> list[bytes | Judgement]:
    return [b"".join(swapped(struct.pack(">f", value), swap) for value in values)]


@pytest.mark.parametrize("mapped", SWAPS)
@pytest.mark.parametrize("sent", SWAPS)
def test_no_reading_in_another_order_is_ever_believed_and_right_ones_are(
    mapped: Swap, sent: Swap
) -> None:
    """Sixty devices in each pair of orders, each looked at for as long as it takes."""
    dice = random.Random(f"{mapped}{sent}")
    believed, late = 0, 0
    for _ in range(60):
        order = ByteOrder()
        oxygen, celsius = dice.uniform(4.0, 12.0), dice.uniform(15.0, 32.0)
        for visit in range(30):
            said = answer(sent, oxygen + dice.gauss(0, 0.02), celsius + dice.gauss(0, 0.02))
            if order.is_sure or order.may_believe(floats(2, mapped), said):
                believed += 1
                late += visit > 2
                break
    assert believed == (60 if sent is mapped else 0)
    assert late < 3


@given(st.floats(2.0**-10, 60.0, width=32))
@settings(max_examples=200)
def test_a_right_number_never_speaks_against_its_map(value: float) -> None:
    order = ByteOrder()
    order.may_believe(floats(1), answer(Swap.NONE, value))
    assert not order.is_wrong


@pytest.mark.parametrize("valid", [(0.0, 60.0), (-5.0, 50.0)])
def test_not_a_number_says_nothing_about_the_order(valid: tuple[float, float]) -> None:
    """0x7FC00000 with its bytes exchanged is -3.98, which a thermometer may show."""
    order = ByteOrder()
    row = FloatAt(0, extractor("float32", 0, Swap.NONE, None), Rule(valid=valid))
    order.may_believe([row], answer(Swap.NONE, float("nan")))
    assert not order.is_wrong


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -9999.0, 1e30, 9.9e37])
def test_what_a_broken_instrument_says_does_not_speak_against_its_map(value: float) -> None:
    order = ByteOrder()
    for _ in range(3):
        order.may_believe(floats(1), answer(Swap.NONE, value))
    assert not order.is_wrong


def test_zero_is_zero_in_every_order_and_proves_nothing() -> None:
    order = ByteOrder()
    assert order.may_believe(floats(1), answer(Swap.NONE, 0.0))
    assert not order.is_sure
    for _ in range(8):
        order.may_believe(floats(1), answer(Swap.WORD, 26.0 + 1e-5))
    assert order.is_wrong and not order.may_believe(floats(1), answer(Swap.WORD, 0.0))


def test_a_number_that_fits_in_two_orders_is_held_and_then_believed() -> None:
    twice = struct.unpack(">f", bytes.fromhex("41b841b8"))[0]  # 23.03 in two of the orders
    order = ByteOrder()
    held = [order.may_believe(floats(1), answer(Swap.NONE, twice)) for _ in range(UNDECIDED_MOST)]
    assert held == [False] * (UNDECIDED_MOST - 1) + [True]


def test_a_device_that_was_set_right_is_believed_again_after_three_visits() -> None:
    order = ByteOrder()
    while not order.is_wrong:
        order.may_believe(floats(1), answer(Swap.WORD, 26.0))
    right = [order.may_believe(floats(1), answer(Swap.NONE, 26.0)) for _ in range(AGAIN_RIGHT)]
    assert right == [False] * (AGAIN_RIGHT - 1) + [True] and not order.is_wrong


def test_a_read_that_failed_says_nothing() -> None:
    order = ByteOrder()
    nothing: list[bytes | Judgement] = [Judgement(None, Status.BAD_TIMEOUT, "no_reply")]
    assert order.may_believe(floats(1), nothing) and not order.is_sure


@pytest.mark.parametrize("sent", SWAPS[1:])
def test_a_station_tells_no_number_before_its_order_is_seen(sent: Swap) -> None:
    profile = load_profiles()["yosemitech/y504-a"]
    points = {"temperature": TagName("1-01.temperature"), "saturation": TagName("1-01.saturation")}
    device = Device(id="d", profile=profile.id, bus="b", unit=1, points=points)
    station = station_of("b", device, profile, 1.0)
    mapped = Swap.WORD_BYTE
    right = [b"".join(swapped(struct.pack(">f", v), mapped) for v in (25.7, 0.98))]
    wrong = [b"".join(swapped(struct.pack(">f", v), sent) for v in (25.7, 0.98))]
    if sent is not mapped:
        told = [row for _ in range(3) for row in station.samples(wrong, [1.0], round)]
        assert not any(row.status.is_good for row in told)
    believed = [row for _ in range(9) for row in station.samples(right, [1.0], round)]
    assert all(row.status.is_good for row in believed[-2:])
