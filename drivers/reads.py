"""Plan a visit: which requests a device needs for the tags a site maps, and what each answer means.

Profile and site rows in, plan out, once at start; then answers in, judgements out. It refuses to
know wires, clocks and how a request is encoded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from drivers.decode import (
    NEW,
    Extract,
    Judgement,
    Memory,
    Rule,
    decimals_of,
    extractor,
    judge,
    rule_of,
    width,
)
from farm.profile import Derived, Point, Profile, Read, Write
from farm.quantity import QUANTITIES
from farm.site import Device, mapping
from farm.site import Mapping as PointMapping
from farm.status import Status
from farm.tag import TagName
from models.oxygen import mg_l_from_percent

Answers = Sequence[bytes | Judgement] | Mapping[int, bytes | Judgement]
"""Per planned read: its data, or why there is none."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One number inside one answer and how it is judged."""

    key: str
    read: int
    extract: Extract
    rule: Rule


@dataclass(frozen=True, slots=True)
class Shown:
    """A tag that is one probe's number. `gated`: Bad unless the device vouches for itself."""

    tag: TagName
    key: str
    probe: int
    gated: bool


@dataclass(frozen=True, slots=True)
class Computed:
    """A tag that a formula makes of two probes."""

    tag: TagName
    key: str
    saturation: int
    temperature: int
    valid: tuple[float, float] | None
    process: tuple[float, float]
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """A written tag with its read-back; with `state`, it is 0 unless the state is `running`."""

    tag: TagName
    key: str
    write: Write
    index: int
    mapping: PointMapping
    probe: int
    state: int | None = None
    running: tuple[int, ...] = ()

    @property
    def probes(self) -> list[int]:
        """Probes the read-back needs."""
        return [self.probe] if self.state is None else [self.probe, self.state]


@dataclass(slots=True)
class Plan:
    """Everything one visit of one device asks and means."""

    reads: list[Read] = field(default_factory=list)
    probes: list[Probe] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    computed: list[Computed] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    gates: list[tuple[int, float, float]] = field(default_factory=list)
    pressure_atm: float = 1.0

    def tags(self) -> list[tuple[TagName, str]]:
        """Every tag with its key in the profile, in the order `judged` gives them."""
        rows: list[Shown | Computed | Output] = [*self.shown, *self.computed, *self.outputs]
        return [(row.tag, row.key) for row in rows]


class _Planner:
    """Finds points by key and gives every read and probe one number."""

    def __init__(self, profile: Profile, pressure_atm: float) -> None:
        self.profile = profile
        self.plan = Plan(pressure_atm=pressure_atm)
        self._read_of: dict[str, int] = {}
        self._probe_of: dict[str, int] = {}

    def find(self, key: str) -> tuple[Read, Point, int]:
        """Read, point and repeat index of an expanded key."""
        return located(self.profile)[key]

    def probe(self, key: str, entry: PointMapping | None) -> int:
        """Number of the probe of a measured point; asked once, whoever needs it."""
        if key not in self._probe_of:
            self._probe_of[key] = self._add(key, entry, transmitter=True)
        return self._probe_of[key]

    def read_back(self, key: str, entry: PointMapping) -> int:
        """Number of a probe of its own for the read-back of an output."""
        return self._add(key, entry, transmitter=False)

    def _add(self, key: str, entry: PointMapping | None, *, transmitter: bool) -> int:
        read, point, index = self.find(key)
        swap = point.swap if point.swap is not None else self.profile.swap
        process = process_range(entry.tag) if entry else (float("-inf"), float("inf"))
        rule = rule_of(
            point,
            process,
            entry.span if entry else None,
            invert=entry.invert if entry else False,
            transmitter=transmitter,
            frozen_after_s=self.profile.quality.frozen_after_s if transmitter else None,
        )
        place = point.offset + index * point.step
        extract = extractor(point.type, place, swap, point.bits, point.mask)
        self.plan.probes.append(Probe(key, self._number(read), extract, rule))
        return len(self.plan.probes) - 1

    def _number(self, read: Read) -> int:
        if read.id not in self._read_of:
            self._read_of[read.id] = len(self.plan.reads)
            self.plan.reads.append(read)
        return self._read_of[read.id]


def located(profile: Profile) -> dict[str, tuple[Read, Point, int]]:
    """Read, point and repeat index of every key a profile can read."""
    return {
        point.key if point.count == 1 else f"{point.key}{index}": (read, point, index)
        for read in profile.reads
        for point in read.points
        for index in range(point.count)
    }


def process_range(tag: str) -> tuple[float, float]:
    """What the process can be, from the quantity table."""
    row = QUANTITIES[tag.partition(".")[2]]
    return row.low, row.high


def plan_visit(device: Device, profile: Profile, pressure_atm: float = 1.0) -> Plan:
    """Plan for a device of a checked site; reads that nobody maps are not planned."""
    planner = _Planner(profile, pressure_atm)
    derived = {row.key: row for row in profile.derived}
    vouchers = profile.quality.good_when
    gates = [row.point for row in vouchers]
    entries = {key: mapping(entry) for key, entry in device.points.items()}
    for key, entry in entries.items():
        if key not in derived:
            probe = planner.probe(key, entry)
            shown = Shown(TagName(entry.tag), key, probe, bool(gates) and key not in gates)
            planner.plan.shown.append(shown)
    for key, entry in entries.items():
        if key in derived:
            planner.plan.computed.append(_computed(planner, derived[key], entry, entries))
    if any(shown.gated for shown in planner.plan.shown):
        for row in vouchers:
            probe = planner.probe(row.point, entries.get(row.point))
            planner.plan.gates.append((probe, row.low, row.high))
    for key, output in device.outputs.items():
        planner.plan.outputs.append(_output(planner, key, mapping(output)))
    return planner.plan


def _computed(
    planner: _Planner, row: Derived, entry: PointMapping, entries: Mapping[str, PointMapping]
) -> Computed:
    saturation, temperature = (planner.probe(key, entries.get(key)) for key in row.inputs)
    return Computed(
        TagName(entry.tag),
        row.key,
        saturation,
        temperature,
        row.valid,
        process_range(entry.tag),
        decimals_of(row.resolution),
    )


def _output(planner: _Planner, key: str, entry: PointMapping) -> Output:
    write, index = written(planner.profile)[key]
    point = write.verify.point if write.count == 1 else f"{write.verify.point}{index}"
    probe = planner.read_back(point, entry)
    start = planner.profile.start
    if start is None or start.setpoint != key:
        return Output(TagName(entry.tag), key, write, index, entry, probe)
    state = planner.probe(start.state_point, None)
    return Output(TagName(entry.tag), key, write, index, entry, probe, state, start.running)


def written(profile: Profile) -> dict[str, tuple[Write, int]]:
    """Write and repeat index of every key a profile can write."""
    return {
        write.key if write.count == 1 else f"{write.key}{index}": (write, index)
        for write in profile.writes
        for index in range(write.count)
    }


def registers_of(point: Point) -> int:
    """Registers (bits) a point with all its repeats covers from its offset."""
    return (point.count - 1) * point.step + width(point.type)


def judged(plan: Plan, answers: Answers, memories: list[Memory], now_s: float) -> list[Judgement]:
    """One judgement per tag, in the order of `Plan.tags`; `memories` (one a probe) is renewed."""
    probed = [probed_one(plan, n, answers, memories, now_s) for n in range(len(plan.probes))]
    refused = _gate(plan, probed)
    found = [
        refused if refused is not None and row.gated else probed[row.probe] for row in plan.shown
    ]
    found += [_oxygen(row, probed, plan.pressure_atm) for row in plan.computed]
    found += [read_back(row, probed) for row in plan.outputs]
    return found


def probed_one(
    plan: Plan, number: int, answers: Answers, memories: list[Memory], now_s: float
) -> Judgement:
    """Judgement of one probe."""
    probe = plan.probes[number]
    answer = answers[probe.read]
    if isinstance(answer, Judgement):
        return answer
    judgement, memories[number] = judge(probe.rule, probe.extract(answer), memories[number], now_s)
    return judgement


def read_back(row: Output, probed: Sequence[Judgement] | Mapping[int, Judgement]) -> Judgement:
    """What the output stands at: its register, or 0 while a drive does not say it runs."""
    if row.state is None:
        return probed[row.probe]
    state = probed[row.state]
    if state.value is None:
        return state
    return probed[row.probe] if state.value in row.running else Judgement(0.0, Status.GOOD)


def fresh_memories(plan: Plan) -> list[Memory]:
    """Memories of a device never visited."""
    return [NEW] * len(plan.probes)


def _gate(plan: Plan, probed: Sequence[Judgement]) -> Judgement | None:
    for number, low, high in plan.gates:
        gate = probed[number]
        if gate.value is None:
            return gate
        if not low <= gate.value <= high:
            reason = f"device_says_{plan.probes[number].key}"
            return Judgement(None, Status.BAD_SENSOR_FAILURE, reason)
    return None


def _oxygen(row: Computed, probed: Sequence[Judgement], pressure_atm: float) -> Judgement:
    """Oxygen from saturation; a temperature that merely stands still still compensates."""
    saturation, temperature = probed[row.saturation], probed[row.temperature]
    if saturation.value is None:
        return saturation
    if temperature.measured is None:
        return temperature
    mg_l = float(mg_l_from_percent(saturation.value, temperature.measured, pressure_atm))
    if row.valid is not None and not row.valid[0] <= mg_l <= row.valid[1]:
        return Judgement(None, Status.BAD_OUT_OF_RANGE, "instrument_range")
    if not row.process[0] <= mg_l <= row.process[1]:
        return Judgement(None, Status.BAD_OUT_OF_RANGE, "process_range")
    if row.decimals is not None:
        mg_l = round(mg_l, row.decimals)
    return Judgement(mg_l, saturation.status, saturation.reason, mg_l)
