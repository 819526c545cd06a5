"""The chains of the journal, and how a row that was changed, dropped, moved or cut off is found.

It refuses to know where rows come from: they are handed in one by one, in order of their numbers.

A chain by itself shows only that it hangs together. That its tail was cut off, or all of it was
written anew, shows by a head that left the box earlier (DIV-SPEC-1.0 B14).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeAlias

from farm.words import Words
from records.canonical import EMPTY, Head
from records.refusal import Problem, problem

Row: TypeAlias = Sequence[Any]
"""seq, canonical, previous_hash, hash, then the columns of the chain in their order."""

Told: TypeAlias = dict[str, Any]
"""What the text of a row says."""

Report: TypeAlias = Callable[[Problem], None]

LINK = ("seq", "canonical", "previous_hash", "hash")


@dataclass(frozen=True, slots=True)
class Chain:
    """One chained table: its name, its columns beside the link, and what the text says of them."""

    table: str
    label: Words
    columns: tuple[str, ...]
    said: Callable[[Told, Row], Sequence[object]]


def plain(*names: str) -> Callable[[Told, Row], Sequence[object]]:
    """Columns that stand in the text under their own names."""

    def said(told: Told, _row: Row) -> Sequence[object]:
        return [told.get(name) for name in names]

    return said


def walk(
    chain: Chain,
    rows: Iterable[Row],
    report: Report,
    anchors: Iterable[Head] = (),
    start: Head = EMPTY,
) -> Iterator[tuple[Row, Told]]:
    """Every sound row with what its text says; what is wrong with the others is reported.

    `anchors`: heads of this chain kept outside; `start`: the link before the first row. A broken
    row costs no row after it.
    """
    kept = _by_number(anchors)
    previous, expected = start.hash, start.seq + 1
    for row in rows:
        seq, canonical, before, link = row[0], row[1], row[2], row[3]
        if seq != expected:
            report(_missing(chain, expected, seq))
        told = _told(canonical)
        if before != previous or link != _linked(before, canonical):
            report(_broken(chain, seq, "哈希不符", "the hash does not fit"))
        elif told is None or told.get("seq") != seq or not _agrees(chain, told, row):
            report(_broken(chain, seq, "各列与原文不符", "the columns contradict the text"))
        else:
            yield row, told
        if kept and any(head != link for head in kept.pop(seq, ())):
            report(_anchor_differs(chain, seq))
        previous, expected = link, seq + 1
    for seq in sorted(kept):
        report(_cut(chain, expected - 1, seq))


def _by_number(anchors: Iterable[Head]) -> dict[int, list[str]]:
    kept: dict[int, list[str]] = {}
    for head in anchors:
        if head.seq:
            kept.setdefault(head.seq, []).append(head.hash)
    return kept


def _linked(previous: object, canonical: object) -> str | None:
    if not isinstance(previous, str) or not isinstance(canonical, str):
        return None
    return sha256(f"{previous}\n{canonical}".encode(errors="replace")).hexdigest()


def _told(canonical: object) -> Told | None:
    if not isinstance(canonical, str):
        return None
    try:
        told = json.loads(canonical)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _agrees(chain: Chain, told: Told, row: Row) -> bool:
    try:
        return list(chain.said(told, row)) == list(row[4:])
    except (KeyError, TypeError, ValueError):
        return False


def _missing(chain: Chain, expected: int, found: int) -> Problem:
    return problem(
        "ROW_MISSING",
        f"{chain.label.zh} {chain.table} 第 {expected} 行：缺失或次序被动过（见到第 {found} 行）",
        f"{chain.label.en} {chain.table} row {expected}: missing or moved (row {found} is there)",
    )


def _broken(chain: Chain, seq: int, zh: str, en: str) -> Problem:
    return problem(
        "CHAIN_BROKEN",
        f"{chain.label.zh} {chain.table} 第 {seq} 行：{zh}",
        f"{chain.label.en} {chain.table} row {seq}: {en}",
    )


def _anchor_differs(chain: Chain, seq: int) -> Problem:
    return problem(
        "ANCHOR_DIFFERS",
        f"{chain.label.zh} {chain.table} 第 {seq} 行的哈希与外存锚点不同：到这一行为止被重写过",
        f"{chain.label.en} {chain.table} row {seq} differs from the anchor kept outside: "
        "the chain up to here was written anew",
    )


def _cut(chain: Chain, last: int, anchored: int) -> Problem:
    return problem(
        "TAIL_CUT",
        f"{chain.label.zh} {chain.table} 止于第 {last} 行，外存锚点见过第 {anchored} 行："
        "尾部被截去",
        f"{chain.label.en} {chain.table} ends at row {last}, the anchor kept outside saw row "
        f"{anchored}: the tail was cut off",
    )
