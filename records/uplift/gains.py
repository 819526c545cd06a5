"""Every voucher that may be a gain, with the one stream it counts for and how much of it.

It refuses to count a voucher for two streams: such a one counts for none, and is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from records.civil import month_of
from records.deeds.deed import Deed
from records.dividend.vouchers import TO_MEMBERS
from records.integers import half_up_div
from records.ledger.balances import numbered
from records.ledger.bookings import Part
from records.ledger.chart import AccountKind
from records.ledger.deeds import WagesDue
from records.ledger.entry import Entry, EntryLine
from records.ledger.roles import Role, account_in
from records.refusal import Problem, problem
from records.uplift.scope import Scope, named, party_of
from records.uplift.streams import STREAMS, Stream, Where


@dataclass(frozen=True, slots=True)
class Gain:
    """One voucher. `total_fen`: what it may be counted for; `counted_fen` of that for `stream`,
    None if for nothing. `payer`: the project's entity that it speaks of.
    """

    entry: Entry
    number: str
    stream: str | None
    total_fen: int
    counted_fen: int
    payer: str | None = None

    is_income: bool = False
    """It is income of a village, not what the project owes to villagers."""

    @property
    def month(self) -> str:
        """Civil month such as `2026-11`."""
        return month_of(self.entry.day)


@dataclass(frozen=True, slots=True)
class Owed:
    """What a voucher of the project says that it owes to a village."""

    entry: Entry
    number: str
    village: str
    amount_fen: int

    @property
    def month(self) -> str:
        """Civil month such as `2026-11`."""
        return month_of(self.entry.day)


@dataclass(slots=True)
class Gains:
    """`items`: what is added up; `memos`: what is shown beside; `banked`: what villages received
    from the project in bank or cash; `owed`: what the project booked as owed to villages.
    """

    items: list[Gain] = field(default_factory=list)
    memos: list[Gain] = field(default_factory=list)
    banked: list[Gain] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    income: list[Gain] = field(default_factory=list)
    """Every voucher with income of the project's own entities; a village's stand in `items`."""
    problems: list[Problem] = field(default_factory=list)


def gains(
    entries: Iterable[Entry],
    deeds: Iterable[Deed],
    scope: Scope,
    streams: Sequence[Stream] = STREAMS,
) -> Gains:
    """One pass over the vouchers of all entities, in the order posted."""
    payroll = {deed.deed_id: deed for deed in deeds if isinstance(deed, WagesDue)}
    villages, projects = set(scope.village_ids), set(scope.project_ids)
    by_where = {where: [one for one in streams if one.where is where] for where in Where}
    found = Gains()
    for number, entry in numbered(entries):
        if entry.entity in villages:
            _village(found, number, entry, scope, by_where)
        elif entry.entity in projects:
            _project(found, number, entry, scope, by_where, payroll)
    return found


def _village(
    found: Gains,
    number: str,
    entry: Entry,
    scope: Scope,
    by_where: Mapping[Where, Sequence[Stream]],
) -> None:
    payer = named(entry, scope.projects)
    income = [] if _closes(entry) else _of_kind(entry, AccountKind.INCOME)
    if income:
        streams = by_where[Where.VILLAGE_INCOME] if payer else []
        _add(found, number, entry, income, streams, payer)
    moved = sum(line.amount_fen for line in entry.lines if _is_money(line))
    if moved and payer and (income or any(map(_is_claim, entry.lines))):
        found.banked.append(Gain(entry, number, None, moved, moved, payer))
    shared = sum(line.amount_fen for line in entry.lines if line.account.label == TO_MEMBERS)
    if shared:
        for stream in by_where[Where.VILLAGE_MEMBERS]:
            found.memos.append(Gain(entry, number, stream.key, shared, shared))


def _project(
    found: Gains,
    number: str,
    entry: Entry,
    scope: Scope,
    by_where: Mapping[Where, Sequence[Stream]],
    payroll: Mapping[UUID, WagesDue],
) -> None:
    if not _closes(entry):
        fen = -sum(line.amount_fen for line in _of_kind(entry, AccountKind.INCOME))
        found.income += [Gain(entry, number, None, fen, 0)] if fen else []
    if any(map(_is_money, entry.lines)):
        return
    due = payroll.get(entry.event_id) if entry.event_id else None
    if due is not None:
        _wages(found, number, entry, by_where[Where.PROJECT_WAGES], due)
        return
    owed = [line for line in entry.lines if line.account.kind is AccountKind.LIABILITY]
    payees = [line for line in owed if line.about in scope.villager_payees]
    if payees:
        _add(found, number, entry, payees, by_where[Where.PROJECT_PAYEES], None)
    for line in owed:
        village = party_of(line, scope.villages)
        if village is not None:
            found.owed.append(Owed(entry, number, village, -line.amount_fen))


def _wages(
    found: Gains, number: str, entry: Entry, streams: Sequence[Stream], due: WagesDue
) -> None:
    owed = -sum(line.amount_fen for line in entry.lines if _is_wage(line))
    counted = half_up_div(owed * due.local_fen, due.gross_fen)
    key = streams[0].key if streams else None
    found.items.append(Gain(entry, number, key, owed, counted if key else 0))


def _add(
    found: Gains,
    number: str,
    entry: Entry,
    lines: Sequence[EntryLine],
    streams: Sequence[Stream],
    payer: str | None,
) -> None:
    """The voucher under the one stream that its lines belong to; the rest of it counts for none."""
    total = -sum(line.amount_fen for line in lines)
    wanted: dict[str, int] = {}
    for line in lines:
        for stream in streams:
            if _takes(stream, line, entry):
                wanted[stream.key] = wanted.get(stream.key, 0) - line.amount_fen
    if len(wanted) > 1:
        found.problems.append(_two_streams(entry, number, sorted(wanted)))
    key = next(iter(wanted)) if len(wanted) == 1 else None
    is_income = lines[0].account.kind is AccountKind.INCOME
    counted = wanted[key] if key else 0
    found.items.append(Gain(entry, number, key, total, counted, payer, is_income))


def _takes(stream: Stream, line: EntryLine, entry: Entry) -> bool:
    """In a village its own line decides; in the project the cost that the debt was made for."""
    lines = [line] if stream.where is Where.VILLAGE_INCOME else entry.lines
    if any(_within(one, part) for one in lines for part in stream.other_than):
        return False
    return not stream.accounts or any(
        _within(one, part) for one in lines for part in stream.accounts
    )


def _within(line: EntryLine, part: Part) -> bool:
    role, sub = part
    place = account_in(line.account.system, role, *((sub,) if sub else ()))
    return line.account.within(place)


def _of_kind(entry: Entry, kind: AccountKind) -> list[EntryLine]:
    return [line for line in entry.lines if line.account.kind is kind]


def _closes(entry: Entry) -> bool:
    """Closing a year moves its income into the result and earns nothing."""
    return any(_within(line, (Role.RESULT, "")) for line in entry.lines)


def _is_money(line: EntryLine) -> bool:
    return _within(line, (Role.BANK, "")) or _within(line, (Role.CASH, ""))


def _is_claim(line: EntryLine) -> bool:
    return _within(line, (Role.CUSTOMERS, "")) or _within(line, (Role.CLAIMS, ""))


def _is_wage(line: EntryLine) -> bool:
    return _within(line, (Role.WAGES, "")) or _within(line, (Role.LABOUR, ""))


def _two_streams(entry: Entry, number: str, keys: Sequence[str]) -> Problem:
    named_keys = "、".join(keys)
    where = f"{entry.entity} {month_of(entry.day)} {number}"
    return problem(
        "TWO_STREAMS",
        f"{where}：这张凭证同时属于 {named_keys}，未计入任何一项；请红字冲销后分开填制",
        f"{where}: the voucher belongs to {named_keys} at once and counts for none: take it back "
        "by red letters and enter one for each",
    )
