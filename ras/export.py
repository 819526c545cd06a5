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
    now_here,
    paper_bytes,
    save,
    told,
)
from ras.refusal import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from ras.report_books import ReportBooks
    from records.canonical import Json
    from records.cost.report import BatchCost
    from records.ledger.entry import Entry
    from records.reports.paper import Paper
    from records.reports.span import Span
    from records.reports.table import Provenance
    from records.reports.yield_inputs import By, YieldInputs

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
        if kind != "xlsx" or any((first, month, quarter, half, by)):
            raise Refused(
                "从看板只能取一年的 Excel：去掉 --url 改用 --data",
                "a dashboard gives a year as xlsx only: leave out --url and use --data",
            )
        from ras.export_url import yield_over_url

        save(out, yield_over_url(url, data, year))
        return
    with told():
        save(out, paper_bytes(_yield(data, span, by, site, company, (entity, by_whom)), kind))


def _yield(
    data: Path, span: "Span", by: str, site: Path | None, company: str, names: tuple[str, str]
) -> "Paper":
    from ras.report_books import report_books
    from records.reports.yield_paper import yield_paper

    books, made_at = report_books(data, span), now_here()
    about = _about(books, span, names, made_at)
    return yield_paper(_fish(books, span, site, company), about, made_at, _groups(by))


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


def _fish(books: "ReportBooks", span: "Span", site: Path | None, company: str) -> "YieldInputs":
    """Journal, meters, plan and capital of the span."""
    from records.parties.register import capital_on
    from records.reports.yield_inputs import YieldInputs

    systems: dict[str, str] = {}
    plan_g, required_g = 0, None
    if site is not None:
        from models.cohorts import GrowthPlan, year_of_stock
        from ras.sites import open_site

        loaded, _ = open_site(site)
        systems = {tank.id: system.name.zh for system in loaded.systems for tank in system.tanks}
        plan_g = round(loaded.plan.yearly_kg * 1000)
        plan = GrowthPlan(output_kg_y=loaded.plan.yearly_kg)
        required_g = round(year_of_stock(plan).biomass_mean_kg * 1000)
    paid_in = capital_on(books.deeds, company, span.last_day).paid_in if company else {}
    return YieldInputs(books.events, span, systems, books.facts, paid_in, plan_g, required_g)


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
    span, kind = asked_span(first, last, month, quarter, half, year), form_of(out, form)
    with told():
        paper = _dividends(data, span, site, company, (entity, by_whom))
        save(out, paper_bytes(paper, kind))


def _dividends(
    data: Path, span: "Span", site: Path | None, company: str, names: tuple[str, str]
) -> "Paper":
    from ras.report_books import report_books
    from records.reports.distributions import DividendInputs, dividends_paper
    from records.reports.money_grown import Grown
    from records.reports.yield_story import story_of

    books, made_at = report_books(data, span), now_here()
    fish = _fish(books, span, site, "")
    within = [entry for entry in books.entries if span.holds(entry.day)]
    grown = Grown(story_of(books.events, span), _costs(books, within, company), fish.systems)
    about = _about(books, span, names, made_at, chain="deeds")
    return dividends_paper(DividendInputs(books.deeds, span, (), grown), about, made_at)


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
    span, kind = asked_span("", "", "", "", "", year), form_of(out, form)
    with told():
        paper = _annual(data, span, site, company, (entity, by_whom))
        save(out, paper_bytes(paper, kind))


def _annual(
    data: Path, span: "Span", site: Path | None, company: str, names: tuple[str, str]
) -> "Paper":
    from ras.report_books import report_books
    from records.reports.annual import AnnualInputs, annual_paper
    from records.reports.distributions import seen_of_year
    from records.reports.open_points import open_points
    from records.reports.year_results import year_results

    books, made_at = report_books(data, span), now_here()
    upto = [entry for entry in books.entries if entry.day <= span.last_day]
    year = span.first_day.year
    inputs = AnnualInputs(
        _fish(books, span, site, ""), _costs(books, upto, company),
        year_results(books.entries, year), seen_of_year(books.deeds, year),
        open_points(books.deeds, span.last_day),
    )  # fmt: skip
    about = _about(books, span, names, made_at, chain="deeds")
    return annual_paper(inputs, about, made_at)


def _about(
    books: "ReportBooks",
    span: "Span",
    names: tuple[str, str],
    made_at: "datetime",
    chain: str = "events",
) -> "Provenance":
    """What a report of a span rests on; its input is the journal up to its head."""
    from records.canonical import digest
    from records.reports.open_points import rules_told
    from records.reports.table import Provenance

    of_money = chain == "deeds"
    ruleset, unverified = rules_told(books.deeds, span.last_day) if of_money else (_BOOKED, ())
    entity, by_whom = names
    head = books.head_hash(chain)
    days = [span.first_day.isoformat(), span.last_day.isoformat()]
    return Provenance(
        entity=entity or books.site or "（未填单位）",
        period=span.name,
        ruleset=ruleset,
        inputs_hash=digest({"span": days, "heads": _seen(books)}),
        head_hash=head,
        made_at=f"{made_at:%Y-%m-%d %H:%M}",
        made_by=by_whom or "ras export",
        unverified=unverified,
        constructed=books.constructed,
    )


_BOOKED = "账面数，不涉及分配规则"


def _seen(books: "ReportBooks") -> "dict[str, Json]":
    return {name: head.hash for name, head in books.heads.items()}


def _costs(books: "ReportBooks", entries: "list[Entry]", company: str) -> "list[BatchCost]":
    """Cost by batch from vouchers of the entity that keeps the fish; none without its name."""
    from records.cost.report import batch_costs
    from records.cost.tallying import tallies
    from records.ledger.drafts import Books

    system = next((entry.system for entry in entries if entry.entity == company), None)
    if system is None:
        return []
    return batch_costs(entries, Books(company, system), tallies(books.events))
