"""How a figure of a table reads on a printed page: exact digits, groups of three, units in heads.

It refuses to round: a figure has the digits that its table gave it.
"""

import re
from decimal import Decimal

from records.integers import decimal_text
from records.reports.table import Cell, Column, Kind, Table

_PLACES = {Kind.KG: 3, Kind.YUAN: 2, Kind.SHARES: 2, Kind.RATIO: 4, Kind.PERCENT: 2}


def cell_text(value: Cell, kind: Kind) -> str:
    """The text of a cell; an absent figure is empty, never a zero."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,d}" if kind is not Kind.TEXT else f"{value:d}"
    places = _PLACES.get(kind)
    shown = f"{value:,f}" if places is None else f"{value:,.{places}f}"
    assert Decimal(shown.replace(",", "")) == value, "a figure with more digits than its column"
    return shown


def text_rows(table: Table) -> list[list[str]]:
    """Every row as texts, in the order of the columns."""
    return [
        [cell_text(row.get(column.key), column.kind) for column in table.columns]
        for row in table.rows
    ]


def text_totals(table: Table, word: str) -> list[str] | None:
    """The total row as texts, with `word` in its first place; None if there is none."""
    if table.totals is None:
        return None
    return [word, *(_total(table, column) for column in table.columns[1:])]


def _total(table: Table, column: Column) -> str:
    return cell_text(table.total(column), column.kind)


def half_widths(text: str) -> int:
    """Width in half-width characters; a Chinese character is two wide."""
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)


def group3(text: str) -> str:
    """Decimal text with its whole part in groups of three."""
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,d}{dot}{rest}" if whole not in ("-0", "") else text


_AMOUNT = re.compile(r"(?<![\d.])\d{4,}\.\d{2}(?![\d.])")


def grouped_amounts(sentence: str) -> str:
    """A sentence with its amounts in groups of three."""
    return _AMOUNT.sub(lambda found: group3(found[0]), sentence)


def shares(hundredths: int) -> Decimal:
    """Shares as an exact decimal number, for a cell."""
    return Decimal(decimal_text(hundredths, 100, 2))
