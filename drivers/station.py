"""One device on a bus: its requests made ready, what it is known to be, and its samples.

It refuses to know whose turn it is and how bytes travel.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from drivers.byte_order import UNSURE, WRONG, ByteOrder
from drivers.decode import Judgement, Memory, extractor, text_of
from drivers.judging import fresh_counts, fresh_memories, told
from drivers.look import Look, look_at
from drivers.modbus import Request, read_request
from drivers.pulses import Counted
from drivers.reads import NO_SIGNALS, TYPICAL, Output, Plan, plan_visit
from drivers.rtu_line import Pace
from drivers.wire_time import WireTime
from farm.profile import Area, Identify, Profile, Setting, Signal, Swap
from farm.quantity import QUANTITIES
from farm.sample import Sample
from farm.site import Device
from farm.status import Status
from farm.tag import TagName
from farm.words import Words

IDENTITY_EVERY_S = 600.0  # s, safety reference 3.2
POWERLESS_S = 120.0
"""A silence this long may have been a loss of power, s; our own figure: wires heal sooner."""
EXCEPTIONS_CONFIGURATION = (1, 2, 3)  # illegal function, address, value: Modbus application 7
EXCEPTIONS_GATEWAY = (10, 11)  # gateway path unavailable, target did not respond: same place


@dataclass(frozen=True, slots=True)
class Finding:
    """A setting of a device that is not what profile or site demand.

    Values in the setting's `unit`. `found` None: the device refused to tell. `must_be` empty: the
    setting decides what happens at a loss of communication, and the site file does not say what
    it must be (`reason` not_stated). `outputs`: the tags that must not be driven automatically
    while it stands; empty unless `comm_loss`.
    """

    bus_id: str
    device_id: str
    key: str
    unit: str
    found: float | None
    must_be: tuple[float, ...]
    why: Words
    comm_loss: bool
    life_support: bool
    outputs: tuple[TagName, ...]

    @property
    def reason(self) -> Literal["not_stated", "refused", "differs"]:
        """What is wrong, as a short word."""
        if not self.must_be:
            return "not_stated"
        return "refused" if self.found is None else "differs"


@dataclass(slots=True)
class Standing:
    """What a device has shown itself to be; all the paces at which it is asked share one.

    `proven`: True once its identity matched (or it has none to check), False after a mismatch,
    None when not asked yet. Only a proven device is written to. `due_s`: when it has to prove
    itself again. `doubted`: it missed since it was proven: its identity is asked once more.
    `unread`: settings still to be read by the proof that is going on, None when there is none.
    `outputs`: all its output tags. `dead_since_s`: its breaker opened then and it has not answered
    since; `warm_at_s`: until then what it measures is shown and not controlled on.
    """

    proven: bool | None = None
    due_s: float = 0.0
    doubted: bool = False
    unread: list[Setting] | None = None
    findings: dict[str, Finding] = field(default_factory=dict)
    outputs: tuple[TagName, ...] = ()
    dead_since_s: float | None = None
    warm_at_s: float = float("-inf")
    order: ByteOrder = field(default_factory=ByteOrder)
    """Whether its floats come as its map says: before that nothing of it is believed (F-19)."""


@dataclass(slots=True)
class Station:
    """A device of the site in its running form, at one of the paces at which it is asked."""

    bus_id: str
    device: Device
    profile: Profile
    plan: Plan
    requests: list[Request]
    pace: Pace
    standing: Standing = field(default_factory=Standing)
    tags: list[tuple[TagName, str]] = field(default_factory=list)
    memories: list[Memory] = field(default_factory=list)
    counts: list[Counted] = field(default_factory=list)
    made_of: list[tuple[int, ...]] = field(default_factory=list)
    looks: dict[str, Look] = field(default_factory=dict)
    """What is asked after a write to an output, by its key, once it was written to."""

    def __post_init__(self) -> None:
        """Memories and tag sources, once."""
        self.memories, self.counts = fresh_memories(self.plan), fresh_counts(self.plan)
        self.tags = [
            (tag, f"{self.bus_id}/{self.device.id}/{key}") for tag, key in self.plan.tags()
        ]
        self.made_of = self.plan.reads_of_tags()
        self.standing.outputs = tuple(output.tag for output in self.plan.outputs)

    @property
    def identity_share(self) -> float:
        """Share of the longest time between two proofs, so that stations do not prove at once."""
        return 1.0 - 0.5 * (self.device.unit % 32) / 32

    @property
    def life_support(self) -> bool:
        """True when any of its tags is."""
        return any(QUANTITIES[tag.partition(".")[2]].life_support for tag, _ in self.tags)

    def renew(self) -> None:
        """The wire was opened anew: what stands on it has to prove itself again."""
        self.standing.proven = None if self.profile.identify or self.settings() else True
        self.standing.due_s, self.standing.unread = 0.0, None
        if not self.standing.order.is_sure:
            self.standing.order = ByteOrder()

    def back(self, now_s: float) -> None:
        """It answered. After a long silence it may have been without power: it warms up again."""
        standing, since_s = self.standing, self.standing.dead_since_s
        standing.dead_since_s = None
        if since_s is not None and now_s - since_s >= POWERLESS_S:
            standing.warm_at_s = now_s + self.profile.timing.warmup_s

    def held_back(self, samples: list[Sample]) -> list[Sample]:
        """The same, but what it measured while it warms up is no longer Good."""
        standing = self.standing
        return [
            sample._replace(status=WARMING_UP.status, reason=WARMING_UP.reason)
            if sample.status.is_good
            and sample.at_s < standing.warm_at_s
            and sample.tag not in standing.outputs
            else sample
            for sample in samples
        ]

    def settings(self) -> list[Setting]:
        """Registers whose content profile or site demand, and those nobody has spoken about."""
        return [
            row
            for row in self.profile.settings
            if self.demanded(row) or (row.comm_loss and self.standing.outputs)
        ]

    def demanded(self, row: Setting) -> tuple[float, ...]:
        """What a setting must be, in its unit: as the site says, else as the profile does."""
        stated = self.device.settings.get(row.key)
        return (row.must_be or ()) if stated is None else (stated,)

    def samples(
        self,
        answers: Sequence[bytes | Judgement],
        heard_s: Sequence[float],
        utc_ms_at: Callable[[float], int],
    ) -> list[Sample]:
        """Samples of one visit, each of the time its own answer came (the last, if of several).

        A judgement has a value exactly when it is not Bad.
        """
        rows = told(self.plan, answers, self.memories, heard_s, self.counts)
        order = self.standing.order
        seen_in = () if order.is_sure else self.plan.floats
        if seen_in and not order.may_believe(seen_in, answers):
            rows = [WRONG if order.is_wrong else UNSURE] * len(rows)
        times = [(at_s, utc_ms_at(at_s)) for at_s in heard_s]
        if len(times) == 1:
            (at_s, at_ms) = times[0]
            return [
                _NEW(Sample, (tag, value, status, at_s, at_ms, source, reason))
                for (tag, source), (value, status, reason, _) in zip(self.tags, rows, strict=True)
            ]
        made: list[Sample] = []
        for (tag, source), reads, (value, status, reason, _) in zip(
            self.tags, self.made_of, rows, strict=True
        ):
            at_s, at_ms = times[reads[0]] if len(reads) == 1 else max(times[n] for n in reads)
            made.append(_NEW(Sample, (tag, value, status, at_s, at_ms, source, reason)))
        return made

    def blank(self, why: Judgement, at_s: float, at_ms: int) -> list[Sample]:
        """One Bad sample for every tag."""
        return [
            Sample(tag, None, why.status, at_s, at_ms, source, why.reason)
            for tag, source in self.tags
        ]

    def look_at(self, output: Output) -> Look:
        """The look that belongs to one of its outputs, made ready once."""
        found = self.looks.get(output.key)
        if found is None:
            found = self.looks[output.key] = look_at(self.device.unit, self.profile, output)
        return found

    def request(self, area: Area, address: int, count: int) -> Request:
        """Read request for an address as the profile prints it."""
        return read_request(self.device.unit, area, address - self.profile.address_base, count)


def station_of(
    bus_id: str,
    device: Device,
    profile: Profile,
    pressure_atm: float,
    wire: WireTime = TYPICAL,
    signals: Mapping[str, Signal] = NO_SIGNALS,
) -> Station:
    """Station of a device row; its requests are chosen for the wire and encoded here, once."""
    plan = plan_visit(device, profile, pressure_atm, wire, signals)
    requests = [
        read_request(device.unit, row.area, row.address - profile.address_base, row.count)
        for row in plan.reads
    ]
    timing = profile.timing
    pace = Pace(
        timing.response_timeout_ms / 1000, timing.worst_reply_ms / 1000, timing.guard_ms / 1000
    )
    return Station(bus_id, device, profile, plan, requests, pace)


def share_standings(stations: Iterable[Station]) -> None:
    """Give all the paces of a device one standing."""
    shared: dict[str, Standing] = {}
    for station in stations:
        one, own = shared.setdefault(station.device.id, station.standing), station.standing
        if one is not own:
            one.outputs += own.outputs
            station.standing = one


def identity_matches(row: Identify, swap: Swap, data: bytes) -> bool:
    """True when the identity register says what the profile expects."""
    if row.type == "string":
        return text_of(data).startswith(row.match)
    return extractor(row.type, 0, swap, None)(data) == int(row.match, 0)


def missed(reason: str, *, breaker_open: bool) -> Judgement:
    """Why a whole visit has no values; a station that keeps missing has no communication."""
    if breaker_open:
        return Judgement(None, Status.BAD_NO_COMMUNICATION, reason)
    status = Status.BAD_TIMEOUT if reason == "no_reply" else Status.BAD_COMMUNICATION_ERROR
    return Judgement(None, status, reason)


def refused(code: int) -> Judgement:
    """Why a read that was answered with an exception has no values."""
    wrong_map = code in EXCEPTIONS_CONFIGURATION
    status = Status.BAD_CONFIGURATION_ERROR if wrong_map else Status.BAD_DEVICE_FAILURE
    return Judgement(None, status, f"exception_{code}")


_NEW = tuple.__new__
"""Makes a sample of its fields; `told` keeps the promise that Sample checks."""
NOT_CONNECTED = Judgement(None, Status.BAD_NOT_CONNECTED, "no_wire")
WARMING_UP = Judgement(None, Status.UNCERTAIN_SENSOR_NOT_ACCURATE, "warming_up")
WRONG_DEVICE = Judgement(None, Status.BAD_CONFIGURATION_ERROR, "identity")
