"""What a line has to carry and whether it can: wire time of every visit, by arithmetic alone.

Bus row, devices and profiles in, figures out; it refuses to touch a wire and to advise
(drivers.line_advice does).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drivers.deadlines import Task, late, use
from drivers.places import Asked, Covering
from drivers.reads import NO_SIGNALS, by_period, plan_visit
from drivers.visit_plan import Output, Plan
from drivers.wire_time import WireTime, wire_time
from farm.profile import Profile, Signal
from farm.quantity import QUANTITIES
from farm.site import Bus, Device

AFTER_ALIKE_S = 0.02  # s, rest before a request whose answer a doubled one would fit (rtu_line)
REVISIT_S, REVISIT_LIFE_S = 10.0, 2.0  # s between two visits of a dead station: DESIGN section 3
WARN_ABOVE = 0.8  # share of the line's time beyond which one more device is one too many


@dataclass(frozen=True, slots=True)
class Visit:
    """One station at one pace. Times in s on the wire; `tags`: how many it brings.

    `rests_s`: pauses between its own requests, in which other stations may have the line.
    """

    device_id: str
    unit: int
    period_s: float
    life_support: bool
    reads: tuple[Asked, ...]
    reads_s: tuple[float, ...]
    characters: int
    visit_s: float
    rests_s: tuple[float, ...]
    proof_s: float
    miss_s: float
    write_s: float | None
    tags: int

    @property
    def name(self) -> str:
        """Station and pace."""
        return f"{self.device_id}@{self.period_s:g}s"

    @property
    def longest_s(self) -> float:
        """Its longest single transaction."""
        return max(self.reads_s, default=0.0)


@dataclass(frozen=True, slots=True)
class Load:
    """A line's figures. `used_share`: of its time; `late`: visits whose period may not be kept.

    `write_bound_s`: a write with its read-back while the line is full, behind the longest single
    transaction; None without outputs. `dead_s`: what one visit of the costliest dead station
    takes; `dead_used_share`: the share of the line while it stays dead.
    """

    bus: Bus
    visits: tuple[Visit, ...]
    used_share: float
    round_s: float
    longest_s: float
    write_bound_s: float | None
    dead_s: float
    dead_used_share: float
    late: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """True when every visit ends within its period."""
        return not self.late

    @property
    def margin(self) -> float:
        """Share of the time that is left; below zero when there is too much."""
        return 1.0 - self.used_share


def line_load(
    bus: Bus,
    devices: Sequence[tuple[Device, Profile]],
    proof_every_s: float,
    signals: Mapping[str, Signal] = NO_SIGNALS,
) -> Load:
    """Figures of a Modbus line; `proof_every_s`: least time between two proofs of identity."""
    visits = tuple(
        _visit(bus, part, profile, signals)
        for device, profile in devices
        for part in by_period(device)
    )
    longest_s = max((v.longest_s for v in visits), default=0.0)
    tasks = [_task(visit, visits) for visit in visits if visit.visit_s > 0]
    writes_s = [v.write_s for v in visits if v.write_s is not None]
    used_share = use(tasks) + _idle_share(visits) + sum(v.proof_s for v in visits) / proof_every_s
    dead = max(visits, key=lambda v: v.miss_s, default=None)
    return Load(
        bus=bus,
        visits=visits,
        used_share=used_share,
        round_s=sum(v.visit_s for v in visits),
        longest_s=longest_s,
        write_bound_s=longest_s + max(writes_s) if writes_s else None,
        dead_s=0.0 if dead is None else dead.miss_s,
        dead_used_share=max((_dead_used_share(used_share, v) for v in visits), default=used_share),
        late=tuple(late(tasks)) if used_share <= 1 else tuple(task.name for task in tasks),
    )


def _task(visit: Visit, visits: Sequence[Visit]) -> Task:
    """After each rest somebody else's transaction may have to be waited for."""
    longest_s = max((other.longest_s for other in visits if other is not visit), default=0.0)
    rest_s = sum(rest_s + longest_s for rest_s in visit.rests_s)
    return Task(visit.name, visit.period_s, visit.visit_s, visit.life_support, rest_s)


def _idle_share(visits: Sequence[Visit]) -> float:
    """Share in which the line rests because the others have nothing to ask that fills it."""
    whole = sum(visit.visit_s / visit.period_s for visit in visits)
    return max(
        (max(0.0, (sum(v.rests_s) + v.visit_s) / v.period_s - whole) for v in visits if v.rests_s),
        default=0.0,
    )


def _dead_used_share(used_share: float, visit: Visit) -> float:
    """Share of the line while this station is dead: its visits gone, its misses there instead."""
    every_s = REVISIT_LIFE_S if visit.life_support else REVISIT_S
    return used_share - visit.visit_s / visit.period_s + visit.miss_s / max(every_s, visit.period_s)


def _visit(bus: Bus, device: Device, profile: Profile, signals: Mapping[str, Signal]) -> Visit:
    wire = wire_time(bus, profile.timing)
    plan = plan_visit(device, profile, 1.0, wire, signals)
    reads_s = tuple(wire.read_s(read.area, read.count) for read in plan.reads)
    starts_s = sum(wire.write_s() for read in plan.reads if read.trigger is not None)
    tags = plan.tags()
    return Visit(
        device_id=device.id,
        unit=device.unit,
        period_s=device.period_s,
        life_support=any(QUANTITIES[tag.partition(".")[2]].life_support for tag, _ in tags),
        reads=tuple(plan.reads),
        reads_s=reads_s,
        characters=sum(wire.read_characters(read.area, read.count) for read in plan.reads),
        visit_s=sum(reads_s) + starts_s,
        rests_s=_rests_s(plan, wire),
        proof_s=_proof_s(profile, wire),
        miss_s=wire.miss_s(profile.timing),
        write_s=max((_write_s(profile, row, wire) for row in plan.outputs), default=None),
        tags=len(tags),
    )


def _rests_s(plan: Plan, wire: WireTime) -> tuple[float, ...]:
    """Rests between two requests of one length and function when a visit has nothing else."""
    if wire.framing == "tcp":
        return ()
    kinds = Counter((read.area, read.count) for read in plan.reads)
    rests: list[float] = []
    for (area, count), times in kinds.items():
        alike = max(0, 2 * times - len(plan.reads) - 1)  # the others stand between them
        reply_s = wire.read_characters(area, count) * wire.character_s
        rests += alike * [reply_s + AFTER_ALIKE_S]
    return tuple(rests)


def _proof_s(profile: Profile, wire: WireTime) -> float:
    """Identity canary and settings, once."""
    identify = profile.identify
    asked_s = wire.read_s(identify.area, identify.count) if identify is not None else 0.0
    return asked_s + sum(wire.read_s(row.area, 2) for row in profile.settings)


def _write_s(profile: Profile, output: Output, wire: WireTime) -> float:
    """A write (of a drive: set-point and run command) and the reads that show it."""
    write, start = output.write, profile.start
    key = write.verify.point if write.count == 1 else f"{write.verify.point}{output.index}"
    keys = [key]
    if start is not None and output.state is not None:
        keys.append(start.state_point)
    looks = Covering(profile, keys, wire).reads
    words = 2 if write.type in ("uint32", "int32", "float32") else 1
    return (
        wire.write_s(words)
        + (wire.write_s() if len(keys) > 1 else 0.0)
        + sum(wire.read_s(read.area, read.count) for read in looks)
    )
