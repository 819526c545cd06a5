"""What each deed does to the register, once the rules let it stand.

It refuses to judge: every change here was allowed before.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from records.deeds.recorded import Recorded
from records.shares.book import Book
from records.shares.classes import HoldingCap, Lot, ShareClass, Standing
from records.shares.holding_cap import CapWatch
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
from records.shares.people import (
    EstatePending,
    ExitRetain,
    HolderAdmit,
    HouseholdMerge,
    HouseholdSplit,
    LossReason,
    MarryOut,
    MemberGain,
    MemberLoss,
    RestoreByJudgment,
)
from records.shares.status import HolderStatus, Mark

Effect = Callable[[Book, CapWatch, Any], None]


def share_class(book: Book, cap: CapWatch, deed: ShareClass) -> None:
    """The class is as told now."""
    book.classes[deed.share_class] = deed


def holding_cap(book: Book, cap: CapWatch, deed: HoldingCap) -> None:
    """The figure comes into force at the end of the day."""
    cap.decided = deed


def member_gain(book: Book, cap: CapWatch, deed: MemberGain) -> None:
    """A member, with what the person held before."""
    holding = book.admit(deed.holder, deed.household, Standing.MEMBER, deed.deed_id)
    _unmark(holding.marks, HolderStatus.EXITED_RETAINED)


def member_loss(book: Book, cap: CapWatch, deed: MemberLoss) -> None:
    """No member; after a death the shares wait for heirs, else they may be kept for a time."""
    _leave(book, deed, deed.holder)
    if deed.reason is LossReason.DEATH:
        _mark(book, deed, deed.holder, HolderStatus.ESTATE_PENDING)
    elif deed.kept_until is not None:
        _mark(book, deed, deed.holder, HolderStatus.EXITED_RETAINED, deed.kept_until)


def holder_admit(book: Book, cap: CapWatch, deed: HolderAdmit) -> None:
    """A holder who is not a member."""
    book.admit(deed.holder, deed.household, deed.standing, deed.deed_id)


def exit_retain(book: Book, cap: CapWatch, deed: ExitRetain) -> None:
    """No member; the income right is kept for a time."""
    _leave(book, deed, deed.holder)
    _mark(book, deed, deed.holder, HolderStatus.EXITED_RETAINED, deed.until)


def marry_out(book: Book, cap: CapWatch, deed: MarryOut) -> None:
    """Nothing changes (农村集体经济组织法 art. 18)."""


def estate_pending(book: Book, cap: CapWatch, deed: EstatePending) -> None:
    """Dead, so no member; the shares wait for heirs."""
    if book.holders[deed.holder].standing is Standing.MEMBER:
        _leave(book, deed, deed.holder)
    _mark(book, deed, deed.holder, HolderStatus.ESTATE_PENDING)


def restore_by_judgment(book: Book, cap: CapWatch, deed: RestoreByJudgment) -> None:
    """A member again unless dead, with the shares that the judgment names."""
    held = book.holders.get(deed.holder)
    dead = held is not None and held.marked(HolderStatus.ESTATE_PENDING)
    standing = held.standing if held is not None and dead else Standing.MEMBER
    holding = book.admit(deed.holder, deed.household, standing, deed.deed_id)
    _unmark(holding.marks, HolderStatus.EXITED_RETAINED)
    lots = deed.lots or ()
    if deed.taken_from is not None:
        book.take(deed.taken_from, lots, deed.deed_id)
    _give(book, cap, deed, deed.holder, lots)
    named = sum(lot.hundredths for lot in lots)
    cap.judged[deed.holder] = cap.judged.get(deed.holder, 0) + named


def household_split(book: Book, cap: CapWatch, deed: HouseholdSplit) -> None:
    """The holders named live in the new household."""
    for holder in deed.holders:
        book.house(book.holders[holder], deed.new_household, deed.deed_id)


def household_merge(book: Book, cap: CapWatch, deed: HouseholdMerge) -> None:
    """Everybody of the one lives in the other."""
    for holder in sorted(book.households[deed.household]):
        book.house(book.holders[holder], deed.into, deed.deed_id)


def issue(book: Book, cap: CapWatch, deed: Issue) -> None:
    """More shares."""
    _give(book, cap, deed, deed.holder, deed.lots)


def transfer_internal(book: Book, cap: CapWatch, deed: TransferInternal) -> None:
    """From one to the other."""
    book.take(deed.from_holder, deed.lots, deed.deed_id)
    _give(book, cap, deed, deed.to_holder, deed.lots)


def inherit(book: Book, cap: CapWatch, deed: Inherit) -> None:
    """From the estate to each heir."""
    for part in deed.heirs:
        book.take(deed.from_holder, part.lots, deed.deed_id)
        _give(book, cap, deed, part.heir, part.lots)


def freeze(book: Book, cap: CapWatch, deed: Freeze) -> None:
    """One more freeze."""
    _mark(book, deed, deed.holder, HolderStatus.FROZEN)


def pledge(book: Book, cap: CapWatch, deed: Pledge) -> None:
    """One more pledge."""
    _mark(book, deed, deed.holder, HolderStatus.PLEDGED)


def lift(book: Book, cap: CapWatch, deed: Unfreeze | PledgeRelease) -> None:
    """That freeze or pledge is over."""
    del book.holders[deed.holder].marks[deed.ref]


def redeem(book: Book, cap: CapWatch, deed: Redeem) -> None:
    """Fewer shares."""
    book.take(deed.holder, deed.lots, deed.deed_id)
    cap.lessened = deed


def _give(book: Book, cap: CapWatch, deed: Recorded, holder: str, lots: Sequence[Lot]) -> None:
    book.give(holder, lots, deed.deed_id)
    cap.grown[holder] = deed


def _leave(book: Book, deed: Recorded, holder: str) -> None:
    holding = book.holders[holder]
    holding.standing, holding.standing_by = Standing.FORMER, deed.deed_id


def _mark(
    book: Book, deed: Recorded, holder: str, status: HolderStatus, until: date | None = None
) -> None:
    mark = Mark(status, deed.day, until, deed.deed_id)
    book.holders[holder].marks[deed.deed_id] = mark


def _unmark(marks: dict[Any, Mark], status: HolderStatus) -> None:
    for deed_id in [deed_id for deed_id, mark in marks.items() if mark.status is status]:
        del marks[deed_id]
