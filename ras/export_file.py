"""The dividend report of an input file, computed by records.dividend.

It refuses to know any journal.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ras.refusal import NO, Refused
from ras.sites import read_text

if TYPE_CHECKING:
    from records.canonical import Json
    from records.ledger.postings import SplitMode
    from records.reports.paper import Paper


def paper_of_file(source: Path, mode: str, entity: str, made_at: datetime) -> "Paper":
    """The report of a rec_year file; Refused with the rule's own words."""
    return _paper(_rec_year(source), _split(mode), entity or "（未填单位）", source.stem, made_at)


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


def _paper(
    document: "dict[str, Json]", split: "SplitMode", entity: str, period: str, made_at: datetime
) -> "Paper":
    from records.canonical import digest
    from records.dividend.intake import Field
    from records.dividend.kinds.year import read_rec_year
    from records.dividend.rec_year import rec_year
    from records.reports.dividend_report import dividend_tables
    from records.reports.paper import MONEY_SIGNERS, Paper
    from records.reports.table import Provenance

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
    tables = dividend_tables(run, split, about)
    return Paper(f"{period} 分红报表", about, made_at, tables, signers=MONEY_SIGNERS)
