"""A bank's statement as a file, read into rows of days and fen; every fault with its line.

It refuses to guess: a row that cannot be read refuses the file. Columns with names and numbers of
the other side are not taken over.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import NAMESPACE_OID, UUID, uuid5

from records.ledger.csv_rows import CsvRow, rows_of
from records.ledger.statement_columns import Columns, Read, columns_of
from records.money import yuan_text
from records.refusal import Problem, problem

ROWS_MAX = 100_000
HEADING_WITHIN = 30
"""Lines of a file within which its heading must stand; banks put a title above it."""


_Numbered: TypeAlias = tuple[int, Read]
"""Line of the file, and what it says."""


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One movement: into the account positive, out of it negative, fen.

    `row_id` follows from the account and the row, so the same row of two files is one row.
    """

    row_id: UUID
    line_no: int
    day: date
    amount_fen: int
    balance_fen: int | None
    serial: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """The rows of one file in the order of time, each once, and balances if the file tells them."""

    account: str
    rows: tuple[StatementRow, ...]
    opening_fen: int | None
    closing_fen: int | None
    repeated: int
    """Rows that stood in the file more than once."""


def read_statement(data: bytes, account: str) -> tuple[Statement | None, list[Problem]]:
    """The statement of a CSV file (UTF-8 or GBK), or every reason why it cannot be taken.

    `account`: our name of the bank account. Opening + movements = closing is checked row by row.
    """
    lines, problems = rows_of(data, ROWS_MAX)
    if problems:
        return None, problems
    columns, at = _heading(lines)
    if columns is None:
        return None, [_no_heading()]
    read: list[_Numbered] = []
    for line in lines[at + 1 :]:
        found = columns.read(line)
        if isinstance(found, Problem):
            problems.append(found)
        elif found is not None:
            read.append((line.number, found))
    return (None, problems) if problems else _statement(account, read)


def _heading(lines: Sequence[CsvRow]) -> tuple[Columns | None, int]:
    for at, line in enumerate(lines[:HEADING_WITHIN]):
        found = columns_of(line)
        if found is not None:
            return found, at
    return None, 0


def _statement(account: str, read: Sequence[_Numbered]) -> tuple[Statement | None, list[Problem]]:
    kept = _once(_in_time(read))
    problems = list(_breaks(kept))
    if problems:
        return None, problems
    counted: Counter[str] = Counter()
    rows = []
    for line_no, row in kept:
        named = f"{account}/{row[0]}/{row[1]}/{row[2]}/{row[3]}"
        counted[named] += 1
        told = f"{named}/{counted[named]}"
        rows.append(StatementRow(uuid5(NAMESPACE_OID, told), line_no, *row))
    opening_fen = closing_fen = None
    if rows and rows[0].balance_fen is not None:
        opening_fen = rows[0].balance_fen - rows[0].amount_fen
        closing_fen = rows[-1].balance_fen
    repeated = len(read) - len(kept)
    return Statement(account, tuple(rows), opening_fen, closing_fen, repeated), []


def _in_time(read: Sequence[_Numbered]) -> list[_Numbered]:
    """Oldest first; many banks write the newest row at the top."""
    forward, backward = list(read), list(read)[::-1]
    if forward and forward[0][1][0] != forward[-1][1][0]:
        return forward if forward[0][1][0] < forward[-1][1][0] else backward
    return min(forward, backward, key=lambda rows: sum(1 for _ in _breaks(_once(rows))))


def _once(rows: Iterable[_Numbered]) -> list[_Numbered]:
    """Rows that stand in the file twice are taken once.

    Two equal payments are no repetition: with a serial number they differ in it, and without one
    the second one's balance follows from the row before it.
    """
    kept: list[_Numbered] = []
    seen: set[Read] = set()
    for numbered in rows:
        row = numbered[1]
        follows = not row[3] and kept and _follows_fen(kept[-1][1], row) == row[2]
        if row in seen and not follows:
            continue
        seen.add(row)
        kept.append(numbered)
    return kept


def _breaks(rows: Iterable[_Numbered]) -> Iterator[Problem]:
    """Rows out of order, and rows whose balance does not follow from the one before."""
    before: Read | None = None
    for line_no, row in rows:
        if before is not None and before[0] > row[0]:
            yield _not_in_order(line_no)
        follows_fen = None if before is None else _follows_fen(before, row)
        if follows_fen is not None and row[2] is not None and follows_fen != row[2]:
            yield _does_not_follow(line_no, follows_fen, row[2])
        before = row


def _follows_fen(before: Read, row: Read) -> int | None:
    return None if before[2] is None else before[2] + row[1]


def _no_heading() -> Problem:
    return problem(
        "STATEMENT_NO_HEADING",
        f"前 {HEADING_WITHIN} 行里没有表头：须有“交易日期”，“借方发生额/贷方发生额”或“收入/支出”，"
        "以及“余额”或“流水号”；请从网银重新导出 CSV",
        f"no heading in the first {HEADING_WITHIN} lines: a date, money in and out, and a balance "
        "or serial number are needed; export the CSV from the bank again",
    )


def _not_in_order(line_no: int) -> Problem:
    return problem(
        "STATEMENT_NOT_IN_ORDER",
        f"第 {line_no} 行日期不按顺序；请按时间排序导出，不要手工改动",
        f"line {line_no} is out of the order of days: export sorted by time, unedited",
    )


def _does_not_follow(line_no: int, follows_fen: int, said_fen: int) -> Problem:
    follows, said = yuan_text(follows_fen), yuan_text(said_fen)
    return problem(
        "STATEMENT_BALANCE_BREAKS",
        f"第 {line_no} 行余额应为 {follows} 元，文件写 {said} 元；可能缺行或改动过，请重新导出",
        f"line {line_no}: the balance should be {follows} yuan, the file says {said}: a row is "
        "missing or was changed, export it again",
    )
