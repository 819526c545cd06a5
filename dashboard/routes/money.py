"""Yield and dividend: as JSON for pages, as xlsx for people who file them.

It refuses to post anything: a run is prepared and previewed here, never paid.
"""

import hashlib
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Query, Response

from dashboard.api_money import (
    DividendHead,
    DividendInput,
    DividendList,
    DividendRun,
    SplitName,
    YieldReport,
)
from dashboard.batches import any_constructed, batch_rows
from dashboard.caller import Caller
from dashboard.desk import Desk
from dashboard.dividends import rec_run, run_of, unverified_rules
from dashboard.money.rules_home import rules_now
from dashboard.refusals import not_found, refuse
from dashboard.routes.doors import At, Who, router
from dashboard.yields import rows_of_year, yield_report
from farm.site import Rule
from records.canonical import Json, canonical_json, digest
from records.dividend.intake import parse_document
from records.ledger.postings import SplitMode
from records.refusal import RuleRefused
from records.reports.dividend_report import dividend_tables
from records.reports.table import Provenance, Table
from records.reports.workbook import workbook_bytes
from records.reports.yield_report import yield_tables
from records.store.dividend_inputs import Prepared

api = router()

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "Workbook", "content": {XLSX: {"schema": {"type": "string"}}}}
}
Year = Annotated[int | None, Query(ge=2000, le=2100)]
Run = Annotated[str | None, Query(max_length=64)]


@api.get("/reports/yield")
async def yield_json(_caller: Who, desk: At, year: Year = None) -> YieldReport:
    """The year's yield against the plan."""
    view = await desk.books.view()
    chosen = year or view.day.year
    facts, zone = await desk.books.facts(chosen), desk.books.zone
    return await desk.threads.run(lambda: yield_report(view, facts, desk.site, zone, chosen))


@api.get("/reports/yield.xlsx", response_class=Response, responses=_FILE)
async def yield_xlsx(caller: Who, desk: At, year: Year = None) -> Response:
    """The same, by batch, tank and month, as a workbook."""
    view = await desk.books.view()
    chosen, zone = year or view.day.year, desk.books.zone
    events = [item.event for item in view.events]

    def made() -> bytes:
        head = desk.books.store.head_hash()
        constructed = any_constructed(batch_rows(view, zone))
        facts: Json = {"report": "yield", "year": chosen, "head": head}
        about = _about(desk, caller, f"{chosen} 年", digest(facts), constructed=constructed)
        tables = yield_tables(rows_of_year(events, zone, chosen), about)
        return _workbook(desk, tables, about)

    return _file(await desk.threads.run(made), f"yield-{chosen}.xlsx")


@api.get("/dividends")
async def dividends(_caller: Who, desk: At) -> DividendList:
    """Inputs prepared so far, newest first."""
    rows = await desk.threads.run(desk.dividend_inputs.newest)
    return DividendList(
        runs=tuple(
            DividendHead(
                id=row.id,
                title=row.title,
                prepared_by=row.actor,
                prepared_ms=row.at_ms,
                constructed=row.constructed,
            )
            for row in rows
        )
    )


@api.get("/reports/dividend")
async def dividend_json(
    _caller: Who, desk: At, run: Run = None, mode: SplitName = "B_PER_SHARE"
) -> DividendRun:
    """A prepared input (the newest without `run`), computed step by step."""
    prepared = await _prepared(desk, run)
    rules = await _rules(desk)
    return run_of(parse_document(prepared.document), prepared, SplitMode(mode), rules)


@api.get("/reports/dividend.xlsx", response_class=Response, responses=_FILE)
async def dividend_xlsx(
    caller: Who, desk: At, run: Run = None, mode: SplitName = "B_PER_SHARE"
) -> Response:
    """The same as a workbook: members, households, the way there, vouchers."""
    prepared = await _prepared(desk, run)
    document = parse_document(prepared.document)
    rules = await _rules(desk)
    shown = run_of(document, prepared, SplitMode(mode), rules)
    if shown.kind != "rec_year" or not isinstance(document, dict):
        raise refuse(
            422, "no_workbook", "只有村集体年度分配有表格",
            "only a collective's year has a workbook",
            "看页面上的结果", "see the result on the page",
        )  # fmt: skip

    def made() -> bytes:
        about = _about(
            desk, caller, prepared.title, _hash_of(prepared),
            constructed=prepared.constructed,
        )  # fmt: skip
        return _workbook(desk, dividend_tables(rec_run(document), SplitMode(mode), about), about)

    return _file(await desk.threads.run(made), "dividend.xlsx")


@api.post("/dividend/preview")
async def preview(body: DividendInput, caller: Who, desk: At) -> DividendRun:
    """What an input document comes to; nothing is kept."""
    prepared = _of_body(body, caller, 0)
    rules = await _rules(desk)
    return run_of(parse_document(prepared.document), prepared, SplitMode(body.mode), rules)


@api.post("/dividend/inputs", status_code=201)
async def keep(body: DividendInput, caller: Who, desk: At) -> DividendRun:
    """Keep an input that computes; the same `id` again is kept once."""
    prepared = _of_body(body, caller, desk.clock.utc_ms())
    rules = await _rules(desk)
    shown = run_of(parse_document(prepared.document), prepared, SplitMode(body.mode), rules)
    try:
        new = await desk.threads.run(lambda: desk.dividend_inputs.append(prepared))
    except RuleRefused as refused:
        words = refused.explanation
        raise refuse(409, "id_used", words.zh, words.en, "重新提交", "send it anew") from refused
    if new:
        await desk.audit(caller, "dividend_input", prepared.id, detail=_hash_of(prepared))
    return shown


def _of_body(body: DividendInput, caller: Caller, at_ms: int) -> Prepared:
    try:
        document = canonical_json(body.document)  # type: ignore[arg-type]
        document.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise refuse(
            422, "malformed_input", "输入里有小数、坏字符或层次太深",
            "the input has a decimal number, a broken character or is too deep",
            "金额用分、质量用克、股用百分之一股", "write fen, grams and hundredths of a share",
        ) from error  # fmt: skip
    return Prepared(body.id or str(uuid4()), body.title, document, False, caller.name, at_ms)


def _hash_of(prepared: Prepared) -> str:
    """The input's hash as `ras export dividend` prints it: of the object, not of its text."""
    return hashlib.sha256(prepared.document.encode()).hexdigest()


async def _rules(desk: Desk) -> tuple[Rule, ...]:
    return await desk.threads.run(lambda: _in_force(desk))


def _in_force(desk: Desk) -> tuple[Rule, ...]:
    office = desk.money
    return rules_now(office.deeds(), office.site, office.today())


async def _prepared(desk: Desk, run: str | None) -> Prepared:
    prepared = await desk.threads.run(lambda: desk.dividend_inputs.find(run))
    if prepared is None:
        raise not_found("准备好的分红", "such prepared dividend")
    return prepared


def _about(
    desk: Desk, caller: Caller, period: str, inputs_hash: str, *, constructed: bool
) -> Provenance:
    at = datetime.fromtimestamp(desk.clock.utc_ms() / 1000, desk.books.zone)
    rules = _in_force(desk)
    return Provenance(
        entity=desk.site.name.zh,
        period=period,
        ruleset="；".join(f"{rule.id}={rule.value}" for rule in rules),
        inputs_hash=inputs_hash,
        head_hash=desk.books.store.head_hash(),
        made_at=f"{at:%Y-%m-%d %H:%M}",
        made_by=caller.display.zh,
        unverified=unverified_rules(rules),
        constructed=constructed,
    )


def _workbook(desk: Desk, tables: list[Table], about: Provenance) -> bytes:
    at = datetime.fromtimestamp(desk.clock.utc_ms() / 1000, desk.books.zone)
    footer = "示例数据 constructed" if about.constructed else about.entity
    return workbook_bytes(tables, at, footer)


def _file(content: bytes, name: str) -> Response:
    return Response(
        content, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
