"""Answers that come after their timeout: never taken for the answer to the next request.

Timeout 0.3 s, worst answer declared 0.65 s, answers at 0.35 s and anywhere between 0 and 0.6 s,
one station and two in turn, always asked again as soon as the line allows. Oracle: every answer
carries the number of the request it answers (tests.drivers.late_line), so a Good value that is
not the number of the last request is wrong. The same stations beside bare pymodbus:
bench/late_replies.py.
"""

import random

import pytest

from farm.clock import run_simulated
from tests.drivers import late_line
from tests.drivers.late_line import (
    CASES,
    CountingLine,
    always,
    between,
    goodput,
    most_goodput,
    mute_sometimes,
)

POLLS, NIGHT_POLLS = 20_000, 1_000_000
ASKERS = {"the bus": late_line.ours, "the line, without patience": late_line.at_once}


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("case", CASES)
def test_a_late_answer_is_never_the_next_ones(case: str, asker: str) -> None:
    delay, units = CASES[case]
    polls = POLLS // len(CASES) // len(ASKERS)
    outcome = run_simulated(ASKERS[asker](CountingLine(random.Random(1), delay), units, polls))
    assert outcome.polls >= polls
    assert outcome.wrong == 0
    assert (outcome.good > 0) == case.startswith("0 to")


@pytest.mark.night
@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("case", CASES)
def test_a_million_late_answers_and_none_is_believed(
    case: str, asker: str, night_seed: int
) -> None:
    delay, units = CASES[case]
    polls = NIGHT_POLLS // len(CASES) // len(ASKERS)
    line = CountingLine(random.Random(night_seed), delay)
    outcome = run_simulated(ASKERS[asker](line, units, polls))
    assert outcome.wrong == 0, f"seed {night_seed}"


def test_the_oracle_sees_a_client_that_believes_late_answers() -> None:
    """Told that no answer is ever later than its timeout, even our own line is fooled."""
    line = CountingLine(random.Random(1), between(0.0, 0.6))
    asking = late_line.at_once(line, range(1, 2), 500, worst_s=late_line.TIMEOUT_S)
    assert run_simulated(asking).wrong > 0


def test_one_damaged_frame_in_a_hundred_costs_little_more_than_itself() -> None:
    line, limit = CountingLine(random.Random(2), always(0.0), damaged=0.01), most_goodput()
    found = run_simulated(goodput(line, 6000))
    print(f"1 % damaged: {found:.2f} of {limit:.2f} reads/s = {found / limit:.3f}")
    assert found >= 0.93 * limit


def test_one_unanswered_in_a_hundred_costs_its_silence_and_no_more() -> None:
    line, bound = CountingLine(random.Random(3), mute_sometimes(0.01)), most_goodput(0.01)
    found = run_simulated(goodput(line, 6000))
    print(f"1 % unanswered: {found:.2f} of {bound:.2f} reads/s = {found / bound:.3f}")
    assert found >= 0.97 * bound
