"""Measure members' statements, one and 5,000 in one file, and a run's report beside LibreOffice.

The peer prints the same tables: our workbook of the run, turned into PDF by LibreOffice headless.
Processor time of one core; it refuses to judge the figures; a person writes them down in
docs/benchmarks.md.
"""

import argparse
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from records.dividend.prepare.prepared import Computed
from records.dividend.prepare.recompute import recompute
from records.dividend.prepare.village_case import ProjectShare, prepare_village
from records.print.pages import pdf_bytes
from records.print.statements import statement_pdf, statements_pdf
from records.reports.run_report import run_paper, run_provenance
from records.reports.statement import ToldRun
from records.reports.workbook import paper_workbook
from records.shares.status import HolderStatus
from tests.records.dividend_scene import PROJECT, member, snapshot, village_case

T = TypeVar("T")
MEMBERS, QUICK_MEMBERS = 5_000, 500
MADE_AT = datetime(2027, 1, 5, 12, tzinfo=UTC)


def timed(what: str, work: Callable[[], T]) -> tuple[T, float]:
    """What the work gives, and its processor time, s; that of programs it starts included."""
    began_s, cpu_s = time.monotonic(), _cpu_s()
    made = work()
    spent_s, cpu_s = time.monotonic() - began_s, _cpu_s() - cpu_s
    print(f"{what}: {cpu_s:.3f} s of one core, {spent_s:.3f} s on the clock")
    return made, cpu_s


def _cpu_s() -> float:
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))


def distribution(members: int) -> Computed:
    """A village of that many members, every ninety-seventh of them frozen."""
    register = snapshot(
        [
            member(
                f"M{number:05d}", f"H{number * 2 // 5:04d}", 100 + number % 50, number % 37,
                status=HolderStatus.ACTIVE if number % 97 else HolderStatus.FROZEN,
            )
            for number in range(members)
        ]
    )  # fmt: skip
    project = ProjectShare(PROJECT, "co-2026", 4_876_543_300)
    return prepare_village(village_case(snapshot=register, project=project)).computed


def by_libreoffice(workbook: bytes, folder: Path) -> bytes | None:
    """The workbook as PDF; None where there is no LibreOffice."""
    office = shutil.which("libreoffice") or shutil.which("soffice")
    if office is None:
        return None
    (folder / "run.xlsx").write_bytes(workbook)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "run.xlsx")], check=True, capture_output=True)
    return (folder / "run.pdf").read_bytes()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds, rougher figures")
    quick: bool = parser.parse_args().quick
    members = QUICK_MEMBERS if quick else MEMBERS
    kept = distribution(members)
    done, _ = timed(
        f"a run of {members} members computed again from what it kept",
        lambda: recompute(kept.document, kept.provenance),
    )
    about = run_provenance(done, "c" * 64, "2027-01-05 20:00", "会计", constructed=True)
    told = ToldRun("v-2026", done, about, "监事会")
    timed("the first statement", lambda: statement_pdf(told, "M00001", MADE_AT))
    timed("one statement more", lambda: statement_pdf(told, "M00002", MADE_AT))
    every, _ = timed(f"{members} statements", lambda: statements_pdf(told, MADE_AT))
    print(f"  {len(every) / 1e6:.1f} MB")
    print(f"  memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    paper = run_paper(done, "v-2026", about, MADE_AT)
    _, ours_s = timed("the run's report as PDF", lambda: pdf_bytes(paper))
    workbook, _ = timed("the same as xlsx", lambda: paper_workbook(paper))
    with tempfile.TemporaryDirectory() as folder:
        theirs, theirs_s = timed(
            "that xlsx as PDF by LibreOffice", lambda: by_libreoffice(workbook, Path(folder))
        )
    if theirs is not None:
        print(f"  {theirs_s / ours_s:.1f} x ours, start of the program included")


if __name__ == "__main__":
    main()
