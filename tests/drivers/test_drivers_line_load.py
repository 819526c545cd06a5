"""What a line carries, by arithmetic: known sums, and promised periods that a real run keeps."""

import heapq
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drivers.deadlines import Task, late, use
from drivers.line_advice import advice
from drivers.line_load import Load, line_load
from drivers.profiles import load_profiles
from farm.profile import Profile
from farm.site import Bus, Device
from tests.drivers.slaves import words_device, words_profile

PROOF_S = 300.0
PROBE = load_profiles()["yosemitech/y504-a"]


def probes(count: int, period_s: float = 1.0) -> list[tuple[Device, Profile]]:
    """So many oxygen probes, oxygen and temperature each: one read of four registers."""
    return [
        (
            Device(
                id=f"p{unit}",
                profile=PROBE.id,
                bus="line",
                unit=unit,
                period_s=period_s,
                points={"saturation": f"{unit}.flow", "temperature": f"{unit}.temperature"},
            ),
            PROBE,
        )
        for unit in range(1, count + 1)
    ]


def bus(kind: str = "rtu", baud: int = 9600) -> Bus:
    return Bus.model_validate({"id": "line", "kind": kind, "wire": "w", "baud": baud})


def loaded(row: Bus, devices: Sequence[tuple[Device, Profile]]) -> Load:
    return line_load(row, devices, PROOF_S)


def test_a_probe_at_9600_takes_what_the_sum_by_hand_says() -> None:
    """8 + 5 + 8 characters of 10 bits, t3.5, guard 20 ms, turnaround 10 ms."""
    load = loaded(bus(), probes(2))
    by_hand_s = 21 * 10 / 9600 + 3.5 * 10 / 9600 + 0.020 + 0.010
    assert [v.visit_s for v in load.visits] == pytest.approx([by_hand_s] * 2)
    assert load.round_s == pytest.approx(2 * by_hand_s)
    identity_s = (13 + 14) * 10 / 9600 + 3.5 * 10 / 9600 + 0.030
    assert load.used_share == pytest.approx(2 * by_hand_s + 2 * identity_s / PROOF_S)
    assert load.longest_s == pytest.approx(by_hand_s) and load.write_bound_s is None
    assert load.dead_s == pytest.approx(8 * 10 / 9600 + 3.5 * 10 / 9600 + 0.020 + 0.450)


def test_ascii_doubles_the_characters_and_tcp_waits_for_the_device() -> None:
    rtu, ascii_, tcp = (loaded(bus(kind), probes(1)) for kind in ("rtu", "modbus-ascii", "tcp"))
    assert (rtu.visits[0].characters, ascii_.visits[0].characters) == (8 + 13, 17 + 27)
    assert ascii_.round_s > rtu.round_s > tcp.round_s > 0.010


@pytest.mark.parametrize(("count", "fits"), [(16, True), (17, True), (18, False), (24, False)])
def test_a_line_is_called_full_where_the_sum_says_so(count: int, fits: bool) -> None:
    """At 1 Hz and 55.5 ms a visit the eighteenth probe is one too many."""
    load = loaded(bus(), probes(count))
    assert load.fits is fits
    assert (load.margin > 0) is (load.used_share < 1)


def test_what_helps_a_line_that_is_too_full_does_help() -> None:
    devices = probes(24)
    load = loaded(bus(), devices)
    helps = advice(load, devices, PROOF_S)
    assert helps.period_factor is not None and helps.lines == 2
    slower = loaded(bus(), probes(24, helps.period_factor))
    assert slower.fits and slower.used_share <= 0.8
    assert helps.baud is None  # guard and turnaround alone are 24 × 30 ms of every second
    some = probes(17)
    faster = advice(loaded(bus(), some), some, PROOF_S)
    assert faster.baud == 19200 and len(faster.unknown_at) == 17
    assert loaded(bus(baud=19200), some).used_share == pytest.approx(faster.used_at_baud)


def test_a_line_with_room_needs_no_advice() -> None:
    devices = probes(4)
    helps = advice(loaded(bus(), devices), devices, PROOF_S)
    assert (helps.baud, helps.period_factor, helps.lines) == (None, None, None)


tasks = st.lists(
    st.builds(
        Task,
        st.just(""),
        st.sampled_from([4.0, 6.0, 10.0, 12.0, 30.0]),
        st.integers(1, 5).map(float),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
).map(lambda rows: [Task(f"t{n}", t.period_s, t.cost_s, t.first) for n, t in enumerate(rows)])


def kept(rows: Sequence[Task], phases: Sequence[int], until_s: float = 240.0) -> bool:
    """Run the line: life support first, then the earliest deadline, nothing is interrupted."""
    released = sorted(
        (phase + n * task.period_s, at)
        for at, (task, phase) in enumerate(zip(rows, phases, strict=True))
        for n in range(int(until_s / task.period_s))
    )
    now_s, waiting = 0.0, list[tuple[bool, float, int]]()
    while released or waiting:
        if not waiting:
            now_s = max(now_s, released[0][0])
        while released and released[0][0] <= now_s:
            began_s, at = released.pop(0)
            heapq.heappush(waiting, (not rows[at].first, began_s + rows[at].period_s, at))
        _, due_s, at = heapq.heappop(waiting)
        now_s += rows[at].cost_s
        if now_s > due_s:
            return False
    return True


@given(st.data(), tasks)
def test_periods_that_are_promised_are_kept(data: st.DataObject, rows: list[Task]) -> None:
    assume(not late(rows))
    phases = data.draw(st.lists(st.integers(0, 12), min_size=len(rows), max_size=len(rows)))
    assert kept(rows, phases)


@given(tasks)
def test_more_than_all_the_time_is_never_promised(rows: list[Task]) -> None:
    if use(rows) > 1:
        assert late(rows)


def test_a_short_period_beside_a_long_visit_is_late() -> None:
    """Half the time is free, yet a visit of 5 s makes a period of 4 s impossible."""
    rows = [Task("fast", 4, 1), Task("slow", 20, 5)]
    assert use(rows) == 0.5 and late(rows) == ["fast"]


Parts = tuple[int, int]
"""Transactions of a visit, s each 1, and the rest between two of them, s."""


def resting(rows: Sequence[Task], parts: Sequence[Parts]) -> list[Task]:
    """The same visits in transactions of 1 s with rests between."""
    return [
        Task(t.name, t.period_s, float(count), t.first, (count - 1) * (rest + 1.0) * (rest > 0))
        for t, (count, rest) in zip(rows, parts, strict=True)
    ]


def kept_with_rests(
    rows: Sequence[Task], parts: Sequence[Parts], phases: Sequence[int], until_s: int = 180
) -> bool:
    """Run the line a second at a time: whoever rests leaves it to the first of the others."""
    jobs: list[list[int]] = []  # task, due, left, ready at
    for now_s in range(until_s):
        for at, task in enumerate(rows):
            if now_s >= phases[at] and (now_s - phases[at]) % int(task.period_s) == 0:
                jobs.append([at, now_s + int(task.period_s), parts[at][0], now_s])
        ready = [job for job in jobs if job[3] <= now_s]
        if ready:
            job = min(ready, key=lambda row: (not rows[row[0]].first, row[1]))
            job[2] -= 1
            job[3] = now_s + 1 + parts[job[0]][1]
            if job[2] == 0:
                jobs.remove(job)
        if any(job[1] <= now_s + 1 for job in jobs):
            return False
    return True


@given(st.data(), tasks)
def test_periods_are_kept_while_others_fill_the_rests(
    data: st.DataObject, rows: list[Task]
) -> None:
    size = len(rows)
    pairs = st.tuples(st.integers(1, 4), st.integers(0, 2))
    parts = data.draw(st.lists(pairs, min_size=size, max_size=size))
    chopped = resting(rows, parts)
    assume(not late(chopped))
    phases = data.draw(st.lists(st.integers(0, 12), min_size=size, max_size=size))
    assert kept_with_rests(chopped, parts, phases)


def test_rests_that_others_fill_are_no_load() -> None:
    """Four reads alike: a station alone has to rest between them, five share the line."""
    profile = words_profile([100, 200, 300, 400])
    devices = [(words_device(unit, [100, 200, 300, 400], 1.0), profile) for unit in range(1, 6)]
    five, alone = loaded(bus(), devices), loaded(bus(), devices[:1])
    pure = sum(visit.visit_s for visit in five.visits)
    assert five.fits and five.used_share == pytest.approx(pure, abs=0.001) and pure < 0.7
    (visit,) = alone.visits
    assert len(visit.rests_s) == 3
    assert alone.used_share == pytest.approx(visit.visit_s + sum(visit.rests_s), abs=0.001)


def test_a_meter_alone_on_its_line_waits_for_nobody_after_its_rests() -> None:
    """Its two reads and the rest between them take 0.32 s at 2400 baud."""
    profile = load_profiles()["eastron/sdm120"]
    points = {"power_kw": "1.power", "energy_kwh": "1.energy"}
    meter = Device(id="m", profile=profile.id, bus="line", unit=1, period_s=1, points=points)
    load = loaded(bus(baud=2400), [(meter, profile)])
    assert load.fits
    (visit,) = load.visits
    assert visit.visit_s + sum(visit.rests_s) == pytest.approx(0.3217, abs=1e-4)
