"""Scales and an EZO circuit on bad lines, judged by the scene's own truth; the judge must be able
to say no."""

from random import Random

import pytest

from drivers.text_wire.scale import ScaleReading
from farm.profile import Profile
from farm.sample import Sample
from farm.status import Status
from trials.weighing_day import EZO, SCALE, SCALES, STABLE, weighing_day
from trials.weighing_judge import WeightJudge
from trials.weighing_scene import Platform

Profiles = dict[str, Profile]
SHOW = ("yaohua/xk3190-a9", "toledo/continuous", "toledo/continuous-checksum", EZO)


def check_day(profiles: Profiles, seconds: float, seed: int, names: tuple[str, ...]) -> None:
    """Nothing wrong accepted, nothing moving accepted, no load told twice, little missed."""
    for day in weighing_day(profiles, seconds, seed, names):
        print(day.line())
        counts = day.counts
        assert not day.wrong and counts["wrong_accepted"] == counts["wrong"] == 0, day.wrong
        assert counts["in_motion_refused"] == counts["in_motion"]
        assert day.strange_facts == 0
        assert not day.told or max(day.told.values()) == 1
        assert sum(day.faults.values()) > day.frames / 50, "the line was not bad"
        assert day.thrown_away > 0
        if day.profile == EZO:
            assert counts["good"] >= 0.8 * counts["samples"]
        else:
            assert counts["in_motion"] > seconds / 100 and day.weighable > seconds / 100
            assert day.weighed >= 0.95 * day.weighable


@pytest.mark.parametrize("names", [SHOW, ("and/text", "mettler/mt-sics", "yaohua/xk3190-a12")])
def test_an_hour_of_baskets(profiles: Profiles, names: tuple[str, ...]) -> None:
    check_day(profiles, 3600.0, 7, names)


@pytest.mark.night
@pytest.mark.parametrize("seed", [1, 2])
def test_a_whole_day_of_baskets(profiles: Profiles, seed: int) -> None:
    check_day(profiles, 86_400.0, seed, (*SCALES, "yaohua/xk3190-a12", EZO))


def test_a_reader_that_trusts_every_frame_is_caught(
    profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ScaleReading, "after", lambda self, reading, at_s: {1: 1.0} | dict(reading.values)
    )
    names = ("yaohua/xk3190-a9", "toledo/continuous")
    trusting, flagged = weighing_day(profiles, 600.0, 7, names)
    assert trusting.counts["wrong_accepted"] > 10
    assert flagged.wrong or flagged.counts["in_motion_refused"] < flagged.counts["in_motion"]


def test_the_judge_knows_rest_motion_and_a_wrong_weight() -> None:
    platform = Platform(600.0, Random(3))
    rest = next(row for row in platform.stretches if row.rests and row.to_kg > 1)
    motion = next(row for row in platform.stretches if row.sway_kg and row.end_s - row.start_s > 1)
    judge = WeightJudge(platform)

    def say(at_s: float, kg: float | None, stable: float | None) -> None:
        weight, flag = (
            Sample(tag, value, Status.BAD_TIMEOUT if value is None else Status.GOOD, at_s, 0, "t")
            for tag, value in ((SCALE, kg), (STABLE, stable))
        )
        judge.judge(weight, flag)

    say(rest.end_s, rest.to_kg, 1.0)
    assert not judge.wrong and judge.counts["accepted"] == 1
    say(rest.end_s, rest.to_kg + 0.01, 1.0)
    say(rest.end_s, rest.to_kg, None)
    say(motion.end_s - 0.001, platform.load_kg(motion.end_s - 0.001), 1.0)
    assert judge.counts["wrong_accepted"] == len(judge.wrong) == 3
