"""A day of text devices on bad lines: what the drivers believed, judged by the scene's own truth.

It refuses to know how a driver decides. Simulated time; the same seed gives the same day.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from controller.facts import FactsPlan, Tally, tallied
from drivers.port import Port
from drivers.text_wire.bus import TextBus
from farm.clock import loop_clock, run_simulated
from farm.profile import Profile
from farm.sample import Sample
from farm.site import Bus, Device
from farm.snapshot import Snapshot
from farm.tag import TagName
from hil_sim.ascii_devices import TEXT_DEVICES
from hil_sim.text_faults import TextFaults
from hil_sim.text_voice import Voice
from hil_sim.wire_faults import WireFaults
from trials.restless import Restless
from trials.weighing_judge import OxygenJudge, WeightJudge
from trials.weighing_scene import Platform, Water
from trials.wires import MemoryPort

SCALE, STABLE, OXYGEN = (
    TagName(f"farm.{name}") for name in ("scale", "scale_stable", "spring_oxygen")
)
FACTS = FactsPlan((), (), (), SCALE, STABLE)
POINTS = {"weight": str(SCALE), "stable": str(STABLE)}
SCALES = (
    "yaohua/xk3190-a9",
    "toledo/continuous",
    "toledo/continuous-checksum",
    "and/text",
    "mettler/mt-sics",
)
EZO = "atlas/ezo-do"
WEIGHABLE_S = 6.0
"""A rest this long must be weighed: filter 2 s, stillness 1.5 s, shown motion 2.5 s, poll 1 s."""


@dataclass(slots=True)
class Scene:
    """What a device of the day measures."""

    platform: Platform
    water: Water
    now_s: float = 0.0

    def shown(self, key: str, or_value: float = 0.0) -> float:
        """True value at the moment of asking."""
        if key == "weight":
            return self.platform.load_kg(self.now_s)
        return self.water.oxygen_mg_l(self.now_s) if key == "oxygen_mg_l" else or_value


@dataclass(slots=True)
class Ear:
    """Counts frames."""

    frames: int = 0

    def heard(self, at_s: float, unit: int, pdu: bytes, frame: bytes) -> None:
        """A command."""

    def said(self, at_s: float, frame: bytes) -> None:
        """A frame left the device."""
        self.frames += 1

    def count(self, what: str) -> None:
        """Nothing else is counted."""

    def message(self, at_s: float, number: str, text: str) -> None:
        """A scale sends none."""


@dataclass(slots=True)
class Figures:
    """What one device's day came to. `told`: facts by the rest they belong to."""

    profile: str
    counts: Counter[str]
    faults: dict[str, int]
    frames: int
    power_cuts: int
    wrong: list[str]
    thrown_away: int
    weighable: int = 0
    weighed: int = 0
    told: Counter[int] = field(default_factory=Counter)
    strange_facts: int = 0

    def line(self) -> str:
        """One line for people."""
        parts = " ".join(f"{key}={value}" for key, value in sorted(self.counts.items()))
        faults = " ".join(f"{key}={value}" for key, value in sorted(self.faults.items()))
        facts = f"facts={self.told.total()} strange={self.strange_facts}"
        return (
            f"{self.profile}: frames={self.frames} {faults} cuts={self.power_cuts} "
            f"thrown={self.thrown_away} | {parts} | weighable={self.weighable} "
            f"weighed={self.weighed} {facts}"
        )


class Watcher:
    """Takes the samples of one bus: judges them, and lets the controller's facts see them."""

    def __init__(self, scene: Scene) -> None:
        """Nothing seen."""
        self.weights = WeightJudge(scene.platform)
        self.oxygen = OxygenJudge(scene.water)
        self.board: dict[TagName, Sample] = {}
        self.told: Counter[int] = Counter()
        self.strange = 0
        self._tally = Tally({})

    def __call__(self, samples: Sequence[Sample]) -> None:
        """Samples of one moment; the stable flag follows its weight."""
        for sample in samples:
            self._seen(sample)

    def _seen(self, sample: Sample) -> None:
        self.board[sample.tag] = sample
        if sample.tag == OXYGEN:
            self.oxygen.judge(sample)
        elif sample.tag == STABLE:
            self.weights.judge(self.board[SCALE], sample)

    def tick(self, at_s: float, at_ms: int) -> None:
        """One tick of the controller's counting."""
        snapshot = Snapshot(at_s, at_ms, self.board, {})
        self._tally, drafts = tallied(FACTS, self._tally, snapshot, {}, 1.0)
        for draft in drafts:
            right = self.weights.rests_of(self.board[SCALE].at_s, draft.amount / 1000)
            self.told.update(right)
            self.strange += len(right) != 1


class DeviceDay:
    """One device, its scene, its bad line and the bus that reads it."""

    def __init__(self, profile: Profile, seconds: float, seed: int, faults: TextFaults) -> None:
        """On the running simulated loop."""
        dice = Random(f"{seed}:{profile.id}")
        self.scene = Scene(Platform(seconds, dice), Water(seconds, dice))
        points = {"oxygen_mg_l": str(OXYGEN)} if profile.id == EZO else POINTS
        period_s = 2.0 if profile.id == EZO else 1.0
        device = Device(id="d", profile=profile.id, bus="b", period_s=period_s, points=points)
        row = Bus(id="b", kind="ascii", wire="memory", baud=9600)
        self.ear, self.faults, self.profile = Ear(), faults, profile
        voice = Voice(device, row, self.scene, dice, self.ear, WireFaults(), None, faults)
        self.device = Restless(TEXT_DEVICES[profile.id](voice), dice)
        self.watcher = Watcher(self.scene)
        self.bus = TextBus(row, device, profile, self._open, loop_clock(), self.watcher)

    async def _open(self, row: Bus) -> Port:
        return MemoryPort(self.device)

    def figures(self, until_s: float) -> Figures:
        """What the day came to."""
        judge, watcher = self.watcher.weights, self.watcher
        counts = watcher.oxygen.counts if self.profile.id == EZO else judge.counts
        weighable = set() if self.profile.id == EZO else judge.weighable(WEIGHABLE_S, until_s)
        return Figures(
            profile=self.profile.id,
            counts=counts,
            faults=self.faults.events,
            frames=self.ear.frames,
            power_cuts=self.device.cuts,
            wrong=judge.wrong + watcher.oxygen.wrong,
            thrown_away=self.bus.state().wrong_rejected,
            weighable=len(weighable),
            weighed=len(weighable & judge.believed),
            told=watcher.told,
            strange_facts=watcher.strange,
        )


def bad_line() -> TextFaults:
    """What the lines of the day do to frames: a part in ten is damaged."""
    return TextFaults(noise_share=0.04, cut_share=0.02, flip_share=0.02, merge_share=0.05)


def weighing_day(
    profiles: Mapping[str, Profile], seconds: float, seed: int, names: tuple[str, ...]
) -> list[Figures]:
    """Live through `seconds` with the named devices, each on a bad line of its own."""
    return run_simulated(_live(profiles, seconds, seed, names))


async def _live(
    profiles: Mapping[str, Profile], seconds: float, seed: int, names: tuple[str, ...]
) -> list[Figures]:
    clock = loop_clock()
    days = [DeviceDay(profiles[name], seconds, seed, bad_line()) for name in names]
    tasks = [asyncio.ensure_future(day.bus.run()) for day in days]
    while clock.now_s() < seconds:
        await asyncio.sleep(1.0)
        for day in days:
            day.watcher.tick(clock.now_s(), clock.utc_ms())
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return [day.figures(seconds) for day in days]
