"""Rows that form a chain of hashes, and how a broken chain is found.

It refuses to repair anything and to know what the rows mean.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Table, select

from records.canonical import ZERO_HASH, link
from records.refusal import Problem, problem

ROWS_AT_ONCE = 1000


class Head(NamedTuple):
    """The last link of a chain; `seq` 0 and zeros for an empty one."""

    seq: int
    hash: str


def head_of(connection: Connection, table: Table) -> Head:
    """The last link of the chain in `table`."""
    columns = table.c
    found = connection.execute(
        select(columns.seq, columns.hash).order_by(columns.seq.desc()).limit(1)
    ).first()
    return Head(found.seq, found.hash) if found else Head(0, ZERO_HASH)


def broken_links(
    connection: Connection,
    table: Table,
    row_agrees: Callable[[Row[Any]], bool],
    anchor: Head | None = None,
) -> Iterator[Problem]:
    """What is wrong with the chain in `table`, link by link, in order.

    `row_agrees`: whether the columns beside the text say what the text says. `anchor`: a head that
    left the box earlier; only it can show that the tail was cut off or everything rebuilt.
    """
    previous, expected, anchored = ZERO_HASH, 1, False
    rows = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(
        select(table).order_by(table.c.seq)
    )
    for row in rows:
        if row.seq != expected:
            yield _broken(table, row.seq, f"缺第 {expected} 行", f"row {expected} is missing")
        if row.previous_hash != previous or row.hash != link(previous, row.canonical):
            yield _broken(table, row.seq, "哈希不符", "the hash does not fit")
        elif not row_agrees(row):
            yield _broken(table, row.seq, "各列与原文不符", "the columns contradict the text")
        anchored = anchored or Head(row.seq, row.hash) == anchor
        previous, expected = row.hash, row.seq + 1
    if anchor is not None and anchor.seq and not anchored:
        yield _broken(table, anchor.seq, "与外存的链头不符", "differs from the head kept elsewhere")


def _broken(table: Table, seq: int, zh: str, en: str) -> Problem:
    return problem(
        "CHAIN_BROKEN", f"{table.name} 第 {seq} 行：{zh}", f"{table.name} row {seq}: {en}"
    )
