"""Scales on a wire in memory: resting, moving, not known yet, damaged, in pounds, in a site."""

import asyncio

import pytest

from drivers.field import build_field
from drivers.port import Port
from drivers.text.formats import FORMATS, parse
from drivers.text.reading import Seen
from drivers.text.stillness import GAP_S
from drivers.text.weight import STABLE
from drivers.text_wire.scale import SETTLING, ScaleReading
from farm.clock import loop_clock, run_simulated
from farm.problem import Misconfigured
from farm.site import Bus as BusRow
from farm.site_check import load_site
from farm.status import Status
from farm.tag import TagName
from tests.drivers.slaves import Board, MemoryPort, Reply, Slaves, run_for
from tests.drivers.text_wire import PROFILES, Speaker, of, run_text, scale, values, xk


def test_a_scale_without_a_flag_is_believed_after_five_frames_and_a_second_and_a_half() -> None:
    board = run_text(
        Slaves(),
        scale("yaohua/xk3190-a9"),
        40.0,
        lambda at_s: xk(12345 if at_s < 10 else 13000, 1) if at_s < 20 else b"",
    )
    weights, stable = of(board, "farm.scale"), of(board, "farm.scale_stable")
    for weight, flag in zip(weights, stable, strict=True):
        assert (flag.value == 1.0) == (weight.value is not None)
    said = [(round(w.at_s), w.value, w.reason) for w in weights]
    assert said[:3] == [(0, None, "settling"), (1, None, "settling"), (2, 1234.5, "")]
    assert {at_s for at_s, _, reason in said if reason == "in_motion"} <= {10, 11, 12, 13}
    assert {f.value for f in stable if 10.5 <= f.at_s < 12.5} == {0.0}
    assert {w.value for w in weights if 14 <= w.at_s < 20} == {1300.0}
    assert weights[-1].status is Status.BAD_NO_COMMUNICATION
    assert board.frame == xk(13000, 1)  # type: ignore[attr-defined]


def test_a_creeping_weight_never_stands_still() -> None:
    board = run_text(Slaves(), scale("yaohua/xk3190-a9"), 30.0, lambda at_s: xk(int(at_s / 0.6), 1))
    assert {w.value for w in of(board, "farm.scale")} == {None}


def test_babble_is_no_frame_and_no_endless_wait() -> None:
    board = run_text(Slaves(), scale("yaohua/xk3190-a9"), 20.0, lambda at_s: b"\x02garbage of it")
    assert values(board, "farm.scale") == {None}
    assert board.state.missed >= 10 and board.state.wrong_rejected > 50
    assert board.state.errors["no_frame"] > 1


def test_a_line_set_up_with_another_parity_is_said_to_babble() -> None:
    frame = bytes((2, 0x2C, 0x30, 0x20)) + b"  1234     0\r"
    even = bytes(byte | (byte.bit_count() & 1) << 7 for byte in frame)
    board = run_text(Slaves(), scale("toledo/continuous"), 20.0, lambda at_s: even)
    assert values(board, "farm.scale") == {None}
    assert board.state.errors["no_frame"] > 1 and board.state.wrong_rejected > 1


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (b"US,GS,+0012.45kg\r\n", "in_motion"),
        (b"OL,GS,        kg\r\n", "overload"),
        (b"ST,GS,+0012.45lb\r\n", "unit_lb"),
        (b"ST,TR,+0012.45kg\r\n", "settling"),
    ],
)
def test_what_is_no_resting_weight_in_kilograms_is_bad_with_its_reason(
    frame: bytes, reason: str
) -> None:
    board = run_text(Slaves(), scale("and/text"), 10.0, lambda at_s: frame)
    weights, stable = of(board, "farm.scale")[2:], of(board, "farm.scale_stable")[2:]
    assert {(w.value, w.reason) for w in weights} == {(None, reason)}
    assert {flag.value for flag in stable} == {None if reason == "settling" else 0.0}


@pytest.mark.parametrize(
    ("profile", "weight", "tare"),
    [
        ("yaohua/xk3190-a12", b"ww012.50kg\r\n", b"wt000.00kg\r\n"),
        ("and/text", b"ST,GS,+0012.50kg\r\n", b"ST,TR,+0000.00kg\r\n"),
    ],
)
def test_a_scale_that_says_only_tares_any_more_has_no_weight(
    profile: str, weight: bytes, tare: bytes
) -> None:
    board = run_text(Slaves(), scale(profile), 60.0, lambda t: weight if t < 10 else tare)
    weights, stable = of(board, "farm.scale"), of(board, "farm.scale_stable")
    assert {w.value for w in weights if 4 < w.at_s < 11} == {12.5}
    late = [(w.value, w.reason) for w in (*weights, *stable) if w.at_s > 10 + GAP_S + 0.1]
    assert set(late) == {(None, "settling")} and len(late) > 90


def test_the_bytes_kept_for_the_ticket_are_those_of_the_weight() -> None:
    both = b"ww012.50kg\r\nwt000.00kg\r\n"
    board = run_text(Slaves(), scale("yaohua/xk3190-a12"), 20.0, lambda at_s: both)
    assert values(board, "farm.scale") == {None, 12.5}
    assert board.frame == b"ww012.50kg\r\n"  # type: ignore[attr-defined]


def test_one_damaged_digit_is_no_weight() -> None:
    """One frame in nine has a digit flipped and still says stable: it is never believed."""

    def feed(at_s: float) -> bytes:
        return b"ST,GS,+0%s12.45kg\r\n" % (b"1" if round(at_s * 10) % 9 == 4 else b"0")

    board = run_text(Slaves(), scale("and/text"), 120.0, feed)
    assert values(board, "farm.scale") == {None, 12.45}
    assert values(board, "farm.scale_stable") == {None, 1.0}, "damage is no motion"


def test_one_damaged_frame_right_after_a_new_load_has_come_to_rest_is_no_motion() -> None:
    reader = ScaleReading(FORMATS["and-text"])

    def say(kg: bytes, at_s: float) -> Seen:
        (reading,) = parse("and-text", b"ST,GS,+%skg\r\n" % kg).readings
        return reader.after(reading, at_s)[STABLE]

    said = [say(b"0000.00" if at < 5 else b"0012.45", at) for at in range(12)]
    assert said[1] == said[-1] == 1.0 and 0.0 in said
    reader = ScaleReading(FORMATS["and-text"])
    first = said.index(1.0, said.index(0.0))
    for at in range(first + 1):
        say(b"0000.00" if at < 5 else b"0012.45", at)
    assert say(b"0012.44", first + 1.1) == SETTLING
    assert say(b"0012.45", first + 1.2) == SETTLING
    assert say(b"0012.45", first + 1.3) == 1.0


def test_a_balance_is_asked_twice_and_both_must_agree() -> None:
    def says(request: bytes, times: int) -> Reply:
        digit = b"9" if times % 7 == 0 else b"2"
        return [(0.05, b"S S     12.34%s kg\r\n" % digit)]

    board = run_text(Speaker(says), scale("mettler/mt-sics"), 60.0)
    assert values(board, "farm.scale") == {None, 12.342}


def test_a_balance_that_refuses_is_a_matter_of_configuration() -> None:
    board = run_text(
        Speaker(lambda request, times: [(0.05, b"ES\r\n")]), scale("mettler/mt-sics"), 9.0
    )
    assert {w.reason for w in of(board, "farm.scale")} == {"syntax"}


TEXT_SITE = """
schema: ras-site/1
id: text
name: {zh: 秤, en: Scale}
water: {alkalinity_mg_l: 85}
systems: [{id: "1", name: {zh: 一, en: One}, tanks: [{id: 1-01, volume_m3: 1}]}]
buses:
  - {id: scale, kind: ascii-over-tcp, wire: "h:1"}
  - {id: spring, kind: ascii, wire: a}
devices:
  - {id: s, profile: yaohua/xk3190-a9, bus: scale, points: {weight: farm.scale}}
  - id: ezo
    profile: atlas/ezo-do
    bus: spring
    points: {oxygen_mg_l: farm.spring_oxygen}
    settings: {temperature_c: 17.5}
"""


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("temperature_c: 17.5", "temperature_c: 75", "temperature_c is outside 0 – 50 °C"),
        ("temperature_c: 17.5", "warmth: 17.5", "temperature_c"),
        (
            "oxygen_mg_l: farm.spring_oxygen",
            "oxygen_mg_l: {tag: farm.spring_oxygen, period_s: 2, dose: null, per_pulse: null}",
            "one pace",
        ),
    ],
)
def test_what_a_device_is_told_is_checked_before_anything_starts(
    was: str, becomes: str, said: str
) -> None:
    load_site("text", TEXT_SITE, PROFILES)
    with pytest.raises(Misconfigured) as caught:
        load_site("text", TEXT_SITE.replace(was, becomes), PROFILES)
    assert any(said in row.wrong.en + row.remedy.en for row in caught.value.problems)


def test_a_site_hands_out_the_raw_frame_behind_a_weight() -> None:
    async def main() -> tuple[bytes, bytes]:
        async def opener(row: BusRow) -> Port:
            port = MemoryPort(Slaves())
            port.arrive(xk(512) * 3 if row.id == "scale" else b"")
            return port

        site = load_site("text", TEXT_SITE, PROFILES)
        field = build_field(site, PROFILES, opener, loop_clock(), Board())
        await run_for(asyncio.ensure_future(field.buses["scale"].run()), 3.0)
        names = TagName("farm.scale"), TagName("farm.spring_oxygen")
        return field.frame_behind(names[0]), field.frame_behind(names[1])

    assert run_simulated(main()) == (xk(512), b"")


def test_a_line_that_is_only_heard_tells_its_use_and_no_round() -> None:
    """Twelve characters of ten bits at 9600 bit/s every 0.1 s: 12.5 % in use."""
    board = run_text(Slaves(), scale("yaohua/xk3190-a9"), 60.0, lambda _at_s: xk(12345, 1))
    assert board.state.used_share == pytest.approx(0.125, abs=0.005)
    assert (board.state.round_s, board.state.worst_reply_ms) == (0.0, 0.0)
    assert sum(board.state.stations["s"].reply_counts) == 0
