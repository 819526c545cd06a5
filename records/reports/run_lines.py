"""Who gets what of one run, as tables: by holder and by household.

It refuses to know names: a holder is an id here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from records.dividend.prepare.holders import WAITS
from records.dividend.prepare.prepared import Computed, RunLine
from records.dividend.rec_year import MemberStatus
from records.ledger.accounts import AccountingSystem
from records.money import yuan
from records.reports.cell_text import shares
from records.reports.table import Cell, Column, Kind, Table

_HOLDERS = {
    AccountingSystem.REC: "成员编号",
    AccountingSystem.COOP: "成员编号",
    AccountingSystem.COMPANY: "股东",
}

MONEY = (
    Column("gross", "应发（元）", Kind.YUAN, adds_up=True),
    Column("held", "代管（元）", Kind.YUAN, adds_up=True),
    Column("tax", "本次扣税（元）", Kind.YUAN, adds_up=True),
    Column("net", "本次实发（元）", Kind.YUAN, adds_up=True),
)
"""应发 = 代管 + 本次扣税 + 本次实发; a held amount is taxed when it is released."""


def money_cells(line: RunLine) -> dict[str, Cell]:
    """The four amounts of a line."""
    tax_fen = line.payable_fen - line.net_fen
    amounts = {
        "gross": line.gross_fen, "held": line.held_fen, "tax": tax_fen, "net": line.net_fen,
    }  # fmt: skip
    return {key: yuan(fen) for key, fen in amounts.items()}


def lines_table(computed: Computed, marked: frozenset[str]) -> Table:
    """One row a holder: shares by class, amounts by part, what is paid now and what waits."""
    system, classes = computed.system, class_rows(computed)
    weight = {
        AccountingSystem.REC: [Column("weight", "股数（股）", Kind.SHARES, adds_up=True)],
        AccountingSystem.COMPANY: [Column("weight", "实缴出资（元）", Kind.YUAN, adds_up=True)],
        AccountingSystem.COOP: [],
    }[system]
    household = [Column("household", "户编号", Kind.TEXT)] if lives_in_households(computed) else []
    columns = [
        *household,
        Column("holder", _HOLDERS[system], Kind.TEXT),
        *(
            Column(f"class_{at}", f"{name}（股）", Kind.SHARES, adds_up=True)
            for at, name in enumerate(classes.names)
        ),
        *weight,
        *(
            Column(f"part_{at}", f"{name}应发（元）", Kind.YUAN, adds_up=True)
            for at, name in enumerate(computed.split.parts)
        ),
        *MONEY,
        Column("status", "备注", Kind.TEXT),
    ]
    rows = [_line(line, system, classes.of.get(line.holder, ())) for line in computed.lines]
    title = "股东" if system is AccountingSystem.COMPANY else "成员"
    return Table(title, columns, rows, {}, marked)


def _line(line: RunLine, system: AccountingSystem, hundredths: Sequence[int]) -> dict[str, Cell]:
    share = system is AccountingSystem.REC
    return {
        "household": line.household,
        "holder": line.holder,
        **{f"class_{at}": shares(one) for at, one in enumerate(hundredths)},
        "weight": shares(line.weight) if share else yuan(line.weight),
        **{f"part_{at}": yuan(fen) for at, fen in enumerate(line.by_part)},
        **money_cells(line),
        "status": remark_of(line),
    }


def remark_of(line: RunLine) -> str:
    """Why an amount waits; empty for one that is paid."""
    return "" if line.status is MemberStatus.ACTIVE else WAITS[line.status].zh


class ClassRows:
    """The shares by class as the run took them from the register, hundredths by holder."""

    def __init__(self, names: Sequence[str], of: Mapping[str, Sequence[int]]) -> None:
        """Keep them."""
        self.names, self.of = names, of


def class_rows(computed: Computed) -> ClassRows:
    """Classes and members of the document; nothing for a company or a cooperative."""
    inputs: Any = computed.document["inputs"]
    names = list(inputs.get("share_classes", ()))
    members = inputs.get("members", ())
    return ClassRows(names, {row[0]: tuple(row[2:-1]) for row in members})


def households_table(computed: Computed, marked: frozenset[str]) -> Table:
    """One row a household of a collective."""
    # A household's amount is the sum of its members' amounts and is never rounded again.
    homes: dict[str, list[RunLine]] = {}
    for line in computed.lines:
        homes.setdefault(line.household, []).append(line)
    rows: list[dict[str, Cell]] = [
        {"household": home, "members": len(homes[home]), **_sums(homes[home])}
        for home in sorted(homes, key=str.encode)
    ]
    columns = (
        Column("household", "户编号", Kind.TEXT),
        Column("members", "人数（人）", Kind.HEADS, adds_up=True),
        Column("weight", "股数（股）", Kind.SHARES, adds_up=True),
        *MONEY,
    )
    return Table("户", columns, rows, {}, marked)


def _sums(lines: Sequence[RunLine]) -> dict[str, Cell]:
    gross, held = sum(one.gross_fen for one in lines), sum(one.held_fen for one in lines)
    net = sum(one.net_fen for one in lines)
    return {
        "weight": shares(sum(one.weight for one in lines)),
        "gross": yuan(gross),
        "held": yuan(held),
        "tax": yuan(gross - held - net),
        "net": yuan(net),
    }


def lives_in_households(computed: Computed) -> bool:
    """Whether holders are people of households, not companies or members of a cooperative."""
    return computed.system is AccountingSystem.REC
