"""The uplift of a year by month and stream, against its target and per kilogram harvested.

It refuses to add what members get: it comes out of the collective's gain.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from records.canonical import Json
from records.integers import BP_WHOLE
from records.uplift.gains import Gain, Gains
from records.uplift.scope import Scope
from records.uplift.streams import STREAMS, Side, Stream

GRAMS_PER_KG = 1000
MONTHS_OF_YEAR = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure and the vouchers it is the sum of, in the order posted."""

    amount_fen: int
    items: tuple[Gain, ...]


@dataclass(frozen=True, slots=True)
class UpliftSpan:
    """A month, or several: every stream by key. `target_fen` None: no target for such a span."""

    name: str
    streams: Mapping[str, Figure]
    unassigned: Figure
    banked: Figure
    target_fen: int | None
    harvested_g: int
    sides: Mapping[str, Side]

    @property
    def collective_fen(self) -> int:
        """What the villages gained."""
        return self._of(Side.COLLECTIVE)

    @property
    def villagers_fen(self) -> int:
        """What villagers gained beside it."""
        return self._of(Side.VILLAGERS)

    @property
    def total_fen(self) -> int:
        """Both; dividends to members are not added."""
        return self.collective_fen + self.villagers_fen

    @property
    def gap_fen(self) -> int | None:
        """What is still missing; negative where the target is passed."""
        return None if self.target_fen is None else self.target_fen - self.total_fen

    @property
    def percent_x100_floor(self) -> int | None:
        """Hundredths of a percent of the target, rounded down (DIV-SPEC-1.0 B7.4)."""
        return None if not self.target_fen else self.total_fen * BP_WHOLE // self.target_fen

    @property
    def fen_per_kg_floor(self) -> int | None:
        """Per kg harvested, rounded down; None without a harvest."""
        return self.total_fen * GRAMS_PER_KG // self.harvested_g if self.harvested_g else None

    def _of(self, side: Side) -> int:
        return sum(
            figure.amount_fen for key, figure in self.streams.items() if self.sides[key] is side
        )

    def as_json(self) -> dict[str, Json]:
        """The figures as whole numbers."""
        return {
            "period": self.name,
            "streams": {key: figure.amount_fen for key, figure in self.streams.items()},
            "collective_fen": self.collective_fen,
            "villagers_fen": self.villagers_fen,
            "total_fen": self.total_fen,
            "unassigned_fen": self.unassigned.amount_fen,
            "received_in_bank_fen": self.banked.amount_fen,
            "target_fen": self.target_fen,
            "gap_fen": self.gap_fen,
            "percent_of_target_x100_floor": self.percent_x100_floor,
            "harvested_g": self.harvested_g,
            "fen_per_kg_floor": self.fen_per_kg_floor,
        }


@dataclass(frozen=True, slots=True)
class Flow:
    """Between the project and one village: owed in its books, income in the village's, fen."""

    project: str
    village: str
    owed_fen: int
    income_fen: int

    @property
    def difference_fen(self) -> int:
        """What one side has booked and the other has not."""
        return self.owed_fen - self.income_fen


@dataclass(frozen=True, slots=True)
class Elimination:
    """Income of all books together, what of it only moved inside, and what came from outside."""

    gross_fen: int
    flows: tuple[Flow, ...]

    @property
    def inside_fen(self) -> int:
        """Income of villages that the project owes: the same money a second time."""
        return sum(flow.income_fen for flow in self.flows)

    @property
    def outside_fen(self) -> int:
        """Income from outside."""
        return self.gross_fen - self.inside_fen


@dataclass(frozen=True, slots=True)
class UpliftYear:
    """`months` from January on as far as told; `so_far` against the target of those months, `whole`
    the same gains against the target of the year; and what moved inside.
    """

    year: int
    months: tuple[UpliftSpan, ...]
    so_far: UpliftSpan
    whole: UpliftSpan
    elimination: Elimination
    scope: Scope
    streams: tuple[Stream, ...] = STREAMS

    def as_json(self) -> dict[str, Json]:
        """The year as whole numbers; docs/town-feed.md tells the keys."""
        return {
            "year": self.year,
            "so_far": self.so_far.as_json(),
            "whole": self.whole.as_json(),
            "months": [month.as_json() for month in self.months],
            "inside": [
                {"project": one.project, "village": one.village, "owed_fen": one.owed_fen,
                 "income_fen": one.income_fen, "difference_fen": one.difference_fen}
                for one in self.elimination.flows
            ],
            "income_from_outside_fen": self.elimination.outside_fen,
            "streams": [stream.as_json() for stream in self.streams],
            "target_source": self.scope.source,
            "verified": self.scope.verified,
        }  # fmt: skip


def uplift_year(
    found: Gains,
    scope: Scope,
    harvested_g: Mapping[str, int],
    year: int,
    last_month: int = MONTHS_OF_YEAR,
    streams: Sequence[Stream] = STREAMS,
) -> UpliftYear:
    """The year up to and with `last_month`; `harvested_g`: by civil month such as `2026-11`."""
    names = [f"{year}-{number:02d}" for number in range(1, last_month + 1)]
    months = tuple(
        _span(name, [name], found, _target(scope, number, number - 1), harvested_g, streams)
        for number, name in enumerate(names, 1)
    )
    so_far_fen, told = _target(scope, last_month, 0), f"{names[0]}…{names[-1]}"
    so_far = _span(told, names, found, so_far_fen, harvested_g, streams)
    whole = _span(str(year), names, found, scope.target_fen, harvested_g, streams)
    inside = _elimination(found, set(names))
    return UpliftYear(year, months, so_far, whole, inside, scope, tuple(streams))


def _target(scope: Scope, last: int, before: int) -> int | None:
    """Twelfths in whole fen that add up to the year's target."""
    if not scope.spread:
        return None
    by_end = [scope.target_fen * number // MONTHS_OF_YEAR for number in (before, last)]
    return by_end[1] - by_end[0]


def _span(
    name: str,
    months: Sequence[str],
    found: Gains,
    target_fen: int | None,
    harvested_g: Mapping[str, int],
    streams: Sequence[Stream],
) -> UpliftSpan:
    within = set(months)
    items = [item for item in (*found.items, *found.memos) if item.month in within]
    by_stream = {one.key: [item for item in items if item.stream == one.key] for one in streams}
    added = [item for item in found.items if item.month in within]
    left = sum(item.total_fen - item.counted_fen for item in added)
    rest = tuple(item for item in added if item.total_fen != item.counted_fen)
    return UpliftSpan(
        name,
        {key: _figure(mine) for key, mine in by_stream.items()},
        Figure(left, rest),
        _figure([item for item in found.banked if item.month in within]),
        target_fen,
        sum(harvested_g.get(month, 0) for month in within),
        {one.key: one.side for one in streams},
    )


def _figure(items: Iterable[Gain]) -> Figure:
    mine = tuple(items)
    return Figure(sum(item.counted_fen for item in mine), mine)


def _elimination(found: Gains, months: set[str]) -> Elimination:
    owed: dict[tuple[str, str], int] = {}
    income: dict[tuple[str, str], int] = {}
    villages = [item for item in found.items if item.month in months and item.payer]
    for one in found.owed:
        pair = (one.entry.entity, one.village)
        if one.month in months:
            owed[pair] = owed.get(pair, 0) + one.amount_fen
    for item in villages:
        pair = (str(item.payer), item.entry.entity)
        income[pair] = income.get(pair, 0) + item.total_fen
    flows = tuple(
        Flow(*pair, owed.get(pair, 0), income.get(pair, 0)) for pair in sorted({*owed, *income})
    )
    every = [*found.income, *(item for item in found.items if item.is_income)]
    return Elimination(sum(item.total_fen for item in every if item.month in months), flows)
