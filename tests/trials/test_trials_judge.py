"""Readings against held registers: the fast judge says what the plain one says, and finds lies.

Knows a short run of the trial site; opens no wire.
"""

from pathlib import Path
from typing import cast

import numpy as np
import pytest

from farm.quantity import Kind
from farm.status import Status
from farm.tag import quantity_of
from hil_sim.control import Control
from hil_sim.instruments import Panel
from hil_sim.recorder import ROWS, HeldHistory
from trials.judge import Held, judge
from trials.readings import Readings, Tape, of_history
from trials.scenarios import scenarios
from trials.whole_farm import Trial

APART = (Kind.DERIVED, Kind.HEALTH)


def taped(*rows: tuple[str, int, float | None, int]) -> Readings:
    tape = Tape()
    tape.append(rows)
    return tape.readings()


@pytest.fixture(scope="module")
def held(short_run: Trial) -> Held:
    return Held.of(short_run.farm.held.arrays(short_run.farm.utc_ms_at))


def test_a_run_of_the_real_drivers_reads_nothing_wrong(short_run: Trial, held: Held) -> None:
    judged = judge(short_run.trace.readings(), held)
    assert judged.ok and judged.wrong == 0
    assert judged.checked > 5000
    # What the reader derives, and how its wires are, has no register: oxygen, co2, round_time …
    readings = short_run.trace.readings()
    slots = [n for n, tag in enumerate(readings.tags) if quantity_of(tag).kind in APART]
    assert judged.unknown == int((np.isin(readings.slot, slots) & readings.good).sum())


def test_the_fast_judge_agrees_with_the_plain_one(short_run: Trial, held: Held) -> None:
    """Right, stale, exchanged and bent readings: one verdict for each, by both."""
    readings, farm = short_run.trace.readings(), short_run.farm
    dice = np.random.default_rng(5)
    recorded = {tag for tag in readings.tags if farm.panel.recorded(tag)}
    able = [n for n in np.flatnonzero(readings.good) if readings.tags[readings.slot[n]] in recorded]
    now_ms, both = farm.utc_ms_at(farm.now_s), set()
    for n in dice.choice(able, 400, replace=False):
        tag, at_ms = readings.tags[readings.slot[n]], int(readings.at_ms[n])
        value = (
            float(readings.value[dice.choice(able)])
            if dice.random() < 0.5
            else (float(readings.value[n]))
        )
        at_s = farm.now_s + (at_ms - now_ms) / 1000.0
        plain = farm.held.could_show(tag, value, at_s - 1.5, at_s + 0.1)
        fast = judge(taped((tag, at_ms, value, int(Status.GOOD))), held)
        assert fast.checked == 1 and (fast.wrong == 0) is plain, (tag, value)
        both.add(plain)
    assert both == {True, False}


def test_one_lie_among_many_is_named(short_run: Trial, held: Held) -> None:
    readings = short_run.trace.readings()
    place = int(np.flatnonzero(readings.good & (readings.slot == 0))[3])
    value = readings.value.copy()
    value[place] += 0.01
    bent = Readings(readings.tags, readings.slot, readings.at_ms, value, readings.status)
    judged = judge(bent, held)
    assert judged.wrong == 1 and not judged.ok
    (wrong,) = judged.first_wrong
    assert (wrong.tag, wrong.at_ms) == (readings.tags[0], readings.at_ms[place])
    assert wrong.held and wrong.value not in wrong.held


def test_bad_and_uncertain_readings_are_not_judged(held: Held) -> None:
    tag, at_ms = held.tags[0], int(held.rows_ms[10])
    judged = judge(
        taped(
            (tag, at_ms, None, int(Status.BAD_TIMEOUT)),
            (tag, at_ms, 999.0, int(Status.UNCERTAIN_SUB_NORMAL)),
            ("9-99.do_a", at_ms, 8.0, int(Status.GOOD)),
            (tag, int(held.rows_ms[0]) - 5000, 8.0, int(Status.GOOD)),
        ),
        held,
    )
    assert (judged.checked, judged.unknown, judged.not_good, judged.wrong) == (0, 2, 2, 0)
    assert not judged.ok, "nothing compared is no proof"


def kept_of_one_probe(rows_kept: int) -> Held:
    """Ten seconds of a probe that shows another number each second, the oldest rows dropped."""
    panel = cast(Panel, OneProbe())
    history = HeldHistory(panel, {}, rows_kept)
    for second in range(10):
        panel.shown[0] = float(second)
        history.row(float(second))
    return Held.of(history.arrays(lambda at_s: round(1000 * at_s)))


class OneProbe:
    """As much of a panel as a record of it needs."""

    tags = ("farm.spring_oxygen",)

    def __init__(self) -> None:
        self.shown, self.slot = np.zeros(1), {self.tags[0]: 0}

    def recorded(self, tag: str) -> bool:
        return True


def test_a_reading_taken_before_the_oldest_row_left_is_not_called_wrong() -> None:
    """A slow answer brings the number of a second whose row is no more (F-43 after two hours)."""
    tag = OneProbe.tags[0]
    older, newer, lie = (tag, 5250, 4.0, 0), (tag, 6600, 6.0, 0), (tag, 6600, 5.5, 0)
    kept = kept_of_one_probe(5)
    assert list(kept.rows_ms[:1]) == [5000] and kept.dropped == 5
    assert judge(taped(older), kept).unknown == 1
    assert judge(taped(older, newer), kept).ok
    assert judge(taped(lie), kept).wrong == 1


def test_a_record_that_lost_nothing_judges_its_first_second() -> None:
    whole = kept_of_one_probe(10)
    assert judge(taped((OneProbe.tags[0], 300, 0.5, 0)), whole).wrong == 1


def test_every_scenario_is_shorter_than_its_record() -> None:
    """What is dropped is judged by nobody."""
    assert max(scenario.seconds for scenario in scenarios().values()) < ROWS


def test_the_file_of_a_running_simulator_judges_alike(
    short_run: Trial, held: Held, tmp_path: Path
) -> None:
    path = tmp_path / "held.npz"
    control = Control(short_run.farm)
    assert control.answer({"do": "save_held", "path": str(path)}) == {"ok": True}
    read = Held.read(path)
    assert read.tags == held.tags and np.array_equal(read.values, held.values)
    assert judge(short_run.trace.readings(), read) == judge(short_run.trace.readings(), held)
    assert [found.name for found in tmp_path.iterdir()] == ["held.npz"]
    refused = control.answer({"do": "save_held", "path": str(tmp_path / "no" / "held.npz")})
    assert "error" in refused


def test_readings_come_back_from_history_files(short_run: Trial, tmp_path: Path) -> None:
    from records.history.query import HistoryReader
    from records.history.store import HistoryWriter

    readings = short_run.trace.readings()
    writer = HistoryWriter(tmp_path)
    rows = [
        (readings.tags[slot], int(at_ms), None if np.isnan(value) else float(value), int(status))
        for slot, at_ms, value, status in zip(
            readings.slot, readings.at_ms, readings.value, readings.status, strict=True
        )
    ]
    writer.append(rows)
    assert writer.close()
    first, last = int(readings.at_ms.min()), int(readings.at_ms.max()) + 1
    back = of_history(HistoryReader(tmp_path), first, last)
    assert set(back.tags) == set(readings.tags)
    held = Held.of(short_run.farm.held.arrays(short_run.farm.utc_ms_at))
    again = judge(back, held)
    assert again.ok and again.checked == judge(readings, held).checked
    assert len(of_history(HistoryReader(tmp_path / "none"), first, last).at_ms) == 0
