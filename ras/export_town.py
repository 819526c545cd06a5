"""`ras export town | uplift`: figures for the town, and what the farm brought to villages.

It refuses to compute and to change anything: the journal is read beside a running dashboard.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ras.export_books import books_of, records_of, tell
from ras.export_options import DATA, Data, Month, Quarter, now_here, save, told
from ras.paper import emit, table
from ras.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.reports.table import Table
    from records.uplift.year import UpliftSpan

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
        books = books_of(data)
        report, document, problems = town_taken(
            records_of(books), month or quarter, books.head_hash("ledger"),
            now_here().isoformat(), project or None, _plan_g(site),
        )  # fmt: skip
    tell(problems)
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
        books = books_of(data)
        this = now.year if year is None else year
        last_month = now.month if this == now.year else MONTHS_OF_YEAR
        found, problems = uplift_asked(records_of(books), this, project or None, last_month)
    tell(problems)
    if as_json:
        emit(found.as_json())
    elif out is None:
        _print([*found.months, found.so_far, found.whole])
    if out is not None:
        made_at = now.isoformat(timespec="seconds")
        head = books.head_hash("ledger")
        _workbook(out, uplift_sheets(found, head, made_at, "ras export"))


def _plan_g(site: Path | None) -> int | None:
    if site is None:
        return None
    from ras.sites import open_site

    loaded, _ = open_site(site)
    return round(loaded.plan.yearly_kg * 1000)


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
