"""Members' statements as PDF: `statement_pdf(told, holder, made_at)`, `statements_pdf` for all.

It refuses to compute a figure; one page layout serves one member and five thousand.
"""

from collections.abc import Iterable
from datetime import datetime

from records.canonical import Json
from records.dividend.prepare.telling import shares_text
from records.ledger.accounts import AccountingSystem
from records.money import yuan_text
from records.print.typeset import pdf, pdf_of_parts, pictures
from records.reports.cell_text import group3
from records.reports.paper import CONSTRUCTED
from records.reports.statement import (
    ClassLine,
    Line,
    Statement,
    ToldRun,
    amounts_text,
    statement_of,
    statements,
)

TEMPLATE = "statement"
TITLE = "收益分配对账单"
AT_ONCE = 500
"""Statements laid out together: some 250 MiB; 5,000 at once took 2 GiB (of a box of 4)."""


def statement_pdf(told: ToldRun, holder: str, made_at: datetime) -> bytes:
    """The statement of one holder; RuleRefused if the run has none."""
    return pdf(TEMPLATE, _data(told, [statement_of(told, holder)]), made_at)


def statements_pdf(told: ToldRun, made_at: datetime) -> bytes:
    """Every statement of the run, each on its own page or pages, in one file."""
    every = tuple(statements(told))
    chosen = (every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE))
    return pdf_of_parts(TEMPLATE, (_data(told, some) for some in chosen), made_at)


def statement_pictures(told: ToldRun, holder: str) -> list[bytes]:
    """The pages of one statement as PNG."""
    return pictures(TEMPLATE, _data(told, [statement_of(told, holder)]))


def _data(told: ToldRun, chosen: Iterable[Statement]) -> dict[str, Json]:
    about, year = told.about, told.computed.provenance["year"]
    return {
        "title": f"{year} 年度{TITLE}",
        "entity": about.entity,
        "mark": CONSTRUCTED if about.constructed else "",
        "run": told.run,
        "way": [_line(line) for line in told.way],
        "channel": told.channel,
        "basis": [
            ["规则集", about.ruleset],
            ["输入哈希", about.inputs_hash],
            ["链头", about.head_hash],
            ["制表", f"{about.made_by}　{about.made_at}"],
            *(["未核实", f"{rule.rule}（{rule.reason}）"] for rule in about.unverified),
        ],
        "closing": _CLOSING[told.computed.system],
        "people": [_person(one, told.computed.system) for one in chosen],
    }


_LATER = "代管款仍属本人，解除代管时再扣税、支付。"
_CLOSING = {
    AccountingSystem.REC: f"本单只发给本人及本户，不公开张贴。{_LATER}",
    AccountingSystem.COOP: f"本单只发给本人，不公开张贴。{_LATER}",
    AccountingSystem.COMPANY: "本单只发给该股东。",
}


def _person(one: Statement, system: AccountingSystem) -> dict[str, Json]:
    weighs = system is AccountingSystem.REC
    return {
        "who": _who(one, system),
        "shares": _hundredths(one.weight) if weighs else "",
        "rate": _fen(one.rate_fen_per_share),
        "gross": _fen(one.gross_fen),
        "classes": [_class(row) for row in one.classes],
        "amounts": [[title, group3(text)] for title, text in amounts_text(one)],
        "waits": one.waits,
        "lines": [_line(line) for line in one.lines],
    }


def _who(one: Statement, system: AccountingSystem) -> list[Json]:
    if system is AccountingSystem.COMPANY:
        return [f"股东：{one.name or one.holder}"]
    name = [f"姓名：{one.name}"] if one.name else []
    household = [f"户编号：{one.household}"] if system is AccountingSystem.REC else []
    return [*name, f"成员编号：{one.holder}", *household]


def _class(row: ClassLine) -> list[Json]:
    return [row.name, _hundredths(row.hundredths), _fen(row.rate_fen_per_share),
            _fen(row.amount_fen)]  # fmt: skip


def _line(line: Line) -> list[Json]:
    return [line.title, group3(yuan_text(line.amount_fen)), line.how, line.article]


def _fen(fen: int | None) -> str:
    return "" if fen is None else group3(yuan_text(fen))


def _hundredths(hundredths: int) -> str:
    return group3(shares_text(hundredths))
