"""The same devices behind real pseudo-terminals and pyserial, at ten times the speed of the wall.

What is accepted must be a load that rested, and nothing is said about when: a busy machine is no
error of a scale.
"""

import asyncio
from collections.abc import Callable
from random import Random
from types import SimpleNamespace
from typing import cast

import pytest

from drivers.ports import open_port
from drivers.text_bus import TextBus
from farm.clock import ScaledLoop, anchor_now, loop_clock, run_on
from farm.profile import Profile
from farm.sample import Sample
from farm.site import Bus, Device
from hil_sim.ascii_devices import TEXT_DEVICES
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.text_voice import Voice
from hil_sim.transports import PtyWire
from hil_sim.wire_faults import WireFaults
from trials.restless import Restless
from trials.weighing_day import EZO, OXYGEN, POINTS, SCALE, Ear, Scene, bad_line
from trials.weighing_scene import Platform, Water

SECONDS, SPEED = 60.0, 10.0
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


def run_pty(profile: Profile, scene: Scene, row: Callable[[str], Bus]) -> list[Sample]:
    """All samples of a minute of the scene."""
    samples: list[Sample] = []

    async def main() -> None:
        clock = loop_clock()
        points = {"oxygen_mg_l": str(OXYGEN)} if profile.id == EZO else POINTS
        device = Device(id="d", profile=profile.id, bus="b", period_s=1.0, points=points)
        pty = PtyWire(twin(row(""), device, Late(scene, clock.now_s())), "b")
        bus = TextBus(row(pty.path), device, profile, open_port, clock, samples.append)
        run = asyncio.ensure_future(bus.run())
        await asyncio.sleep(SECONDS)
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
        pty.close()

    run_on(ScaledLoop(anchor_now(SPEED)), main())
    return samples


@pytest.mark.parametrize(
    "name", ["yaohua/xk3190-a9", "toledo/continuous", "mettler/mt-sics", "and/text"]
)
def test_only_loads_that_rested_are_accepted(profiles: Profiles, name: str) -> None:
    serial = profiles[name].serial
    assert serial is not None
    scene = Scene(Platform(SECONDS, Random(11)), Water(SECONDS, Random(11)))
    samples = run_pty(
        profiles[name],
        scene,
        lambda wire: Bus(
            id="b",
            kind="ascii",
            wire=wire or "none",
            baud=9600,
            data_bits=serial.data_bits,
            parity=serial.parity,
        ),
    )
    weights = {s.value for s in samples if s.tag == SCALE and s.value is not None}
    rested = {row.to_kg for row in scene.platform.stretches if row.rests}
    assert weights
    assert all(min(abs(kg - true) for true in rested) < 0.0051 for kg in weights)


def test_an_ezo_is_hushed_and_read(profiles: Profiles) -> None:
    scene = Scene(Platform(SECONDS, Random(1)), Water(SECONDS, Random(1)))
    samples = run_pty(
        profiles[EZO], scene, lambda wire: Bus(id="b", kind="ascii", wire=wire or "none")
    )
    low, high = scene.water.spread(0.0, SECONDS)
    seen = [sample.value for sample in samples if sample.value is not None]
    assert seen and all(low - 0.51 <= value <= high + 0.51 for value in seen)
