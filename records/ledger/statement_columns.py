"""Which column of a bank's file says what, by its Chinese heading, and how a row is read by it.

It refuses columns with names of people and numbers of accounts; they are never read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from records.integers import SAFE_INTEGER
from records.ledger.csv_rows import CsvRow
from records.refusal import Problem, problem

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "day": ("交易日期", "记账日期", "入账日期", "日期", "交易时间"),
    "into": ("贷方发生额", "贷方金额", "收入金额", "存入金额", "转入金额", "收入", "贷方"),
    "out": ("借方发生额", "借方金额", "支出金额", "支取金额", "转出金额", "支出", "借方"),
    "amount": ("交易金额", "发生额", "金额"),
    "mark": ("借贷标志", "借贷方向", "收支标志", "借贷"),
    "balance": ("账户余额", "本次余额", "当前余额", "余额"),
    "serial": ("交易流水号", "核心流水号", "流水号", "交易流水", "业务编号"),
    "text": ("摘要", "交易摘要", "用途", "附言", "交易附言", "备注"),
}
"""Headings seen in exports of Chinese banks, the better one first; from memory and unverified. A
unit in brackets does not count. For a bank, credit (贷) is money into the account."""

_UNIT = re.compile(r"[（(].*?[)）]")
_DAY = re.compile(
    r"(?P<y>\d{4})(?:[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?|(?P<mm>\d{2})(?P<dd>\d{2}))"
    r"(?:[ T].*)?"
)
_MONEY = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,14})(?:\.(\d{1,2}))?")
_LONG_NUMBER = re.compile(r"[0-9]{7,}([0-9]{3}[0-9Xx])")
"""A number of a card, an identity card or a telephone in a remark: its last four are kept."""

_TOTALS = ("合计", "总计", "小计")
_INTO = frozenset({"贷", "收", "贷方", "收入", "C"})
_OUT = frozenset({"借", "支", "借方", "支出", "D"})

Read: TypeAlias = tuple[date, int, int | None, str, str]
"""Day, amount, balance, serial number, text."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Position of every column that the file has."""

    at: Mapping[str, int]

    def read(self, row: CsvRow) -> Read | Problem | None:
        """The row, what is wrong with it, or None for a line of totals without a day."""
        day = _day(self._cell(row, "day"))
        if day is None:
            total = any(word in cell for cell in row.cells for word in _TOTALS)
            return None if total else _bad(row, "日期", "the day", self._cell(row, "day"))
        amount_fen = self._amount(row)
        if amount_fen is None:
            return _bad(row, "金额", "the amount", self._money_shown(row))
        balance_fen = _fen(self._cell(row, "balance"))
        if "balance" in self.at and balance_fen is None:
            return _bad(row, "余额", "the balance", self._cell(row, "balance"))
        serial = self._cell(row, "serial")
        if balance_fen is None and not serial:
            return _bad(row, "流水号", "the serial number", "")
        text = _LONG_NUMBER.sub(r"****\1", self._cell(row, "text"))
        return day, amount_fen, balance_fen, serial, text

    def _cell(self, row: CsvRow, name: str) -> str:
        place = self.at.get(name, len(row.cells))
        return row.cells[place] if place < len(row.cells) else ""

    def _amount(self, row: CsvRow) -> int | None:
        """Fen into the account; None unless exactly one side says a sum that is not 0."""
        if "into" in self.at:
            into = _fen(self._cell(row, "into") or "0")
            out = _fen(self._cell(row, "out") or "0")
            if into is None or out is None or (into != 0) == (out != 0):
                return None
            return into - out
        amount = _fen(self._cell(row, "amount"))
        if not amount:
            return None
        if "mark" not in self.at:
            return amount
        mark = self._cell(row, "mark")
        return amount if mark in _INTO else -amount if mark in _OUT else None

    def _money_shown(self, row: CsvRow) -> str:
        names = ("into", "out") if "into" in self.at else ("amount", "mark")
        return " / ".join(self._cell(row, name) for name in names if name in self.at)


def columns_of(row: CsvRow) -> Columns | None:
    """The columns of a heading; None without a day, money, and what tells two rows apart."""
    plain = [_UNIT.sub("", cell).replace(" ", "") for cell in row.cells]
    at: dict[str, int] = {}
    for name, headings in HEADINGS.items():
        place = next((plain.index(one) for one in headings if one in plain), None)
        if place is not None:
            at[name] = place
    money = {"into", "out"} <= set(at) or "amount" in at
    return Columns(at) if "day" in at and money and {"balance", "serial"} & set(at) else None


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found["y"]), int(found["m"] or found["mm"]), int(found["d"] or found["dd"]))
    except ValueError:
        return None


def _fen(text: str) -> int | None:
    found = _MONEY.fullmatch(text.replace("￥", "").replace("¥", "").strip())
    if found is None:
        return None
    fen = int(found[2].replace(",", "")) * 100 + int((found[3] or "").ljust(2, "0"))
    if fen >= SAFE_INTEGER:
        return None
    return -fen if found[1] == "-" else fen


def _bad(row: CsvRow, zh: str, en: str, shown: str) -> Problem:
    return problem(
        "STATEMENT_ROW_UNREADABLE",
        f"第 {row.number} 行{zh}“{shown[:40]}”读不出来；请核对该行后重新导出，不要手工改动",
        f"line {row.number}: {en} '{shown[:40]}' cannot be read: check the line and export again",
    )
