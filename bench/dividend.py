"""Measure a distribution on ten years of a village's record: read, prepared, posted, once more.

From a real SQLite file with full durability; processor time of this process, which is one core.
Beside it the same year by other means (bench/dividend_peers.py). It refuses to judge the figures;
a person writes them down in docs/benchmarks.md.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import TypeVar

from bench.dividend_peers import by_decimal, by_spreadsheet, ours
from bench.dividend_years import LAST_YEAR, kept, lived, posted, run_deeds
from records.dividend.intake import Field
from records.dividend.kinds.year import read_rec_year
from records.dividend.posting.entries import run_entries
from records.dividend.prepare.gather import Archive, gather_village
from records.dividend.prepare.prepared import Prepared
from records.dividend.prepare.recompute import recompute
from records.dividend.prepare.village_case import prepare_village
from records.dividend.rec_year import RecYear, by_household, rec_year, withholding
from records.dividend.runs.admission import Circumstances, admit
from records.dividend.runs.deeds import RunComputed
from records.rules.in_force import in_force
from records.rules.questions import answers
from records.store.act import Act
from records.store.journal_store import JournalStore, journal_url, open_journal
from tests.records.dividend_scene import VILLAGE

T = TypeVar("T")
MEMBERS, QUICK_MEMBERS = 5_000, 600
VOUCHERS, QUICK_VOUCHERS = 1_000, 60
ROUNDS = 7
RUN, LAST_DAY = f"v-{LAST_YEAR}", date(LAST_YEAR, 12, 31)


def timed(what: str, work: Callable[[], T]) -> tuple[T, float]:
    """What the work gives, and its processor time, s."""
    began_s, cpu_s = time.monotonic(), time.process_time()
    made = work()
    spent_s, cpu_s = time.monotonic() - began_s, time.process_time() - cpu_s
    print(f"{what}: {cpu_s:.3f} s of one core, {spent_s:.3f} s on the clock", flush=True)
    return made, cpu_s


def archive(store: JournalStore) -> Archive:
    """Everything on record, as the desk of money reads it."""
    return Archive(
        store.deeds.all(), store.ledger.entries(VILLAGE), store.ledger.periods(),
        date(LAST_YEAR + 1, 1, 4),
    )  # fmt: skip


def prepared(of: Archive) -> Prepared:
    """The last year's distribution."""
    return prepare_village(gather_village(of, VILLAGE, LAST_YEAR))


def post(store: JournalStore, done: Prepared) -> None:
    """What posting asks for: the run prepared again, admission, vouchers and deed in one act."""
    of = archive(store)
    step = posted(done.computed, RUN, LAST_YEAR)
    around = Circumstances(
        in_force(of.deeds, VILLAGE, LAST_DAY), of.periods, prepared=prepared(of),
        answers=answers(of.deeds, VILLAGE, of.today),
    )  # fmt: skip
    admit(step, of.deeds, around)
    store.carry_out(Act([step], run_entries(done.computed, RUN, LAST_DAY)), "zhuren")


def on_disk(path: Path) -> Prepared:
    """Prepare and post the last year out of the file."""
    with open_journal(journal_url(path)) as store:
        of, read_s = timed("the whole record read from the file", lambda: archive(store))
        print(f"  {len(of.deeds)} deeds, {len(of.entries)} vouchers")
        done, prepare_s = timed("the distribution prepared", lambda: prepared(of))
        rounds = [_cpu_s(lambda: prepared(of)) for _ in range(ROUNDS)]
        print(f"  {ROUNDS} rounds: {min(rounds):.3f} … {max(rounds):.3f} s")
        print(f"  read and prepared: {read_s + prepare_s:.3f} s")
        again, _ = timed("read and prepared once more", lambda: prepared(archive(store)))
        assert again.inputs_hash == done.inputs_hash
        store.deeds.append_all(run_deeds(done.computed, RUN, LAST_YEAR))
        timed("prepared again, admitted, posted, durable", lambda: post(store, done))
    with open_journal(journal_url(path)) as store:
        booked = store.ledger.entries(VILLAGE, run_id=RUN)
        assert booked == run_entries(done.computed, RUN, LAST_DAY)
        found = [one for one in store.deeds.all() if isinstance(one, RunComputed)]
    timed("what was kept of the run computed again",
          lambda: recompute(found[-1].document, found[-1].provenance))  # fmt: skip
    return done


def beside(done: Prepared, folder: Path) -> None:
    """The same year in plain decimal numbers and as a spreadsheet, equal to the fen."""
    document = done.computed.document
    mine = ours(document)
    assert by_decimal(document) == mine
    year = read_rec_year(Field(document["inputs"], "inputs"))
    rounds = [
        (_cpu_s(lambda: split(year)), _cpu_s(lambda: by_decimal(document)),
         _cpu_s(lambda: ours(document)))
        for _ in range(ROUNDS)
    ]  # fmt: skip
    alone, plain, own = (median(one[at] for one in rounds) for at in range(3))
    print(f"the figures alone: ours {alone:.4f} s, plain decimal {plain:.4f} s; the whole command, "
          f"input checked, vouchers and canonical line made: {own:.4f} s")  # fmt: skip
    ratios = sorted(one[1] / one[0] for one in rounds)
    print(f"  decimal / ours in {ROUNDS} rounds: {ratios[0]:.2f} … {ratios[-1]:.2f}, "
          f"median {median(ratios):.2f}")  # fmt: skip
    print(f"  equal to the fen: {len(mine.mode_a)} members both ways, tax, households")
    began_s = time.monotonic()
    theirs = by_spreadsheet(document, folder)
    if theirs is None:
        print("no LibreOffice here")
        return
    figures, office_s = theirs
    assert figures == mine
    print(f"as a spreadsheet: {office_s:.1f} s of one core in LibreOffice, written and read back "
          f"{time.monotonic() - began_s:.1f} s on the clock; equal to the fen")  # fmt: skip
    print(f"  LibreOffice / ours: {office_s / alone:.0f}")


def split(year: RecYear) -> object:
    """The same figures as the peers: both ways, households, tax."""
    run = rec_year(year)
    return (
        by_household(year.members, run.mode_a), withholding(run.mode_a, year.tax_regime),
        run.mode_b,
    )  # fmt: skip


def _cpu_s(work: Callable[[], object]) -> float:
    began_s = time.process_time()
    work()
    return time.process_time() - began_s


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds, rougher figures")
    quick: bool = parser.parse_args().quick
    members = QUICK_MEMBERS if quick else MEMBERS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        vouchers = QUICK_VOUCHERS if quick else VOUCHERS
        past, _ = timed("ten years lived", lambda: lived(members, vouchers))
        timed("and written", lambda: kept(past, path))
        print(f"  {path.stat().st_size / 1e6:.0f} MB")
        beside(on_disk(path), Path(folder))


if __name__ == "__main__":
    main()
