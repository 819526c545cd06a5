"""Plan a visit: which requests a device needs for the tags a site maps, and what each answer means.

Profile and site rows in, plan out, once at start (drivers.judging takes the answers). It refuses
to know clocks and how a request is encoded; of the wire it is told only what a read costs.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from drivers.byte_order import FloatAt
from drivers.decode import Extract, decimals_of, extractor, rule_of
from drivers.places import Asked, Covering, digits_key, located, registers_of, written
from drivers.pulses import Counting
from drivers.quick import Decoded, Scaled, quick_of
from drivers.signal_rules import signal_loop, signal_turns
from drivers.unpack import Field, unpacker
from drivers.visit_plan import Computed, Counter, Gate, Output, Plan, Probe, Shown
from drivers.wire_time import WireTime, character_s, gap_s
from farm.profile import Derived, Point, Profile, Signal, Voucher
from farm.quantity import QUANTITIES
from farm.site import Device, mapping
from farm.site import Mapping as PointMapping
from farm.tag import TagName

__all__ = [
    "TYPICAL",
    "Asked",
    "Computed",
    "Gate",
    "Output",
    "Plan",
    "Probe",
    "Shown",
    "by_period",
    "located",
    "plan_visit",
    "process_range",
    "registers_of",
    "written",
]

NO_SIGNALS: Mapping[str, Signal] = MappingProxyType({})
TYPICAL = WireTime("rtu", character_s(9600, 8, "N", 1), gap_s(9600, 10 / 9600), 0.02, 0.01)
"""A line when nobody says which: 9600 8N1, 20 ms guard, 10 ms turnaround."""


def by_period(device: Device) -> list[Device]:
    """The device once for every pace at which its tags are asked, the fastest first."""
    paces: dict[float, dict[str, dict[str, str | PointMapping]]] = {}
    for side in ("points", "outputs"):
        for key, entry in getattr(device, side).items():
            period_s = mapping(entry).period_s or device.period_s
            paces.setdefault(period_s, {"points": {}, "outputs": {}})[side][key] = entry
    if not paces:
        return [device]
    return [
        device.model_copy(update={"period_s": period_s, **paces[period_s]})
        for period_s in sorted(paces)
    ]


def process_range(tag: str) -> tuple[float, float]:
    """What the process can be, from the quantity table."""
    row = QUANTITIES[tag.partition(".")[2]]
    return row.low, row.high


def plan_visit(
    device: Device,
    profile: Profile,
    pressure_atm: float = 1.0,
    wire: WireTime = TYPICAL,
    signals: Mapping[str, Signal] = NO_SIGNALS,
) -> Plan:
    """Plan for a device of a checked site; what nobody maps is not asked.

    `wire`: what a read costs there; requests are chosen for the least time on it. `signals`: what
    may hang on its channels, by profile id.
    """
    planner = _Planner(profile, pressure_atm, signals)
    plan, derived = planner.plan, {row.key: row for row in profile.derived}
    entries = {key: mapping(entry) for key, entry in device.points.items()}
    for key, entry in entries.items():
        if key not in derived:
            plan.shown.append(Shown(TagName(entry.tag), key, planner.probe(key, entry)))
            if (counting := planner.counting(entry)) is not None:
                process = process_range(entry.tag)
                plan.counters.append(Counter(len(plan.shown) - 1, counting, process))
    for key, entry in entries.items():
        if key in derived:
            plan.computed.append(_computed(planner, derived[key], entry, entries))
    plan.gates += _gates(planner, entries)
    for key, output in device.outputs.items():
        plan.outputs.append(_output(planner, key, mapping(output)))
    planner.lay_out(wire)
    return plan


class _Planner:
    """Gives every wanted number one place among the probes, then lays the requests out."""

    def __init__(
        self, profile: Profile, pressure_atm: float, signals: Mapping[str, Signal]
    ) -> None:
        self.profile, self.signals = profile, signals
        self.places = located(profile)
        self.plan = Plan(pressure_atm=pressure_atm)
        self._keys: list[str] = []
        self._probe_of: dict[str, int] = {}

    def probe(self, key: str, entry: PointMapping | None) -> int:
        """Number of the probe of a measured point; asked once, whoever needs it."""
        if key not in self._probe_of:
            self._probe_of[key] = self._add(key, entry, transmitter=True)
        return self._probe_of[key]

    def read_back(self, key: str, entry: PointMapping) -> int:
        """Number of a probe of its own for the read-back of an output."""
        return self._add(key, entry, transmitter=False)

    def _add(self, key: str, entry: PointMapping | None, *, transmitter: bool) -> int:
        _, point, _ = self.places[key]
        signal = self._signal(entry)
        rule = rule_of(
            point,
            self._process(entry, signal),
            entry.span if entry else None,
            invert=(entry.invert if entry else False) or signal_turns(signal),
            transmitter=transmitter,
            frozen_after_s=self.profile.quality.frozen_after_s if transmitter else None,
        )._replace(loop=signal_loop(signal))
        self._keys.append(key)
        self.plan.rules.append(rule)
        return len(self._keys) - 1

    def _signal(self, entry: PointMapping | None) -> Signal | None:
        return self.signals[entry.signal] if entry and entry.signal else None

    def _process(self, entry: PointMapping | None, signal: Signal | None) -> tuple[float, float]:
        """What may be believed: of the process and of what measures it; all of a counter."""
        if entry is None or (signal is not None and signal.pulses is not None):
            return float("-inf"), float("inf")
        low, high = process_range(entry.tag)
        if signal is None or signal.current is None or signal.current.valid is None:
            return low, high
        return max(low, signal.current.valid[0]), min(high, signal.current.valid[1])

    def counting(self, entry: PointMapping) -> Counting | None:
        """How a mapped counter is read; None for anything else."""
        signal = self._signal(entry)
        if signal is None or signal.pulses is None:
            return None
        assert entry.per_pulse is not None
        return Counting(signal.pulses, entry.per_pulse)

    def lay_out(self, wire: WireTime) -> None:
        """Choose the requests and find every probe in their answers."""
        covering = Covering(self.profile, self._keys, wire)
        self.plan.reads = covering.reads
        self.plan.probes = [Probe(key, *covering.place(key)) for key in self._keys]
        self.plan.decoded = [
            self._decoded(covering, number) for number in range(len(covering.reads))
        ]
        self.plan.floats = self._floats()

    def _floats(self) -> list[FloatAt]:
        fields = [(at, self._field(at)) for at in range(len(self.plan.probes))]
        return [
            FloatAt(
                self.plan.probes[at].read,
                extractor("float32", row.place, row.swap, None),
                self.plan.rules[at],
            )
            for at, row in fields
            if row.kind == "float32"
        ]

    def _decoded(self, covering: Covering, read: int) -> Decoded:
        mine = [at for at, probe in enumerate(self.plan.probes) if probe.read == read]
        scaled = [at for at in mine if self._point(at).decimals is not None]
        plain = [at for at in mine if at not in scaled]
        order, unpack = unpacker([self._field(at) for at in plain])
        return Decoded(
            probes=tuple(mine),
            unpack=unpack,
            quick=tuple(quick_of(plain[at], self.plan.rules[plain[at]]) for at in order),
            scaled=tuple(self._scaled(covering, at) for at in scaled),
        )

    def _point(self, probe: int) -> Point:
        return self.places[self._keys[probe]][1]

    def _field(self, probe: int) -> Field:
        point, place = self._point(probe), self.plan.probes[probe].place
        swap = self.profile.swap if point.swap is None else point.swap
        return Field(point.type, place, swap, point.bits, point.mask)

    def _scaled(self, covering: Covering, probe: int) -> Scaled:
        key = self._keys[probe]
        _, point, index = self.places[key]
        says = digits_key(self.places, point, index)
        assert says is not None
        _, digits, _ = self.places[says]
        _, place = covering.place(key, says)
        swap = self.profile.swap if digits.swap is None else digits.swap
        said = extractor(digits.type, place, swap, digits.bits, digits.mask)
        own: Extract = extractor(*self._field(probe))
        return Scaled(probe, own, said, digits.scale, digits.add)


def _gates(planner: _Planner, entries: Mapping[str, PointMapping]) -> Iterable[Gate]:
    """A gate for every voucher that has a tag to vouch for."""
    vouchers = planner.profile.quality.good_when
    vouching = {row.point for row in vouchers}
    keys = [_needs(planner, key) for _, key in planner.plan.tags()]
    for voucher in vouchers:
        rows = [at for at, needs in enumerate(keys) if _vouches(voucher, needs, vouching)]
        if rows:
            probe = planner.probe(voucher.point, entries.get(voucher.point))
            yield Gate(probe, voucher.low, voucher.high, tuple(rows))


def _needs(planner: _Planner, key: str) -> tuple[str, ...]:
    """A key with the keys it is computed from."""
    inputs = [row.inputs for row in planner.profile.derived if row.key == key]
    return (key, *(name for names in inputs for name in names))


def _vouches(voucher: Voucher, needs: tuple[str, ...], vouching: set[str]) -> bool:
    """True when a tag hangs on this voucher; without a list, all but the vouchers themselves."""
    if voucher.of:
        return any(key in voucher.of for key in needs)
    return needs[0] not in vouching


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
