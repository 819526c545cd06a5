"""`ras export vouchers | town | uplift`: what leaves the books for accountants and the town.

It refuses to compute and to change anything: the journal is read beside a running dashboard.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ras.export_options import (
    DATA,
    Data,
    Entity,
    First,
    Last,
    Month,
    Quarter,
    Year,
    asked_span,
    now_here,
    save,
    told,
)
from ras.paper import emit, say, table
from ras.refusal import NO, Refused
from ras.sites import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ras.report_books import ReportBooks
    from records.exchange.asked import Format
    from records.exchange.beancount_text import Witness
    from records.exchange.vendor_codes import VendorCodes
    from records.refusal import Problem
    from records.reports.table import Table
    from records.uplift.asked import Records
    from records.uplift.year import UpliftSpan

Out = Annotated[Path, typer.Argument(metavar="OUT", help="写到哪个文件 / file to write")]
OutOrNone = Annotated[
    Path | None, typer.Argument(metavar="OUT.xlsx", help="写到哪个文件 / workbook to write")
]
Project = Annotated[
    str, typer.Option("--project", help="项目单位，不给则取登记的 / project, default: registered")
]
AsJson = Annotated[bool, typer.Option("--json", help="给程序读 / for programs")]
SiteFile = Annotated[
    Path | None, typer.Option("--site", help="场地文件（年计划） / site file, for its plan")
]


def vouchers(
    out: Out,
    form: Annotated[str, typer.Option("--format", help="u8、kis 或 beancount / one of these")],
    entity: Entity = "",
    first: First = "",
    last: Last = "",
    month: Month = "",
    quarter: Quarter = "",
    year: Year = "",
    maker: Annotated[
        str, typer.Option("--maker", help="制单人，程序里的操作员 / operator in the program")
    ] = "",
    codes: Annotated[
        Path | None, typer.Option("--codes", help="科目代码清单 CSV / list of account codes")
    ] = None,
    codes_template: Annotated[
        bool, typer.Option("--codes-template", help="只写出待填的代码清单 / write that list only")
    ] = False,
    top_level: Annotated[
        bool,
        typer.Option("--top-level", help="未列明细记入一级科目 / unlisted: to general account"),
    ] = False,
    fit: Annotated[
        bool, typer.Option("--fit", help="摘要改写到程序能收 / rewrite summaries to fit")
    ] = False,
    data: Data = DATA,
) -> None:
    """凭证导入文件：用友 U8、金蝶 KIS（未在厂商软件中试过）或 Beancount / voucher files.

    例 / example: ras export vouchers 2026-11.txt --format u8 --month 2026-11 --maker 王会计
    """
    from records.exchange.asked import Format, VouchersWanted, codes_wanted, vouchers_taken

    kind = _form(form)
    with told():
        books = _books(data)
        who = _entity(books, entity)
        span = asked_span(first, last, month, quarter, "", year)
        if codes_template:
            save(out, codes_wanted(_records(books), who, span.first_day, span.last_day))
            return
        wanted = VouchersWanted(
            kind, who, span.first_day, span.last_day, maker,
            _codes(codes, top_level), fit,
        )  # fmt: skip
        head = books.head_hash("ledger")
        witness = _witness(data, books, who) if kind is Format.BEANCOUNT else None
        made, problems = vouchers_taken(
            _records(books), wanted, head, now_here().isoformat(), witness
        )
    if made is None:
        raise _refused(problems)
    save(out, made.body)
    for notice in made.notices:
        say(f"{notice.zh} | {notice.en}")


def town(
    out: OutOrNone = None,
    month: Month = "",
    quarter: Quarter = "",
    as_json: AsJson = False,
    project: Project = "",
    site: SiteFile = None,
    data: Data = DATA,
) -> None:
    """镇里月度、季度的集体经济和重点项目数字，只有合计 / figures for the town, sums only.

    例 / example: ras export town town.xlsx --quarter 2026-Q4 --json
    """
    from records.exchange.asked import town_sheets, town_taken
    from records.exchange.town_feed import feed_line

    if bool(month) == bool(quarter):
        raise Refused("给 --month 或 --quarter 之一", "give one of --month and --quarter")
    if out is None and not as_json:
        raise Refused("给一个 OUT.xlsx，或 --json", "name an OUT.xlsx, or give --json")
    with told():
        books = _books(data)
        report, document, problems = town_taken(
            _records(books), month or quarter, books.head_hash("ledger"),
            now_here().isoformat(), project or None, _plan_g(site),
        )  # fmt: skip
    _tell(problems)
    if as_json:
        print(feed_line(document))
    if out is not None:
        _workbook(out, town_sheets(report, document, "ras export"))


def uplift(
    out: OutOrNone = None,
    year: Annotated[
        int | None, typer.Option(min=2000, max=2100, help="年份，不给则为今年 / default: this one")
    ] = None,
    as_json: AsJson = False,
    project: Project = "",
    data: Data = DATA,
) -> None:
    """增收进度：各项、目标、差额，每个数可查到凭证 / the uplift, its target and its vouchers.

    例 / example: ras export uplift uplift.xlsx --year 2026
    """
    from records.uplift.asked import uplift_asked, uplift_sheets
    from records.uplift.year import MONTHS_OF_YEAR

    now = now_here()
    with told():
        books = _books(data)
        this = now.year if year is None else year
        last_month = now.month if this == now.year else MONTHS_OF_YEAR
        found, problems = uplift_asked(_records(books), this, project or None, last_month)
    _tell(problems)
    if as_json:
        emit(found.as_json())
    elif out is None:
        _print([*found.months, found.so_far, found.whole])
    if out is not None:
        made_at = now.isoformat(timespec="seconds")
        head = books.head_hash("ledger")
        _workbook(out, uplift_sheets(found, head, made_at, "ras export"))


def _books(data: Path) -> "ReportBooks":
    from ras.report_books import report_books

    return report_books(data)


def _records(books: "ReportBooks") -> "Records":
    from records.uplift.asked import Records

    return Records(books.entries, books.deeds, books.events)


def _entity(books: "ReportBooks", given: str) -> str:
    known = sorted({entry.entity for entry in books.entries})
    if given or len(known) == 1:
        return given or known[0]
    names = "、".join(known) or "（没有凭证）"
    raise Refused(f"用 --entity 指明单位：{names}", f"name the unit with --entity: {names}")


def _form(text: str) -> "Format":
    from records.exchange.asked import Format

    try:
        return Format(text.lower())
    except ValueError:
        forms = ", ".join(Format)
        raise Refused(f"--format 只能是 {forms}", f"--format is one of {forms}") from None


def _codes(path: Path | None, top_level: bool) -> "VendorCodes":
    from records.exchange.vendor_codes import VendorCodes, read_codes

    if path is None:
        return VendorCodes(top_level=top_level)
    found, problems = read_codes(read_bytes(path), top_level)
    if problems:
        raise _refused(problems)
    return found


def _witness(data: Path, books: "ReportBooks", entity: str) -> "Witness":
    from ras.report_books import journal_of
    from records.store.lines_witness import LinesWitness
    from records.store.reading import JournalReader

    with JournalReader(journal_of(data)) as reader:
        return LinesWitness(reader, entity, books.heads["ledger"].seq)


def _plan_g(site: Path | None) -> int | None:
    if site is None:
        return None
    from ras.sites import open_site

    loaded, _ = open_site(site)
    return round(loaded.plan.yearly_kg * 1000)


def _refused(problems: "Sequence[Problem]") -> Refused:
    """Every reason but the last is said at once; the last one ends the verb."""
    _tell(problems[:-1])
    words = problems[-1].explanation
    return Refused(words.zh, words.en, NO)


def _tell(problems: "Iterable[Problem]") -> None:
    for found in problems:
        say(f"{found.explanation.zh} | {found.explanation.en}")


def _workbook(out: Path, tables: "Sequence[Table]") -> None:
    from records.reports.workbook import workbook_bytes

    save(out, workbook_bytes(tables, now_here()))


def _print(spans: "Sequence[UpliftSpan]") -> None:
    from records.money import yuan_text

    def fen(value: int | None) -> str:
        return "" if value is None else yuan_text(value)

    table(
        "增收 / uplift (元 yuan)",
        ["期间 period", "村集体 villages", "村民 villagers", "合计 total", "目标 target",
         "差额 gap", "元/kg"],
        [
            [span.name, fen(span.collective_fen), fen(span.villagers_fen), fen(span.total_fen),
             fen(span.target_fen), fen(span.gap_fen), fen(span.fen_per_kg_floor)]
            for span in spans
        ],
    )  # fmt: skip
