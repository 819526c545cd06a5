"""From the whole log of deeds and the books to a case: what one entity's distribution starts from.

It refuses to read a store and to know today: entries, deeds and days are handed in.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from records.deeds.deed import Deed
from records.dividend.prepare.books import YearBooks, read_books
from records.dividend.prepare.company_case import CompanyCase
from records.dividend.prepare.coop_case import CoopCase, CoopMembers
from records.dividend.prepare.recompute import recompute
from records.dividend.prepare.supplementary import SupplementaryCase
from records.dividend.prepare.village_case import ProjectShare, VillageCase
from records.dividend.runs.state import run_named, runs
from records.ledger.book import trial_balance
from records.ledger.entry import Entry
from records.ledger.period import Period
from records.parties.register import capital_on
from records.rules.guarantees import guarantees
from records.rules.in_force import RuleSet, in_force
from records.rules.questions import answers
from records.shares.register import snapshot


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything on record: deeds in the order written, entries, periods; `today`: the day asked.

    Answers count if they hold today; rules, capital and register are those of the year's last day.
    """

    deeds: Sequence[Deed]
    entries: Sequence[Entry]
    periods: Sequence[Period]
    today: date


def gather_village(
    archive: Archive,
    entity: str,
    year: int,
    noticed: Collection[str] = (),
    no_account: Collection[str] = (),
    project: ProjectShare | None = None,
    record_day: date | None = None,
) -> VillageCase:
    """A village's case; `record_day` is the year's last day unless the assembly set another."""
    rules, books = _ruled_books(archive, entity, year)
    day = record_day or date(year, 12, 31)
    return VillageCase(
        books, snapshot(archive.deeds, entity, day), rules,
        answers(archive.deeds, entity, archive.today), guarantees(archive.deeds, entity, year),
        project, noticed, no_account,
    )  # fmt: skip


def gather_company(archive: Archive, entity: str, year: int, operator: str) -> CompanyCase:
    """A company's case, with the guarantees of whoever paid in its capital."""
    rules, books = _ruled_books(archive, entity, year)
    capital = capital_on(archive.deeds, entity, date(year, 12, 31))
    owed = {party: guarantees(archive.deeds, party, year) for party in capital.paid_in}
    return CompanyCase(
        books, rules, answers(archive.deeds, entity, archive.today), capital, operator,
        {party: many for party, many in owed.items() if many},
    )  # fmt: skip


def gather_coop(
    archive: Archive,
    entity: str,
    year: int,
    members: CoopMembers,
    waits: Mapping[str, str] | None = None,
) -> CoopCase:
    """A cooperative's case; members' accounts come with the paper they were read from."""
    rules, books = _ruled_books(archive, entity, year)
    told = answers(archive.deeds, entity, archive.today)
    return CoopCase(books, rules, told, members, waits or {})


def gather_supplementary(
    archive: Archive, run_id: str, increment_fen: int, waits: Mapping[str, str] | None = None
) -> SupplementaryCase:
    """An increment to a posted run, out of what its entity has undistributed today."""
    run = run_named(runs(archive.deeds), run_id)
    assert run.computed is not None, "only a posted run can be added to"
    first = recompute(run.computed.document, run.computed.provenance)
    rows = trial_balance(archive.entries, run.entity)
    left = -sum(row.balance_fen for row in rows if row.account.code == "322")
    return SupplementaryCase(run_id, first, left, increment_fen, waits or {})


def own_runs(deeds: Iterable[Deed], entity: str, year: int) -> frozenset[str]:
    """Runs of that entity and year, whose vouchers are no part of the year's own books."""
    found = runs(deeds).values()
    return frozenset(run.id for run in found if (run.entity, run.year) == (entity, year))


def _ruled_books(archive: Archive, entity: str, year: int) -> tuple[RuleSet, YearBooks]:
    rules = in_force(archive.deeds, entity, date(year, 12, 31))
    own = own_runs(archive.deeds, entity, year)
    books = read_books(archive.entries, archive.periods, entity, year, rules.system, own)
    return rules, books
