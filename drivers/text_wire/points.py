"""The mapped points of a text device: numbers of a reading in, judged samples out.

It refuses to know formats and wires.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.decode import NEW, Judgement, Memory, Rule, judge, rule_of
from drivers.reads import process_range
from drivers.text.reading import Seen
from farm.profile import Profile
from farm.quantity import QUANTITIES
from farm.sample import Sample
from farm.site import Device, mapping
from farm.status import Status
from farm.tag import TagName

VALUE_MISSING = Judgement(None, Status.BAD_DECODING_ERROR, "value_missing")
NOT_CONFIRMED = Judgement(None, Status.BAD_DECODING_ERROR, "not_confirmed")


@dataclass(slots=True)
class _Row:
    tag: TagName
    source: str
    place: int
    rule: Rule
    confirm: float | None
    memory: Memory = NEW
    believed: float | None = None


class TextPoints:
    """Rules and memories of one device."""

    def __init__(self, bus_id: str, device: Device, profile: Profile) -> None:
        """Of a checked site: every mapped key is a point of the profile."""
        assert profile.ascii is not None
        points = {point.key: point for point in profile.ascii.points}
        self._rows: list[_Row] = []
        for key, raw in device.points.items():
            entry, point = mapping(raw), points[key]
            rule = rule_of(
                point,
                process_range(entry.tag),
                entry.span,
                invert=entry.invert,
                frozen_after_s=profile.quality.frozen_after_s,
            )
            source = f"{bus_id}/{device.id}/{key}"
            confirm = profile.ascii.confirm.get(key)
            self._rows.append(_Row(TagName(entry.tag), source, point.offset, rule, confirm))

    @property
    def life_support(self) -> bool:
        """True when any of the tags is."""
        return any(QUANTITIES[row.tag.partition(".")[2]].life_support for row in self._rows)

    @property
    def tags(self) -> frozenset[TagName]:
        """Every tag of the device."""
        return frozenset(row.tag for row in self._rows)

    def doubtful(self, values: Mapping[int, Seen]) -> bool:
        """Whether any value has moved so far that the device has to say it again."""
        return any(_moved(row, values.get(row.place), row.believed) for row in self._rows)

    def confirmed(self, first: Mapping[int, Seen], again: Mapping[int, Seen]) -> dict[int, Seen]:
        """The second answer, without the values on which neither the first nor the past agrees."""
        values = dict(again)
        for row in self._rows:
            told = first.get(row.place)
            before = told if isinstance(told, float) else None
            seen = again.get(row.place)
            if _moved(row, seen, before) and _moved(row, seen, row.believed):
                values[row.place] = NOT_CONFIRMED
        return values

    def samples(self, values: Mapping[int, Seen], at_s: float, at_ms: int) -> list[Sample]:
        """One sample for every mapped point."""
        return [self._sample(row, values.get(row.place), at_s, at_ms) for row in self._rows]

    def blank(self, why: Judgement, at_s: float, at_ms: int) -> list[Sample]:
        """One Bad sample for every mapped point."""
        return [
            Sample(row.tag, None, why.status, at_s, at_ms, row.source, why.reason)
            for row in self._rows
        ]

    def _sample(self, row: _Row, said: Seen | None, at_s: float, at_ms: int) -> Sample:
        if isinstance(said, float):
            seen, row.memory = judge(row.rule, said, row.memory, at_s)
            row.believed = said if seen.status.is_good else row.believed
        else:
            seen = VALUE_MISSING if said is None else said
        return Sample(row.tag, seen.value, seen.status, at_s, at_ms, row.source, seen.reason)


def _moved(row: _Row, said: Seen | None, before: float | None) -> bool:
    if row.confirm is None or not isinstance(said, float):
        return False
    return before is None or abs(said - before) > row.confirm
