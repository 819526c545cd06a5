"""Text devices on a wire in memory: asked, listened to, reset, mute, confused with each other."""

import asyncio
from collections.abc import Callable

import pytest

from drivers.field import build_field
from drivers.port import Port
from drivers.profiles import load_profiles
from drivers.text_bus import TextBus
from farm.clock import loop_clock, run_simulated
from farm.problem import Misconfigured
from farm.sample import Sample
from farm.site import Bus as BusRow
from farm.site import Device
from farm.site_check import load_site
from farm.status import Status
from farm.tag import TagName
from tests.drivers.slaves import Board, MemoryPort, Reply, Slaves, run_for

PROFILES = load_profiles()


def xk(weight: int, decimals: int = 0) -> bytes:
    body = f"{'-' if weight < 0 else '+'}{abs(weight):06d}{decimals}".encode()
    check = 0
    for byte in body:
        check ^= byte
    return b"\x02" + body + f"{check:02X}".encode() + b"\x03"


class Speaker(Slaves):
    """A text device: `says` makes an answer of a command and of how often it was asked."""

    def __init__(self, says: Callable[[bytes, int], Reply]) -> None:
        super().__init__()
        self.says = says
        self.lines: list[bytes] = []

    def reply(self, request: bytes, at_s: float) -> Reply:
        self.lines.append(request)
        return self.says(request, self.lines.count(request))


def ezo_says(answers: Callable[[int], Reply]) -> Callable[[bytes, int], Reply]:
    def says(request: bytes, times: int) -> Reply:
        if request == b"i\r":
            return [(0.1, b"?i,D.O.,2.16\r*OK\r")]
        return answers(times) if request == b"R\r" else [(0.1, b"*OK\r")]

    return says


def steady(times: int) -> Reply:
    return [(0.4, b"*WA\r"), (0.6, b"8.21,98.4\r*OK\r")]


def run_text(
    slaves: Slaves,
    device: Device,
    seconds: float,
    feed: Callable[[float], bytes] | None = None,
    step_s: float = 0.1,
) -> Board:
    board = Board()

    async def main() -> None:
        async def opener(row: BusRow) -> Port:
            port = MemoryPort(slaves)
            for at in range(round(seconds / step_s)) if feed else ():
                data = feed(at * step_s) if feed else b""
                if data:
                    port.loop.call_later(step_s * at, port.arrive, data)
            return port

        row = BusRow(id="text", kind="ascii", wire="memory")
        bus = TextBus(row, device, PROFILES[device.profile], opener, loop_clock(), board)
        await run_for(asyncio.ensure_future(bus.run()), seconds)
        assert (await bus.write("x", "y", 1.0)).reason == "not_allowed"
        board.state = bus.state()
        board.frame = bus.frame_behind(TagName("farm.scale"))  # type: ignore[attr-defined]

    run_simulated(main())
    return board


def ezo(**settings: float) -> Device:
    points = {"oxygen_mg_l": "farm.spring_oxygen"}
    return Device(
        id="ezo",
        profile="atlas/ezo-do",
        bus="text",
        period_s=2.0,
        points=points,
        settings=settings,
    )


def scale(profile: str) -> Device:
    points = {"weight": "farm.scale", "stable": "farm.scale_stable"}
    return Device(id="s", profile=profile, bus="text", period_s=1.0, points=points)


def values(board: Board, tag: str = "farm.spring_oxygen") -> set[float | None]:
    return {sample.value for sample in board.samples if sample.tag == tag}


def of(board: Board, tag: str) -> list[Sample]:
    return [sample for sample in board.samples if sample.tag == tag]


def test_the_probe_is_hushed_and_proven_first_then_asked_every_period() -> None:
    slaves = Speaker(ezo_says(steady))
    board = run_text(slaves, ezo(temperature_c=17.5), 60.0)
    setup = [b"C,0\r", b"*OK,1\r", b"O,mg,1\r", b"O,%,1\r", b"T,17.5\r"]
    assert slaves.lines[:6] == [*setup, b"i\r"] and set(slaves.lines[6:]) == {b"R\r"}
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


def test_one_damaged_digit_is_no_weight() -> None:
    """One frame in nine has a digit flipped and still says stable: it is never believed."""

    def feed(at_s: float) -> bytes:
        return b"ST,GS,+0%s12.45kg\r\n" % (b"1" if round(at_s * 10) % 9 == 4 else b"0")

    board = run_text(Slaves(), scale("and/text"), 120.0, feed)
    assert values(board, "farm.scale") == {None, 12.45}
    assert values(board, "farm.scale_stable") == {None, 1.0}, "damage is no motion"


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
    assert slaves.lines[:2] == [b"ATE0\r", b"AT+CMEE=1\r"]


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
