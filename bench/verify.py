"""Measure how fast books are posted and verified, beside a bare SHA-256 pass over the same bytes.

A million vouchers of two lines in a journal on this disk; processor time of this process, which is
one core. It refuses to judge the figures; they are written down in docs/benchmarks.md by a person.
"""

import argparse
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from records.audit.rechecks import RECHECKS
from records.audit.verify import verify
from records.canonical import ZERO_HASH
from records.dividend.prepare.village_case import prepare_village
from records.dividend.runs.deeds import RunComputed
from records.ledger.accounts import Account, AccountingSystem
from records.ledger.entry import Entry, EntryLine
from records.ledger.period import Period, PeriodMark
from records.shares.register import snapshot
from records.store.journal_store import journal_url, open_journal
from records.store.reading import JournalReader
from tests.records.dividend_scene import LAST_DAY, VILLAGE, deed, village_case
from tests.records.shares_scene import Village

T = TypeVar("T")
ENTRIES, QUICK_ENTRIES = 1_000_000, 20_000
AT_ONCE = 10_000
LINES = 10_000
FIRST_YEAR, YEARS = 2026, 10
MEMBERS, RUNS = 5_000, 10
VILLAGES = 10


def timed(what: str, work: Callable[[], T]) -> tuple[T, float]:
    """What the work gives, and its processor time, s."""
    began_s, cpu_s = time.monotonic(), time.process_time()
    made = work()
    spent_s, cpu_s = time.monotonic() - began_s, time.process_time() - cpu_s
    print(f"{what}: {cpu_s:.2f} s of one core, {spent_s:.2f} s on the clock")
    return made, cpu_s


def vouchers(first: int, count: int) -> list[Entry]:
    """Sales of ten villages over ten years."""
    bank = Account(AccountingSystem.REC, "102")
    income = Account(AccountingSystem.REC, "501", ("发包及上交收入",))
    return [
        Entry(
            UUID(int=number + 1),
            f"village-{number % VILLAGES}",
            date(FIRST_YEAR, 1, 1) + timedelta(days=number % (365 * YEARS)),
            f"售鱼 第 {number} 单",
            (EntryLine(bank, number + 1), EntryLine(income, -number - 1)),
        )
        for number in range(first, first + count)
    ]


def fill(path: Path, entries: int) -> None:
    """A journal of that many vouchers."""
    with open_journal(journal_url(path)) as store:
        for village in range(VILLAGES):
            for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
                span = Period(f"village-{village}", date(year, 1, 1), date(year, 12, 31))
                store.ledger.mark(PeriodMark(span, "li"))
        for first in range(0, entries, AT_ONCE):
            store.ledger.post(vouchers(first, min(AT_ONCE, entries - first)), "li")


def posted_together(path: Path) -> None:
    """One voucher of 10^4 lines, then 5,000 of two lines: each in one transaction."""
    income = Account(AccountingSystem.REC, "501")
    each = [
        EntryLine(Account(AccountingSystem.REC, "212", (f"M{n}",)), -1) for n in range(LINES - 1)
    ]
    one = Entry(UUID(int=1), "village-0", date(FIRST_YEAR, 1, 1), "分红",
                (EntryLine(income, LINES - 1), *each))  # fmt: skip
    many = vouchers(10, LINES // 2)
    with open_journal(journal_url(path)) as store:
        for village in range(VILLAGES):
            span = Period(f"village-{village}", date(FIRST_YEAR, 1, 1), date(2099, 12, 31))
            store.ledger.mark(PeriodMark(span, "li"))
        timed(f"one voucher of {LINES} lines posted", lambda: store.ledger.post([one], "li"))
        timed(f"{len(many)} vouchers of 2 lines posted", lambda: store.ledger.post(many, "li"))


def recomputed(path: Path, members: int) -> None:
    """Runs of one village computed, kept, and computed again with their registers."""
    village = Village(VILLAGE)
    village.share_class()
    for number in range(members):
        village.member(f"M{number:05d}", 100 + number % 50, f"H{number * 2 // 5:04d}")
    register = snapshot(village.log, VILLAGE, LAST_DAY)
    done, _ = timed(
        f"one distribution to {members} members prepared",
        lambda: prepare_village(village_case(snapshot=register)).computed,
    )
    runs = [
        deed(
            RunComputed, f"run {number}", run=f"r-{number}", document=done.document,
            provenance=done.provenance, inputs_hash=done.inputs_hash,
            result_hash=done.result_hash, lines_hash=done.lines_hash,
        )
        for number in range(RUNS)
    ]  # fmt: skip
    with open_journal(journal_url(path)) as store:
        store.deeds.append_all([*village.log, *runs])
    with JournalReader(path) as reader:
        what = f"{len(village.log)} deeds and {RUNS} runs examined, all computed again"
        verdict, _ = timed(what, lambda: verify(reader.rows, {}, RECHECKS))
    assert verdict.sound and verdict.rechecked == len(RECHECKS)


def texts(path: Path) -> Iterator[str]:
    """The bytes under the hashes, as they lie."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    for (text,) in connection.execute("SELECT canonical FROM ledger_entries ORDER BY seq"):
        yield text
    connection.close()


def bare(path: Path) -> str:
    """Nothing but reading the texts and hashing them in a chain."""
    previous = ZERO_HASH
    for text in texts(path):
        previous = sha256(f"{previous}\n{text}".encode()).hexdigest()
    return previous


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds, rougher figures")
    quick: bool = parser.parse_args().quick
    entries = QUICK_ENTRIES if quick else ENTRIES
    with tempfile.TemporaryDirectory() as folder:
        posted_together(Path(folder) / "lines.db")
        recomputed(Path(folder) / "runs.db", MEMBERS // 10 if quick else MEMBERS)
        path = Path(folder) / "journal.db"
        timed(f"{entries} vouchers of two lines posted by {AT_ONCE}", lambda: fill(path, entries))
        print(f"  {path.stat().st_size / 1e6:.0f} MB")
        head, bare_s = timed("bare SHA-256 over the texts", lambda: bare(path))
        with JournalReader(path) as reader:
            verdict, full_s = timed("whole examination", lambda: verify(reader.rows, {}))
    assert verdict.sound and verdict.heads["ledger"].hash == head
    print(f"  {full_s / entries * 1e6:.1f} µs a voucher; {full_s / bare_s:.1f} x the bare pass")
    print(f"  memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
