"""Vouchers: those that follow from facts, those a person makes by hand, and red letters.

It refuses to post a part of what is due, and to enter by hand what follows from a fact.
"""

from collections.abc import Sequence
from uuid import UUID, uuid5

from dashboard.caller import Caller
from dashboard.money.accounting import accounts_of, books_of, production_of
from dashboard.money.books_shapes import (
    DueShown,
    DueWish,
    Posted,
    TakenBack,
    VoucherEntered,
    YearEnd,
)
from dashboard.money.books_view import missing, source_of, voucher
from dashboard.money.office import Office, noted
from dashboard.money.refusing import refused_for
from records.cost.due import Due, due_vouchers
from records.ledger.accounts import account_of
from records.ledger.closing import closing_entries, year_problems
from records.ledger.entry import Entry, EntryLine, counter_entry
from records.ledger.period import indexed
from records.refusal import RuleRefused, problem
from records.store.act import Act


def due_of(office: Office, entity: str, first_month: str, last_month: str) -> Due:
    """What must be posted so that the books of the months say what happened."""
    accounts = accounts_of(office, entity, first_month, last_month)
    return due_vouchers(
        accounts, production_of(office, entity), office.deeds(),
        office.store.ledger.entries(entity),
    )  # fmt: skip


def due_shown(entity: str, due: Due, posted: Sequence[int] = ()) -> DueShown:
    """The vouchers that are due, and why others cannot be made."""
    return DueShown(
        entity=entity,
        vouchers=tuple(map(voucher, due.entries)),
        missing=tuple(
            one for month, found in due.problems.items() for one in missing(month, found)
        ),
        posted=tuple(posted),
    )


def post_due(office: Office, caller: Caller, entity: str, wish: DueWish) -> DueShown:
    """Post all of it; Refused with what is missing unless that was seen and confirmed."""
    due = due_of(office, entity, wish.first_month, wish.last_month)
    found = [one for month in due.problems.values() for one in month]
    if found and not wish.confirmed:
        raise refused_for(found)
    row = noted(
        caller, "vouchers_due", entity,
        detail={"months": [wish.first_month, wish.last_month], "vouchers": len(due.entries)},
    )  # fmt: skip
    if not due.entries:
        return due_shown(entity, due)
    done = office.carry_out(Act(entries=due.entries, audit=(row,)), caller)
    return due_shown(entity, due, done.vouchers)


def enter_by_hand(
    office: Office, caller: Caller, entity: str, body: VoucherEntered, second: str
) -> Posted:
    """Post one voucher that two people answer for; the same id again is posted once."""
    books = books_of(office, entity)
    lines = tuple(
        EntryLine(account_of(books.system, one.code, one.sub), one.amount_fen, about=one.about)
        for one in body.lines
    )
    entry = Entry(body.entry_id, entity, body.day, body.summary, lines)
    return _posted(office, caller, [entry], "voucher", second, "")


def take_back(
    office: Office, caller: Caller, entity: str, wrong: UUID, body: TakenBack, second: str
) -> Posted:
    """Red letters for a voucher made by hand; one that follows from a fact goes with its fact."""
    entry = office.store.ledger.entry(wrong)
    if entry is None or entry.entity != entity:
        raise RuleRefused.of(
            problem(
                "VOUCHER_UNKNOWN",
                f"{entity} 没有凭证 {wrong}",
                f"{entity} has no voucher {wrong}",
            )
        )
    if source_of(entry) != "hand" or entry.corrects is not None:
        raise RuleRefused.of(
            problem(
                "CORRECT_THE_FACT",
                f"凭证“{entry.summary}”由记录生成：更正那条记录或登记，再记应记凭证；分配的凭证随冲销"
                "分配一起冲销",
                f"'{entry.summary}' follows from a record: correct that, then post what is due; "
                "vouchers of a run go with its reversal",
            )
        )
    periods = indexed(office.store.ledger.periods())
    day = office.today() if periods.is_closed(entity, entry.day) else entry.day
    red = counter_entry(entry, uuid5(entry.entry_id, "counter"), day)
    return _posted(office, caller, [red], "voucher_taken_back", second, body.reason)


def end_year(office: Office, caller: Caller, entity: str, body: YearEnd) -> Posted:
    """Close income and cost into the result, for an entity that distributes nothing."""
    books, entries = books_of(office, entity), office.store.ledger.entries(entity)
    found = year_problems(entries, books, body.year)
    if found:
        raise refused_for(found)
    made = closing_entries(entries, books, body.year)
    return _posted(office, caller, made, "year_end", "", str(body.year))


def _posted(
    office: Office, caller: Caller, entries: Sequence[Entry], action: str, second: str, reason: str
) -> Posted:
    known = [office.store.ledger.entry(one.entry_id) for one in entries]
    row = noted(
        caller, action, entries[0].entity if entries else "", reason=reason,
        detail={"vouchers": [str(one.entry_id) for one in entries], "second": second or None},
    )  # fmt: skip
    audit = () if all(known) else (row,)
    done = office.carry_out(Act(entries=entries, audit=audit), caller)
    return Posted(vouchers=tuple(map(voucher, entries)), posted=tuple(done.vouchers))
