"""Vouchers as they are drafted from facts: two lines for a matter, an id made of the facts.

It refuses to post anything; what stands already is compared with drafts in records.ledger.settling.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import NAMESPACE_OID, UUID, uuid5

from records.ledger.basis import basis_of
from records.ledger.bookings import Matter, booking
from records.ledger.chart import AccountingSystem
from records.ledger.entry import SUMMARY_MAX_CHARS, Entry, EntryLine
from records.refusal import Problem


@dataclass(frozen=True, slots=True)
class Books:
    """Whose books, and by which rules they are kept."""

    entity: str
    system: AccountingSystem


@dataclass(frozen=True, slots=True)
class About:
    """What both lines of a matter are about, and the quantity on each side, g.

    `credit_about`: where the credit side is about someone else, such as who is owed.
    """

    batch: str | None = None
    about: str | None = None
    credit_about: str | None = None
    debit_g: int | None = None
    credit_g: int | None = None
    item: str = ""


NOTHING_MORE = About()


def lines_of(
    books: Books, matter: Matter, amount_fen: int, about: About = NOTHING_MORE
) -> tuple[EntryLine, ...]:
    """Debit and credit of the matter; none for an amount of 0, which says nothing."""
    if amount_fen == 0:
        return ()
    rule = booking(books.system, matter, about.item)
    out_g = None if about.credit_g is None else -about.credit_g
    return (
        EntryLine(rule.debit, amount_fen, about.batch, about.about, about.debit_g),
        EntryLine(rule.credit, -amount_fen, about.batch, about.credit_about or about.about, out_g),
    )


def of_one(
    books: Books, source: UUID, matter: Matter, day: date, summary: str, lines: Sequence[EntryLine]
) -> Entry | None:
    """The voucher of one event or deed; the same source always makes the same id."""
    if not lines:
        return None
    return Entry(
        uuid5(source, f"{books.entity}/{matter.value}"),
        books.entity,
        day,
        summary[:SUMMARY_MAX_CHARS],
        tuple(lines),
        event_id=source,
    )


def of_month(
    books: Books,
    key: str,
    day: date,
    summary: str,
    lines: Sequence[EntryLine],
    sources: Iterable[UUID],
) -> Entry | None:
    """The voucher of many events and deeds of one month; `key` is its place, see Basis."""
    if not lines:
        return None
    return Entry(
        place_id(books.entity, key, 0),
        books.entity,
        day,
        summary[:SUMMARY_MAX_CHARS],
        tuple(lines),
        basis=basis_of(key, sources),
    )


def place_id(entity: str, key: str, number: int) -> UUID:
    """The id of the voucher that takes the place `key` for the `number`th time, from 0."""
    return uuid5(NAMESPACE_OID, f"{entity}/{key}/{number}")


@dataclass(frozen=True, slots=True)
class OfMonth:
    """The place of a month's voucher: `key`, see Basis; its day; what it says."""

    key: str
    day: date
    summary: str


@dataclass(slots=True)
class Drafted:
    """Vouchers that follow from facts, and what is missing for those that do not.

    `sources`: by the key of a basis the events, deeds or vouchers it counts.
    """

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, tuple[UUID, ...]] = field(default_factory=dict)

    def add(self, entry: Entry | None) -> None:
        """Take a voucher in, if there is one."""
        if entry is not None:
            self.entries.append(entry)

    def add_month(
        self, books: Books, place: OfMonth, lines: Sequence[EntryLine], sources: Iterable[UUID]
    ) -> None:
        """Take the voucher of many facts in, if it has lines."""
        if lines:
            every = tuple(sources)
            self.sources[place.key] = every
            self.add(of_month(books, place.key, place.day, place.summary, lines, every))

    def take(self, other: "Drafted") -> None:
        """Take everything of another draft in."""
        self.entries += other.entries
        self.problems += other.problems
        self.sources |= other.sources
