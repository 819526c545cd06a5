"""Ten constructed years of one village on a real disk, for the measurements of distribution.

5,000 members of 2,000 households, a thousand vouchers a year, a distribution posted every year but
the last. It refuses to measure; who measures opens the file again.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from records.deeds.deed import Deed
from records.dividend.posting.entries import entries_hash, run_entries
from records.dividend.prepare.gather import Archive, gather_village
from records.dividend.prepare.prepared import Computed
from records.dividend.prepare.village_case import prepare_village
from records.dividend.runs import deeds as kinds
from records.ledger.accounts import Account
from records.ledger.entry import Entry, EntryLine
from records.ledger.period import Period, PeriodMark, PeriodStatus
from records.rules.deeds import QuestionAnswered
from records.rules.votes import Body
from records.shares.holdings import Freeze
from records.store.journal_store import journal_url, open_journal
from tests.records.dividend_scene import ANSWERED, PAPER, REC, VILLAGE, adopted, deed
from tests.records.shares_scene import FOUNDED, Village

FIRST_YEAR, LAST_YEAR = 2026, 2035
NEWCOMERS, FROZEN = 50, 5
LINES = {
    "501 经营收入": 310_000_000, "502 投资收益": 90_000_000, "504 其他收入": 7_000_000,
    "511 经营支出": -60_000_000, "513 管理费用": -40_000_000, "514 公益支出": -12_345_678,
}  # fmt: skip
"""What a year earns and spends by account, fen."""


@dataclass
class Past:
    """Everything on record of the village."""

    deeds: list[Deed]
    entries: list[Entry]
    marks: list[PeriodMark]

    def archive(self, year: int) -> Archive:
        """The record as it is looked at in January after that year."""
        periods = {mark.period.first_day: mark.period for mark in self.marks}
        return Archive(self.deeds, self.entries, list(periods.values()), date(year + 1, 1, 4))


def lived(members: int, vouchers: int) -> Past:
    """Ten years, the last one computed by nobody yet."""
    past = Past([adopted(), *_answers(), *_register(members).log], [], [])
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        span = (VILLAGE, date(year, 1, 1), date(year, 12, 31))
        past.marks.append(PeriodMark(Period(*span, PeriodStatus.OPEN), "li"))
        past.entries += _vouchers(year, vouchers)
        past.marks.append(PeriodMark(Period(*span, PeriodStatus.SOFT_CLOSED), "li"))
        if year == LAST_YEAR:
            return past
        done = prepare_village(gather_village(past.archive(year), VILLAGE, year)).computed
        run = f"v-{year}"
        past.deeds += [*run_deeds(done, run, year), posted(done, run, year)]
        past.entries += run_entries(done, run, date(year, 12, 31))
        past.marks.append(PeriodMark(Period(*span, PeriodStatus.CLOSED), "li", "wang"))
    raise AssertionError("the last year returns")


def kept(past: Past, path: Path) -> None:
    """All of it in a journal: a year's period is opened, filled and closed in turn."""
    with open_journal(journal_url(path)) as store:
        store.deeds.append_all(past.deeds)
        for mark in past.marks:
            if mark.period.status is PeriodStatus.SOFT_CLOSED:
                year = mark.period.first_day.year
                store.ledger.post([one for one in past.entries if one.day.year == year], "li")
            store.ledger.mark(mark)


def run_deeds(done: Computed, run: str, year: int) -> list[Deed]:
    """A run from its draft to the vote."""
    told: dict[str, Any] = {"run": run, "day": date(year + 1, 1, 21)}
    vote: dict[str, Any] = {
        "body": Body.MEMBER_ASSEMBLY, "electorate": 1203, "present": 900, "in_favour": 802,
        "notice_day": date(year + 1, 1, 10), "papers_day": date(year + 1, 1, 10),
        "minutes": PAPER, "party_study": PAPER, "actor": "zhuren",
    }  # fmt: skip
    steps: list[tuple[Any, dict[str, Any]]] = [
        (kinds.RunDrafted, {"year": year, "system": REC}),
        (kinds.RunComputed, {
            "document": done.document, "provenance": done.provenance,
            "inputs_hash": done.inputs_hash, "result_hash": done.result_hash,
            "lines_hash": done.lines_hash,
        }),
        (kinds.RunReviewed, {"accepted": True, "actor": "jianshi"}),
        (kinds.RunPublicised, {"place": "村公告栏", "proof": PAPER, "day": date(year + 1, 1, 5)}),
        (kinds.RunApproved, vote),
    ]  # fmt: skip
    return [
        deed(kind, f"{kind.__name__} {run}", VILLAGE, **{**told, **fields})
        for kind, fields in steps
    ]


def posted(done: Computed, run: str, year: int) -> kinds.RunPosted:
    """The step that books the run."""
    entries = run_entries(done, run, date(year, 12, 31))
    made: kinds.RunPosted = deed(
        kinds.RunPosted, f"RunPosted {run}", VILLAGE, run=run, entries=len(entries),
        entries_hash=entries_hash(entries), posted_on=date(year, 12, 31), actor="zhuren",
        day=date(year + 1, 1, 22),
    )  # fmt: skip
    return made


def _answers() -> list[Deed]:
    return [
        deed(
            QuestionAnswered, f"answer {question}", VILLAGE, question=question, choice=choice,
            answered_by="镇农经站", proof=PAPER,
        )
        for question, choice in ANSWERED[REC].items()
    ]  # fmt: skip


def _register(members: int) -> Village:
    """Founders, and each year newcomers and holders whose shares a court ties up."""
    village, years = Village(VILLAGE), LAST_YEAR - FIRST_YEAR
    village.share_class()
    village.cap()
    founders = members - NEWCOMERS * years
    for number in range(members):
        late = max(0, number - founders) // NEWCOMERS if number >= founders else -1
        day = 0 if late < 0 else (date(FIRST_YEAR + late, 3, 1) - FOUNDED).days
        home = f"H{number * 2 // 5:04d}"
        village.member(f"M{number:05d}", 100 + number % 50, home, day)
    for year in range(FIRST_YEAR, LAST_YEAR):
        for number in range(FROZEN):
            day = (date(year, 6, 1) - FOUNDED).days
            holder = f"M{(year - FIRST_YEAR) * FROZEN + number:05d}"
            village.add(Freeze, day, holder=holder, ordered_by="县人民法院")
    return village


def _vouchers(year: int, count: int) -> list[Entry]:
    """A year's income and cost in `count` vouchers against the bank."""
    bank, made = Account.of_label(REC, "102 银行存款"), []
    labels = list(LINES)
    for number in range(count):
        label = labels[number % len(labels)]
        many = len(range(number % len(labels), count, len(labels)))
        fen = LINES[label] // many + year % 7
        lines = (EntryLine(bank, fen), EntryLine(Account.of_label(REC, label), -fen))
        day = date(year, 1, 1) + timedelta(days=number % 365)
        entry_id = UUID(int=year * 1_000_000 + number)
        made.append(Entry(entry_id, VILLAGE, day, f"凭证 {year}-{number}", lines))
    return made
