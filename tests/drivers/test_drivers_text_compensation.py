"""What a circuit forgets without power is asked back beside each reading, told again, waited for.

Knows an EZO oxygen circuit whose supply blinked without a word.
"""

import pytest

from drivers.text_wire.setup import RESTORE_S, keeps
from farm.status import Status
from tests.drivers.slaves import Reply
from tests.drivers.text_wire import Speaker, ezo, ezo_says, run_text, steady


class Blinks:
    """Keeps the temperature it is told, until the visit of that number; `mends`: told it keeps."""

    def __init__(self, forgets_at: int, *, mends: bool = True) -> None:
        self.kept, self._forgets_at, self._mends = "20.00", forgets_at, mends
        self._says = ezo_says(steady)

    def __call__(self, request: bytes, times: int) -> Reply:
        text = request.decode().strip()
        if text == "T,?":
            if times == self._forgets_at:
                self.kept = "20.00"
            return [(0.1, b"?T,%s\r*OK\r" % self.kept.encode())]
        if text.startswith("T,") and (self._mends or self._forgets_at > times):
            self.kept = f"{float(text[2:]):.2f}"
        return self._says(request, times)


def test_a_lost_temperature_is_told_again_and_the_reading_marked_till_then() -> None:
    slaves = Speaker(Blinks(10))
    board = run_text(slaves, ezo(temperature_c=17.5), 60.0)
    lost = [one for one in board.samples if one.reason == "settings_lost"]
    assert [(one.value, one.status) for one in lost] == [(None, Status.BAD_OUT_OF_SERVICE)]
    assert slaves.lines.count(b"T,17.5\r") == 2 and slaves.lines.count(b"C,0\r") == 1
    assert board.samples[-1].value == 8.21 and board.state.errors["settings_lost"] == 1


def test_one_damaged_digit_takes_no_reading_away() -> None:
    def says(request: bytes, times: int) -> Reply:
        if request == b"T,?\r" and times == 10:
            return [(0.1, b"?T,17.90\r*OK\r")]
        return ezo_says(steady)(request, times)

    slaves = Speaker(says)
    board = run_text(slaves, ezo(temperature_c=17.5), 60.0)
    assert {one.value for one in board.samples} == {8.21}
    assert slaves.lines.count(b"T,17.5\r") == 1


def test_one_that_forgets_for_ever_is_never_believed_and_told_once_a_minute() -> None:
    slaves = Speaker(Blinks(1, mends=False))
    board = run_text(slaves, ezo(temperature_c=17.5), 600.0)
    assert all(one.value is None for one in board.samples[1:])
    assert slaves.lines.count(b"T,17.5\r") <= 2 + 600.0 / RESTORE_S
    assert board.state.stations["ezo"].misses_in_row == 0, "it answers; that is another matter"


def test_a_question_nobody_answers_takes_no_reading_away() -> None:
    def says(request: bytes, times: int) -> Reply:
        return [] if request == b"T,?\r" else ezo_says(steady)(request, times)

    board = run_text(Speaker(says), ezo(temperature_c=17.5), 60.0)
    assert {one.value for one in board.samples} == {8.21}


@pytest.mark.parametrize(
    ("said", "kept"),
    [("?T,17.50", True), ("?t,17.48", True), ("?T,20.00", False), ("?P,17.5", None), ("?T", None),
     ("?T,", None)],
)  # fmt: skip
def test_an_answer_is_compared_with_what_the_site_wants(said: str, kept: bool | None) -> None:
    assert keeps(said, "?T", 17.5) is kept
