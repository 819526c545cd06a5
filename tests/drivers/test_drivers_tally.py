"""Counting: spreads that do not lie, loads of the last minute, errors by kind on a real line."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.field import build_field
from drivers.modbus_bus import ModbusBus
from drivers.port import Port
from drivers.station import station_of
from drivers.tally import Load, Spread, Tally
from farm.clock import loop_clock, run_simulated
from farm.link import REPLY_EDGES_MS, BusState
from farm.site import Bus as BusRow
from farm.site import Device, Mapping
from tests.drivers.slaves import (
    Board,
    Fault,
    MemoryPort,
    Reply,
    Slaves,
    frame,
    rtu_row,
    run_for,
    words_device,
    words_profile,
)
from tests.drivers.test_drivers_bus import small_site


@given(st.lists(st.floats(0.0, 40.0), min_size=1, max_size=80), st.sampled_from([0.5, 0.99, 1.0]))
def test_a_quantile_is_never_too_short_and_at_most_a_fifth_too_long(
    times_s: list[float], share: float
) -> None:
    spread = Spread()
    for time_s in times_s:
        spread.add(time_s)
    ordered = sorted(times_s)
    wanted = next(t for n, t in enumerate(ordered, 1) if n >= share * len(ordered))
    found_ms = spread.quantile_ms(share)
    assert found_ms >= 1000 * wanted - 1e-3 or wanted > 30.0
    assert found_ms <= max(1.2 * 1000 * wanted, 0.3) + 1e-3
    assert spread.total == sum(spread.counts()) == len(times_s)


def test_the_published_buckets_are_octaves() -> None:
    spread = Spread()
    for time_ms in (0.1, 0.9, 1.5, 3.0, 5.0, 16_000.0, 20_000.0, 90_000.0):
        spread.add(time_ms / 1000)
    counts = spread.counts()
    assert len(counts) == len(REPLY_EDGES_MS) + 1
    assert counts[:4] == (2, 1, 1, 1) and counts[-2:] == (1, 2)
    assert Spread().quantile_ms(0.5) == 0.0


def test_load_is_of_the_last_minute_only() -> None:
    load = Load()
    assert load.share(0.0) == 0.0
    for second in range(600):
        load.busy(second, second + 0.25)
    assert load.share(600.0) == pytest.approx(0.25, abs=0.01)
    assert load.share(631.0) < 0.15
    assert load.share(700.0) == 0.0
    load.busy(700.0, 701.0)
    assert load.share(710.0) <= 1.0 / 60 + 1e-9


def mute(request: bytes, answer: bytes) -> Reply:
    return []


def damaged(request: bytes, answer: bytes) -> Reply:
    return [(0.0, answer[:4] + bytes([answer[4] ^ 0x10]) + answer[5:])]


def instead(body: str) -> Fault:
    return lambda request, answer: [(0.0, frame(bytes.fromhex(body)))]


KINDS = {
    "no_reply": mute,
    "crc": damaged,
    "wrong_unit": instead("070304000A0014"),
    "wrong_function": instead("010404000A0014"),
    "wrong_count": instead("0103020010"),
    "exception_2": instead("018302"),
    "exception_11": instead("01830B"),
    "garbled": lambda request, answer: [(0.0, b"\x55\xaa\x55\xaa\x55")],
    "truncated": lambda request, answer: [(0.0, answer[:-3])],
}


def run(faults: dict[int, Fault], seconds: float = 60.0) -> BusState:
    states = []

    async def main() -> None:
        async def opener(row: BusRow) -> Port:
            return MemoryPort(Slaves(faults))

        stations = [
            station_of("line", words_device(unit, (1, 2)), words_profile((1, 2)), 1.0)
            for unit in (1, 2)
        ]
        bus = ModbusBus(rtu_row(), stations, opener, loop_clock(), Board())
        task = asyncio.ensure_future(bus.run())
        await asyncio.sleep(0.5)
        assert (await bus.write("d2", "w", 10.0)).is_confirmed
        await asyncio.sleep(seconds)
        states.append(bus.state())
        await run_for(task, 0.0)

    run_simulated(main())
    return states[0]


@pytest.mark.parametrize("reason", KINDS)
def test_every_way_to_fail_is_counted_by_its_name(reason: str) -> None:
    state = run({1: KINDS[reason]})
    assert set(state.errors) == {reason} and state.errors[reason] >= 6
    first, second = state.stations["d1"], state.stations["d2"]
    assert first.last_reason == reason and second.last_reason == ""
    assert second.misses_in_row == 0 and not second.breaker_open
    assert (first.writes, second.writes, state.writes) == (0, 1, 1)
    if reason != "exception_2":  # which is an answer
        assert first.breaker_open and first.answered == 0


def test_a_healthy_line_tells_its_times() -> None:
    state = run({})
    assert state.errors == {} and state.trouble == "" and state.reconnects == 0
    station = state.stations["d2"]
    reply_s = 0.01 + 9 * 10 / 9600
    assert station.reply_ms_p50 == pytest.approx(1000 * reply_s, rel=0.2)
    assert station.reply_ms_max >= 1000 * reply_s - 1e-3
    assert station.reply_bound_ms == 500.0
    assert sum(station.reply_counts) >= 60
    assert 2 * reply_s < state.round_s < 0.1
    assert 0.03 < state.used_share < 0.3
    assert state.late_ms_p50 <= state.late_ms_p99 <= state.late_ms_max < 100.0


def test_a_late_answer_counts_for_the_station_that_gave_it() -> None:
    state = run({1: lambda request, answer: [(0.4, answer)]})
    assert state.stations["d1"].reply_ms_max == pytest.approx(400 + 19.4, abs=0.1)
    assert state.stations["d2"].reply_ms_max < 50.0
    assert state.worst_reply_ms == state.stations["d1"].reply_ms_max


def test_an_empty_tally_has_nothing_to_say() -> None:
    tally = Tally()
    assert (tally.round_s, tally.reconnects, tally.errors) == (0.0, 0, {})


def test_a_field_asks_each_tag_at_its_pace_and_says_so() -> None:
    async def main() -> None:
        device = Device(
            id="d1",
            profile="test/words",
            bus="line",
            points={"v1": "u1a1.energy", "v2": Mapping(tag="u1a2.energy", period_s=60.0)},
        )
        site = small_site([rtu_row()], [device])

        async def opener(row: BusRow) -> Port:
            return MemoryPort(Slaves())

        profiles = {"test/words": words_profile((1, 2))}
        field = build_field(site, profiles, opener, loop_clock(), Board())
        assert {str(tag): s for tag, s in field.periods_s.items()} == {
            "u1a1.energy": 1.0,
            "u1a2.energy": 60.0,
        }
        assert set(field.buses["line"].state().stations) == {"d1"}

    run_simulated(main())
