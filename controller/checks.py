"""Instruments a person is cleaning or calibrating: not believed until they say so, or 15 minutes.

It refuses to know alarms and wires, and what the others do meanwhile (`voting`, the laws).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from controller.layout import Layout, TankTags
from farm.quantity import QUANTITIES
from farm.sample import Sample
from farm.snapshot import Snapshot
from farm.status import Status
from farm.tag import TagName

FUNCTION_CHECK = "function_check"
"""Reason of a reading that is not used because somebody works on its instrument (NE107 class C)."""
TOLD_MS = 60_000
"""A check nobody ended is told this long after it lapsed, then until it is acknowledged, ms."""


class Check(NamedTuple):
    """Somebody works on an instrument until a UTC instant, ms; `by`: id of the wish."""

    until_ms: int
    by: str
    actor: str


Checks = Mapping[TagName, Check]


def may_be_checked(layout: Layout, name: TagName) -> bool:
    """Whether a person may put this reading aside."""
    return name in layout.measured and QUANTITIES[name.partition(".")[2]].is_cleaned


def beside(layout: Layout, name: TagName) -> tuple[TagName, ...]:
    """The other oxygen probes of the same tank."""
    tank = next((tank for tank in layout.tanks if name in tank.probes), None)
    return () if tank is None else tuple(probe for probe in tank.probes if probe != name)


def in_check(layout: Layout, checks: Checks, at_ms: int) -> frozenset[TagName]:
    """Every tag not to be believed now: with an oxygen probe its own thermometer leaves the water.

    The other way about as well: whoever lifts the thermometer lifts the probe it sits in.
    """
    named = {name for name, check in checks.items() if at_ms <= check.until_ms}
    if not named:
        return frozenset()
    lifted = {name for tank in layout.tanks for name in _one_head(layout, tank, named)}
    return frozenset(named | lifted)


def _one_head(layout: Layout, tank: TankTags, named: set[TagName]) -> Iterator[TagName]:
    own = layout.station_of.get(tank.temperature)
    for probe in tank.probes:
        if own is not None and layout.station_of.get(probe) is own:
            head = {probe, tank.temperature}
            yield from head if head & named else ()


def out_of_service(snapshot: Snapshot, names: Iterable[TagName]) -> dict[TagName, Sample]:
    """Their samples as they are believed: no number, and why."""
    held = (snapshot.samples.get(name) for name in names)
    return {sample.tag: put_aside(sample) for sample in held if sample is not None}


def put_aside(sample: Sample) -> Sample:
    """A sample of an instrument that somebody works on."""
    return Sample(
        sample.tag, None, Status.BAD_OUT_OF_SERVICE, sample.at_s, sample.at_ms, sample.source,
        FUNCTION_CHECK,
    )  # fmt: skip


def still_kept(checks: Checks, at_ms: int) -> Checks:
    """Without those that lapsed and were told."""
    if all(at_ms < check.until_ms + TOLD_MS for check in checks.values()):
        return checks
    return {name: one for name, one in checks.items() if at_ms < one.until_ms + TOLD_MS}


def lapsed(checks: Checks, at_ms: int) -> Iterator[tuple[TagName, Check]]:
    """Those that nobody ended."""
    return ((name, one) for name, one in checks.items() if at_ms > one.until_ms)


def as_json(checks: Checks) -> dict[str, list[Any]]:
    """Plain values."""
    return {name: list(one) for name, one in checks.items()}


def of_json(rows: Mapping[str, Any]) -> dict[TagName, Check]:
    """From plain values."""
    return {TagName(name): check_of(row) for name, row in rows.items()}


def check_of(row: Any) -> Check:
    """One from its plain values; raises for any other form."""
    until_ms, by, actor = row
    return Check(int(until_ms), str(by), str(actor))
