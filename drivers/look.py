"""What is asked after a write, and what the answers say: the written register and, of a drive,
its state, its fault and whether it listens to this line.

Profile in, requests and a verdict out; it refuses to know when to ask and what to do about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from drivers.decode import NEW, Extract, Judgement, Rule, extractor, judge, rule_of
from drivers.modbus import Request, read_request
from drivers.reads import Output, located, process_range, registers_of
from farm.profile import Point, Profile, Read
from farm.status import Status


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look showed. `register`: the written value as it stands, in the unit of the tag.

    `shown`: what the output's tag reads now: the register, or 0 while a drive does not run.
    """

    register: Judgement
    shown: Judgement
    state: int | None = None
    faulted: bool = False
    remote: bool = True
    astray: bool = False
    """In a state of none of the profile's lists: a drive that runs backward."""


@dataclass(frozen=True, slots=True)
class Look:
    """The requests of one look at one output, made ready once."""

    requests: tuple[Request, ...]
    places: tuple[tuple[int, Extract], ...]
    """Request and extract of the register; of a drive also of state, fault, remote, if any."""
    rule: Rule
    running: tuple[int, ...] | None = None
    stopped: tuple[int, ...] = ()
    faulted: tuple[int, ...] = ()
    has_fault: bool = False

    def seen(self, answers: Sequence[bytes]) -> Seen:
        """Verdict of the answers, one per request in order."""
        raws = [extract(answers[number]) for number, extract in self.places]
        register, _ = judge(self.rule, raws[0], NEW, 0.0)
        if self.running is None:
            return Seen(register, register)
        state, more = int(raws[1]), raws[2:]
        fault = more.pop(0) if self.has_fault else 0.0
        shown = register if state in self.running else Judgement(0.0, Status.GOOD)
        faulted = state in self.faulted or fault != 0.0
        astray = not faulted and state not in (*self.running, *self.stopped)
        return Seen(register, shown, state, faulted, all(raw != 0.0 for raw in more), astray)


def look_at(unit: int, profile: Profile, output: Output) -> Look:
    """The look that belongs to an output of a station."""
    write, start = output.write, profile.start
    key = write.verify.point + ("" if write.count == 1 else str(output.index))
    entry = output.mapping
    _, point, _ = located(profile)[key]
    rule = rule_of(
        point, process_range(entry.tag), entry.span, invert=entry.invert, transmitter=False
    )
    if output.state is None or start is None:
        requests, places = _asked(unit, profile, [key])
        return Look(requests, places, rule)
    more = [name for name in (start.fault_point, start.remote_point) if name is not None]
    requests, places = _asked(unit, profile, [key, start.state_point, *more])
    has_fault = start.fault_point is not None
    states = (start.running, start.stopped, start.faulted)
    return Look(requests, places, rule, *states, has_fault)


def _asked(
    unit: int, profile: Profile, keys: Sequence[str]
) -> tuple[tuple[Request, ...], tuple[tuple[int, Extract], ...]]:
    """One request per read that holds any of the keys, no longer than they need."""
    found = [located(profile)[key] for key in keys]
    reads = {read.id: read for read, _, _ in found}
    spans = {
        name: _span(reads[name], [(p, index) for read, p, index in found if read.id == name])
        for name in reads
    }
    order = list(reads)
    requests = tuple(_request(unit, profile, reads[name], spans[name]) for name in order)
    places = tuple(
        (order.index(read.id), _extract(profile, point, index, spans[read.id][0]))
        for read, point, index in found
    )
    return requests, places


def _span(read: Read, points: Sequence[tuple[Point, int]]) -> tuple[int, int]:
    """First offset and count that one request needs for these points of a read."""
    if read.whole or read.trigger is not None:
        return 0, read.count
    starts = [point.offset + index * point.step for point, index in points]
    ends = [at + _width(point) for at, (point, _) in zip(starts, points, strict=True)]
    return min(starts), max(ends) - min(starts)


def _width(point: Point) -> int:
    return registers_of(point.model_copy(update={"count": 1}))


def _request(unit: int, profile: Profile, read: Read, span: tuple[int, int]) -> Request:
    address = read.address - profile.address_base + span[0]
    return read_request(unit, read.area, address, span[1])


def _extract(profile: Profile, point: Point, index: int, first: int) -> Extract:
    swap = point.swap if point.swap is not None else profile.swap
    place = point.offset + index * point.step - first
    return extractor(point.type, place, swap, point.bits, point.mask)
