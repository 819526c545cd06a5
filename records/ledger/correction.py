"""How a posted voucher is set right: in its own year red letters and anew, after it a difference.

It refuses to reopen a period, and to book into another year what its own year can still take.
会计基础工作规范 (2019) art. 51; 农民专业合作社会计制度 (2021) art. 59: prospective.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias
from uuid import UUID, uuid5

from records.ledger.accounts import Account
from records.ledger.entry import SUMMARY_MAX_CHARS, Entry, EntryLine, counter_entry
from records.ledger.period import PeriodIndex
from records.ledger.roles import Role, account_in

Side: TypeAlias = tuple[Account, str, str]
Net: TypeAlias = Mapping[Side, tuple[int, int]]
"""Amount (fen) and quantity (g) by account, batch and what it is about."""


def corrected(
    group: Sequence[Entry], right: Entry | None, found_on: date, periods: PeriodIndex
) -> list[Entry]:
    """What to post after `group`, all vouchers of one matter so far, so that `right` holds.

    None: nothing should stand. In an open period on the voucher's own day, in the same year on
    `found_on`, else one difference voucher on `found_on` that earlier years never see.
    """
    wanted = {} if right is None else net([right])
    if net(group) == wanted:
        return []
    if not group:
        return [] if right is None else [_late(right, found_on, periods)]
    first = group[0]
    day = found_on if periods.is_closed(first.entity, first.day) else first.day
    if day.year != first.day.year:
        return list(_difference(group, wanted, day))
    red = [counter_entry(one, uuid5(one.entry_id, "counter"), day) for one in _standing(group)]
    return red if right is None else [*red, _anew(group, right, day)]


def _late(right: Entry, found_on: date, periods: PeriodIndex) -> Entry:
    """What was left out of a period that is closed by now is booked when it is found."""
    if not periods.is_closed(right.entity, right.day):
        return right
    summary = f"补记 {right.day.isoformat()} {right.summary}"[:SUMMARY_MAX_CHARS]
    return replace(right, day=found_on, summary=summary)


def net(entries: Iterable[Entry]) -> Net:
    """What vouchers come to together; sides that cancel are left out."""
    sums: dict[Side, tuple[int, int]] = {}
    for entry in entries:
        for line in entry.lines:
            side = (line.account, line.batch or "", line.about or "")
            amount_fen, mass_g = sums.get(side, (0, 0))
            sums[side] = (amount_fen + line.amount_fen, mass_g + (line.mass_g or 0))
    return {side: sums[side] for side in sorted(sums) if sums[side][0]}


def _standing(group: Sequence[Entry]) -> list[Entry]:
    """Those of the group that were not taken back and take nothing back."""
    taken_back = {
        one.entry_id: other.entry_id for one in group for other in group if _is_counter(other, one)
    }
    gone = {*taken_back, *taken_back.values()}
    return [one for one in group if one.entry_id not in gone]


def _is_counter(one: Entry, other: Entry) -> bool:
    return one.corrects == other.entry_id and one.lines == tuple(
        line.reversed() for line in other.lines
    )


def _anew(group: Sequence[Entry], right: Entry, day: date) -> Entry:
    first = group[0]
    return replace(
        right,
        entry_id=uuid5(first.entry_id, f"anew/{len(group)}"),
        day=day,
        summary=f"订正 {first.day.isoformat()} {right.summary}"[:SUMMARY_MAX_CHARS],
        corrects=first.entry_id,
    )


def _difference(group: Sequence[Entry], wanted: Net, day: date) -> Iterator[Entry]:
    first, had = group[0], net(group)
    lines = []
    for side in sorted({*had, *wanted}):
        (had_fen, had_g), (right_fen, right_g) = had.get(side, (0, 0)), wanted.get(side, (0, 0))
        if right_fen != had_fen:
            account, batch, about = side
            mass_g = (right_g - had_g) or None
            lines.append(
                EntryLine(account, right_fen - had_fen, batch or None, about or None, mass_g)
            )
    if lines:  # a quantity alone does not reach into another year
        yield replace(
            first,
            entry_id=uuid5(first.entry_id, f"difference/{len(group)}"),
            day=day,
            summary=f"更正以前年度 {first.day.isoformat()} {first.summary}"[:SUMMARY_MAX_CHARS],
            lines=tuple(lines),
            corrects=first.entry_id,
        )


@dataclass(frozen=True, slots=True)
class MemoRow:
    """One correction of a closed year: of which voucher (None: there was none), its effect, fen."""

    entry_id: UUID
    corrects: UUID | None
    found_on: date
    effect_fen: int
    summary: str


@dataclass(frozen=True, slots=True)
class YearMemo:
    """What a closed year's result would have been, disclosed beside what it was; fen."""

    year: int
    result_fen: int
    rows: tuple[MemoRow, ...]

    @property
    def would_have_been_fen(self) -> int:
        """The result with every correction in its own year; nobody pays anything back for it."""
        return self.result_fen + sum(row.effect_fen for row in self.rows)


def year_memo(
    entries: Iterable[Entry], entity: str, year: int, late: Collection[UUID] = ()
) -> YearMemo:
    """The memo of a year (DIV-SPEC-1.0 B13), from all vouchers of the entity, in any order.

    `late`: events and deeds of that year, whose vouchers may have come only after it.
    """
    every = [entry for entry in entries if entry.entity == entity]
    own = {entry.entry_id for entry in every if entry.day.year == year}
    rows = [
        MemoRow(entry.entry_id, entry.corrects, entry.day, _result_fen(entry), entry.summary)
        for entry in every
        if entry.day.year > year and (entry.corrects in own or _left_out(entry, year, late))
    ]
    result_fen = sum(_result_fen(entry) for entry in every if entry.day.year == year)
    return YearMemo(year, result_fen, tuple(sorted(rows, key=lambda row: (row.found_on, str(row)))))


def _left_out(entry: Entry, year: int, late: Collection[UUID]) -> bool:
    if entry.basis is not None:
        return f"/{year}-" in entry.basis.key
    return entry.event_id in late


def _result_fen(entry: Entry) -> int:
    """What the voucher adds to the year's result; closing one moves it and adds nothing."""
    closing = account_in(entry.system, Role.RESULT)
    if any(line.account.within(closing) for line in entry.lines):
        return 0
    return -sum(line.amount_fen for line in entry.lines if line.account.kind.closes_yearly)
