"""An ATV320 and a relay board on one line in memory, for tests of what moves.

Knows the state machine of the drive; never what the drivers make of it.
"""

import asyncio
from collections.abc import Awaitable, Callable

from drivers.field import Field, build_field
from drivers.port import Port
from drivers.profiles import load_profiles
from farm.clock import loop_clock, run_simulated
from farm.profile import Profile
from farm.site import Bus as BusRow
from farm.site import Device, Site, System, Tank, Water
from farm.tag import TagName
from farm.words import Words
from tests.drivers.slaves import Board, MemoryPort, Reply, Slaves, run_for

PUMP, SIREN = TagName("1.pump_1"), TagName("farm.siren")
PROFILES = load_profiles()
CMD, LFR, ETA = 8501, 8502, 3201
COMMANDS = {
    0x50: {6: 0x31},
    0x31: {7: 0x33},
    0x33: {15: 0x37, 6: 0x31},
    0x37: {7: 0x33, 6: 0x31},
    0x8037: {7: 0x8033},
    0x8033: {15: 0x37},
}


class Altivar(Slaves):
    """An ATV320 as unit 1 and a Waveshare relay board as unit 2."""

    def __init__(self) -> None:
        super().__init__()
        self.registers |= {(1, ETA): 0x50, (1, LFR): 0, (1, 7121): 0, (1, 6005): 100}
        self.writes: list[tuple[int, int]] = []
        self.deaf_command = False
        self.begun = asyncio.Event()

    def reply(self, request: bytes, at_s: float) -> Reply:
        if request[1] in (5, 6):
            where, word = int.from_bytes(request[2:4], "big"), int.from_bytes(request[4:6], "big")
            self.writes.append((where, word))
            if where == CMD:
                self.begun.set()
            if request[0] == 1 and where == CMD and not self.deaf_command:
                state = self.registers[1, ETA]
                self.registers[1, ETA] = COMMANDS.get(state, {}).get(word, state)
            if request[0] == 2 and 0x0200 <= where < 0x0208:
                self.coils[2, where - 0x0200] = True
        return super().reply(request, at_s)


def devices() -> tuple[Device, ...]:
    return (
        Device(
            id="drive",
            profile="schneider/atv320",
            bus="line",
            points={"output_hz": "1.pump_1_speed"},
            outputs={"setpoint_hz": "1.pump_1"},
            settings={"comm_loss_time": 10.0},
        ),
        Device(
            id="relays",
            profile="waveshare/relay-8ch",
            bus="line",
            unit=2,
            outputs={"relay_for3": "farm.siren"},
        ),
    )


def site(rows: tuple[Device, ...]) -> Site:
    return Site(
        schema_="ras-site/1",
        id="test",
        name=Words(zh="测试", en="test"),
        water=Water(alkalinity_mg_l=80),
        systems=(
            System(id="1", name=Words(zh="一", en="one"), tanks=(Tank(id="1-01", volume_m3=42),)),
        ),
        buses=(BusRow(id="line", kind="rtu", wire="memory"),),
        devices=rows,
    )


Script = Callable[[Field, Altivar], Awaitable[None]]


def played(script: Script, profiles: dict[str, Profile] | None = None) -> None:
    async def main() -> None:
        slaves = Altivar()

        async def opener(row: BusRow) -> Port:
            return MemoryPort(slaves)

        known = PROFILES | (profiles or {})
        field = build_field(site(devices()), known, opener, loop_clock(), Board())
        run = asyncio.ensure_future(field.buses["line"].run())
        await asyncio.sleep(3.0)
        try:
            await script(field, slaves)
        finally:
            await run_for(run, 0.0)

    run_simulated(main())
