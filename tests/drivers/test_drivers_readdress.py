"""A station gets another number only when it is proven, the number is free, and a person agrees;
a lost answer is cleared up by reading."""

from collections.abc import Callable

import pytest

from drivers.commissioning.hand_line import hand_line
from drivers.commissioning.readdress import Outcome, Readdress, Step, change_of
from drivers.commissioning.scan_plan import Setting, row_of
from farm.clock import run_simulated
from farm.words import Words
from hil_sim.codec import sealed
from hil_sim.wire import Delivery
from tests.drivers.commission_scene import FLOW, PH, PROFILES, Bench, bench_site, loop_now, profile

Y504 = "yosemitech/y504-a"


def changed(
    name: str = Y504,
    old: int = 1,
    new: int = 9,
    *,
    more: str = "",
    agree: bool = True,
    prepare: Callable[[Bench], None] = lambda _bench: None,
) -> tuple[Bench, Outcome, list[Words]]:
    async def main() -> tuple[Bench, Outcome, list[Words]]:
        bench, asked = Bench(bench_site(more)), []

        def answer(words: Words) -> bool:
            asked.append(words)
            return agree

        prepare(bench)
        async with hand_line(row_of("w", "rtu", Setting()), bench.opener, loop_now()) as line:
            work = Readdress(line, profile(name), list(PROFILES.values()), answer, asked.append)
            return bench, await work.run(old, new), asked

    return run_simulated(main())


def test_the_frame_is_the_one_of_the_manual() -> None:
    """Y504 v6.2: number 1 becomes 0x14."""
    change = change_of(profile(Y504), 1, 0x14)
    assert change.write.rtu.hex(" ").upper() == "01 10 30 00 00 01 02 14 00 99 53"
    assert change.save is None


def test_a_level_transmitter_saves_at_its_new_number() -> None:
    """QDY30A: new number at 0x0000, then 0 to 0x000F of the new number."""
    change = change_of(profile("generic/qdy30a"), 1, 5)
    assert change.write.rtu[:6].hex(" ").upper() == "01 06 00 00 00 05"
    assert change.save is not None
    assert change.save.rtu[:6].hex(" ").upper() == "05 06 00 0F 00 00"


def test_a_renke_transmitter_has_its_number_in_07d0() -> None:
    change = change_of(profile("renke/rs-ldo"), 1, 3)
    assert change.write.rtu[:6].hex(" ").upper() == "01 06 07 D0 00 03" and change.save is None


def test_a_probe_is_renumbered_once_seen_and_labelled() -> None:
    bench, outcome, asked = changed(more=PH)
    assert outcome.step is Step.DONE and outcome.wrote
    assert bench.farm.stations["do"].unit == 9
    assert len(bench.writes()) == 1
    assert "01 10 30 00 00 01 02 09 00" in asked[0].en and "Y504" in asked[0].en
    assert "9  Y504-A  YL0114010022" in outcome.words.zh


def untouched(bench: Bench) -> bool:
    return bench.writes() == [] and bench.farm.stations["do"].unit == 1


def test_no_is_no() -> None:
    bench, outcome, _ = changed(agree=False)
    assert outcome.step is Step.DECLINED and not outcome.wrote and untouched(bench)


def test_a_taken_number_is_not_given_twice() -> None:
    bench, outcome, asked = changed(new=5, more=PH)
    assert outcome.step is Step.TAKEN and untouched(bench) and asked == []


def stray(times: int) -> Callable[[Bench], None]:
    """The old number's answer comes again while the new one is asked."""

    def prepare(bench: Bench) -> None:
        said: list[bytes] = []

        def line(data: bytes, at_s: float) -> list[Delivery]:
            if data[0] == 9 and len(said) < times:
                said.append(data)
                return [Delivery(at_s + 0.05, sealed(bytes((1, 3, 2, 0, 1))))]
            return plain(data, at_s)

        plain = bench.line.feed
        bench.line = _Says(line)  # type: ignore[assignment]

    return prepare


def test_a_late_answer_of_the_old_number_takes_no_number() -> None:
    bench, outcome, _ = changed(prepare=stray(2))
    assert outcome.step is Step.DONE and bench.farm.stations["do"].unit == 9


def test_where_it_does_not_end_nothing_is_written() -> None:
    bench, outcome, asked = changed(prepare=stray(99))
    assert outcome.step is Step.TAKEN and untouched(bench) and asked == []


@pytest.mark.parametrize("old", [5, 7])
def test_another_model_is_not_written_to(old: int) -> None:
    bench, outcome, _ = changed(old=old, more=PH + FLOW)
    assert outcome.step is Step.WRONG_DEVICE and untouched(bench)


def test_nobody_there_is_said() -> None:
    bench, outcome, _ = changed(old=3)
    assert outcome.step is Step.NOT_THERE and untouched(bench)


def lose_writes(bench: Bench) -> None:
    bench.cut = lambda request: request[1] == 16


def test_a_lost_answer_is_cleared_up_by_reading_and_nothing_is_written_again() -> None:
    bench, outcome, _ = changed(prepare=lose_writes)
    assert outcome.step is Step.DONE
    assert len(bench.writes()) == 1


def deaf(bench: Bench) -> None:
    """The write never arrives."""
    plain = bench.line.feed
    bench.line = _Deaf(plain)  # type: ignore[assignment]


class _Says:
    next_due_s = None
    broken = False

    def __init__(self, feed: Callable[[bytes, float], list[Delivery]]) -> None:
        self.feed = feed


class _Deaf:
    next_due_s = None
    broken = False

    def __init__(self, plain) -> None:  # type: ignore[no-untyped-def]
        self._plain = plain

    def feed(self, data: bytes, at_s: float):  # type: ignore[no-untyped-def]
        return [] if data[1] == 16 else self._plain(data, at_s)


def test_a_write_that_never_arrived_leaves_the_old_number_and_is_not_repeated() -> None:
    bench, outcome, _ = changed(prepare=deaf)
    assert outcome.step is Step.UNCHANGED and outcome.wrote
    assert len(bench.writes()) == 1 and bench.farm.stations["do"].unit == 1


def gone(bench: Bench) -> None:
    """After the write it never answers again."""

    def cut(request: bytes) -> bool:
        return bool(bench.writes())

    bench.cut = cut


def test_a_station_heard_nowhere_is_said_to_be_lost() -> None:
    _, outcome, _ = changed(prepare=gone)
    assert outcome.step is Step.LOST and "ras scan" in outcome.words.zh


def test_every_way_names_its_source() -> None:
    for row in PROFILES.values():
        way = row.commissioning.unit
        assert way is None or way.source
        assert all(one.source for one in row.commissioning.calibrations)
