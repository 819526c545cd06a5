"""What holds of the share register under any lawful sequence of deeds (DIV-SPEC-1.0, DIV-I15)."""

import os
from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.deeds.deed import Deed
from records.shares.book import Book
from records.shares.classes import Standing
from records.shares.fold import fold
from records.shares.holdings import Inherit, Issue, Redeem, ShareCounter, TransferInternal
from records.shares.people import LOSS_BY_LAW, MarryOut, MemberLoss, RestoreByJudgment
from records.shares.recording import memos, problems_of
from records.shares.register import Snapshot, snapshot
from tests.records.shares_histories import HOLDERS, founded, histories, lived, made
from tests.records.shares_scene import VILLAGE, Village, lot, on

SHORT = settings(
    max_examples=int(os.environ.get("RAS_NIGHT_COUNT", "60")),
    suppress_health_check=[HealthCheck.too_slow],
)
NIGHT = settings(max_examples=int(os.environ.get("RAS_NIGHT_COUNT", "2000")))


def total_from_deeds(deeds: list[Deed]) -> int:
    """Issued and restored anew less redeemed, without the entries taken back."""
    wrong = {deed.ref for deed in deeds if isinstance(deed, ShareCounter)}
    total = 0
    for deed in deeds:
        if deed.deed_id in wrong:
            continue
        if isinstance(deed, Issue):
            total += sum(one.hundredths for one in deed.lots)
        elif isinstance(deed, Redeem):
            total -= sum(one.hundredths for one in deed.lots)
    return total


def check_sums(village: Village) -> None:
    taken = village.at(99)
    assert taken.total_hundredths == total_from_deeds(village.log)
    assert sum(member.weight for member in taken.members) == taken.total_hundredths
    assert sum(taken.class_hundredths) == taken.total_hundredths
    by_household = [taken.household_hundredths(household) for household in taken.households]
    assert tuple(map(sum, zip(*by_household, strict=True))) == taken.class_hundredths
    assert all(min(member.hundredths) >= 0 for member in taken.members)
    book = fold(village.log, VILLAGE).book
    assert book.total == taken.total_hundredths
    check_households(book)


def check_households(book: Book) -> None:
    lived_in: dict[str, set[str]] = {}
    for held in book.holders.values():
        lived_in.setdefault(held.household, set()).add(held.holder)
        assert held.total == sum(held.hundredths.values())
    assert book.households == lived_in


@SHORT
@given(histories)
def test_the_sum_of_shares_is_the_register_total(history: Any) -> None:
    check_sums(lived(history))


@pytest.mark.night
@NIGHT
@given(histories)
def test_the_sum_of_shares_is_the_register_total_at_night(history: Any) -> None:
    village = lived(history)
    check_sums(village)
    check_cap(village)


@SHORT
@given(histories, st.integers(0, 20))
def test_an_old_day_is_unchanged_by_deeds_of_later_days(history: Any, days: int) -> None:
    village = lived(history)
    earlier = [deed for deed in village.log if deed.day <= on(days)]
    assert village.at(days) == snapshot(earlier, VILLAGE, on(days))
    assert village.at(days).hash == snapshot(earlier, VILLAGE, on(days)).hash


@SHORT
@given(histories, st.integers(0, 30))
def test_what_was_known_on_a_day_is_what_had_been_written_by_then(history: Any, known: int) -> None:
    """However much is entered late, a distribution of that time is found again as it was."""
    village = lived(history)
    in_order = sorted(village.log, key=lambda deed: deed.recorded_day)  # type: ignore[attr-defined]
    written = [deed for deed in in_order if deed.recorded_day <= on(known)]  # type: ignore[attr-defined]
    if fold(written, VILLAGE).refused:
        return
    assert snapshot(in_order, VILLAGE, on(20), on(known)) == snapshot(written, VILLAGE, on(20))


@SHORT
@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_writing_of_other_days_does_not_matter(history: Any, random: Any) -> None:
    """Only within one day does it matter which deed was written first."""
    village = lived(history)
    if any(isinstance(deed, ShareCounter) for deed in village.log):
        return
    days = [list(group) for _, group in groupby(sorted(village.log, key=day_of), key=day_of)]
    random.shuffle(days)
    shuffled = [deed for day in days for deed in day]
    assert snapshot(shuffled, VILLAGE, on(99)) == village.at(99)


def day_of(deed: Deed) -> date:
    return deed.day


@SHORT
@given(
    st.lists(st.tuples(st.integers(0, 19), st.integers(1, 30)), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
)
def test_the_order_of_unrelated_deeds_of_one_day_does_not_matter(
    issued: list[tuple[int, int]], random: Any
) -> None:
    village = founded(cap=False)
    everyone = [*HOLDERS[:4], *(f"Z{number}" for number in range(16))]
    new = [
        village.deed(Issue, 5, holder=everyone[number], lots=lot(hundredths))
        for number, hundredths in dict(issued).items()
    ]
    other = list(new)
    random.shuffle(other)
    village.cap(0, 800)
    assert sorted(map(str, problems_of(village.log, new))) == sorted(
        map(str, problems_of(village.log, other))
    )
    if not problems_of(village.log, new):
        one = snapshot([*village.log, *new], VILLAGE, on(5))
        assert one == snapshot([*village.log, *other], VILLAGE, on(5))


def movements(history: Any) -> list[tuple[Deed, Snapshot, Snapshot]]:
    """Each lawful deed with the register of its day before and after it."""
    village, seen = founded(), []
    for days, late, (kind, fields) in history:
        deed = made(village, days, late, kind, fields)
        if not problems_of(village.log, [deed]):
            day = (deed.day - on(0)).days
            before = village.at(day)
            village.log.append(deed)
            seen.append((deed, before, village.at(day)))
    return seen


@SHORT
@given(histories)
def test_only_issue_and_redemption_change_the_total(history: Any) -> None:
    for deed, before, after in movements(history):
        if isinstance(deed, Issue | Redeem | ShareCounter):
            continue
        assert after.class_hundredths == before.class_hundredths
        if not isinstance(deed, TransferInternal | Inherit | RestoreByJudgment):
            assert {one.holder: one.weight for one in after.members if one.weight} == {
                one.holder: one.weight for one in before.members if one.weight
            }
        if isinstance(deed, MarryOut):
            assert after.hash == before.hash


@SHORT
@given(histories)
def test_blocked_removals_never_pass(history: Any) -> None:
    for deed, before, after in movements(history):
        if isinstance(deed, MemberLoss):
            assert deed.reason in LOSS_BY_LAW
            was = before.member(deed.holder)
            assert was is not None and was.standing is Standing.MEMBER
        gone = {one.holder for one in before.members if one.weight} - {
            one.holder for one in after.members if one.weight
        }
        allowed = TransferInternal | Inherit | Redeem | RestoreByJudgment | ShareCounter
        assert not gone or isinstance(deed, allowed), "shares do not vanish by themselves"


def check_cap(village: Village) -> None:
    """By hand, day by day: above 8 % only by a judgment, or who had it on the eve and as much.

    Where the cap itself was taken back there is none.
    """
    judged = {deed.holder for deed in village.log if isinstance(deed, RestoreByJudgment)}
    eve: dict[str, int] = {}
    for days in range(21):
        taken = village.at(days)
        for member in taken.members:
            over = taken.cap_bp and member.weight * 10_000 > taken.total_hundredths * 800
            if days and over and member.holder not in judged:
                assert member.weight <= eve.get(member.holder, 0)
        eve = {
            member.holder: member.weight
            for member in taken.members
            if member.weight * 10_000 > taken.total_hundredths * 800
        }


@SHORT
@given(histories)
def test_the_holding_cap_is_never_newly_exceeded(history: Any) -> None:
    check_cap(lived(history))


@SHORT
@given(histories, st.permutations(HOLDERS))
def test_who_a_person_is_does_not_matter(history: Any, other: list[str]) -> None:
    """Exchange the persons and everything else is exchanged with them: no weight of sex or name."""
    swapped = dict(zip(HOLDERS, other, strict=True))
    village = lived(history, cap=False)
    renamed = Village()
    renamed.log = [exchange(deed, swapped) for deed in village.log]
    there, here = renamed.at(99), village.at(99)
    assert {
        (swapped.get(one.holder, one.holder), one.household, one.hundredths, one.status)
        for one in here.members
    } == {(one.holder, one.household, one.hundredths, one.status) for one in there.members}


def exchange(deed: Deed, swapped: dict[str, str]) -> Deed:
    told = deed.model_dump()

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return [walk(inner) for inner in value]
        return swapped.get(value, value) if isinstance(value, str) else value

    return type(deed).model_validate(walk(told))


@SHORT
@given(histories, st.integers(0, 20))
def test_the_memo_names_every_holder_that_differs_and_no_other(history: Any, days: int) -> None:
    village = lived(history)
    cut = len(founded().log)
    known, new = village.log[:cut], village.log[cut:]
    (memo,) = memos(known, new, VILLAGE, [on(days)])
    told = {change.holder for change in memo.changes}
    differs: Callable[[str], bool] = lambda holder: (  # noqa: E731
        figures(memo.before, holder) != figures(memo.after, holder)
    )
    everyone = {one.holder for taken in (memo.before, memo.after) for one in taken.members}
    assert told == {holder for holder in everyone if differs(holder)}
    assert memo.changed == (memo.before.hash != memo.after.hash)
    assert memo.changed or not told


def figures(taken: Snapshot, holder: str) -> object:
    found = taken.member(holder)
    return None if found is None else found.as_json()
