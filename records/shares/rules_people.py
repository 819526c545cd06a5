"""Which deeds about members and households may stand, and why the others may not.

It refuses to change the register and to know sex, age or names.
"""

from collections.abc import Iterator
from datetime import date

from farm.words import Words
from records.integers import ceil_div
from records.refusal import Problem
from records.shares.book import Book, Holding
from records.shares.classes import Standing
from records.shares.people import (
    LOSS_BY_LAW,
    EstatePending,
    ExitRetain,
    HolderAdmit,
    HouseholdMerge,
    HouseholdSplit,
    LossReason,
    MarryOut,
    MemberGain,
    MemberLoss,
)
from records.shares.refusals import refusal
from records.shares.status import HolderStatus
from records.shares.words import LOSS_WORDS, STANDING_WORDS

_ON_CONTRACT = Words(zh="农村集体经济组织法第十七条", en="农村集体经济组织法 art. 17")
_NEVER = Words(zh="农村集体经济组织法第十八条", en="农村集体经济组织法 art. 18")


def person(book: Book, holder: str) -> Iterator[Problem]:
    """What is wrong with naming a living person who is in the register; nothing if all is well."""
    held = book.holders.get(holder)
    if held is None:
        yield refusal("HOLDER_UNKNOWN", holder=holder)
    elif held.standing is Standing.COLLECTIVE:
        yield refusal("HOLDER_IS_COLLECTIVE", holder=holder)
    elif held.marked(HolderStatus.ESTATE_PENDING):
        yield refusal("HOLDER_DEAD", holder=holder)


def member_gain(book: Book, deed: MemberGain) -> Iterator[Problem]:
    """A living person who is not a member yet."""
    held = book.holders.get(deed.holder)
    if held is None:
        return
    yield from person(book, deed.holder)
    if held.standing is Standing.MEMBER:
        yield refusal("ALREADY_MEMBER", holder=deed.holder)


def member_loss(book: Book, deed: MemberLoss) -> Iterator[Problem]:
    """Only a member, only for a ground of law (农村集体经济组织法 art. 16, 17, 18)."""
    if deed.reason not in LOSS_BY_LAW:
        on_contract = deed.reason is LossReason.CIVIL_SERVANT_ON_CONTRACT
        yield refusal(
            "REMOVAL_BLOCKED", holder=deed.holder, reason=LOSS_WORDS[deed.reason],
            article=_ON_CONTRACT if on_contract else _NEVER,
        )  # fmt: skip
    yield from _member(book, deed.holder)
    yield from _kept(deed, deed.kept_until)


def holder_admit(book: Book, deed: HolderAdmit) -> Iterator[Problem]:
    """Somebody new; a beneficiary by three quarters of all members (art. 15)."""
    held = book.holders.get(deed.holder)
    if held is not None:
        yield refusal("HOLDER_KNOWN", holder=deed.holder, standing=STANDING_WORDS[held.standing])
    if deed.standing is not Standing.BENEFICIARY:
        return
    votes, electorate = deed.votes_for, deed.electorate
    if votes is None or electorate is None:
        yield refusal("VOTES_MISSING", holder=deed.holder)
    elif votes > electorate:
        yield refusal("VOTES_IMPOSSIBLE", votes=votes, electorate=electorate)
    elif votes * 4 < electorate * 3:
        yield refusal(
            "VOTES_BELOW_THREE_QUARTERS", holder=deed.holder, votes=votes,
            electorate=electorate, needed=ceil_div(electorate * 3, 4),
        )  # fmt: skip


def exit_retain(book: Book, deed: ExitRetain) -> Iterator[Problem]:
    """A member, and a right that does not end before it begins (art. 16)."""
    yield from _member(book, deed.holder)
    yield from _kept(deed, deed.until)


def marry_out(book: Book, deed: MarryOut) -> Iterator[Problem]:
    """A living person of the register; nothing changes (art. 18)."""
    yield from person(book, deed.holder)


def estate_pending(book: Book, deed: EstatePending) -> Iterator[Problem]:
    """A person whose death is not recorded yet."""
    held = book.holders.get(deed.holder)
    if held is not None:
        for mark in held.marks.values():
            if mark.status is HolderStatus.ESTATE_PENDING:
                yield refusal("ESTATE_ALREADY", holder=deed.holder, since=mark.since)
                return
    yield from person(book, deed.holder)


def household_split(book: Book, deed: HouseholdSplit) -> Iterator[Problem]:
    """A new number, people of that household, and somebody stays."""
    people = book.households.get(deed.household)
    if deed.new_household in book.households:
        yield refusal("HOUSEHOLD_TAKEN", household=deed.new_household)
    if people is None:
        yield refusal("HOUSEHOLD_UNKNOWN", household=deed.household)
        return
    strangers = [holder for holder in deed.holders if holder not in people]
    for holder in strangers:
        yield refusal("NOT_IN_HOUSEHOLD", holder=holder, household=deed.household)
    if not strangers and len(set(deed.holders)) == len(people):
        yield refusal("SPLIT_TAKES_ALL", household=deed.household)


def household_merge(book: Book, deed: HouseholdMerge) -> Iterator[Problem]:
    """Two households that are there and differ."""
    if deed.household == deed.into:
        yield refusal("HOUSEHOLD_SAME", household=deed.household)
        return
    for household in (deed.household, deed.into):
        if household not in book.households:
            yield refusal("HOUSEHOLD_UNKNOWN", household=household)


def _kept(deed: MemberLoss | ExitRetain, until: date | None) -> Iterator[Problem]:
    if until is not None and until < deed.day:
        yield refusal("EXIT_END_BEFORE_START", holder=deed.holder, until=until, day=deed.day)


def _member(book: Book, holder: str) -> Iterator[Problem]:
    held: Holding | None = book.holders.get(holder)
    if held is None:
        yield refusal("HOLDER_UNKNOWN", holder=holder)
    elif held.standing is not Standing.MEMBER:
        yield refusal("NOT_A_MEMBER", holder=holder, standing=STANDING_WORDS[held.standing])
