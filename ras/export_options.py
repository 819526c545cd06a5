"""What the verbs of `ras export` have in common: spans, formats, files, and refusals as sentences.

It refuses to make a report.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from farm.clock import wall_ms
from ras.paper import say
from ras.refusal import NO, Refused

if TYPE_CHECKING:
    from records.reports.asked import Maker
    from records.reports.paper import Paper
    from records.reports.span import Span

FORMATS = ("xlsx", "pdf")

Out = Annotated[Path, typer.Argument(metavar="OUT", help="写到哪个文件 / file, .xlsx or .pdf")]
Data = Annotated[
    Path, typer.Option("--data", help="数据目录或账本文件 / data folder, or a journal file")
]
DATA = Path("var/farm")
Format = Annotated[
    str, typer.Option("--format", help="xlsx 或 pdf，不给则看文件名 / default: by the file's name")
]
First = Annotated[str, typer.Option("--from", help="起日 / first day, 2026-11-01")]
Last = Annotated[str, typer.Option("--to", help="止日 / last day")]
Month = Annotated[str, typer.Option("--month", help="月 / month, 2026-11")]
Quarter = Annotated[str, typer.Option("--quarter", help="季 / quarter, 2026-Q4")]
Half = Annotated[str, typer.Option("--half", help="半年 / half-year, 2026-H2")]
Year = Annotated[str, typer.Option("--year", help="年 / year, 2026")]
Entity = Annotated[str, typer.Option("--entity", help="单位名称 / name of the unit")]
MadeBy = Annotated[str, typer.Option("--by-whom", help="制表人 / who makes it")]


def asked_span(first: str, last: str, month: str, quarter: str, half: str, year: str) -> "Span":
    """The span of the options; this year if none is given."""
    from records.refusal import RuleRefused
    from records.reports.span import span_asked

    asked = {
        "from": first, "to": last, "month": month, "quarter": quarter, "half": half, "year": year,
    }  # fmt: skip
    if not any(asked.values()):
        asked["year"] = str(now_here().year)
    try:
        return span_asked(asked)
    except RuleRefused as refusal:
        raise Refused(refusal.explanation.zh, refusal.explanation.en) from refusal


def form_of(out: Path, given: str) -> str:
    """xlsx or pdf, as told or by the file's name."""
    if out.is_dir():
        raise Refused(f"{out} 是目录，要文件名", f"{out} is a folder; name a file")
    form = (given or out.suffix.removeprefix(".")).lower()
    if form not in FORMATS:
        raise Refused(
            f"格式只有 {'、'.join(FORMATS)}：文件名写成 .xlsx 或 .pdf，或给 --format",
            f"formats are {', '.join(FORMATS)}: end the file name so, or give --format",
        )
    return form


def paper_bytes(paper: "Paper", form: str) -> bytes:
    """The paper in that format."""
    if form == "pdf":
        from records.print.pages import pdf_bytes

        return pdf_bytes(paper)
    from records.reports.workbook import paper_workbook

    return paper_workbook(paper)


def now_here() -> datetime:
    """Now in the farm's civil time, to the second."""
    from records.civil import SITE_ZONE

    now = datetime.fromtimestamp(wall_ms() // 1000, UTC)
    return now.astimezone(SITE_ZONE)


def made_by(by_whom: str, entity: str = "") -> "Maker":
    """Who makes a paper, and that it is made now."""
    from records.reports.asked import Maker

    return Maker(now_here(), by_whom or "ras export", entity)


@contextmanager
def told() -> Iterator[None]:
    """A rule's or the disk's refusal becomes a sentence and an exit code."""
    from records.durable import StorageFault
    from records.refusal import EventRefused, RuleRefused

    try:
        yield
    except RuleRefused as refusal:
        words = refusal.explanation
        raise Refused(words.zh, words.en, NO) from refusal
    except EventRefused as refused:
        words = refused.problems[0].explanation
        raise Refused(words.zh, words.en, NO) from refused
    except StorageFault as fault:
        raise Refused(fault.words.zh, fault.words.en) from fault


def save(out: Path, body: bytes) -> None:
    """The whole file, or the one that was there before."""
    draft = out.with_name(out.name + ".part")
    try:
        draft.write_bytes(body)
        draft.replace(out)
    except OSError as error:
        raise Refused(
            f"写不了 {out}：{error.strerror}", f"cannot write {out}: {error.strerror}"
        ) from error
    say(f"{out}：{len(body)} 字节 | {len(body)} bytes")
