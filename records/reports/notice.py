"""The public notice (公示表) of a distribution: households, masked heads, days, where to object.

`notice_paper(computed, facts, about, made_at)` is the whole of it, `notice_tables` its tables. It
refuses a full name, and identity, bank and telephone numbers of anybody; where the assembly allowed
totals only, it shows no household at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from records.dividend.prepare.prepared import Computed
from records.dividend.publishing import SHOWN_BASIS, NoticeRow, notice_rows
from records.money import yuan, yuan_text
from records.refusal import RuleRefused, problem
from records.reports.cell_text import grouped_amounts, shares
from records.reports.paper import Paper
from records.reports.run_lines import MONEY
from records.reports.table import Cell, Column, Kind, Provenance, Table, notes_table
from records.rules.notice import NoticeCalendar

TITLE = "收益分配方案公示表"
SIGNERS = ("制表", "审核", "监事会", "村务监督", "单位负责人（盖章）")
MASKED, TOTALS_ONLY = "MASKED", "TOTALS_ONLY"
"""What the assembly allowed to be shown: the answers to the question PUBLISHED_DATA."""


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a notice needs beside its run. `heads`: name of the head by household, masked here.

    `channel`: where and with whom an objection is raised, an office's address and telephone;
    `shown`: MASKED or TOTALS_ONLY.
    """

    run: str
    days: NoticeCalendar
    channel: str
    shown: str
    shown_document: str = ""
    heads: Mapping[str, str] = field(default_factory=dict)


def notice_paper(
    computed: Computed, facts: NoticeFacts, about: Provenance, made_at: datetime
) -> Paper:
    """The notice as it is pinned to the board; RuleRefused without a channel or an answer."""
    return Paper(
        f"{about.period}{TITLE}", about, made_at, notice_tables(computed, facts, about),
        tuple(_lead(computed, facts)), tuple(_tail(facts)), SIGNERS,
    )  # fmt: skip


def notice_tables(computed: Computed, facts: NoticeFacts, about: Provenance) -> list[Table]:
    """The households (or the totals alone), and 说明."""
    _check(facts)
    rows = notice_rows(computed, facts.heads)
    marked = about.affected()
    shown = _households(computed, rows, marked) if facts.shown == MASKED else _totals(rows, marked)
    return [shown, notes_table(about, [("分配编号", facts.run), *_basis(facts)])]


def _check(facts: NoticeFacts) -> None:
    if not facts.channel.strip():
        raise RuleRefused.of(
            problem(
                "CHANNEL_MISSING",
                "公示表须写明向谁、在哪里、用什么电话提出异议（农村集体经济组织法第四十五条）",
                "a notice says to whom, where and by which telephone to object (REC law, article "
                "45): state it",
            )
        )
    if facts.shown not in (MASKED, TOTALS_ONLY):
        raise RuleRefused.of(
            problem(
                "QUESTION_OPEN",
                "公示哪些个人信息尚未答复（PUBLISHED_DATA）：由成员大会决定后登记",
                "what personal data may be shown is not answered (PUBLISHED_DATA): have the "
                "assembly decide and record it",
            )
        )


def _households(computed: Computed, rows: tuple[NoticeRow, ...], marked: frozenset[str]) -> Table:
    rates = computed.split.rates
    one_rate = next(iter(rates.values())) if set(rates) == {""} else None
    columns = [
        Column("household", "户编号", Kind.TEXT),
        Column("head", "户主", Kind.TEXT),
        Column("shares", "股数（股）", Kind.SHARES, adds_up=True),
        *([] if one_rate is None else [Column("rate", "每股红利（元）", Kind.YUAN)]),
        *MONEY,
        Column("remark", "备注", Kind.TEXT),
    ]
    cells: list[dict[str, Cell]] = [
        {
            "household": row.household,
            "head": row.head,
            "rate": None if one_rate is None else yuan(one_rate),
            **_money(row),
            "remark": "" if row.remark is None else row.remark.zh,
        }
        for row in rows
    ]
    return Table("各户明细", columns, cells, {}, marked)


def _money(row: NoticeRow) -> dict[str, Cell]:
    return {
        "shares": shares(row.weight),
        "gross": yuan(row.gross_fen),
        "held": yuan(row.held_fen),
        "tax": yuan(row.tax_fen),
        "net": yuan(row.net_fen),
    }


def _totals(rows: tuple[NoticeRow, ...], marked: frozenset[str]) -> Table:
    columns = (
        Column("households", "户数（户）", Kind.HEADS),
        Column("shares", "股数（股）", Kind.SHARES),
        *(Column(column.key, column.heading, column.kind) for column in MONEY),
    )
    row: dict[str, Cell] = {
        "households": len(rows),
        "shares": shares(sum(row.weight for row in rows)),
        "gross": yuan(sum(row.gross_fen for row in rows)),
        "held": yuan(sum(row.held_fen for row in rows)),
        "tax": yuan(sum(row.tax_fen for row in rows)),
        "net": yuan(sum(row.net_fen for row in rows)),
    }
    return Table("合计", columns, [row], None, marked)


_TOLD = frozenset({"net_income", "loss_offset", "reserve", "distributable", "pool", "residual"})
"""Figures of the way from the year's income to the members that a notice tells."""


def _lead(computed: Computed, facts: NoticeFacts) -> Iterator[str]:
    days = facts.days
    yield (
        f"根据农村集体经济组织法和章程，现将{computed.entity}{computed.provenance['year']}年度收益"
        f"分配方案予以公示。公示时间：{_day(days.posted)}至{_day(days.last_full_day)}"
        f"（满 {(days.last_full_day - days.posted).days} 个整天，张贴当日不计）；"
        f"最早表决日：{_day(days.earliest_vote)}。"
    )
    for one in computed.explained:
        if one.key in _TOLD and one.amount_fen:
            fen = abs(one.amount_fen)  # a deduction is told by its title, not by a sign
            told = f"{one.title.zh} {yuan_text(fen)} 元：{one.how.zh}；依据：{one.article.zh}。"
            yield grouped_amounts(told)
    for part, fen in computed.split.rates.items():
        yield grouped_amounts(f"{part}每股红利 {yuan_text(fen)} 元。")


def _tail(facts: NoticeFacts) -> Iterator[str]:
    yield (
        f"对本方案有异议的，请不迟于{_day(facts.days.last_full_day)}提出：{facts.channel}。"
        "异议将书面登记并答复；各户可凭本人证件查询本户未遮盖的明细。"
    )
    yield f"{SHOWN_BASIS.zh}。"
    yield "应发 = 代管 + 本次扣税 + 本次实发；代管款仍属本人，不分给他人，解除代管时再扣税、支付。"


def _basis(facts: NoticeFacts) -> Iterator[tuple[str, str]]:
    if facts.shown_document:
        yield "公示个人信息的依据", facts.shown_document
    yield "公示期满日", facts.days.last_full_day.isoformat()
    if not facts.days.holidays_verified:
        yield "未核实：节假日", "期满日遇节假日顺延（民法典第二百零三条），须人工核对"


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
