"""One distribution run of any entity as a report: every figure with its why, lines, vouchers.

`run_paper(computed, run, about, made_at)` is the whole of it, `run_tables` its tables,
`run_provenance` what it rests on. It refuses to know names: a holder is an id here.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from records.dividend.prepare.prepared import Computed, Explained
from records.dividend.prepare.telling import shares_text
from records.integers import decimal_text
from records.ledger.accounts import CHARTS
from records.money import yuan
from records.reports.cell_text import grouped_amounts
from records.reports.paper import MONEY_SIGNERS, Paper
from records.reports.run_lines import households_table, lines_table, lives_in_households
from records.reports.table import (
    Cell,
    Column,
    Kind,
    Provenance,
    Table,
    Unverified,
    notes_table,
)
from records.rules.questions import QUESTIONS

TITLE = "分红报表"
RESTS_ON: Mapping[str, frozenset[str]] = {
    "tax_regime": frozenset({"tax", "net"}),
    "tax_basis": frozenset({"tax", "net"}),
    "reserve_bp": frozenset({"gross"}),
    "min_reserve_bp": frozenset({"gross"}),
    "reserve_base": frozenset({"gross"}),
    "payout_bp": frozenset({"gross"}),
    "discretionary_bp": frozenset({"gross"}),
    "patronage_bp": frozenset({"gross"}),
}
"""Columns that rest on a row of the rules, by its key."""


def run_provenance(
    computed: Computed, head_hash: str, made_at: str, made_by: str, *, constructed: bool = False
) -> Provenance:
    """What the run rests on; rules that nobody has signed by their names."""
    facts: Mapping[str, Any] = computed.provenance
    rules = facts["rules"]
    return Provenance(
        entity=computed.entity,
        period=f"{facts['year']} 年度",
        ruleset=f"{rules['version']}《{rules['document']['title']}》，{computed.document['spec']}",
        inputs_hash=computed.inputs_hash,
        head_hash=head_hash,
        made_at=made_at,
        made_by=made_by,
        unverified=tuple(
            Unverified(
                f"{key} = {rules['rules'].get(key, '')}",
                "尚无具名人员对照原文签字",
                RESTS_ON.get(key, frozenset()),
            )
            for key in facts["rules_unverified"]
        ),
        constructed=constructed,
    )


def run_paper(computed: Computed, run: str, about: Provenance, made_at: datetime) -> Paper:
    """The report as people file it."""
    return Paper(
        f"{about.period}{TITLE}", about, made_at, run_tables(computed, run, about),
        signers=MONEY_SIGNERS,
    )  # fmt: skip


def run_tables(computed: Computed, run: str, about: Provenance) -> list[Table]:
    """分配过程, 成员 (or 股东), 户, 凭证, 校验, 说明."""
    marked = about.affected()
    households = [households_table(computed, marked)] if lives_in_households(computed) else []
    return [
        explained_table(computed.explained),
        lines_table(computed, marked),
        *households,
        _vouchers(computed, marked),
        _checks(computed),
        notes_table(about, list(_notes(computed, run))),
    ]


def explained_table(explained: Sequence[Explained], title: str = "分配过程") -> Table:
    """Every figure, how it came about, and what it rests on."""
    rows: list[dict[str, Cell]] = [
        {
            "step": one.title.zh,
            "amount": yuan(one.amount_fen),
            "how": grouped_amounts(one.how.zh),
            "article": one.article.zh,
            "verified": "未核实" if one.verified is False else "",
        }
        for one in explained
    ]
    columns = (
        Column("step", "项目", Kind.TEXT),
        Column("amount", "金额（元）", Kind.YUAN),
        Column("how", "怎样得出", Kind.TEXT),
        Column("article", "依据", Kind.TEXT),
        Column("verified", "规则核实", Kind.TEXT),
    )
    return Table(title, columns, rows)


def _vouchers(computed: Computed, marked: frozenset[str]) -> Table:
    rows: list[dict[str, Cell]] = [
        {
            "number": f"{number}",
            "account": label,
            "debit": yuan(debit) if debit else None,
            "credit": yuan(credit) if credit else None,
        }
        for number, voucher in enumerate(computed.vouchers, 1)
        for label, debit, credit in voucher
        if debit or credit
    ]
    columns = (
        Column("number", "凭证号", Kind.TEXT),
        Column("account", "会计科目", Kind.TEXT),
        Column("debit", "借方（元）", Kind.YUAN, adds_up=True),
        Column("credit", "贷方（元）", Kind.YUAN, adds_up=True),
    )
    chart = CHARTS[computed.system]
    unread = frozenset() if chart.verified else frozenset({"account"})
    return Table("凭证", columns, rows, {}, marked | unread)


def _checks(computed: Computed) -> Table:
    rows: list[dict[str, Cell]] = [
        {"check": name, "told": CHECKS.get(name, ""), "holds": "相符" if holds else "不符"}
        for name, holds in computed.checks
    ]
    columns = (
        Column("check", "编号", Kind.TEXT),
        Column("told", "校验内容", Kind.TEXT),
        Column("holds", "结果", Kind.TEXT),
    )
    return Table("校验", columns, rows)


CHECKS: Mapping[str, str] = {
    "DIV-I1": "分出的合计加尾差等于总额，收益各项去向相符",
    "DIV-I5": "没有负数金额",
    "DIV-I6": "有未弥补亏损时不分配",
    "DIV-I7": "提取不低于规定比例，各项相加等于利润",
    "DIV-I10": "实发、扣税与代管之和等于应发合计",
}
"""What each invariant of DIV-SPEC-1.0 B15 says of one run."""


def _notes(computed: Computed, run: str) -> Iterator[tuple[str, str]]:
    facts: Mapping[str, Any] = computed.provenance
    yield "分配编号", run
    yield "结果哈希 (SHA-256)", computed.result_hash
    if "snapshot" in facts and lives_in_households(computed):
        snapshot = facts["snapshot"]
        yield "登记基准日", str(snapshot["record_day"])
        yield "股份登记簿哈希 (SHA-256)", str(snapshot["hash"])
        yield "登记总股数（股）", shares_text(snapshot["total_hundredths"])
    for part, fen in computed.split.rates.items():
        yield f"{part}每股红利（元/股）", decimal_text(fen, 100, 2)
    if computed.split.residual_fen:
        yield "分配尾差（元，留存）", decimal_text(computed.split.residual_fen, 100, 2)
    later = sum(one.tax_fen for one in computed.lines if one.held_fen)
    if later:
        yield "扣税合计中代管部分（元，解除时才扣）", decimal_text(later, 100, 2)
    for answer in facts["answers"]:
        asked = next(one.text.zh for one in QUESTIONS if one.id == answer["question"])
        yield asked, f"{answer['choice']}（{answer['document']}）"
