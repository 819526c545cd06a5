"""Waits below a millisecond: the alarm among the watched descriptors is heard and never shown."""

import os
import select
import selectors
import sys
import time
from collections.abc import Iterator

import pytest

from farm import fine_wait
from farm.fine_wait import Alarm, fine_selector

Piped = tuple[selectors.BaseSelector, int, int]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="timer descriptors are Linux's")


@pytest.fixture
def piped() -> Iterator[Piped]:
    """A fine selector that watches the reading end of a pipe: it, and both ends."""
    ours, theirs = os.pipe()
    chosen = fine_selector(1.0)
    chosen.register(ours, selectors.EVENT_READ, "ours")
    yield chosen, ours, theirs
    chosen.close()
    os.close(ours)
    os.close(theirs)


def ready(chosen: selectors.BaseSelector, wait_s: float | None) -> list[str]:
    return [key.data for key, _ in chosen.select(wait_s)]


def test_an_alarm_rings_once_for_each_time_it_is_set() -> None:
    alarm = Alarm()
    alarm.ring_in(0.0002)
    assert select.select([alarm.fd], [], [], 5.0)[0]
    alarm.hush()
    assert not select.select([alarm.fd], [], [], 0)[0]
    alarm.hush()
    alarm.ring_in(0.0)
    assert select.select([alarm.fd], [], [], 5.0)[0]
    alarm.close()


def test_a_short_wait_ends_with_nothing_ready_and_a_ready_descriptor_is_told(piped: Piped) -> None:
    chosen, ours, theirs = piped
    assert ready(chosen, 0.0003) == []
    os.write(theirs, b"x")
    assert ready(chosen, 0.0003) == ["ours"]
    os.read(ours, 1)
    assert ready(chosen, 0) == []


def test_a_loop_with_work_in_hand_looks_every_second_time_round(
    piped: Piped, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fine_wait, "SPARED_S", 60.0)
    chosen, _, theirs = piped
    assert ready(chosen, 0.0001) == []
    os.write(theirs, b"x")
    assert [ready(chosen, 0) for _ in range(4)] == [[], ["ours"], [], ["ours"]]
    assert ready(chosen, None) == ["ours"]


def test_what_came_during_long_work_is_seen_before_a_timer_that_ran_out(
    piped: Piped, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fine_wait, "SPARED_S", 0.001)
    chosen, _, theirs = piped
    assert ready(chosen, 0.0001) == []
    os.write(theirs, b"x")
    ends_s = time.monotonic() + 0.002
    while time.monotonic() < ends_s:
        pass
    assert ready(chosen, 0) == ["ours"]


def test_closing_gives_every_descriptor_back() -> None:
    first = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        fine_selector(2.0).close()
    assert len(os.listdir("/proc/self/fd")) == first
