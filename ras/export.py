"""`ras export`: yield, dividends, notice, statements and the annual report as workbooks and PDF.

It refuses to compute: the builders of records.reports do, on a journal that is only read.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ras import export_run
from ras.export_options import (
    DATA,
    Data,
    Entity,
    First,
    Format,
    Half,
    Last,
    MadeBy,
    Month,
    Out,
    Quarter,
    Year,
    asked_span,
    form_of,
    made_by,
    paper_bytes,
    save,
    told,
)
from ras.refusal import Refused

if TYPE_CHECKING:
    from records.reports.asked import Farm
    from records.reports.yield_inputs import By

app = typer.Typer(no_args_is_help=True)
app.command("dividend")(export_run.dividend)
app.command("notice")(export_run.notice)
app.command("statement")(export_run.statement)
app.command("statements")(export_run.every_statement)

SiteFile = Annotated[
    Path | None, typer.Option("--site", help="场地文件（系统、年计划） / site file: systems, plan")
]
Company = Annotated[
    str, typer.Option("--company", help="按村折算：哪个公司的出资 / by village: whose capital")
]


@app.callback()
def _only_a_group() -> None:
    """导出报表（Excel、PDF） / export reports.

    例 / example: ras export yield yield.pdf --quarter 2026-Q4 --data /var/lib/ras
    """


@app.command("yield")
def yield_report(
    out: Out,
    first: First = "",
    last: Last = "",
    month: Month = "",
    quarter: Quarter = "",
    half: Half = "",
    year: Year = "",
    by: Annotated[
        str, typer.Option("--by", help="batch,tank,system,village 中的几个 / some of these")
    ] = "",
    form: Format = "",
    data: Data = DATA,
    site: SiteFile = None,
    company: Company = "",
    entity: Entity = "",
    by_whom: MadeBy = "",
    url: Annotated[
        str, typer.Option(help="改从看板取（只有年度 Excel） / from a dashboard: a year as xlsx")
    ] = "",
) -> None:
    """产量报表：月、季、半年、年，按批次、池、系统、村 / the yield of a span, by group.

    例 / example: ras export yield yield.xlsx --month 2026-11 --data /var/lib/ras
    """
    span = asked_span(first, last, month, quarter, half, year)
    kind = form_of(out, form)
    if url:
        _only_a_year(kind, first, month, quarter, half, by)
        from ras.export_url import yield_over_url

        save(out, yield_over_url(url, data, year))
        return
    from ras.report_books import report_books
    from records.reports.asked import yield_asked

    groups, (farm, name) = _groups(by), _farm(site, company, entity)
    with told():
        books, maker = report_books(data, span), made_by(by_whom, name)
        save(out, paper_bytes(yield_asked(books, span, farm, maker, groups), kind))


def _only_a_year(kind: str, *others: str) -> None:
    if kind != "xlsx" or any(others):
        raise Refused(
            "从看板只能取一年的 Excel：去掉 --url 改用 --data",
            "a dashboard gives a year as xlsx only: leave out --url and use --data",
        )


def _groups(by: str) -> "tuple[By, ...]":
    from records.reports.yield_inputs import By

    names = [name.strip() for name in by.split(",") if name.strip()]
    strange = [name for name in names if name not in set(By)]
    if strange:
        raise Refused(
            f"--by 不认识 {strange[0]}，只有 {'、'.join(By)}",
            f"--by knows no {strange[0]}; there are {', '.join(By)}",
        )
    return tuple(By(name) for name in names) or tuple(By)


def _farm(site: Path | None, company: str, entity: str) -> "tuple[Farm, str]":
    """What the site file tells: systems, plan, the stock that it needs; and whose paper it is."""
    from records.reports.asked import Farm

    if site is None:
        return Farm(company=company), entity
    from models.cohorts import GrowthPlan, year_of_stock
    from ras.sites import open_site

    loaded, _ = open_site(site)
    systems = {tank.id: system.name.zh for system in loaded.systems for tank in system.tanks}
    plan = GrowthPlan(output_kg_y=loaded.plan.yearly_kg)
    required_g = round(year_of_stock(plan).biomass_mean_kg * 1000)
    farm = Farm(systems, round(loaded.plan.yearly_kg * 1000), required_g, company)
    return farm, entity or loaded.name.zh


@app.command()
def dividends(
    out: Out,
    first: First = "",
    last: Last = "",
    month: Month = "",
    quarter: Quarter = "",
    half: Half = "",
    year: Year = "",
    form: Format = "",
    data: Data = DATA,
    site: SiteFile = None,
    company: Company = "",
    entity: Entity = "",
    by_whom: MadeBy = "",
) -> None:
    """期间内各单位分红，及按批次、池、系统折算 / dividends of a span, by village, batch, tank.

    例 / example: ras export dividends dividends.pdf --half 2027-H1 --data /var/lib/ras
    """
    from ras.report_books import report_books
    from records.reports.asked import dividends_asked

    span, kind = asked_span(first, last, month, quarter, half, year), form_of(out, form)
    farm, name = _farm(site, company, entity)
    maker = made_by(by_whom, name)
    with told():
        paper = dividends_asked(report_books(data, span), span, farm, maker)
        save(out, paper_bytes(paper, kind))


@app.command()
def annual(
    out: Out,
    year: Year = "",
    form: Format = "",
    data: Data = DATA,
    site: SiteFile = None,
    company: Company = "",
    entity: Entity = "",
    by_whom: MadeBy = "",
) -> None:
    """年度报告打印件（永久保存） / the annual report, a print copy to be filed for ever.

    例 / example: ras export annual 2026.pdf --year 2026 --data /var/lib/ras
    """
    from ras.report_books import report_books
    from records.reports.asked import annual_asked

    span, kind = asked_span("", "", "", "", "", year), form_of(out, form)
    farm, name = _farm(site, company, entity)
    maker = made_by(by_whom, name)
    with told():
        paper = annual_asked(report_books(data, span), span, farm, maker)
        save(out, paper_bytes(paper, kind))
