"""Remote I/O over Modbus TCP and text devices: framing, currents, the watchdog, unasked lines.

Knows bytes and seconds; waits for nothing.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from farm.document import Document
from farm.site import Site
from hil_sim.codec import intact
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.wire import Delivery, Wire

Make = Callable[..., SimulatedFarm]


def request(body: str, number: int = 1) -> bytes:
    pdu = bytes.fromhex(body)
    return number.to_bytes(2, "big") + b"\x00\x00" + len(pdu).to_bytes(2, "big") + pdu


def stream(farm: SimulatedFarm, bus: str = "io") -> Wire:
    return farm.wire(bus)


def ask(line: Wire, body: str, at_s: float) -> bytes:
    (reply,) = line.feed(request(body), at_s)
    return reply.data[7:]


def test_requests_are_cut_out_of_the_stream_however_it_arrives(small_farm: SimulatedFarm) -> None:
    line = stream(small_farm)
    two = request("01 04 00 00 00 02", 7) + request("01 04 00 00 00 02", 8)
    out: list[Delivery] = []
    for at, byte in enumerate(two):
        out += line.feed(bytes((byte,)), 1.0 + at / 1000)
    assert [reply.data[:2] for reply in out] == [b"\x00\x07", b"\x00\x08"]
    assert all(len(reply.data) == 7 + 2 + 4 for reply in out)


def test_a_stream_that_is_not_modbus_is_given_up(small_farm: SimulatedFarm) -> None:
    line = small_farm.servers["io"].stream()
    assert not line.feed(b"GET / HTTP/1.1\r\n\r\n", 1.0)
    assert line.broken


def test_a_unit_that_is_not_there_says_nothing(small_farm: SimulatedFarm) -> None:
    assert not stream(small_farm).feed(request("02 04 00 00 00 02"), 1.0)


def test_currents_and_contacts_of_the_panel(small_farm: SimulatedFarm) -> None:
    line = stream(small_farm)
    small_farm.panel.hold("1-01.hopper", 150.0)
    small_farm.plant.supply.valve_percent[0] = 50.0
    inputs = ask(line, "01 04 00 00 00 03", 1.0)
    valve_ua, hopper_ua, open_ua = (int.from_bytes(inputs[at : at + 2], "big") for at in (2, 4, 6))
    assert valve_ua > 4000
    assert hopper_ua == 16_000
    assert open_ua == 0xFFFF
    assert ask(line, "01 02 00 00 00 01", 2.0)[2] == 1
    assert ask(line, "01 03 01 01 00 01", 3.0)[2:] == b"\x52\x49"
    assert ask(line, "01 03 01 20 00 01", 3.0)[2:] == (13_600).to_bytes(2, "big")


def test_a_current_moves_the_valve_and_is_read_back(small_farm: SimulatedFarm) -> None:
    line = stream(small_farm)
    assert ask(line, "01 06 00 00 2E E0", 1.0) == bytes.fromhex("06 00 00 2E E0")
    assert small_farm.contacts.values["1-01.oxygen_valve"] == pytest.approx(50.0)
    assert ask(line, "01 03 00 00 00 01", 1.1)[2:] == bytes.fromhex("2E E0")
    small_farm.step_to(9.0)
    assert small_farm.plant.supply.valve_percent[0] == pytest.approx(50.0)
    assert ask(line, "01 06 00 00 59 D8", 9.0) == bytes.fromhex("86 03")


def test_the_emergency_valve_is_open_without_current(small_farm: SimulatedFarm) -> None:
    line = stream(small_farm)
    assert ask(line, "01 01 00 00 00 02", 1.0)[2] == 0b01
    ask(line, "01 05 00 00 00 00", 2.0)
    assert small_farm.plant.supply.emergency_open[0]
    assert small_farm.contacts.log[-1].cause == "wire"
    ask(line, "01 0F 00 00 00 02 01 01", 3.0)
    assert not small_farm.plant.supply.emergency_open[0]


def test_the_panel_saves_itself_when_nobody_asks(small_farm: SimulatedFarm) -> None:
    """Silence of 10 s: emergency oxygen opens, the feeder stops, the trim goes to its base."""
    line = stream(small_farm)
    ask(line, "01 05 00 01 FF 00", 1.0)
    small_farm.step_to(11.0)
    assert small_farm.plant.feeders.relay[0] and not small_farm.plant.supply.emergency_open[0]
    small_farm.step_to(12.0)
    assert not small_farm.plant.feeders.relay[0]
    assert small_farm.plant.supply.emergency_open[0]
    assert small_farm.contacts.values["1-01.oxygen_valve"] == pytest.approx(60.0)
    assert {change.cause for change in small_farm.contacts.log if change.at_ms > 0} == {
        "wire",
        "watchdog",
    }
    assert ask(line, "01 01 00 00 00 02", 13.0)[2] == 0


def test_the_watchdog_sleeps_until_it_was_asked_once_and_can_be_switched_off(
    small_farm: SimulatedFarm,
) -> None:
    small_farm.step_to(60.0)
    assert not small_farm.contacts.log
    ask(stream(small_farm), "01 06 01 00 00 00", 60.0)
    small_farm.step_to(200.0)
    assert not small_farm.contacts.log


def test_a_panel_that_lost_power_says_so(small_farm: SimulatedFarm) -> None:
    line = stream(small_farm)
    assert ask(line, "01 04 01 00 00 01", 1.0)[2:] == b"\x00\x01"
    rio = small_farm.stations["io"].built.rio
    assert rio is not None
    rio.restart()
    assert ask(line, "01 04 01 00 00 01", 2.0)[2:] == b"\x00\x02"
    assert small_farm.plant.supply.emergency_open[0]


def test_alarm_contacts_at_the_addresses_of_the_adam(small_farm: SimulatedFarm) -> None:
    """ADAM-6050: inputs at wire 0 to 11, outputs at 16 to 21."""
    line = stream(small_farm, "alarm")
    assert ask(line, "01 02 00 00 00 0C", 1.0)[2] == 1
    ask(line, "01 05 00 10 FF 00", 2.0)
    assert small_farm.contacts.values["farm.siren"] == 1.0
    assert ask(line, "01 01 00 10 00 06", 3.0)[2] == 1
    assert ask(line, "01 05 00 0C FF 00", 4.0) == bytes.fromhex("85 02")


def test_the_probe_that_talks_until_told_to_wait(small_farm: SimulatedFarm) -> None:
    """EZO: continuous from the factory; `C,0`, then `R` gives a value and `*OK`."""
    line = small_farm.lines["spring"]
    (unasked,) = line.due(1.0)
    assert unasked.data.endswith(b"\r") and float(unasked.data) > 0
    (done,) = small_farm.feed("spring", b"C,0\r", 2.0)
    assert done.data == b"*OK\r"
    assert line.next_due_s is None and not line.due(10.0)
    small_farm.panel.hold("farm.spring_oxygen", 8.21)
    (value,) = small_farm.feed("spring", b"r\r", 11.0)
    assert value.data == b"8.21\r*OK\r"
    assert value.at_s > 11.6
    (unknown,) = small_farm.feed("spring", b"DANCE\r", 13.0)
    assert unknown.data == b"*ER\r"


def test_the_scale_sends_by_itself_and_swings_in(small_farm: SimulatedFarm) -> None:
    line = small_farm.lines["scale"]
    small_farm.plant.on_scale_kg = 512.34
    small_farm.step_to(1.0)
    frames = []
    at_s = 1.0
    for _ in range(40):
        frames += line.due(at_s)
        at_s = line.next_due_s or at_s
    assert all(len(frame.data) == 12 for frame in frames)
    assert frames[0].data[2:8] != frames[-1].data[2:8]
    assert {frame.data for frame in frames[-5:]} == {frames[-1].data}
    assert frames[-1].data[1:9] == b"+0512342"


def test_every_device_of_the_trial_site_answers(trial_site: Site, make_farm: Make) -> None:
    farm = make_farm(trial_site)
    assert set(farm.lines) | set(farm.servers) == {bus.id for bus in trial_site.buses}
    assert len(farm.panel.tags) > 50
    line = stream(farm, "s1-io")
    assert len(ask(line, "01 04 00 00 00 30", 1.0)) == 2 + 96
    (probe,) = farm.feed("s1-do-b", bytes.fromhex("04 03 26 00 00 04 4F 14"), 1.0)
    assert intact(probe.data)


def test_the_siren_sounds_when_the_heartbeat_stops(small_farm: SimulatedFarm) -> None:
    contacts = small_farm.contacts
    assert not contacts.siren_sounds(100.0)
    for second in range(100, 104):
        contacts.set("farm.heartbeat", float(second % 2 == 0), float(second), "wire")
    assert not contacts.siren_sounds(112.0)
    assert contacts.siren_sounds(114.0)
    contacts.set("farm.heartbeat", 1.0, 114.0, "wire")
    contacts.set("farm.siren", 1.0, 114.0, "wire")
    assert contacts.siren_sounds(114.5)


@pytest.mark.parametrize("name", ["xiaojieling.yaml", "trial.yaml", "bench.yaml"])
def test_every_shipped_site_can_be_simulated(name: str, make_farm: Make) -> None:
    path = Path(__file__).parents[2] / "sites" / name
    site = Document(name, path.read_text(encoding="utf-8")).parse(Site)
    farm = make_farm(site)
    farm.step_to(5.0)
    assert farm.plant.accounts.lowest_mg_l.min() > 6.0
