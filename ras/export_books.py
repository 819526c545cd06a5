"""`ras export vouchers`: the vouchers of a span for the accountant's own program.

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
from ras.paper import say
from ras.refusal import NO, Refused
from ras.sites import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ras.report_books import ReportBooks
    from records.exchange.asked import Format, Taken, VouchersWanted
    from records.exchange.beancount_text import Witness
    from records.exchange.vendor_codes import VendorCodes
    from records.refusal import Problem
    from records.uplift.asked import Records

Out = Annotated[Path, typer.Argument(metavar="OUT", help="写到哪个文件 / file to write")]
Form = Annotated[str, typer.Option("--format", help="u8、kis 或 beancount / one of these")]
Maker = Annotated[
    str, typer.Option("--maker", help="制单人，程序里的操作员 / operator in the program")
]
Codes = Annotated[
    Path | None, typer.Option("--codes", help="科目代码清单 CSV / list of account codes")
]
CodesTemplate = Annotated[
    bool, typer.Option("--codes-template", help="只写出待填的代码清单 / write that list only")
]
TopLevel = Annotated[
    bool, typer.Option("--top-level", help="未列明细记入一级科目 / unlisted: to general account")
]
Fit = Annotated[bool, typer.Option("--fit", help="摘要改写到程序能收 / rewrite summaries to fit")]


def vouchers(
    out: Out,
    form: Form,
    entity: Entity = "",
    first: First = "",
    last: Last = "",
    month: Month = "",
    quarter: Quarter = "",
    year: Year = "",
    maker: Maker = "",
    codes: Codes = None,
    codes_template: CodesTemplate = False,
    top_level: TopLevel = False,
    fit: Fit = False,
    data: Data = DATA,
) -> None:
    """凭证导入文件：用友 U8、金蝶 KIS（未在厂商软件中试过）或 Beancount / voucher files.

    例 / example: ras export vouchers 2026-11.txt --format u8 --month 2026-11 --maker 王会计
    """
    from records.exchange.asked import VouchersWanted, codes_wanted

    kind, listed = _form(form), _codes(codes, top_level)
    with told():
        books = books_of(data)
        span = asked_span(first, last, month, quarter, "", year)
        days = (_entity(books, entity), span.first_day, span.last_day)
        if codes_template:
            save(out, codes_wanted(records_of(books), *days))
            return
        made, problems = _made(data, books, VouchersWanted(kind, *days, maker, listed, fit))
    if made is None:
        raise _refused(problems)
    save(out, made.body)
    for notice in made.notices:
        say(f"{notice.zh} | {notice.en}")


def _made(
    data: Path, books: "ReportBooks", wanted: "VouchersWanted"
) -> "tuple[Taken | None, list[Problem]]":
    from records.exchange.asked import Format, vouchers_taken

    is_text = wanted.format is Format.BEANCOUNT
    witness = _witness(data, books, wanted.entity) if is_text else None
    head, now = books.head_hash("ledger"), now_here().isoformat()
    return vouchers_taken(records_of(books), wanted, head, now, witness)


def books_of(data: Path) -> "ReportBooks":
    """What stands in the journal."""
    from ras.report_books import report_books

    return report_books(data)


def records_of(books: "ReportBooks") -> "Records":
    """The same, as the exports take it."""
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


def _refused(problems: "Sequence[Problem]") -> Refused:
    """Every reason but the last is said at once; the last one ends the verb."""
    tell(problems[:-1])
    words = problems[-1].explanation
    return Refused(words.zh, words.en, NO)


def tell(problems: "Iterable[Problem]") -> None:
    """Each problem as one sentence."""
    for found in problems:
        say(f"{found.explanation.zh} | {found.explanation.en}")
