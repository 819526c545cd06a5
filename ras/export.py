"""`ras export`: yield and dividend as workbooks.

It refuses to compute: the running dashboard makes the yield report from its books, and
records.dividend the one of an input file.
"""

import http.client
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from farm.clock import wall_ms
from ras.folders import dashboard_folder
from ras.paper import say
from ras.refusal import NO, Refused
from ras.sites import read_text

if TYPE_CHECKING:
    from records.canonical import Json
    from records.ledger.postings import SplitMode

app = typer.Typer(no_args_is_help=True)

TOKEN = "viewer.token"
ANSWER_S = 60.0
"""Longest wait for a report, s."""

Out = Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="写到哪个文件 / file to write")]


@app.callback()
def _only_a_group() -> None:
    """导出 Excel / export workbooks.

    例 / example: ras export dividend year.json dividend.xlsx
    """


@app.command("yield")
def yield_report(
    out: Out,
    year: Annotated[
        int | None,
        typer.Option(min=2000, max=2100, help="年份，不给则为今年 / year, default: this one"),
    ] = None,
    url: Annotated[str, typer.Option(help="看板地址 / dashboard")] = "http://127.0.0.1:8080",
    data: Annotated[
        Path, typer.Option("--data", help="数据目录（取只读令牌） / data folder, for the token")
    ] = Path("var/demo"),
) -> None:
    """产量表，取自正在运行的看板 / the yield report, from the running dashboard.

    例 / example: ras export yield yield-2026.xlsx --year 2026
    """
    query = f"?year={year}" if year else ""
    _save(out, _fetched(url, f"/api/v1/reports/yield.xlsx{query}", _token(data)))


@app.command()
def dividend(
    source: Annotated[
        Path, typer.Argument(metavar="INPUT.json", help="rec_year 输入文件 / input file")
    ],
    out: Out,
    mode: Annotated[
        str, typer.Option(help="A_HAMILTON 或 B_PER_SHARE / one of these")
    ] = "B_PER_SHARE",
    entity: Annotated[str, typer.Option(help="单位名称 / name of the unit")] = "",
) -> None:
    """分红表，由输入文件计算 / the dividend report of an input file.

    例 / example: ras export dividend year.json dividend.xlsx
    """
    document = _rec_year(source)
    split = _split(mode)
    made_at = datetime.fromtimestamp(wall_ms() / 1000, UTC)
    _save(out, _dividend_book(document, split, entity or "（未填单位）", source.stem, made_at))


def _rec_year(source: Path) -> "dict[str, Json]":
    """The document of a file, once the rules have accepted it."""
    from records.dividend import run_command
    from records.dividend.intake import MalformedInput, parse_document

    try:
        document = parse_document(read_text(source))
    except MalformedInput as error:
        raise Refused(error.explanation.zh, error.explanation.en) from error
    result = run_command(document)
    if result.exit_code and result.explanation:
        raise Refused(result.explanation.zh, result.explanation.en, result.exit_code)
    if not isinstance(document, dict) or document.get("kind") != "rec_year":
        raise Refused("只有 rec_year 有表格", "only kind rec_year has a workbook", NO)
    return document


def _split(mode: str) -> "SplitMode":
    from records.ledger.postings import SplitMode

    try:
        return SplitMode(mode)
    except ValueError:
        modes = ", ".join(m.value for m in SplitMode)
        raise Refused(f"--mode 只能是 {modes}", f"--mode is one of {modes}") from None


def _dividend_book(
    document: "dict[str, Json]", split: "SplitMode", entity: str, period: str, made_at: datetime
) -> bytes:
    from records.canonical import digest
    from records.dividend.intake import Field
    from records.dividend.kinds.year import read_rec_year
    from records.dividend.rec_year import rec_year
    from records.reports.dividend_report import dividend_tables
    from records.reports.table import Provenance
    from records.reports.workbook import workbook_bytes

    about = Provenance(
        entity=entity,
        period=period,
        ruleset=str(document.get("spec", "")),
        inputs_hash=digest(document),
        head_hash="",
        made_at=made_at.isoformat(timespec="seconds"),
        made_by="ras export",
    )
    run = rec_year(read_rec_year(Field(document["inputs"], "inputs")))
    return workbook_bytes(dividend_tables(run, split, about), made_at)


def _token(data: Path) -> str:
    """The read-only token: of a demonstration beside its folders, of a real farm in the books'."""
    places = [data / TOKEN, dashboard_folder(data) / TOKEN]
    return read_text(next((place for place in places if place.exists()), places[0])).strip()


def _fetched(url: str, path: str, token: str) -> bytes:
    host, port = _address(url)
    door = http.client.HTTPConnection(host, port, timeout=ANSWER_S)
    try:
        door.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = door.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise Refused(
            f"看板 {url} 没有回答（{error}）：先启动它",
            f"no answer from the dashboard at {url} ({error}): start it first",
            NO,
        ) from error
    finally:
        door.close()
    if answer.status != 200:
        text = body.decode("utf-8", "replace")[:300]
        raise Refused(f"看板拒绝：{text}", f"the dashboard refused: {text}", NO)
    return body


def _address(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 80
    except ValueError:
        host = None
    if not host or parts.scheme != "http":
        raise Refused(
            f"看板地址不对：{url}，写成 http://127.0.0.1:8080",
            f"not a dashboard address: {url}; write http://127.0.0.1:8080",
        )
    return host, port


def _save(out: Path, body: bytes) -> None:
    draft = out.with_name(out.name + ".part")
    if out.is_dir():
        raise Refused(f"{out} 是目录，要文件名", f"{out} is a folder; name a file")
    try:
        draft.write_bytes(body)
        draft.replace(out)
    except OSError as error:
        raise Refused(
            f"写不了 {out}：{error.strerror}", f"cannot write {out}: {error.strerror}"
        ) from error
    say(f"{out}：{len(body)} 字节 | {len(body)} bytes")
