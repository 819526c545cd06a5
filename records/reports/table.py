"""A table as a report means it: columns with a unit, rows, totals, marks of what is unverified.

It refuses to know the file format.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

Cell: TypeAlias = int | Decimal | str | None

NOTES = "说明"
"""Title of the sheet that says what the figures rest on."""

UNVERIFIED = "（未核实）"
"""Mark of a figure that rests on a rule nobody has checked against the printed text."""


class Kind(Enum):
    """What a column holds, and the number format that shows it."""

    TEXT = "@"
    HEADS = "#,##0"
    KG = "#,##0.000"
    YUAN = "#,##0.00"
    SHARES = "0.00"
    RATIO = "0.0000"
    PERCENT = "##0.00"
    NUMBER = "General"
    """Figures of several units in one column, each with its own digits and its unit beside it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` is its name in rows, `heading` what people read, unit included."""

    key: str
    heading: str
    kind: Kind
    adds_up: bool = False
    """The total is the sum of the rows."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. `totals`: figures of the total row that are no sums; None: no total row."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Cell]]
    totals: Mapping[str, Cell] | None = None
    unverified: frozenset[str] = frozenset()
    """Keys of the columns that rest on an unverified rule."""
    printed: bool = True
    """Whether it is for a page too; False: so wide or long that only a workbook can hold it."""

    def heading(self, column: Column) -> str:
        """What stands above the column."""
        return column.heading + (UNVERIFIED if column.key in self.unverified else "")

    def total(self, column: Column) -> Cell:
        """What stands in the total row."""
        assert self.totals is not None
        if not column.adds_up:
            return self.totals.get(column.key)
        values = [row.get(column.key) for row in self.rows]
        numbers = [value for value in values if isinstance(value, int | Decimal)]
        return sum(numbers, start=Decimal(0)) if column.kind is not Kind.HEADS else _whole(numbers)


@dataclass(frozen=True, slots=True)
class Unverified:
    """A rule that no named person has signed; `affects`: keys of the columns that rest on it."""

    rule: str
    reason: str
    affects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a report rests on. `made_at` and all else are handed in: nothing is looked up."""

    entity: str
    period: str
    ruleset: str
    inputs_hash: str
    head_hash: str
    made_at: str
    made_by: str
    unverified: Sequence[Unverified] = ()
    constructed: bool = False
    """The figures are made up, for a demonstration or a test."""
    more_heads: Sequence[tuple[str, str]] = ()
    """Heads of other chains that the figures rest on, by what people call them."""

    def affected(self) -> frozenset[str]:
        """Keys of all columns that rest on an unverified rule."""
        return frozenset(key for rule in self.unverified for key in rule.affects)


def notes_table(about: Provenance, extra: Sequence[tuple[str, str]] = ()) -> Table:
    """The sheet 说明: what the figures rest on and what of it is unverified."""
    lines = [
        ("单位", about.entity),
        ("期间", about.period),
        ("规则集", about.ruleset),
        ("输入哈希 (SHA-256)", about.inputs_hash),
        ("账本链头 (SHA-256)", about.head_hash),
        *((f"{name} (SHA-256)", head) for name, head in about.more_heads),
        ("制表时间", about.made_at),
        ("制表", about.made_by),
        *extra,
        *((f"未核实：{rule.rule}", rule.reason) for rule in about.unverified),
    ]
    if about.constructed:
        lines.append(("数据性质", "虚构数据，仅供演示与测试"))
    columns = (Column("item", "项目", Kind.TEXT), Column("value", "内容", Kind.TEXT))
    return Table(NOTES, columns, [{"item": item, "value": value} for item, value in lines])


def _whole(numbers: Sequence[int | Decimal]) -> int:
    return int(sum(numbers, start=Decimal(0)))
