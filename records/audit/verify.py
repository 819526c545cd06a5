"""The whole examination of a journal: every chain, every voucher, every period, every past run.

It refuses to know the file; rows are streamed to it, and what recomputes a run is handed in.

Nothing is kept in memory but deeds and what counts; a million vouchers pass through.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from records.audit.chains import Chain, Row, Told, walk
from records.audit.closed_periods import spans_of
from records.audit.facts_checked import FactSum, Taken
from records.audit.known_chains import AUDIT, CHAINS, DEEDS, EVENTS, INPUTS, LEDGER, PERIODS
from records.audit.sealed_checked import Sealing, sealed_problems, sealings_told
from records.audit.vouchers_checked import LedgerSums, Line, check_vouchers
from records.canonical import ZERO_HASH, Head
from records.deeds.deed import Deed
from records.deeds.every import read_deed
from records.ledger.entry import Entry
from records.refusal import Problem, RuleRefused, problem

PROBLEMS_MAX = 1000
"""Problems that are told one by one; more are only counted."""

PROGRESS_ROWS = 10_000


class JournalRows(Protocol):
    """Where rows come from: one journal as it stood at one instant."""

    def counts(self) -> Mapping[str, int]:
        """How many rows each chain has, by the names of CHAINS."""

    def rows(self, chain: Chain) -> Iterable[Row]:
        """The rows of a chain by number."""

    def lines(self) -> Iterable[Line]:
        """The lines of all vouchers, by voucher and number."""

    def taken_facts(self) -> Iterable[Taken]:
        """Facts of the controller noted as taken, in any order."""

    def vouchers_without_event(self) -> Iterable[tuple[int, str]]:
        """Number and event id of vouchers whose event is not in the journal."""

    def sealed(self) -> Iterable[Sealing]:
        """Which fields of which people are kept in which versions."""

    def entries_of_run(self, run_id: str) -> Sequence[Entry]:
        """The vouchers that a distribution run posted."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a recomputation may look at: all deeds in order, and the vouchers of a run."""

    deeds: tuple[Deed, ...]
    entries_of_run: Callable[[str], Sequence[Entry]]


Recheck: TypeAlias = Callable[[Kept], Iterable[Problem]]
"""Recomputes what was once computed, and tells where the bytes differ."""

Progress: TypeAlias = Callable[[Chain, int, int], None]
"""Called now and then with a chain, the rows seen of it and the rows it has."""


@dataclass(slots=True)
class Verdict:
    """What was found. `heads`: as they are now; `untold`: problems beyond PROBLEMS_MAX."""

    problems: list[Problem] = field(default_factory=list)
    untold: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    heads: dict[str, Head] = field(default_factory=dict)
    sums: LedgerSums = field(default_factory=LedgerSums)
    rechecked: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def report(self, found: Problem) -> None:
        """Keep a problem, or only count it when there are many."""
        if len(self.problems) < PROBLEMS_MAX:
            self.problems.append(found)
        else:
            self.untold += 1


def verify(
    journal: JournalRows,
    anchors: Mapping[str, Sequence[Head]],
    rechecks: Sequence[Recheck] = (),
    progress: Progress = lambda _chain, _done, _rows: None,
) -> Verdict:
    """Examine everything; `anchors`: heads kept outside, by chain."""
    found = Verdict(rows=dict(journal.counts()))
    names = {chain.table: name for name, chain in CHAINS.items()}

    def sound(chain: Chain) -> Iterator[tuple[Row, Told]]:
        name = names[chain.table]
        seen = _counted(journal.rows(chain), chain, name, found, progress)
        return walk(chain, seen, found.report, anchors.get(name, ()))

    facts = FactSum()
    for _, told in sound(EVENTS):
        facts.event(told)
    if found.sound and (wrong_facts := facts.problem(journal.taken_facts())) is not None:
        found.report(wrong_facts)
    _exhaust(sound(INPUTS))
    spans = spans_of((told for _, told in sound(PERIODS)), found.report)
    found.sums = check_vouchers(sound(LEDGER), journal.lines(), spans, found.report)
    for seq, event in journal.vouchers_without_event():
        found.report(_without_event(seq, event))
    sealings = sealings_told(told for _, told in sound(AUDIT))
    for wrong in sealed_problems(sealings, journal.sealed()):
        found.report(wrong)
    deeds = tuple(_deeds(sound(DEEDS), found))
    for recheck in rechecks:
        for wrong in recheck(Kept(deeds, journal.entries_of_run)):
            found.report(wrong)
        found.rechecked += 1
    return found


def deed_of(told: Told) -> Deed:
    """The deed that the text of a row says; ValueError if this program knows no such deed."""
    return read_deed({key: told[key] for key in told if key not in ("seq", "recorded_at")})


def _counted(
    rows: Iterable[Row], chain: Chain, name: str, found: Verdict, progress: Progress
) -> Iterator[Row]:
    seen = 0
    last: Row = (0, "", "", ZERO_HASH)
    for row in rows:
        yield row
        seen += 1
        last = row
        if seen % PROGRESS_ROWS == 0:
            progress(chain, seen, found.rows[name])
    found.rows[name] = seen
    found.heads[name] = Head(last[0], str(last[3]))  # a changed cell need not be a text
    progress(chain, seen, seen)


def _exhaust(rows: Iterable[object]) -> None:
    for _ in rows:
        pass


def _deeds(rows: Iterable[tuple[Row, Told]], found: Verdict) -> Iterator[Deed]:
    for row, told in rows:
        try:
            yield deed_of(told)
        except (ValueError, RuleRefused):
            found.report(_unread(row[0]))


def _without_event(seq: int, event: str) -> Problem:
    return problem(
        "EVENT_MISSING",
        f"凭证 {seq} 引用的生产事件 {event} 不在日志里",
        f"voucher {seq} names the event {event}, which is not in the journal",
    )


def _unread(seq: int) -> Problem:
    return problem(
        "DEED_UNREADABLE",
        f"登记 deeds 第 {seq} 行：本程序读不懂",
        f"deeds row {seq}: this program cannot read it",
    )
