"""A scan finds who is there, at whatever rate, names them no more surely than it knows, and only
ever reads."""

import asyncio
import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.commissioning.identify import (
    Certainty,
    Question,
    certain,
    first_question,
    harmless,
    identity_question,
    speaks_modbus,
)
from drivers.commissioning.recognise import Found
from drivers.commissioning.scan import Scan
from drivers.commissioning.scan_plan import Round, Setting, round_of, settings_of
from drivers.port import Opener, Port
from farm.clock import run_simulated
from farm.profile import Area
from farm.site import Bus
from tests.drivers.commission_scene import FLOW, PH, PROFILES, Bench, bench_site, loop_now
from tests.drivers.slaves import MemoryPort, Reply, Slaves

EVERY = list(PROFILES.values())


def rounds(numbers: Sequence[int], bauds: Sequence[int] = ()) -> dict[str, list[Round]]:
    found = settings_of(EVERY, bauds, full=False)
    return {"rtu": [round_of(EVERY, one, "rtu", numbers, full=False) for one in found]}


def scanned(opener: Opener, numbers: Sequence[int], bauds: Sequence[int] = ()) -> Scan:
    async def main() -> Scan:
        work = Scan("wire", EVERY, opener, loop_now())
        plan = rounds(numbers, bauds)
        await work.run(["rtu"], lambda kind: plan[kind])
        return work

    return run_simulated(main())


def on_bench(more: str, numbers: Sequence[int], bauds: Sequence[int] = ()) -> tuple[Bench, Scan]:
    async def main() -> tuple[Bench, Scan]:
        bench = Bench(bench_site(more))
        work = Scan("wire", EVERY, bench.opener, loop_now())
        plan = rounds(numbers, bauds)
        await work.run(["rtu"], lambda kind: plan[kind])
        return bench, work

    return run_simulated(main())


def by_unit(found: Sequence[Found]) -> dict[int | None, Found]:
    return {one.unit: one for one in found}


def test_every_station_of_a_line_is_found_and_named_as_far_as_it_is_known() -> None:
    bench, work = on_bench(PH + FLOW, range(1, 9))
    found = by_unit(work.found)
    assert set(found) == {1, 5, 7}
    assert (found[1].profiles, found[1].certainty) == (("yosemitech/y504-a",), "identified")
    assert (found[5].profiles, found[5].certainty) == (("yosemitech/y532-a",), "identified")
    assert found[7].certainty is Certainty.LOOKS_LIKE
    assert "dalian/tuf-2000m" in found[7].profiles
    assert found[1].serial == "YL0114010022"
    assert not any(one.doubled for one in work.found)
    assert work.complete and bench.writes() == []


def test_nothing_forbidden_is_asked_and_nobody_is_addressed_by_broadcast() -> None:
    bench, _ = on_bench(PH + FLOW, range(1, 9))
    for sent in bench.sent:
        assert sent[0] != 0
        address, count = int.from_bytes(sent[2:4], "big"), int.from_bytes(sent[4:6], "big")
        assert not any(start <= address + n <= start for n in range(count) for start in (0x2500,))
        assert not address <= 0x2E00 < address + count


def test_t35_is_kept_between_all_frames() -> None:
    """The simulator counts a request that came too soon; none does."""

    async def main() -> int:
        bench = Bench(bench_site(PH + FLOW))
        bench.farm._strict = True
        times: list[tuple[float, int]] = []
        plain = bench.feed

        def timed(data: bytes, at_s: float):  # type: ignore[no-untyped-def]
            times.append((at_s, len(data)))
            return plain(data, at_s)

        bench.feed = timed  # type: ignore[method-assign]
        work = Scan("wire", EVERY, bench.opener, loop_now())
        plan = rounds(range(1, 9), [9600])
        await work.run(["rtu"], lambda kind: plan[kind])
        character_s = 10 / 9600
        return sum(
            second[0] - (first[0] + first[1] * character_s) < 3.5 * character_s - 1e-9
            for first, second in itertools.pairwise(times)
        )

    assert run_simulated(main()) == 0


def test_a_probe_alone_tells_its_number_at_the_common_address() -> None:
    async def main() -> list[Found]:
        bench = Bench(bench_site())
        bench.farm.stations["do"].built.table.unit = 0x57
        work = Scan("wire", EVERY, bench.opener, loop_now())
        plan = rounds(range(1, 4), [9600])
        await work.run(["rtu"], lambda kind: plan[kind])
        return work.found

    (found,) = run_simulated(main())
    assert (found.unit, found.profiles) == (0x57, ("yosemitech/y504-a",))


def wire_of(slaves: Slaves, bauds: tuple[int, ...] = (9600,)) -> Opener:
    async def opened(row: Bus) -> Port:
        there = row.baud in bauds and row.parity == "N" and row.stop_bits == 1
        return MemoryPort(slaves if there else Slaves(), row.baud)

    return opened


class Few(Slaves):
    """Only some numbers are there; the others are silent."""

    def __init__(self, units: set[int], faults=None) -> None:  # type: ignore[no-untyped-def]
        super().__init__(faults)
        self.units = units

    def reply(self, request: bytes, at_s: float) -> Reply:
        return super().reply(request, at_s) if request[0] in self.units else []


def alone_at(slaves: Slaves, baud: int) -> Opener:
    silent = Few(set())

    async def opened(row: Bus) -> Port:
        there = row.baud == baud and row.parity == "N" and row.stop_bits == 1
        return MemoryPort(slaves if there else silent, row.baud)

    return opened


def test_a_station_at_an_unusual_rate_is_found_there_and_only_there() -> None:
    work = scanned(alone_at(Few({3}), 4800), range(1, 6), [4800, 9600])
    assert {(one.unit, one.setting) for one in work.found} == {(3, Setting(4800))}


def garbled(request: bytes, answer: bytes) -> Reply:
    """Two stations at once: their bits collide."""
    pairs = zip(answer, answer[1:] + b"\x5a", strict=True)
    return [(0.0, bytes(byte & other for byte, other in pairs))]


def twice(request: bytes, answer: bytes) -> Reply:
    """Two stations one after the other."""
    return [(0.0, answer), (0.06, answer)]


@pytest.mark.parametrize("fault", [garbled, twice], ids=["at once", "in turn"])
def test_two_stations_with_one_number_are_said_to_be_two(fault) -> None:  # type: ignore[no-untyped-def]
    work = scanned(alone_at(Few({2, 4}, {2: fault}), 9600), range(1, 6), [9600])
    found = by_unit(work.found)
    assert found[2].doubled
    assert not found[4].doubled


def test_two_serial_numbers_under_one_number_are_two_stations() -> None:
    numbers = itertools.cycle([b"\x00YL0114010022\x00", b"\x00YL0114010023\x00"])

    class Two(Few):
        def answer(self, unit: int, pdu: bytes) -> bytes | None:
            if pdu[:3] == b"\x03\x09\x00":
                return b"\x03\x0e" + next(numbers)
            return None

    work = scanned(alone_at(Two({1}), 9600), range(1, 3), [9600])
    assert work.found[0].doubled and work.found[0].profiles == ("yosemitech/y504-a",)


def test_a_station_slower_than_the_first_patience_is_still_found() -> None:
    def late(request: bytes, answer: bytes) -> Reply:
        return [(0.12, answer)]

    work = scanned(alone_at(Few({2}, {2: late}), 9600), range(1, 6), [9600])
    assert {one.unit for one in work.found} == {2}


def test_one_noise_byte_is_no_station() -> None:
    class Noisy(Few):
        times = 0

        def reply(self, request: bytes, at_s: float) -> Reply:
            self.times += 1
            return [(0.0, b"\x55")] if self.times == 5 else []

    work = scanned(alone_at(Noisy(set()), 9600), range(1, 6), [9600])
    assert work.found == []


def test_a_line_where_everything_is_garbled_has_noise_and_no_stations() -> None:
    class Babel(Few):
        def reply(self, request: bytes, at_s: float) -> Reply:
            return [(0.0, b"\x55\xaa\x13\x37\x00\xff")]

    work = scanned(alone_at(Babel(set()), 9600), range(1, 16), [9600])
    assert work.found == [] and "noise" in work.remarks[0].en


def test_what_was_found_before_an_interruption_is_kept() -> None:
    async def main() -> Scan:
        bench = Bench(bench_site(PH))
        work = Scan("wire", EVERY, bench.opener, loop_now())
        plan = rounds(range(1, 200), [9600])
        task = asyncio.ensure_future(work.run(["rtu"], lambda kind: plan[kind]))
        await asyncio.sleep(30.0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return work

    work = run_simulated(main())
    assert [one.unit for one in work.found] == [1, 5] and not work.complete


def test_a_scan_takes_no_longer_than_it_said() -> None:
    async def main() -> tuple[float, float]:
        work = Scan("wire", EVERY, alone_at(Few(set()), 9600), loop_now())
        plan = rounds(range(1, 30), [9600])["rtu"]
        started_s = asyncio.get_running_loop().time()
        await work.run(["rtu"], lambda _kind: plan)
        took_s = asyncio.get_running_loop().time() - started_s
        return took_s, sum(one.seconds("rtu") for one in plan)

    took_s, said_s = run_simulated(main())
    assert 0.8 * said_s <= took_s <= 1.02 * said_s


def test_factory_settings_come_before_everything_else() -> None:
    first = settings_of(EVERY, [], full=False)
    every = settings_of(EVERY, [], full=True)
    assert every[: len(first)] == first
    assert first[0] == Setting(9600)
    assert len(every) >= 32 and len(set(every)) == len(every)


@pytest.mark.parametrize("name", [row.id for row in EVERY if speaks_modbus(row, "rtu")])
def test_every_serial_model_is_asked_something_at_its_factory_setting(name: str) -> None:
    row = PROFILES[name]
    if row.serial is None or row.serial.data_bits == 7 or first_question(row) is None:
        pytest.skip("does not speak RTU as it comes")
    setting = Setting(
        row.serial.baud, row.serial.data_bits, row.serial.parity, row.serial.stop_bits
    )
    one = round_of(EVERY, setting, "rtu", (), full=False)
    assert first_question(row) in one.questions
    assert row.unit.default in one.numbers or not 1 <= row.unit.default <= 247


def test_the_more_particular_identity_wins() -> None:
    question = identity_question(PROFILES["yosemitech/y504-a"])
    assert question is not None
    said = {question: b"\x00YL4314010007\x00"}
    assert [row.id for row in certain(EVERY, said)] == ["yosemitech/y532-a"]


@settings(max_examples=60)
@given(address=st.integers(0x2400, 0x2600), count=st.integers(1, 125))
def test_a_read_over_a_forbidden_register_is_never_harmless(address: int, count: int) -> None:
    question = Question(Area.HOLDING, address, count)
    touches = address <= 0x2500 < address + count
    assert not (touches and harmless(question, EVERY))
