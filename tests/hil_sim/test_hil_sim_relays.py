"""A relay board whose relays let go by themselves, and a drive that notices a silent line.

Knows bytes and seconds of one simulated farm; waits for nothing.
"""

from hil_sim.codec import sealed
from hil_sim.simulated_farm import SimulatedFarm


def asked(farm: SimulatedFarm, bus: str, request: str, at_s: float) -> str:
    frame = sealed(bytes.fromhex(request))
    return b"".join(d.data for d in farm.feed(bus, frame, at_s)).hex(" ")


def heartbeat(farm: SimulatedFarm) -> float:
    return farm.contacts.values["farm.heartbeat"]


def test_a_relay_goes_off_when_nobody_renews_it(small_farm: SimulatedFarm) -> None:
    """Channel 2 for 30 × 100 ms: echoed, on for 3 s, then off without a word."""
    reply = asked(small_farm, "relays", "01 05 02 01 00 1E", 1.0)
    assert reply.startswith("01 05 02 01 00 1e") and heartbeat(small_farm) == 1.0
    assert asked(small_farm, "relays", "01 01 00 00 00 08", 3.5).startswith("01 01 01 02")
    asked(small_farm, "relays", "01 05 02 01 00 1E", 3.8)
    assert asked(small_farm, "relays", "01 01 00 00 00 08", 6.0).startswith("01 01 01 02")
    small_farm.step_to(8.0)
    assert heartbeat(small_farm) == 0.0
    assert small_farm.contacts.log[-1].cause == "flash"


def test_what_is_switched_by_hand_stays(small_farm: SimulatedFarm) -> None:
    asked(small_farm, "relays", "01 05 02 01 00 0A", 1.0)
    asked(small_farm, "relays", "01 05 00 01 FF 00", 1.5)
    small_farm.step_to(10.0)
    assert heartbeat(small_farm) == 1.0


def test_no_time_at_all_and_too_long_a_time_are_refused(small_farm: SimulatedFarm) -> None:
    for word in ("00 00", "80 00", "FF FF"):
        reply = asked(small_farm, "relays", f"01 05 02 01 {word}", 1.0)
        assert reply.startswith("01 85 03")
    assert heartbeat(small_farm) == 0.0


def test_a_drive_trips_on_a_silent_line_only_when_set_up_so(small_farm: SimulatedFarm) -> None:
    """GD20: P14.04 = 5.0 s, P14.05 = 0 trips and coasts; P14.05 = 1 runs on."""
    drives = small_farm.plant.drives
    assert drives.run[0, 0]
    asked(small_farm, "drives", "01 06 0E 04 00 32", 1.0)
    asked(small_farm, "drives", "01 06 0E 05 00 01", 1.5)
    small_farm.step_to(60.0)
    assert drives.run[0, 0] and drives.fault[0, 0] == 0
    asked(small_farm, "drives", "01 06 0E 05 00 00", 61.0)
    small_farm.step_to(65.0)
    assert drives.run[0, 0]
    small_farm.step_to(70.0)
    assert not drives.run[0, 0] and drives.fault[0, 0] == 18
    assert small_farm.contacts.log[-1].cause == "watchdog"
