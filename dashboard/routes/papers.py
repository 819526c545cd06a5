"""Papers to be filed, posted up and handed out: yield, dividends, the year, a run, its notice.

It refuses to show a name in full, and to change anything; who took members' statements is told.
"""

from asyncio import Lock
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeAlias

from fastapi import Depends, Path, Query, Response

from dashboard.caller import Caller
from dashboard.desk import Desk
from dashboard.money.forms import Day
from dashboard.money.office import Office
from dashboard.money.papers import (
    MEDIA,
    Format,
    attachment,
    farm_of,
    maker_of,
    paper_bytes,
    report_books,
)
from dashboard.routes.doors import At, RunName, Who, router
from records.parties.persons import PartyId
from records.print.statements import statement_pdf, statements_pdf
from records.reports.asked import (
    Posting,
    annual_asked,
    dividends_asked,
    notice_asked,
    run_asked,
    told_run,
    yield_asked,
)
from records.reports.paper import Paper
from records.reports.span import FIRST_YEAR, LAST_YEAR, Span, span_asked, year_span
from records.reports.statement import ToldRun
from records.reports.yield_inputs import By

api = router()

ONE_PAPER = Lock()
"""A paper reads everything and is laid out in a thread; a second one waits for the first."""

FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The paper",
        "content": {kind: {"schema": {"type": "string"}} for kind in MEDIA.values()},
    }
}

Made: TypeAlias = tuple[Paper, str]
"""A paper and its name, as people read it."""

Some = Annotated[str, Query(max_length=64)]
Asked = Annotated[str, Query(max_length=10)]
Groups = Annotated[list[By] | None, Query(max_length=len(By))]
Channel = Annotated[
    str,
    Query(max_length=200, description="where to object: an office and its telephone, as posted up"),
]
Holder = Annotated[PartyId, Path(description="id of a holder in the register")]


def _asked(
    month: Asked = "",
    quarter: Asked = "",
    half: Asked = "",
    year: Asked = "",
    first: Annotated[str, Query(max_length=10, alias="from")] = "",
    last: Annotated[str, Query(max_length=10, alias="to")] = "",
) -> dict[str, str]:
    """One of 2026-11, 2026-Q4, 2026-H2, 2026, or two days."""
    return {
        "month": month, "quarter": quarter, "half": half, "year": year, "from": first, "to": last,
    }  # fmt: skip


Days = Annotated[dict[str, str], Depends(_asked)]


@api.get("/papers/yield", response_class=Response, responses=FILE)
async def of_yield(
    caller: Who,
    desk: At,
    days: Days,
    form: Format = Format.XLSX,
    by: Groups = None,
    company: Some = "",
) -> Response:
    """The yield of a span, by batch, tank, system and village; this year's without one."""
    office = desk.money

    def made() -> Made:
        span = _span(office, days)
        books = report_books(office, span)
        farm, maker = farm_of(office, books, company), maker_of(office, caller, office.site.name.zh)
        return yield_asked(books, span, farm, maker, by or tuple(By)), _titled("产量报表", span)

    return await _paper(office, made, "yield", form)


@api.get("/papers/dividends", response_class=Response, responses=FILE)
async def of_dividends(
    caller: Who, desk: At, days: Days, form: Format = Format.XLSX, company: Some = ""
) -> Response:
    """Every run of a span, and where the money grew; this year's without one."""
    office = desk.money

    def made() -> Made:
        span = _span(office, days)
        books = report_books(office, span)
        farm, maker = farm_of(office, books, company), maker_of(office, caller, office.site.name.zh)
        return dividends_asked(books, span, farm, maker), _titled("分红汇总", span)

    return await _paper(office, made, "dividends", form)


@api.get("/papers/annual", response_class=Response, responses=FILE)
async def of_the_year(
    caller: Who,
    desk: At,
    form: Format = Format.PDF,
    year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
    company: Some = "",
) -> Response:
    """The annual report, a print copy to be filed for ever; this year's so far without a year."""
    office = desk.money

    def made() -> Made:
        span = year_span(year or office.today().year)
        books = report_books(office, span)
        farm, maker = farm_of(office, books, company), maker_of(office, caller, office.site.name.zh)
        return annual_asked(books, span, farm, maker), _titled("年度报告", span)

    return await _paper(office, made, "annual", form)


@api.get("/runs/{run}/paper", response_class=Response, responses=FILE)
async def of_a_run(caller: Who, desk: At, run: RunName, form: Format = Format.XLSX) -> Response:
    """The dividend report of one run, holders by id."""
    office = desk.money

    def made() -> Made:
        paper = run_asked(report_books(office), run, maker_of(office, caller))
        return paper, f"分红报表 {run}"

    return await _paper(office, made, "dividend", form)


@api.get("/runs/{run}/notice", response_class=Response, responses=FILE)
async def to_post_up(
    caller: Who,
    desk: At,
    run: RunName,
    form: Format = Format.PDF,
    channel: Channel = "",
    posted: Day | None = None,
) -> Response:
    """The masked public notice; `posted`: its day, for a run that is not posted up yet."""
    office = desk.money

    def made() -> Made:
        posting = Posting(channel, posted=posted)
        paper = notice_asked(report_books(office), run, posting, maker_of(office, caller))
        return paper, f"公示表 {run}"

    return await _paper(office, made, "notice", form)


@api.get("/runs/{run}/statements", response_class=Response, responses=FILE)
async def every_statement(caller: Who, desk: At, run: RunName, channel: Channel = "") -> Response:
    """Every holder's statement in one PDF, each on its own page; told in the audit."""
    made_at = maker_of(desk.money, caller).made_at
    body = await _statements(desk, caller, run, channel, lambda told: statements_pdf(told, made_at))
    await desk.audit(caller, "statements_taken", run, detail={"of": "all"})
    return _file(body, "statements", f"对账单 {run}", Format.PDF)


@api.get("/runs/{run}/statements/{person}", response_class=Response, responses=FILE)
async def one_statement(
    caller: Who, desk: At, run: RunName, person: Holder, channel: Channel = ""
) -> Response:
    """One holder's statement as PDF, named by id; told in the audit."""
    made_at = maker_of(desk.money, caller).made_at
    body = await _statements(
        desk, caller, run, channel, lambda told: statement_pdf(told, person, made_at)
    )
    await desk.audit(caller, "statements_taken", run, detail={"of": person})
    return _file(body, "statement", f"对账单 {run} {person}", Format.PDF)


def _span(office: Office, days: Mapping[str, str]) -> Span:
    return span_asked(days if any(days.values()) else {"year": str(office.today().year)})


def _titled(title: str, span: Span) -> str:
    return f"{title} {span.name.replace(' ', '')}"


async def _paper(office: Office, made: Callable[[], Made], plain: str, form: Format) -> Response:
    def laid_out() -> tuple[bytes, str]:
        paper, name = made()
        return paper_bytes(paper, form), name

    async with ONE_PAPER:
        body, name = await office.look(laid_out)
    return _file(body, plain, name, form)


async def _statements(
    desk: Desk, caller: Caller, run: str, channel: str, laid_out: Callable[[ToldRun], bytes]
) -> bytes:
    office = desk.money

    def made() -> bytes:
        return laid_out(told_run(report_books(office), run, channel, maker_of(office, caller)))

    async with ONE_PAPER:
        return await office.look(made)


def _file(body: bytes, plain: str, name: str, form: Format) -> Response:
    headers = {"Content-Disposition": attachment(plain, name, form)}
    return Response(body, media_type=MEDIA[form], headers=headers)
