"""From a figure down to the paper: run, voucher, event, weigh ticket, deed, each with its number.

It refuses to recompute a figure and to look for anything itself: what stands where is asked of a
`Lookup`, and a voucher's many facts are held against the digest it carries.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from farm.words import Words
from records.canonical import Json
from records.civil import civil_day
from records.deeds.deed import Deed
from records.journal.events import Harvest, ProductionEvent, Sale
from records.ledger.accounts import Account
from records.ledger.basis import basis_of
from records.ledger.entry import Entry

DEPTH = 4
"""Steps below one another by default: account, voucher, event, ticket; a page asks on by id."""

BELOW_MAX = 10_000
"""Most steps below one; a figure of more is looked at by month or by account."""


class StepKind(StrEnum):
    """What one step of a trail is."""

    FIGURE = "FIGURE"
    RUN = "RUN"
    VOUCHER = "VOUCHER"
    EVENT = "EVENT"
    TICKET = "TICKET"
    DEED = "DEED"
    MISSING = "MISSING"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is, its id, day and amount, its own words as recorded, and what is below.

    `seq`: its number in its chain. `whole`: everything it rests on is below it, proven.
    """

    kind: StepKind
    id: str
    text: Words
    day: date | None = None
    amount_fen: int | None = None
    seq: int | None = None
    facts: Mapping[str, Json] | None = None
    whole: bool = True
    below: tuple["Step", ...] = ()

    def walk(self) -> Iterator["Step"]:
        """This step and all below it, from the top."""
        yield self
        for step in self.below:
            yield from step.walk()


@dataclass(frozen=True, slots=True)
class Numbered:
    """What stands in a chain, with its number there."""

    seq: int
    what: ProductionEvent | Deed


class Lookup(Protocol):
    """Where things stand; nothing found is None or empty."""

    def entry(self, entry_id: UUID) -> Entry | None:
        """A voucher."""

    def entries_of_run(self, run: str) -> Sequence[Entry]:
        """The vouchers of a distribution run."""

    def entries_of_account(
        self, entity: str, account: Account, first_day: date, last_day: date
    ) -> Iterator[Entry]:
        """Vouchers with a line of the account or of one of its sub-accounts."""

    def fact(self, fact_id: UUID) -> Numbered | None:
        """An event or a deed."""

    def deeds_of_run(self, run: str) -> Sequence[Numbered]:
        """The deeds of a distribution run."""

    def harvests(self, batch: str) -> Sequence[Numbered]:
        """The harvests of a batch that stand."""

    def sources(self, entry: Entry) -> Sequence[UUID]:
        """The facts under a voucher of many (`Entry.basis`)."""


def of_run(run: str, look: Lookup, depth: int = DEPTH) -> Step:
    """A distribution: its deeds, then its vouchers with what they rest on."""
    deeds = [_deed(one) for one in look.deeds_of_run(run)]
    vouchers = [_voucher(entry, look, depth - 1) for entry in look.entries_of_run(run)]
    total = sum(step.amount_fen or 0 for step in vouchers)
    text = Words(zh=f"分配 {run}", en=f"distribution {run}")
    return _step(StepKind.RUN, run, text, [*deeds, *vouchers], amount_fen=total)


def of_account(
    entity: str,
    account: Account,
    first_day: date,
    last_day: date,
    look: Lookup,
    depth: int = DEPTH,
) -> Step:
    """What moved an account, sub-accounts included: the figure is the sum of what is below."""
    vouchers = []
    for entry in look.entries_of_account(entity, account, first_day, last_day):
        lines = (line for line in entry.lines if line.account.within(account))
        moved_fen = sum(line.amount_fen for line in lines)
        vouchers.append(replace(_voucher(entry, look, depth - 1), amount_fen=moved_fen))
    text = Words(
        zh=f"{entity} {account.label} {first_day} … {last_day}",
        en=f"{entity}, {account.label}, {first_day} … {last_day}",
    )
    total = sum(step.amount_fen or 0 for step in vouchers)
    return _step(StepKind.FIGURE, account.label, text, vouchers, amount_fen=total)


def of_voucher(entry_id: UUID, look: Lookup, depth: int = DEPTH) -> Step:
    """A voucher with the events, deeds, tickets and vouchers it rests on."""
    entry = look.entry(entry_id)
    return _voucher(entry, look, depth) if entry else _missing(str(entry_id), "凭证", "voucher")


def of_fact(fact_id: UUID, look: Lookup, depth: int = DEPTH) -> Step:
    """An event or a deed with the tickets behind it; a voucher where a voucher is the fact."""
    found = look.fact(fact_id)
    if found is not None:
        return _deed(found) if isinstance(found.what, Deed) else _event(found, look)
    entry = look.entry(fact_id)
    return _voucher(entry, look, depth) if entry else _missing(str(fact_id), "事件", "event")


def _voucher(entry: Entry, look: Lookup, depth: int) -> Step:
    if depth <= 0:
        return _bare(entry)
    facts, whole = _facts(entry, look)
    below = [of_fact(one, look, depth - 1) for one in facts]
    if entry.corrects is not None:
        corrected = look.entry(entry.corrects)
        below.append(
            _bare(corrected) if corrected else _missing(str(entry.corrects), "凭证", "voucher")
        )
    text = Words(zh=f"{entry.entity} {entry.summary}", en=f"{entry.entity}: {entry.summary}")
    return _step(
        StepKind.VOUCHER, str(entry.entry_id), text, below, day=entry.day,
        amount_fen=entry.total_fen,
        facts=entry.as_json(), whole=whole,
    )  # fmt: skip


def _facts(entry: Entry, look: Lookup) -> tuple[Sequence[UUID], bool]:
    """What a voucher was made from, and whether that is proven by the digest it carries."""
    one = [] if entry.event_id is None else [entry.event_id]
    if entry.basis is None:
        return one, True
    many = look.sources(entry)
    proven = basis_of(entry.basis.key, many) == entry.basis
    return [*one, *many[:BELOW_MAX]], proven and len(many) <= BELOW_MAX


def _bare(entry: Entry) -> Step:
    text = Words(zh=f"{entry.entity} {entry.summary}", en=f"{entry.entity}: {entry.summary}")
    return Step(
        StepKind.VOUCHER, str(entry.entry_id), text, entry.day, entry.total_fen,
        facts=entry.as_json(),
    )  # fmt: skip


def _event(found: Numbered, look: Lookup) -> Step:
    event = found.what
    assert not isinstance(event, Deed)
    tickets: list[Step] = []
    if isinstance(event, Sale):
        tickets = [_ticket(one) for one in _tickets(event, look.harvests(event.batch))]
    kind = StepKind.TICKET if isinstance(event, Harvest) else StepKind.EVENT
    text = Words(zh=f"{event.kind} {event.actor}", en=f"{event.kind} {event.actor}")
    return _step(
        kind, str(event.event_id), text, tickets, day=civil_day(event.happened_at),
        seq=found.seq, facts=event.as_json(),
    )  # fmt: skip


def _tickets(sale: Sale, harvests: Sequence[Numbered]) -> list[Numbered]:
    """The weigh tickets of a sale: those of its number, else every one of its batch till then."""
    taken = [one for one in harvests if isinstance(one.what, Harvest)]
    named = [
        one
        for one in taken
        if isinstance(one.what, Harvest) and sale.ticket_no and one.what.ticket_no == sale.ticket_no
    ]
    till = [
        one
        for one in taken
        if isinstance(one.what, Harvest) and one.what.happened_at <= sale.happened_at
    ]
    return named or till


def _ticket(found: Numbered) -> Step:
    harvest = found.what
    assert isinstance(harvest, Harvest)
    number = harvest.ticket_no or "—"
    return Step(
        StepKind.TICKET,
        str(harvest.event_id),
        Words(
            zh=f"磅单 {number}：{harvest.tank} {harvest.count_heads} 尾 {harvest.mass_g} g",
            en=f"weigh ticket {number}: {harvest.tank}, {harvest.count_heads} fish, "
            f"{harvest.mass_g} g",
        ),
        civil_day(harvest.happened_at),
        seq=found.seq,
        facts=harvest.as_json(),
    )


def _deed(found: Numbered) -> Step:
    deed = found.what
    assert isinstance(deed, Deed)
    proof = f" {deed.proof.title}" if deed.proof else ""
    text = Words(zh=f"{deed.kind} {deed.entity}{proof}", en=f"{deed.kind}, {deed.entity}{proof}")
    facts = deed.as_json()
    return Step(StepKind.DEED, str(deed.deed_id), text, deed.day, seq=found.seq, facts=facts)


def _missing(name: str, zh: str, en: str) -> Step:
    text = Words(zh=f"{zh} {name} 不在账里", en=f"{en} {name} is not in the books")
    return Step(StepKind.MISSING, name, text, whole=False)


def _step(
    kind: StepKind,
    name: str,
    text: Words,
    below: Sequence[Step],
    *,
    day: date | None = None,
    amount_fen: int | None = None,
    seq: int | None = None,
    facts: Mapping[str, Json] | None = None,
    whole: bool = True,
) -> Step:
    kept = tuple(below[:BELOW_MAX])
    sound = whole and len(kept) == len(below) and all(step.whole for step in kept)
    return Step(kind, name, text, day, amount_fen, seq, facts, sound, kept)  # fmt: skip
