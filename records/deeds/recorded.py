"""Deeds that keep a register: recorded on one day, holding from another, taken back by a counter.

It refuses to know what a register holds; it says which deeds count and in what order.

Two days stand on such a deed: `day`, from which it holds, and `recorded_day`, on which it was
written down. So the register of a day can be asked for twice: as the law sees it now, and as it
was known when a distribution of that time was made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Generic, TypeVar
from uuid import UUID

from records.deeds.deed import Deed
from records.journal.events import Name, Note
from records.refusal import Problem, other_content, problem


class Recorded(Deed):
    """A deed of a register; `recorded_day`: the civil day on which it was written down."""

    recorded_day: date

    @property
    def late(self) -> bool:
        """Whether it was written down after the day from which it holds."""
        return self.recorded_day > self.day


class Counter(Recorded):
    """The deed `ref` was wrong and never counted; `approved_by` is the login of a second person.

    It holds from the same day as what it takes back. What shall end only from a later day is
    ended by a deed of that day, not by a counter-deed.
    """

    ref: UUID
    reason: Note
    approved_by: Name


Kept = TypeVar("Kept", bound=Recorded)


@dataclass(frozen=True, slots=True)
class Refused:
    """One deed that cannot stand, and why."""

    deed: Recorded
    problem: Problem


@dataclass(frozen=True, slots=True)
class InForce(Generic[Kept]):
    """The deeds that count, by their days and then as written, and those that cannot stand."""

    deeds: list[Kept]
    refused: list[Refused]


def in_force(deeds: Iterable[Kept]) -> InForce[Kept]:
    """What counts of deeds given in the order of writing; a counter-deed goes with its deed."""
    written: dict[UUID, Kept] = {}
    taken_back: set[UUID] = set()
    refused: list[Refused] = []
    count = 0
    for deed in deeds:
        before = written.setdefault(deed.deed_id, deed)
        if len(written) == count:
            if before != deed:
                refused.append(Refused(deed, other_content(str(deed.deed_id))))
            continue
        count += 1
        if isinstance(deed, Counter):
            found = _counter_problem(deed, written, taken_back)
            taken_back.update((deed.deed_id,) if found else (deed.deed_id, deed.ref))
            refused.extend(Refused(deed, one) for one in found)
    counting = [deed for deed in written.values() if deed.deed_id not in taken_back]
    counting.sort(key=attrgetter("day"))
    return InForce(counting, refused)


def _counter_problem(
    counter: Counter, written: dict[UUID, Kept], taken_back: set[UUID]
) -> Sequence[Problem]:
    ref = written.get(counter.ref)
    if ref is None or ref.entity != counter.entity:
        return [_counter_unknown(counter)]
    found = []
    if isinstance(ref, Counter):
        found.append(_counter_of_counter(counter))
    elif counter.ref in taken_back:
        found.append(_counter_twice(counter))
    if ref.day != counter.day:
        found.append(_counter_other_day(counter, ref))
    if counter.recorded_day < ref.recorded_day:
        found.append(_counter_before(counter, ref))
    if counter.approved_by == counter.actor:
        found.append(_same_person(counter))
    return found


def _counter_unknown(counter: Counter) -> Problem:
    return problem(
        "COUNTER_UNKNOWN",
        f"{counter.entity} 没有编号为 {counter.ref} 的登记，无法更正；请从登记簿里选中那一条",
        f"{counter.entity} has no entry {counter.ref} to take back: choose it from the register",
    )


def _counter_of_counter(counter: Counter) -> Problem:
    return problem(
        "COUNTER_OF_COUNTER",
        f"{counter.ref} 本身是一条更正；不更正更正，请把正确的内容重新登记一次",
        f"{counter.ref} is itself a counter-deed: record the right content anew instead",
    )


def _counter_twice(counter: Counter) -> Problem:
    return problem(
        "COUNTER_TWICE",
        f"登记 {counter.ref} 已被更正过，不必再更正",
        f"entry {counter.ref} has been taken back already; nothing is left to do",
    )


def _counter_other_day(counter: Counter, ref: Recorded) -> Problem:
    return problem(
        "COUNTER_OTHER_DAY",
        f"更正的生效日 {counter.day} 与被更正登记的生效日 {ref.day} 不同；写错的登记从未生效，"
        f"更正须写 {ref.day}。若只是从以后某日起变化，请登记那一日的新事项",
        f"the counter-deed holds from {counter.day}, the entry from {ref.day}: a wrong entry never "
        f"counted, write {ref.day}; what changes only later is a new deed of that later day",
    )


def _counter_before(counter: Counter, ref: Recorded) -> Problem:
    return problem(
        "COUNTER_BEFORE_ENTRY",
        f"更正的登记日 {counter.recorded_day} 早于被更正登记的登记日 {ref.recorded_day}",
        f"the counter-deed was written on {counter.recorded_day}, before the entry it takes back "
        f"({ref.recorded_day})",
    )


def _same_person(counter: Counter) -> Problem:
    return problem(
        "SAME_PERSON",
        f"更正由 {counter.actor} 登记，也由 {counter.approved_by} 同意（会计法第三十五条内部牵制）"
        "：请由第二个人同意",
        f"{counter.actor} recorded and approved the correction (Accounting Law, internal control): "
        "let a second person approve",
    )
