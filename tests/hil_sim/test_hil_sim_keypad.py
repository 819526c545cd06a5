"""Somebody at the keypad of a drive, a plug pulled from a switch, a meter that counts.

Knows orders of the control socket; waits for nothing.
"""

import pytest

from farm.document import Document
from farm.site import Site
from hil_sim.control import Control
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.stocking import fullest_day
from tests.hil_sim.conftest import SITES, utc_ms_at


@pytest.fixture(scope="module")
def case() -> Site:
    path = SITES / "every-device.yaml"
    return Document(path.name, path.read_text(encoding="utf-8")).parse(Site)


@pytest.fixture
def farm(case: Site) -> SimulatedFarm:
    return SimulatedFarm(case, fullest_day(case), 1, 0.0, utc_ms_at)


KEYPADS: dict[str, dict[str, tuple[str, float, int]]] = {
    "pump-gd20": {"comm_loss_time": ("0E 04", 7.5, 75), "comm_loss_action": ("0E 05", 3, 3)},
    "pump-vfd-e": {"comm_loss_action": ("09 02", 2, 2), "comm_loss_time": ("09 03", 0.5, 5)},
    "fan-ms300": {"comm_loss_action": ("09 02", 3, 3), "comm_loss_time": ("09 03", 12, 120)},
    "pump-atv320": {"comm_loss_time": ("17 75", 3, 30)},
    "pump-v20": {"comm_loss_time": ("00 00", 2.5, 2500), "comm_loss_action": ("00 01", 1, 1)},
    "fan-danfoss": {"comm_loss_action": ("1F 67", 2, 2)},
    "pump-acs355": {"comm_loss_action": ("0B C9", 3, 3), "comm_loss_time": ("0B CA", 4, 40)},
    "panel": {"watchdog_s": ("01 00", 0, 0)},
}
"""Register, value in the unit of the manual, and the word it stands as there."""


@pytest.mark.parametrize("device", KEYPADS)
def test_a_parameter_set_at_the_device_is_read_on_the_wire(
    farm: SimulatedFarm, device: str
) -> None:
    control, table = Control(farm), farm.stations[device].built.table
    for key, (register, value, word) in KEYPADS[device].items():
        order = {"do": "fault", "device": device, "setting": {key: value}}
        assert control.answer(order) == {"ok": True}
        reply = table.reply(bytes.fromhex(f"03 {register} 00 01"))
        assert reply == b"\x03\x02" + word.to_bytes(2, "big"), key


def test_a_setting_for_a_time_goes_back_to_what_it_was(farm: SimulatedFarm) -> None:
    control, read = Control(farm), bytes.fromhex("03 0E 05 00 01")
    table = farm.stations["pump-gd20"].built.table
    setting = {"comm_loss_action": 0}
    control.answer({"do": "fault", "device": "pump-gd20", "setting": setting, "for_s": 5})
    assert table.reply(read) == b"\x03\x02\x00\x00"
    farm.step_to(6.0)
    control.due(farm.now_s)
    assert table.reply(read) == b"\x03\x02\x00\x01"


@pytest.mark.parametrize(
    ("device", "setting"),
    [("pump-gd20", {"no_such": 1}), ("do-y504", {"comm_loss_action": 1}), ("pump-gd20", {}),
     ("nobody", {"comm_loss_time": 1}), ("pump-gd20", {"comm_loss_time": "soon"})],
)  # fmt: skip
def test_what_a_device_has_no_key_for_is_said(
    farm: SimulatedFarm, device: str, setting: dict[str, object]
) -> None:
    before = farm.stations["pump-gd20"].built.table.reply(bytes.fromhex("03 0E 04 00 02"))
    answer = Control(farm).answer({"do": "fault", "device": device, "setting": setting})
    assert "error" in answer
    assert farm.stations["pump-gd20"].built.table.reply(bytes.fromhex("03 0E 04 00 02")) == before


def test_only_a_wire_over_tcp_can_be_hung_up(farm: SimulatedFarm) -> None:
    pulled: list[str] = []
    farm.hang_up["over-drive"] = lambda: pulled.append("over-drive")
    control = Control(farm)
    assert control.answer({"do": "hang_up", "bus": "over-drive"}) == {"ok": True}
    assert pulled == ["over-drive"]
    assert "no wire over TCP" in control.answer({"do": "hang_up", "bus": "rtu-drives"})["error"]


def test_a_total_counts_what_it_shows_and_a_rate_what_went_through(farm: SimulatedFarm) -> None:
    """0.01 m³ and 0.0001 m³ a pulse: 1234.56 m³ are 123,456; 7.2 m³/h for 10 s are 200."""
    control, panel = Control(farm), farm.stations["panel"]
    control.answer({"do": "freeze", "tag": "farm.makeup_total", "value": 1234.56})
    control.answer({"do": "freeze", "tag": "farm.makeup_flow", "value": 7.2})
    ask = bytes.fromhex("04 02 00 00 08")
    for at_s in (1.0, 4.0, 11.0):
        answer = panel.answer(ask, at_s)
    assert answer is not None
    counts = [int.from_bytes(answer.pdu[2 + 4 * n : 6 + 4 * n], "big") for n in range(4)]
    assert counts[:2] == [123_456, 200] and counts[3] == 0
