"""A recorded series played through probes: order, blanks, and what counts as a poll.

Knows bytes and rows; opens no wire.
"""

import struct

import pytest

from hil_sim.codec import sealed
from hil_sim.playback import Player, Series, read_series
from hil_sim.simulated_farm import SimulatedFarm
from models.oxygen import saturation_mg_l

CSV = "date,do_mean_mgL,t_mean_C\n2007-07-01,7.9,24.1\n2007-07-02,,24.3\n2007-07-03,8.1,\n"
READ_DO = sealed(bytes.fromhex("01 03 26 00 00 04"))
READ_WARMTH = sealed(bytes.fromhex("05 03 24 00 00 02"))


def test_a_file_becomes_series_with_holes() -> None:
    columns = {"1-01.do_a": "do_mean_mgL", "1.ph_temperature": "t_mean_C"}
    oxygen, warmth = read_series(CSV, columns, "t_mean_C")
    assert oxygen == Series("1-01.do_a", (7.9, None, 8.1), (24.1, 24.3, None))
    assert warmth.values == (24.1, 24.3, None)


@pytest.mark.parametrize(
    ("text", "words"),
    [("a,b\n1,2\n", "no column do"), ("do\n1\nlow\n", "line 3"), ("do\n1\ninf\n", "line 3")],
)
def test_a_file_that_cannot_be_read_says_where(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_series(text, {"1-01.do_a": "do"})


def decoded(farm: SimulatedFarm, at_s: float) -> tuple[float, float] | None:
    replies = farm.feed("probes", READ_DO, at_s)
    if not replies:
        return None
    warmth, fraction = struct.unpack("<ff", replies[0].data[3:11])
    return fraction * float(saturation_mg_l(warmth, farm.plant.layout.pressure_atm)), warmth


def test_each_poll_takes_the_next_row_and_a_blank_is_no_answer(small_farm: SimulatedFarm) -> None:
    for series in read_series(CSV, {"1-01.do_a": "do_mean_mgL"}, "t_mean_C"):
        small_farm.play(series)
    seen = [decoded(small_farm, at) for at in (1.0, 3.0, 5.0, 7.0, 9.0)]
    assert seen[0] == pytest.approx((7.9, 24.1), rel=1e-6)
    assert seen[1] is None
    assert seen[2] == pytest.approx((8.1, 20.0), rel=1e-6)
    assert seen[3:] == [None, None]
    assert small_farm.players["1-01.do_a"].row == 3


def test_other_registers_do_not_turn_the_page(small_farm: SimulatedFarm) -> None:
    small_farm.play(Series("1-01.do_a", (7.9, 8.1)))
    assert small_farm.feed("probes", sealed(bytes.fromhex("01 03 09 00 00 07")), 1.0)
    assert small_farm.players["1-01.do_a"].row == -1
    first = decoded(small_farm, 3.0)
    assert first is not None and first[0] == pytest.approx(7.9, rel=1e-6)


def test_two_probes_keep_their_own_place(small_farm: SimulatedFarm) -> None:
    """The temperature column is another probe: its blanks silence only itself."""
    columns = {"1-01.do_a": "do_mean_mgL", "1.ph_temperature": "t_mean_C"}
    for series in read_series(CSV, columns):
        small_farm.play(series)
    decoded(small_farm, 1.0)
    answers = [small_farm.feed("probes", READ_WARMTH, at) for at in (2.0, 3.0, 4.0)]
    shown = [struct.unpack("<f", a[0].data[3:7])[0] if a else None for a in answers]
    assert shown == [pytest.approx(24.1), pytest.approx(24.3), None]
    assert small_farm.players["1-01.do_a"].row == 0
    ph = small_farm.feed("probes", sealed(bytes.fromhex("05 03 28 00 00 02")), 5.0)
    assert ph and small_farm.players["1.ph_temperature"].row == 2


def test_what_was_played_is_what_the_register_held(small_farm: SimulatedFarm) -> None:
    small_farm.play(Series("1-01.do_a", (5.0, 9.0)))
    decoded(small_farm, 2.0)
    decoded(small_farm, 4.0)
    assert small_farm.held.could_show("1-01.do_a", 5.0, 1.9, 3.0)
    assert not small_farm.held.could_show("1-01.do_a", 9.0, 1.9, 3.0)
    assert small_farm.held.could_show("1-01.do_a", 9.0, 3.9, 5.0)


def test_a_tag_without_a_probe_cannot_be_played(small_farm: SimulatedFarm) -> None:
    with pytest.raises(ValueError, match="measures 1-02"):
        small_farm.play(Series("1-02.do_a", (1.0,)))
    with pytest.raises(ValueError, match="cannot play"):
        small_farm.play(Series("1.flow", (1.0,)))


def test_after_the_last_row_there_is_nothing_more() -> None:
    player = Player(Series("x.y", (1.0, None)))
    assert [player.next() for _ in range(4)] == [1.0, None, None, None]
    assert player.row == player.rows == 2
