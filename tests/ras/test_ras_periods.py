"""How polls kept their period is told by the times of readings, not by the controller's counts."""

import numpy as np

from farm.document import Document
from farm.site import Site
from ras.periods import kept_periods
from trials.readings import Readings

SITE = Document(
    "one.yaml",
    """
schema: ras-site/1
id: one
name: {zh: 一, en: one}
water: {alkalinity_mg_l: 85}
systems:
  - id: "1"
    name: {zh: 一, en: one}
    tanks: [{id: 1-01, volume_m3: 42}, {id: 1-02, volume_m3: 42}]
buses: [{id: a, kind: rtu, wire: /dev/a}]
devices:
  - {id: first, profile: x/y, bus: a, unit: 1, period_s: 2, points: {oxygen_mg_l: 1-01.do_a}}
  - {id: second, profile: x/y, bus: a, unit: 2, period_s: 2, points: {oxygen_mg_l: 1-02.do_a}}
""",
).parse(Site)
TAGS = ("1-01.do_a", "1-02.do_a")


def readings(first_ms: list[int], second_ms: list[int]) -> Readings:
    at_ms = np.array([*first_ms, *second_ms], dtype=np.int64)
    slot = np.repeat(np.arange(2, dtype=np.int64), [len(first_ms), len(second_ms)])
    return Readings(TAGS, slot, at_ms, np.full(len(at_ms), 8.0), np.zeros(len(at_ms), np.int64))


def every(step_ms: int, without: tuple[int, ...] = ()) -> list[int]:
    return [at for at in range(0, 100_000, step_ms) if at not in without]


def test_readings_on_time_keep_every_period() -> None:
    kept = kept_periods(readings(every(2000), every(2000)), SITE, (0, 100_000), (), ())
    assert (kept.share, kept.worst_device) == (1.0, "")


def test_a_poll_that_never_came_is_counted_and_its_device_named() -> None:
    some = readings(every(2000), every(2000, without=(40_000, 42_000)))
    kept = kept_periods(some, SITE, (0, 100_000), (), ())
    assert kept.intervals - kept.kept == 2
    assert kept.worst_device == "second"


def test_a_device_that_was_never_heard_counts_in_full() -> None:
    kept = kept_periods(readings(every(2000), []), SITE, (0, 100_000), (), ())
    assert kept.share < 0.51
    assert kept.worst_device == "second"


def test_a_device_made_faulty_and_an_outage_are_nobodys_fault() -> None:
    gone = tuple(range(40_000, 52_000, 2000))
    some = readings(every(2000, without=gone), [])
    outage = [(39_000, 50_500)]
    kept = kept_periods(some, SITE, (0, 100_000), {"second"}, outage)
    assert kept.share == 1.0
    assert kept_periods(some, SITE, (0, 100_000), {"second"}, ()).share < 0.9
