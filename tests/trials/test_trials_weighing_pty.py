"""The same devices behind real pseudo-terminals and pyserial, at ten times the speed of the wall.

What is accepted must be a load that rested, and nothing is said about when: a busy machine is no
error of a scale.
"""

import asyncio
from random import Random
from types import SimpleNamespace
from typing import cast

from drivers.ports import open_port
from drivers.text_wire.bus import TextBus
from farm.clock import ScaledLoop, anchor_now, loop_clock, run_on
from farm.profile import Profile
from farm.sample import Sample
from farm.site import Bus, Device
from hil_sim.ascii_devices import TEXT_DEVICES
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.text_voice import Voice
from hil_sim.transports import Listener, PtyWire
from hil_sim.wire_faults import WireFaults
from trials.restless import Restless
from trials.weighing_day import EZO, OXYGEN, POINTS, SCALE, Ear, Scene, bad_line
from trials.weighing_scene import Platform, Water

SECONDS, SPEED = 60.0, 10.0
NAMES = ("yaohua/xk3190-a9", "toledo/continuous", "mettler/mt-sics", "and/text", EZO)
OVER_TCP = "toledo/continuous"
"""This one stands behind a serial server."""
Profiles = dict[str, Profile]


class Late:
    """A scene that begins when the run does."""

    def __init__(self, scene: Scene, began_s: float) -> None:
        self._scene, self._began_s, self.now_s = scene, began_s, began_s

    def shown(self, key: str, or_value: float = 0.0) -> float:
        self._scene.now_s = self.now_s - self._began_s
        return self._scene.shown(key, or_value)


def twin(row: Bus, device: Device, scene: Late) -> SimulatedFarm:
    """As much of a farm as a pseudo-terminal asks for."""
    dice = Random(5)
    voice = Voice(device, row, scene, dice, Ear(), WireFaults(), None, bad_line())
    wire = Restless(TEXT_DEVICES[device.profile](voice), dice)
    record = SimpleNamespace(count=lambda bus, what: None)
    return cast(SimulatedFarm, SimpleNamespace(wire=lambda bus: wire, record=record))


async def live(profile: Profile, scene: Scene, board: list[Sample]) -> bytes:
    """A minute of one device; the raw bytes behind its last reading."""
    clock, serial = loop_clock(), profile.serial
    assert serial is not None
    points = {"oxygen_mg_l": str(OXYGEN)} if profile.id == EZO else POINTS
    device = Device(id="d", profile=profile.id, bus="b", period_s=1.0, points=points)
    row = Bus(id="b", kind="ascii", wire="-", data_bits=serial.data_bits, parity=serial.parity)
    far = twin(row, device, Late(scene, clock.now_s()))
    if profile.id == OVER_TCP:
        server = Listener(far, "b")
        row = row.model_copy(update={"kind": "ascii-over-tcp", "wire": await server.start()})
        close = server.close
    else:
        pty = PtyWire(far, "b")
        row = row.model_copy(update={"wire": pty.path})

        async def close() -> None:
            pty.close()

    bus = TextBus(row, device, profile, open_port, clock, board.extend)
    run = asyncio.ensure_future(bus.run())
    await asyncio.sleep(SECONDS)
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    await close()
    return bus.frame_behind(SCALE)


def test_only_what_is_true_is_accepted_from_real_terminals(profiles: Profiles) -> None:
    scenes = {
        name: Scene(Platform(SECONDS, Random(11)), Water(SECONDS, Random(11))) for name in NAMES
    }
    boards: dict[str, list[Sample]] = {name: [] for name in NAMES}

    async def main() -> list[bytes]:
        rows = (live(profiles[name], scenes[name], boards[name]) for name in NAMES)
        return await asyncio.gather(*rows)

    frames = run_on(ScaledLoop(anchor_now(SPEED)), main())
    for name, scene, frame in zip(NAMES, scenes.values(), frames, strict=True):
        seen = [s.value for s in boards[name] if s.tag in (SCALE, OXYGEN) and s.value is not None]
        assert seen, name
        if name == EZO:
            low, high = scene.water.spread(0.0, SECONDS)
            assert all(low - 0.51 <= value <= high + 0.51 for value in seen)
        else:
            rested = {row.to_kg for row in scene.platform.stretches if row.rests}
            assert all(min(abs(kg - true) for true in rested) < 0.0051 for kg in seen), name
            assert frame
