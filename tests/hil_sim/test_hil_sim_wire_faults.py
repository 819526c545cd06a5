"""Every fault of a station, a board and a whole wire: what the master gets, and that it ends.

Knows bytes and seconds; waits for nothing.
"""

import struct
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hil_sim.codec import intact, sealed
from hil_sim.control import Control
from hil_sim.line_faults import LineFaults
from hil_sim.second_master import questions
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.wire import Delivery
from hil_sim.wire_faults import WireFaults

Make = Callable[..., SimulatedFarm]
READ_A = sealed(bytes.fromhex("01 03 26 00 00 04"))
READ_PH_FIELD = sealed(bytes.fromhex("09 04 00 34 00 02"))
"""Power of the meter, two registers, ABCD."""


def ask(farm: SimulatedFarm, frame: bytes, at_s: float, bus: str = "probes") -> list[Delivery]:
    return farm.wire(bus).feed(frame, at_s)


def tcp(farm: SimulatedFarm, pdu: str, at_s: float) -> bytes:
    """PDU of the panel's answer; nothing for silence."""
    body = bytes((1,)) + bytes.fromhex(pdu)
    frame = b"\x00\x01\x00\x00" + len(body).to_bytes(2, "big") + body
    got = farm.wire("io").feed(frame, at_s)
    return got[0].data[7:] if got else b""


def order(farm: SimulatedFarm, **request: object) -> Control:
    """Carry out an order; its end is due as the simulator's clock says."""
    control = Control(farm)
    assert control.answer(request) == {"ok": True}, request
    return control


def test_a_random_delay_is_never_longer_than_said_and_the_same_for_a_seed(
    small_farm: SimulatedFarm, make_farm: Make
) -> None:
    delays = []
    for farm in (small_farm, make_farm(small_farm.site)):
        farm.faults["do-a"].put("late_random_s", 0.6)
        sent = [ask(farm, READ_A, float(second))[0].at_s - second for second in range(1, 40)]
        delays.append(sent)
    assert delays[0] == delays[1]
    assert min(delays[0]) < 0.2 and 0.5 < max(delays[0]) <= 0.6 + 0.030 + 21 * 10 / 9600 + 1e-9


@pytest.mark.parametrize("kind", ["garble_share", "cut_share", "deaf_share"])
def test_shares_are_shares(small_farm: SimulatedFarm, kind: str) -> None:
    """Half of 400 answers fail, give or take four standard deviations."""
    small_farm.faults["do-a"].put(kind, 0.5)
    whole = 0
    for second in range(1, 401):
        got = ask(small_farm, READ_A, 0.2 * second)
        whole += bool(got) and intact(got[0].data)
    assert 160 <= whole <= 240


@given(seed=st.integers(0, 2**32 - 1), frame=st.binary(min_size=1, max_size=40))
def test_noise_leaves_the_answer_inside_what_arrives(seed: int, frame: bytes) -> None:
    faults, dice = WireFaults(extra_share=1.0), Random(seed)
    heard = faults.garbled(frame, dice)
    assert frame in heard and len(frame) < len(heard) <= len(frame) + 8


@given(seed=st.integers(0, 2**32 - 1), frame=st.binary(min_size=2, max_size=40))
def test_a_cut_answer_is_its_own_beginning(seed: int, frame: bytes) -> None:
    heard = WireFaults(cut_share=1.0).garbled(frame, Random(seed))
    assert heard and len(heard) < len(frame) and frame.startswith(heard)


@pytest.mark.parametrize(
    ("kinds", "turned"),
    [
        (("words_swapped",), lambda raw: raw[2:] + raw[:2]),
        (("bytes_swapped",), lambda raw: bytes((raw[1], raw[0], raw[3], raw[2]))),
        (("words_swapped", "bytes_swapped"), lambda raw: raw[::-1]),
    ],
)
def test_numbers_of_two_registers_come_in_another_order(
    small_farm: SimulatedFarm, kinds: tuple[str, ...], turned: Callable[[bytes], bytes]
) -> None:
    (sound,) = ask(small_farm, READ_PH_FIELD, 1.0)
    for kind in kinds:
        small_farm.faults["meter"].put(kind, 1)
    (other,) = ask(small_farm, READ_PH_FIELD, 1.2)
    assert intact(other.data) and other.data[3:7] == turned(sound.data[3:7])
    assert struct.unpack(">f", sound.data[3:7])[0] > 0.0
    small_farm.faults["meter"].clear()
    assert ask(small_farm, READ_PH_FIELD, 1.4)[0].data == sound.data


def test_another_map_stands_where_the_old_one_stood(small_farm: SimulatedFarm) -> None:
    assert tcp(small_farm, "03 01 01 00 01", 1.0) == bytes.fromhex("03 02 52 49")
    small_farm.faults["io"].put("map_shift", 1)
    assert tcp(small_farm, "03 01 01 00 01", 2.0) == bytes.fromhex("83 02"), "no identity there"
    assert tcp(small_farm, "03 01 00 00 01", 2.0) == bytes.fromhex("03 02 52 49")


def test_a_write_may_be_echoed_and_not_done(small_farm: SimulatedFarm) -> None:
    before = small_farm.contacts.values["1-01.oxygen_valve"]
    small_farm.faults["io"].put("not_executed", 1)
    assert tcp(small_farm, "06 00 00 27 10", 1.0) == bytes.fromhex("06 00 00 27 10")
    assert small_farm.contacts.values["1-01.oxygen_valve"] == before
    small_farm.faults["io"].clear()
    tcp(small_farm, "06 00 00 27 10", 2.0)
    assert small_farm.contacts.values["1-01.oxygen_valve"] == 37.5


def test_a_write_may_land_elsewhere_and_say_so(small_farm: SimulatedFarm) -> None:
    small_farm.faults["io"].put("astray", 1)
    assert tcp(small_farm, "05 00 00 FF 00", 1.0) == bytes.fromhex("05 00 01 FF 00")
    (change,) = list(small_farm.contacts.log)[-1:]
    assert (change.tag, change.to_value, change.cause) == ("1-01.feeder", 1.0, "astray")
    assert tcp(small_farm, "01 00 01 00 01", 1.0)[2] == 1, "reads go where they should"


def test_two_stations_of_one_number_talk_over_each_other(small_farm: SimulatedFarm) -> None:
    small_farm.faults["do-b"].put("listens_to", 1)
    whole = [ask(small_farm, READ_A, float(second)) for second in range(1, 101)]
    alone = sum(len(got) == 1 and intact(got[0].data) for got in whole)
    assert alone == 0 and small_farm.record.counts["probes"]["collisions"] > 60
    both = [got for got in whole if len(got) == 2]
    assert all(intact(one.data) for got in both for one in got), "one after the other is heard"
    assert not ask(small_farm, sealed(bytes.fromhex("03 03 26 00 00 04")), 200.0)
    small_farm.faults["do-b"].put("listens_to", 0)
    assert len(ask(small_farm, READ_A, 201.0)) == 1


@pytest.mark.parametrize("kind", ["silent", "gone"])
def test_a_dead_wire_carries_nothing_and_comes_back(small_farm: SimulatedFarm, kind: str) -> None:
    control = order(small_farm, do="line", bus="probes", kind=kind, for_s=5.0)
    wire = small_farm.wire("probes")
    assert not wire.feed(READ_A, 1.0) and wire.broken == (kind == "gone")
    small_farm.step_to(6.0)
    control.due(6.0)
    assert ask(small_farm, READ_A, 6.5) and not small_farm.wire("probes").broken


def test_what_is_open_breaks_when_its_wire_goes(small_farm: SimulatedFarm) -> None:
    broken: list[str] = []
    small_farm.hang_up["probes"] = lambda: broken.append("probes")
    order(small_farm, do="line", bus="probes", kind="silent")
    assert not broken
    order(small_farm, do="line", bus="probes", kind="gone")
    assert broken == ["probes"]


def test_a_dead_wire_starves_the_panels_own_watchdog(small_farm: SimulatedFarm) -> None:
    """What is cut off hears nothing: after 10 s its outputs are safe (safety reference 3.3)."""
    tcp(small_farm, "05 00 00 FF 00", 1.0)
    assert small_farm.contacts.values["1-01.emergency_valve"] == 0.0
    order(small_farm, do="line", bus="io", kind="silent")
    for second in range(2, 14):
        assert not tcp(small_farm, "01 00 00 00 08", float(second))
    assert small_farm.contacts.values["1-01.emergency_valve"] == 1.0


def test_noise_strikes_frames_either_way() -> None:
    faults, dice = LineFaults(noise_share=0.5), Random(3)
    sent = [faults.sent(READ_A, dice) for _ in range(400)]
    said = [faults.said([Delivery(1.0, READ_A)], dice)[0].data for _ in range(400)]
    for frames in (sent, said):
        assert 160 <= sum(not intact(frame) for frame in frames) <= 240
    assert all(len(frame) == len(READ_A) for frame in (*sent, *said))


def test_what_ends_makes_way_for_what_begins_at_that_moment(small_farm: SimulatedFarm) -> None:
    control = Control(small_farm)
    noise = {"do": "line", "bus": "probes", "kind": "noise_share"}
    control.plan([{**noise, "at_s": 1.0, "value": 0.1, "for_s": 2.0}])
    control.plan([{**noise, "at_s": 3.0, "value": 0.3, "for_s": 2.0}])
    shares = []
    for second in range(1, 7):
        small_farm.step_to(float(second))
        control.due(float(second))
        shares.append(small_farm.line_faults["probes"].noise_share)
    assert shares == [0.1, 0.1, 0.3, 0.3, 0.0, 0.0]


def test_another_master_moves_an_output_and_is_not_taken_for_ours(
    small_farm: SimulatedFarm,
) -> None:
    ours = len(small_farm.record.writes)
    for tag, value in [("1-01.oxygen_valve", 0.0), ("1-01.feeder", 1.0), ("1.pump_1", 0.0)]:
        order(small_farm, do="foreign", tag=tag, value=value)
        change = small_farm.contacts.log[-1]
        assert (change.tag, change.to_value, change.cause) == (tag, value, "foreign")
    assert len(small_farm.record.writes) == ours
    order(small_farm, do="foreign", tag="1.pump_1", value=41.0)
    assert small_farm.plant.drives.set_hz[0, 0] == 41.0 and small_farm.plant.drives.run[0, 0]


def test_everybody_on_a_serial_wire_hears_another_master(small_farm: SimulatedFarm) -> None:
    """Its question and the answer to it; ours, sent meanwhile, is lost."""
    wire = small_farm.wire("drives")
    order(small_farm, do="foreign", tag="1.pump_1", value=0.0)
    due_s = wire.next_due_s
    assert due_s is not None and not wire.feed(sealed(bytes.fromhex("01 03 21 00 00 01")), 0.004)
    heard = wire.due(due_s + 1.0)
    asked, said = (one.data for one in heard)
    assert asked == sealed(bytes.fromhex("01 06 20 00 00 05")) and said == asked
    assert heard[0].at_s < heard[1].at_s and wire.next_due_s is None
    assert small_farm.record.counts["drives"]["collisions"] == 1
    assert wire.feed(sealed(bytes.fromhex("01 03 21 00 00 01")), 2.0)


def test_a_loop_of_writes_ends(small_farm: SimulatedFarm) -> None:
    control = order(small_farm, do="foreign", tag="1-01.feeder", value=1, every_s=2.0, for_s=6.0)
    moved = []
    for second in range(1, 20):
        tcp(small_farm, "05 00 01 00 00", float(second))
        control.due(float(second))
        moved.append(small_farm.contacts.values["1-01.feeder"] == 1.0)
    assert [second for second, on in enumerate(moved, 1) if on] == [2, 4, 6]


def test_devices_nobody_here_can_write_by_hand_are_named(small_farm: SimulatedFarm) -> None:
    answer = Control(small_farm).answer({"do": "foreign", "tag": "1.pump_2", "value": 0})
    assert "schneider/atv320" in answer["error"]
    assert "1-09.fan" in Control(small_farm).answer({"do": "foreign", "tag": "1-09.fan"})["error"]
    station = small_farm.stations["alarm"]
    (pdu,) = questions(station.device, "do0", station.binding.outputs["do0"], 1.0)
    assert pdu == bytes.fromhex("05 00 10 FF 00"), "outputs of an ADAM-6050 begin at 16"


@pytest.mark.parametrize(
    ("device", "tag"),
    [("io", "1-01.feeder"), ("alarm", "farm.siren"), ("relays", "farm.heartbeat")],
)
def test_a_board_without_power_drops_its_outputs_and_says_nothing(
    small_farm: SimulatedFarm, device: str, tag: str
) -> None:
    order(small_farm, do="foreign", tag=tag, value=1.0)
    control = order(small_farm, do="power", device=device, for_s=3.0)
    change = small_farm.contacts.log[-1] if device != "io" else None
    assert small_farm.contacts.values[tag] == 0.0
    assert change is None or change.cause == "power"
    assert small_farm.faults[device].mute
    small_farm.step_to(4.0)
    control.due(4.0)
    assert not small_farm.faults[device].mute


def test_a_panel_counts_its_starts(small_farm: SimulatedFarm) -> None:
    assert tcp(small_farm, "04 01 00 00 01", 1.0)[-1] == 1
    order(small_farm, do="power", device="io")
    assert tcp(small_farm, "04 01 00 00 01", 2.0)[-1] == 2


@pytest.mark.parametrize(
    "request_",
    [
        {"do": "line", "bus": "nowhere", "kind": "silent"},
        {"do": "line", "bus": "probes", "kind": "sulks"},
        {"do": "fault", "device": "do-a", "kind": "sulks"},
        {"do": "power", "device": "do-a"},
        {"do": "power", "device": "nobody"},
    ],
)
def test_what_makes_no_sense_is_said(small_farm: SimulatedFarm, request_: dict[str, str]) -> None:
    assert Control(small_farm).answer(request_).get("error")
