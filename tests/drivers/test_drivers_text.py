"""Text devices that are asked: hushed, proven, reset, mute, jumping, too low in supply; a UPS, a
modem, a balance."""

import asyncio
import itertools

import pytest

from drivers.port import Port, PortUnavailable
from drivers.reconnect import Backoff
from drivers.text_wire.bus import TextBus
from farm.clock import loop_clock, run_simulated
from farm.profile import Trust
from farm.site import Bus as BusRow
from farm.site import Device
from farm.status import Status
from tests.drivers.slaves import Board, MemoryPort, Reply, run_for
from tests.drivers.text_wire import PROFILES, Speaker, ezo, ezo_says, of, run_text, steady, values


def test_the_probe_is_proven_and_hushed_first_then_asked_every_period() -> None:
    slaves = Speaker(ezo_says(steady))
    board = run_text(slaves, ezo(temperature_c=17.5), 60.0)
    setup = [b"C,0\r", b"*OK,1\r", b"O,mg,1\r", b"O,%,1\r", b"T,17.5\r"]
    assert slaves.lines[:6] == [b"i\r", *setup]
    assert set(slaves.lines[6:]) == {b"R\r", b"T,?\r"}
    assert len(board.samples) >= 26
    assert values(board) == {8.21}
    assert board.state.stations["ezo"].answered == board.state.answered


def test_a_mute_probe_is_bad() -> None:
    board = run_text(Speaker(ezo_says(lambda times: [(1.9, b"8.21,98.4\r*OK\r")])), ezo(), 30.0)
    assert values(board) == {None}
    assert board.samples[0].status is Status.BAD_TIMEOUT
    assert board.state.errors["no_reply"] == board.state.stations["ezo"].misses_in_row


def test_a_reset_is_heard_and_the_probe_hushed_again() -> None:
    def answers(times: int) -> Reply:
        return [(0.1, b"*RS\r*RE\r9.99,101.0\r")] if times == 5 else steady(times)

    slaves = Speaker(ezo_says(answers))
    board = run_text(slaves, ezo(), 60.0)
    assert slaves.lines.count(b"C,0\r") == 2
    assert 9.99 not in values(board) and 8.21 in values(board)


SWAPPED = b"?i,pH,2.12\r*OK\r"


@pytest.mark.parametrize("leaves", ["a restart", "silence", "a line unasked", "nothing"])
def test_a_circuit_that_is_exchanged_for_another_is_not_read_for_long(leaves: str) -> None:
    """`nothing`: neither a restart nor a miss was seen; the ten minutes catch it."""
    slaves = Speaker(lambda request, times: [])
    other_from = 40

    def says(request: bytes, times: int) -> Reply:
        asked = len(slaves.lines)
        if leaves == "silence" and other_from - 2 <= asked < other_from:
            return []
        if request == b"i\r":
            return [(0.1, SWAPPED if asked >= other_from else b"?i,D.O.,2.16\r*OK\r")]
        if request != b"R\r":
            return [(0.1, b"*OK\r")]
        if asked == other_from and leaves == "a restart":
            return [(0.1, b"*RS\r*RE\r"), (0.6, b"7.02,98.4\r*OK\r")]
        before = b"7.02,98.4\r" if asked == other_from and leaves == "a line unasked" else b""
        said = b"7.02,98.4\r*OK\r" if asked >= other_from else b"6.90,95.0\r*OK\r"
        return [(0.6, before + said)]

    slaves.says = says
    board = run_text(slaves, ezo(), 700.0)
    strange = [sample for sample in board.samples if sample.value == 7.02]
    assert board.samples[-1].reason == "identity"
    few = {"a restart": 0, "silence": 0, "a line unasked": 1}
    if leaves in few:
        assert len(strange) <= few[leaves]
    else:
        assert 100 < len(strange) < 300


def test_who_it_is_is_asked_every_ten_minutes() -> None:
    slaves = Speaker(ezo_says(steady))
    run_text(slaves, ezo(), 3600.0)
    assert slaves.lines.count(b"i\r") == 6


def test_another_circuit_that_falls_silent_is_told_as_silent() -> None:
    def says(request: bytes, times: int) -> Reply:
        if request == b"i\r":
            return [(0.1, SWAPPED)] if times < 12 else []
        return [(0.1, b"*OK\r")]

    board = run_text(Speaker(says), ezo(), 300.0)
    assert board.state.answered == 11 and board.state.errors["no_reply"] > 20
    assert board.samples[-1].reason == "no_reply"
    assert board.samples[-1].status is Status.BAD_NO_COMMUNICATION


def test_a_stray_byte_at_every_visit_sets_nothing_up_again() -> None:
    slaves = Speaker(ezo_says(steady))
    noise = lambda at_s: b"\xff" if round(at_s * 10) % 20 == 15 else b""  # noqa: E731
    board = run_text(slaves, ezo(), 600.0, noise)
    assert slaves.lines.count(b"C,0\r") == 1
    assert values(board) == {8.21}


def test_a_mute_spell_has_it_set_up_once_it_speaks_again() -> None:
    slaves = Speaker(ezo_says(steady))
    told = slaves.says
    slaves.says = lambda request, times: (
        [] if 20 <= len(slaves.lines) < 60 else told(request, times)
    )
    board = run_text(slaves, ezo(), 900.0)
    assert slaves.lines.count(b"C,0\r") == 2
    assert board.samples[-1].value == 8.21


def test_a_circuit_that_cannot_be_hushed_is_told_so_six_times_an_hour() -> None:
    slaves = Speaker(ezo_says(steady))
    board = run_text(slaves, ezo(), 3500.0, lambda at_s: b"8.21,98.4\r", 0.93)
    assert slaves.lines.count(b"C,0\r") == 6
    assert board.state.errors["set_up_limit"] > 1000
    assert values(board) <= {8.21, None}


def test_a_circuit_that_restarts_all_the_time_is_not_believed() -> None:
    """It has forgotten the temperature it was told, and may not be told for ever."""

    def answers(times: int) -> Reply:
        return [(0.1, b"*RS\r*RE\r")] if times % 100 == 99 else steady(times)

    slaves = Speaker(ezo_says(answers))
    board = run_text(slaves, ezo(temperature_c=17.5), 3500.0)
    assert slaves.lines.count(b"T,17.5\r") == 1 + 6, "when it was connected, then six"
    assert board.samples[-1].reason == "set_up_limit"
    assert board.state.errors["set_up_limit"] > 100


def test_lines_unasked_do_not_use_up_what_a_restart_needs() -> None:
    def answers(times: int) -> Reply:
        return [(0.1, b"*RS\r*RE\r")] if times == 400 else steady(times)

    slaves = Speaker(ezo_says(answers))
    feed = lambda at_s: b"8.21,98.4\r" if at_s < 300 else b""  # noqa: E731
    board = run_text(slaves, ezo(temperature_c=17.5), 1200.0, feed, 0.93)
    assert slaves.lines.count(b"T,17.5\r") == 7
    assert board.samples[-1].value == 8.21


def test_a_set_up_command_whose_answer_was_lost_is_said_again() -> None:
    says = ezo_says(steady)
    lost = lambda request, times: (  # noqa: E731
        [] if request == b"T,17.5\r" and times == 1 else says(request, times)
    )
    slaves = Speaker(lost)
    run_text(slaves, ezo(temperature_c=17.5), 60.0)
    assert slaves.lines.count(b"T,17.5\r") == 2 and slaves.lines.count(b"C,0\r") == 1


def test_a_draft_is_asked_and_never_told_anything() -> None:
    def says(request: bytes, times: int) -> Reply:
        if request == b"i\r":
            return [(0.1, b"?i,ORP,2.10\r*OK\r")]
        return [(0.6, b"210.0\r*OK\r")] if request == b"R\r" else [(0.1, b"*OK\r")]

    slaves = Speaker(says)
    assert PROFILES["atlas/ezo-orp"].status is Trust.DRAFT and PROFILES["atlas/ezo-orp"].ascii
    points = {"orp_mv": "1.orp"}
    device = Device(id="e", profile="atlas/ezo-orp", bus="text", period_s=2.0, points=points)
    board = run_text(slaves, device, 60.0)
    assert set(slaves.lines) == {b"i\r", b"R\r"}
    assert values(board, "1.orp") == {210.0}


def test_continuous_mode_that_comes_back_is_noticed_without_any_event() -> None:
    """A line cut by our own discarding must not become a value of its own: `8.21` is no `21`."""
    slaves = Speaker(ezo_says(steady))
    board = run_text(
        slaves, ezo(), 120.0, lambda at_s: b"8.21,98.4\r" if 30 < at_s < 60 else b"", 0.93
    )
    assert slaves.lines.count(b"C,0\r") > 2
    assert values(board) <= {8.21, None}


def test_a_tail_of_a_line_and_numbers_without_ok_are_no_answer() -> None:
    def answers(times: int) -> Reply:
        if times == 5:
            return [(0.05, b"21,98.4\r"), (0.6, b"8.21,98.4\r*OK\r")]
        return [(0.3, b"7.77,90.0\r")] if times == 9 else steady(times)

    board = run_text(Speaker(ezo_says(answers)), ezo(), 60.0)
    assert values(board) == {8.21, None}


def test_a_percentage_is_never_taken_for_milligrams() -> None:
    board = run_text(Speaker(ezo_says(lambda times: [(0.6, b"98.4\r*OK\r")])), ezo(), 20.0)
    assert values(board) == {None}


def test_a_jump_is_believed_when_it_is_said_twice() -> None:
    def answers(times: int) -> Reply:
        damaged, real = b"9.21,98.4\r*OK\r", b"5.10,61.0\r*OK\r"
        return [(0.6, damaged if times == 6 else real if times > 12 else b"8.21,98.4\r*OK\r")]

    board = run_text(Speaker(ezo_says(answers)), ezo(), 60.0)
    assert values(board) == {8.21, 5.1}


def test_a_supply_that_is_too_low_spoils_the_value() -> None:
    board = run_text(
        Speaker(ezo_says(lambda times: [(0.6, b"*UV\r8.21,98.4\r*OK\r")])), ezo(), 20.0
    )
    assert {sample.reason for sample in board.samples} == {"event_uv"}


def test_another_circuit_in_its_place_is_not_read() -> None:
    def says(request: bytes, times: int) -> Reply:
        return [(0.1, b"?i,pH,2.12\r*OK\r" if request == b"i\r" else b"*OK\r")]

    slaves = Speaker(says)
    board = run_text(slaves, ezo(), 20.0)
    assert {sample.reason for sample in board.samples} == {"identity"}
    assert b"R\r" not in slaves.lines


def test_a_text_wire_that_comes_and_goes_is_opened_again_with_patience() -> None:
    board, tries, ports = Board(), list[float](), list[MemoryPort]()

    async def main() -> None:
        clock = loop_clock()

        async def opener(row: BusRow) -> Port:
            tries.append(clock.now_s())
            if 10.0 <= clock.now_s() < 40.0:
                raise PortUnavailable("unplugged")
            ports.append(MemoryPort(Speaker(ezo_says(steady))))
            return ports[-1]

        row = BusRow(id="text", kind="ascii", wire="memory")
        profile, pauses = PROFILES["atlas/ezo-do"], Backoff(lambda: 0.5)
        bus = TextBus(row, ezo(), profile, opener, clock, board, pauses)
        asyncio.get_running_loop().call_later(10.5, lambda: ports[0].close())
        await run_for(asyncio.ensure_future(bus.run()), 60.0)

    run_simulated(main())
    gaps = [b - a for a, b in itertools.pairwise(tries) if a > 10.0]
    assert gaps[:4] == pytest.approx([0.3, 0.6, 1.2, 1.5]), "three quarters: half is chance's"
    assert "no_wire" in {s.reason for s in board.samples}
    assert board.samples[-1].value == 8.21


UPS = Device(
    id="ups",
    profile="megatec/q1",
    bus="text",
    period_s=5.0,
    points={"utility_fail": "farm.ups_on_battery", "rated_hz": "farm.ups_charge"},
)


def test_a_ups_is_asked_its_ratings_seldom_and_a_flipped_bit_is_asked_again() -> None:
    def says(request: bytes, times: int) -> Reply:
        if request == b"F\r":
            return [(0.1, b"#220.0 015 24.00 50.0\r")]
        fails = b"1" if times == 7 or times > 15 else b"0"
        return [(0.2, b"(231.0 231.0 229.8 020 50.0 27.3 25.0 %s0001001\r" % fails)]

    slaves = Speaker(says)
    board = run_text(slaves, UPS, 120.0)
    seen = [sample.value for sample in of(board, "farm.ups_on_battery")]
    assert seen == sorted(seen, key=bool) and set(seen) == {0.0, 1.0}
    assert slaves.lines.count(b"F\r") == 1
    assert values(board, "farm.ups_charge") == {50.0}


def test_a_modem_tells_signal_network_and_card_between_its_own_lines() -> None:
    answers = {
        b"AT+CSQ\r": b"AT+CSQ\r\r\n+CSQ: 18,99\r\n\r\nOK\r\n",
        b"AT+CREG?\r": b"\r\nRING\r\n\r\n+CREG: 0,5\r\n\r\nOK\r\n",
        b"AT+CPIN?\r": b"\r\n+CME ERROR: 10\r\n",
    }
    points = {
        "signal_dbm": "farm.power_main",
        "registered": "farm.mains_ok",
        "sim_ready": "farm.ups_on_battery",
    }
    device = Device(id="m", profile="gsm/at-modem", bus="text", period_s=10.0, points=points)
    slaves = Speaker(lambda request, times: [(0.1, answers.get(request, b"\r\nOK\r\n"))])
    board = run_text(slaves, device, 60.0)
    assert values(board, "farm.mains_ok") == {1.0}
    assert {s.reason for s in of(board, "farm.ups_on_battery")} == {"error_10"}
    assert slaves.lines[:3] == [b"\x1b\r", b"ATE0\r", b"AT+CMEE=1\r"]
