"""`ras export dividend | notice | statement | statements`: the papers of one distribution run.

It refuses to show a name that is not handed in: a statement names its holder by id, and a notice
masks the heads of the households that a list gives it.
"""

import csv
import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ras.export_options import (
    DATA,
    Data,
    Entity,
    Format,
    MadeBy,
    Out,
    form_of,
    made_by,
    now_here,
    paper_bytes,
    save,
    told,
)
from ras.refusal import Refused
from ras.sites import read_text

if TYPE_CHECKING:
    from records.reports.statement import ToldRun

RunId = Annotated[str, typer.Argument(metavar="RUN", help="分配编号 / id of the run")]
Pdf = Annotated[Path, typer.Argument(metavar="OUT.pdf", help="写到哪个文件 / file to write")]
Channel = Annotated[
    str, typer.Option("--channel", help="异议渠道：何处、何人、电话 / where to object")
]
HOUSEHOLD, HEAD = "户编号", "户主"


def dividend(
    source: Annotated[
        str,
        typer.Argument(metavar="SOURCE", help="分配编号或 INPUT.json / run id or input"),
    ],
    out: Out,
    mode: Annotated[
        str, typer.Option(help="输入文件：A_HAMILTON 或 B_PER_SHARE / for an input file")
    ] = "B_PER_SHARE",
    entity: Entity = "",
    form: Format = "",
    data: Annotated[
        Path | None,
        typer.Option("--data", help="数据目录，SOURCE 为分配编号 / data folder, SOURCE is a run"),
    ] = None,
    by_whom: MadeBy = "",
) -> None:
    """一次分配的分红报表 / the dividend report of a run, or of an input file.

    例 / example: ras export dividend year.json dividend.xlsx
    """
    kind = form_of(out, form)
    if data is None:
        from ras.export_file import paper_of_file

        save(out, paper_bytes(paper_of_file(Path(source), mode, entity, now_here()), kind))
        return
    from ras.report_books import report_books
    from records.reports.asked import run_asked

    with told():
        save(out, paper_bytes(run_asked(report_books(data), source, made_by(by_whom)), kind))


def notice(
    run: RunId,
    out: Out,
    channel: Channel = "",
    heads: Annotated[
        Path | None,
        typer.Option("--heads", help="户编号,户主 的 CSV，户主将遮盖 / CSV of heads, masked here"),
    ] = None,
    posted: Annotated[
        str, typer.Option("--posted", help="张贴日，未登记公示时用 / day of posting, 2027-01-05")
    ] = "",
    form: Format = "",
    data: Data = DATA,
    by_whom: MadeBy = "",
) -> None:
    """遮盖姓名的公示表 / the masked public notice of a run.

    例 / example: ras export notice v-2026 notice.pdf --channel "村委会 0579-87000000 监事会"
    """
    from ras.report_books import report_books
    from records.reports.asked import Posting, notice_asked

    kind = form_of(out, form)
    posting = Posting(channel, _heads(heads), _day(posted))
    with told():
        paper = notice_asked(report_books(data), run, posting, made_by(by_whom))
        save(out, paper_bytes(paper, kind))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(
            f"张贴日“{text[:20]}”不对：写成 2027-01-05",
            f"the day of posting '{text[:20]}' cannot be read: write 2027-01-05",
        ) from None


def _heads(path: Path | None) -> dict[str, str]:
    """Head by household; Refused unless the file has both columns."""
    if path is None:
        return {}
    rows = list(csv.DictReader(io.StringIO(read_text(path).removeprefix("\ufeff"))))
    if not rows or not {HOUSEHOLD, HEAD} <= set(rows[0]):
        raise Refused(
            f"{path} 要有 {HOUSEHOLD}、{HEAD} 两列",
            f"{path} needs the columns {HOUSEHOLD} and {HEAD}",
        )
    return {row[HOUSEHOLD].strip(): (row[HEAD] or "").strip() for row in rows}


def statement(
    run: RunId,
    holder: Annotated[str, typer.Argument(metavar="HOLDER", help="成员编号 / id of the holder")],
    out: Pdf,
    channel: Channel = "",
    data: Data = DATA,
    by_whom: MadeBy = "",
) -> None:
    """一名成员的对账单（PDF） / one holder's statement.

    例 / example: ras export statement v-2026 M0101 M0101.pdf --data /var/lib/ras
    """
    from records.print.statements import statement_pdf

    _only_pdf(out)
    with told():
        save(out, statement_pdf(_told(data, run, channel, by_whom), holder, now_here()))


def every_statement(
    run: RunId, out: Pdf, channel: Channel = "", data: Data = DATA, by_whom: MadeBy = ""
) -> None:
    """全体成员的对账单，一份 PDF / every holder's statement in one PDF.

    例 / example: ras export statements v-2026 all.pdf --data /var/lib/ras
    """
    from records.print.statements import statements_pdf

    _only_pdf(out)
    with told():
        save(out, statements_pdf(_told(data, run, channel, by_whom), now_here()))


def _only_pdf(out: Path) -> None:
    if form_of(out, "") != "pdf":
        raise Refused("对账单只有 PDF：文件名写成 .pdf", "a statement is a PDF: name the file .pdf")


def _told(data: Path, run_id: str, channel: str, by_whom: str) -> "ToldRun":
    from ras.report_books import report_books
    from records.reports.asked import told_run

    return told_run(report_books(data), run_id, channel, made_by(by_whom))
