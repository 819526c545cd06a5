"""Which deeds about shares may stand, and why the others may not.

It refuses to change the register; the holding cap is judged apart, at the end of a day.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from farm.words import Words
from records.integers import decimal_text
from records.refusal import Problem
from records.shares.book import Book, Holding
from records.shares.classes import Lot, Standing
from records.shares.holdings import (
    Freeze,
    Inherit,
    Issue,
    Pledge,
    PledgeRelease,
    Redeem,
    TransferInternal,
    Unfreeze,
)
from records.shares.people import RestoreByJudgment
from records.shares.refusals import refusal
from records.shares.rules_people import person
from records.shares.status import HolderStatus
from records.shares.words import KIND_WORDS, STANDING_WORDS

_NOBODY = Words(zh="登记簿里没有", en="not in the register")


def shares_text(hundredths: int) -> str:
    """Shares as people write them, such as `1.35`."""
    return decimal_text(hundredths, 100, 2)


def issue(book: Book, deed: Issue) -> Iterator[Problem]:
    """Classes that are still issued, for a holder who may have them."""
    held = book.holders.get(deed.holder)
    if held is None:
        yield refusal("HOLDER_UNKNOWN", holder=deed.holder)
        return
    if held.marked(HolderStatus.ESTATE_PENDING):
        yield refusal("HOLDER_DEAD", holder=deed.holder)
    for lot in deed.lots:
        yield from _may_hold(book, held, lot, deed.day)
        told = book.classes.get(lot.share_class)
        if told is not None and told.fixed_on is not None and deed.day > told.fixed_on:
            yield refusal(
                "CLASS_FIXED", share_class=lot.share_class, fixed_on=told.fixed_on, day=deed.day
            )


def transfer_internal(book: Book, deed: TransferInternal) -> Iterator[Problem]:
    """From one who may dispose of them, to another person who is a member."""
    if deed.from_holder == deed.to_holder:
        yield refusal("TRANSFER_TO_SELF", holder=deed.to_holder)
    yield from _may_give(book, deed.from_holder, deed.lots, deed.day)
    told = [book.classes.get(lot.share_class) for lot in deed.lots]
    for one in told:
        if one is not None and not one.transferable:
            yield refusal("CLASS_NOT_TRANSFERABLE", share_class=one.share_class)
    receiver = book.holders.get(deed.to_holder)
    if receiver is None:
        yield refusal("TRANSFER_OUTSIDE", holder=deed.to_holder, standing=_NOBODY)
    elif receiver.standing is not Standing.MEMBER:
        yield refusal(
            "TRANSFER_OUTSIDE", holder=deed.to_holder, standing=STANDING_WORDS[receiver.standing]
        )
    else:
        for lot in deed.lots:
            yield from _may_hold(book, receiver, lot, deed.day, classes_known=True)


def inherit(book: Book, deed: Inherit) -> Iterator[Problem]:
    """From an estate, each class that is inherited, to heirs who may hold it."""
    estate = book.holders.get(deed.from_holder)
    if estate is None:
        yield refusal("HOLDER_UNKNOWN", holder=deed.from_holder)
    elif not estate.marked(HolderStatus.ESTATE_PENDING):
        yield refusal("NO_ESTATE", holder=deed.from_holder)
    else:
        yield from _tied(estate)
        yield from _inheritable(book, estate, _summed(deed), deed.day)
    seen: set[str] = set()
    for part in deed.heirs:
        if part.heir in seen:
            yield refusal("HEIR_TWICE", holder=part.heir)
        seen.add(part.heir)
        heir = book.holders.get(part.heir)
        yield from person(book, part.heir)
        if heir is not None:
            for lot in part.lots:
                yield from _may_hold(book, heir, lot, deed.day, classes_known=True)


def freeze(book: Book, deed: Freeze) -> Iterator[Problem]:
    """Anybody in the register, alive or not."""
    if deed.holder not in book.holders:
        yield refusal("HOLDER_UNKNOWN", holder=deed.holder)


def unfreeze(book: Book, deed: Unfreeze) -> Iterator[Problem]:
    """A freeze of that holder that is in force."""
    yield from _lifts(book, deed, HolderStatus.FROZEN, KIND_WORDS["FREEZE"])


def pledge(book: Book, deed: Pledge) -> Iterator[Problem]:
    """A living person whose shares are not frozen."""
    yield from person(book, deed.holder)
    held = book.holders.get(deed.holder)
    if held is not None:
        yield from _tied(held, HolderStatus.FROZEN)


def pledge_release(book: Book, deed: PledgeRelease) -> Iterator[Problem]:
    """A pledge of that holder that is in force."""
    yield from _lifts(book, deed, HolderStatus.PLEDGED, KIND_WORDS["PLEDGE"])


def redeem(book: Book, deed: Redeem) -> Iterator[Problem]:
    """Free shares; of an estate only those that nobody can inherit."""
    held = book.holders.get(deed.holder)
    if held is None:
        yield refusal("HOLDER_UNKNOWN", holder=deed.holder)
        return
    if held.marked(HolderStatus.ESTATE_PENDING):
        told = [book.classes.get(lot.share_class) for lot in deed.lots]
        if any(one is None or one.inheritable for one in told):
            yield refusal("ESTATE_OPEN", holder=deed.holder)
    yield from _tied(held)
    yield from _enough(book, held, deed.lots, deed.day)


def restore_by_judgment(book: Book, deed: RestoreByJudgment) -> Iterator[Problem]:
    """A judgment with its number, classes that are there, and shares where it takes them from."""
    if deed.proof is not None and deed.proof.number is None:
        yield refusal("JUDGMENT_NUMBER_MISSING", holder=deed.holder)
    held = book.holders.get(deed.holder)
    if held is not None and held.standing is Standing.COLLECTIVE:
        yield refusal("HOLDER_IS_COLLECTIVE", holder=deed.holder)
    lots = deed.lots or ()
    if deed.taken_from is None:
        yield from _classes_known(book, lots, deed.day)
    elif deed.taken_from == deed.holder:
        yield refusal("TRANSFER_TO_SELF", holder=deed.holder)
    elif deed.taken_from not in book.holders:
        yield refusal("HOLDER_UNKNOWN", holder=deed.taken_from)
    else:
        yield from _enough(book, book.holders[deed.taken_from], lots, deed.day)


def _may_hold(
    book: Book, held: Holding, lot: Lot, day: date, classes_known: bool = False
) -> Iterator[Problem]:
    told = book.classes.get(lot.share_class)
    if told is None:
        if not classes_known:
            yield refusal("CLASS_UNKNOWN", share_class=lot.share_class, day=day)
    elif held.standing not in told.holders and not held.marked(HolderStatus.ESTATE_PENDING):
        yield refusal(
            "CLASS_NOT_FOR", share_class=lot.share_class, holder=held.holder,
            standing=STANDING_WORDS[held.standing],
        )  # fmt: skip


def _may_give(book: Book, holder: str, lots: Iterable[Lot], day: date) -> Iterator[Problem]:
    held = book.holders.get(holder)
    if held is None:
        yield refusal("HOLDER_UNKNOWN", holder=holder)
        return
    if held.marked(HolderStatus.ESTATE_PENDING):
        yield refusal("ESTATE_OPEN", holder=holder)
    yield from _tied(held)
    yield from _enough(book, held, lots, day)


_TIES = {HolderStatus.FROZEN: "SHARES_FROZEN", HolderStatus.PLEDGED: "SHARES_PLEDGED"}


def _tied(held: Holding, only: HolderStatus | None = None) -> Iterator[Problem]:
    told: set[HolderStatus] = set()
    for mark in held.marks.values():
        code = _TIES.get(mark.status)
        if code and mark.status not in told and only in (None, mark.status):
            told.add(mark.status)
            yield refusal(code, holder=held.holder, since=mark.since)


def _classes_known(book: Book, lots: Iterable[Lot], day: date) -> Iterator[Problem]:
    for lot in lots:
        if lot.share_class not in book.classes:
            yield refusal("CLASS_UNKNOWN", share_class=lot.share_class, day=day)


def _enough(book: Book, held: Holding, lots: Iterable[Lot], day: date) -> Iterator[Problem]:
    for lot in lots:
        if lot.share_class not in book.classes:
            yield refusal("CLASS_UNKNOWN", share_class=lot.share_class, day=day)
        elif not held.has(lot):
            yield refusal(
                "SHARES_NOT_ENOUGH", holder=held.holder, share_class=lot.share_class,
                held=shares_text(held.hundredths.get(lot.share_class, 0)),
                wanted=shares_text(lot.hundredths),
            )  # fmt: skip


def _summed(deed: Inherit) -> list[tuple[str, int]]:
    wanted: dict[str, int] = {}
    for part in deed.heirs:
        for lot in part.lots:
            wanted[lot.share_class] = wanted.get(lot.share_class, 0) + lot.hundredths
    return list(wanted.items())


def _inheritable(
    book: Book, estate: Holding, wanted: Iterable[tuple[str, int]], day: date
) -> Iterator[Problem]:
    for share_class, hundredths in wanted:
        told = book.classes.get(share_class)
        held = estate.hundredths.get(share_class, 0)
        if told is None:
            yield refusal("CLASS_UNKNOWN", share_class=share_class, day=day)
        elif not told.inheritable:
            yield refusal("CLASS_NOT_INHERITABLE", share_class=share_class)
        elif held < hundredths:
            yield refusal(
                "SHARES_NOT_ENOUGH", holder=estate.holder, share_class=share_class,
                held=shares_text(held), wanted=shares_text(hundredths),
            )  # fmt: skip


def _lifts(
    book: Book, deed: Unfreeze | PledgeRelease, status: HolderStatus, what: Words
) -> Iterator[Problem]:
    held = book.holders.get(deed.holder)
    if held is None:
        yield refusal("HOLDER_UNKNOWN", holder=deed.holder)
        return
    mark = held.marks.get(deed.ref)
    if mark is None or mark.status is not status:
        yield refusal("TIE_UNKNOWN", holder=deed.holder, ref=deed.ref, what=what)
