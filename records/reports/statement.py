"""What one holder is told about one run: shares, every line in words and numbers, tax, what waits.

`statement_of(told, holder)` is one, `statements(told)` all of a run in the order of its lines;
`records.print.statements` makes them pages. It refuses any name but the one handed in, and every
identity, bank and telephone number: a statement goes to its own household.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

from records.dividend.prepare.coop import explain_coop_line
from records.dividend.prepare.explain_village import explain_line
from records.dividend.prepare.prepared import Computed, Explained, RunLine, Split
from records.ledger.accounts import AccountingSystem
from records.money import yuan_text
from records.refusal import RuleRefused, problem
from records.reports.cell_text import grouped_amounts
from records.reports.run_lines import class_rows, remark_of
from records.reports.table import Provenance

LATER_TAX = "解除时预计扣税"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as told: its title, fen, how it came about, and by which article."""

    title: str
    amount_fen: int
    how: str
    article: str


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class of shares: hundredths, fen per share and fen due where the class has its own."""

    name: str
    hundredths: int
    rate_fen_per_share: int | None
    amount_fen: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One holder's part of a run, fen. 应发 = 代管 + 本次扣税 + 本次实发.

    `rate_fen_per_share`: where one rate holds for all classes.
    `received_fen`: confirmed by the bank so far; None where payments are not looked at.
    """

    holder: str
    household: str
    name: str
    weight: int
    classes: tuple[ClassLine, ...]
    gross_fen: int
    held_fen: int
    tax_fen: int
    net_fen: int
    waits: str
    lines: tuple[Line, ...]
    rate_fen_per_share: int | None = None
    received_fen: int | None = None


@dataclass(frozen=True)
class ToldRun:
    """A run as its holders are told of it. `names`: by holder, for the holder's own copy.

    `received`: fen by holder that the bank has confirmed (PayingAccount.received_by_holder);
    `channel`: where to ask and to object. One value serves every statement of the run.
    """

    run: str
    computed: Computed
    about: Provenance
    channel: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    received: Mapping[str, int] | None = None

    @cached_property
    def by_holder(self) -> dict[str, RunLine]:
        """The lines of the run by holder."""
        return {line.holder: line for line in self.computed.lines}

    @cached_property
    def split(self) -> Split:
        """The split with its sums taken once, not once for every holder."""
        split = self.computed.split
        sums = {part: split.weight_of(part) for part in ("", *split.parts)} if split.lines else {}
        copied = {one.name: getattr(split, one.name) for one in fields(split)}
        return _Summed(**copied, sums=sums) if _by_class(split) else split

    @cached_property
    def classes(self) -> tuple[tuple[str, ...], Mapping[str, tuple[int, ...]]]:
        """Names of the classes, and hundredths by holder."""
        rows = class_rows(self.computed)
        return tuple(rows.names), {name: tuple(of) for name, of in rows.of.items()}

    @cached_property
    def way(self) -> tuple[Line, ...]:
        """From the year's result to the pool, the same for every holder."""
        return tuple(_line(one) for one in self.computed.explained if one.key in _WAY)

    @cached_property
    def tax_basis(self) -> str:
        """The document on which tax is withheld or not; "" where the rules name none."""
        facts: Mapping[str, Any] = self.computed.provenance
        return str(facts["rules"]["rules"].get("tax_basis", ""))


_WAY = frozenset(
    {
        "net_income", "net_profit", "net_surplus", "loss_offset", "reserve", "statutory_reserve",
        "discretionary_reserve", "distributable", "pool", "declared", "patronage", "rest",
        "increment",
    }
)  # fmt: skip
"""Figures of a run that concern every holder alike."""


@dataclass(frozen=True, slots=True)
class _Summed(Split):
    sums: Mapping[str, int] = field(default_factory=dict)

    def weight_of(self, part: str) -> int:
        """As of a split, looked up."""
        return self.sums[part]


def statement_of(told: ToldRun, holder: str) -> Statement:
    """The statement of one holder; RuleRefused HOLDER_UNKNOWN if the run has no such line."""
    line = told.by_holder.get(holder)
    if line is None:
        raise RuleRefused.of(
            problem(
                "HOLDER_UNKNOWN",
                f"分配 {told.run} 没有成员 {holder[:40]}：核对成员编号和登记基准日",
                f"run {told.run} has no holder {holder[:40]}: check the id and the record day",
            )
        )
    return _statement(told, line)


def statements(told: ToldRun) -> Iterator[Statement]:
    """Every statement of the run, in the order of its lines."""
    return (_statement(told, line) for line in told.computed.lines)


def _statement(told: ToldRun, line: RunLine) -> Statement:
    received = told.received
    return Statement(
        holder=line.holder,
        household=line.household,
        name=told.names.get(line.holder, ""),
        weight=line.weight,
        classes=tuple(_classes(told, line)),
        gross_fen=line.gross_fen,
        held_fen=line.held_fen,
        tax_fen=line.payable_fen - line.net_fen,
        net_fen=line.net_fen,
        waits=remark_of(line),
        lines=tuple(_of_holder(one, line) for one in _explained(told, line)),
        rate_fen_per_share=told.computed.split.rates.get(""),
        received_fen=None if received is None else received.get(line.holder, 0),
    )


def _classes(told: ToldRun, line: RunLine) -> Iterator[ClassLine]:
    names, of = told.classes
    split = told.computed.split
    amounts = dict(zip(split.parts, line.by_part, strict=False))
    for name, hundredths in zip(names, of.get(line.holder, ()), strict=False):
        yield ClassLine(name, hundredths, split.rates.get(name), amounts.get(name))


def _explained(told: ToldRun, line: RunLine) -> Iterator[Explained]:
    match told.computed.system:
        case AccountingSystem.REC:
            yield from explain_line(line, told.split, told.tax_basis)
        case AccountingSystem.COOP:
            yield from explain_coop_line(line, told.tax_basis)
        case AccountingSystem.COMPANY:
            keys = {f"party.{line.holder}", f"topup.{line.holder}"}
            yield from (one for one in told.computed.explained if one.key in keys)


def _by_class(split: Split) -> bool:
    return all(len(line.part_weights) == len(split.parts) for line in split.lines)


def _line(one: Explained) -> Line:
    return Line(one.title.zh, one.amount_fen, grouped_amounts(one.how.zh), one.article.zh)


def _of_holder(one: Explained, line: RunLine) -> Line:
    """A held amount's tax is an estimate until the release, and is called so."""
    told = _line(one)
    return replace(told, title=LATER_TAX) if one.key == "tax" and line.held_fen else told


def amounts_text(statement: Statement) -> tuple[tuple[str, str], ...]:
    """The amounts of a statement, each with its title, yuan as text."""
    found = [
        ("应发", statement.gross_fen), ("代管", statement.held_fen),
        ("本次扣税", statement.tax_fen), ("本次实发", statement.net_fen),
    ]  # fmt: skip
    if statement.received_fen is not None:
        found.append(("银行已确认付到", statement.received_fen))
    return tuple((title, yuan_text(fen)) for title, fen in found)
