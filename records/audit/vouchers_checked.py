"""Vouchers against their lines: the same lines, debit = credit, and in a period that was open.

It refuses to rebuild a voucher as a value: a million of them are read as they lie.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

from records.audit.chains import Report, Row, Told
from records.audit.closed_periods import Spans, posting_wrong
from records.refusal import Problem, problem

Line: TypeAlias = Sequence[Any]
"""entry_seq, line_no, system, code, sub, amount_fen."""

SUB_MARK = "-"
"""Between the parts of a sub-account in its column."""


@dataclass(slots=True)
class Turnover:
    """What one entity turned over in one period, fen; equal sides are what the books live by."""

    debit_fen: int = 0
    credit_fen: int = 0
    vouchers: int = 0


@dataclass(slots=True)
class LedgerSums:
    """Turnover by period, in the order met; the key is the entity and the days of the period."""

    by_period: dict[str, Turnover] = field(default_factory=dict)

    def problems(self) -> Iterator[Problem]:
        """Periods whose debit and credit differ."""
        for name, sums in self.by_period.items():
            if sums.debit_fen != sums.credit_fen:
                difference = sums.debit_fen - sums.credit_fen
                yield problem(
                    "PERIOD_UNBALANCED",
                    f"{name} 借贷不平，差 {difference} 分",
                    f"{name} is out of balance by {difference} fen",
                )


def check_vouchers(
    vouchers: Iterable[tuple[Row, Told]], lines: Iterable[Line], spans: Spans, report: Report
) -> LedgerSums:
    """Hold every sound voucher against its lines; both come in the order of voucher numbers."""
    sums, groups = LedgerSums(), _groups(lines)
    waiting = next(groups, None)
    for row, told in vouchers:
        while waiting is not None and waiting[0] < row[0]:
            waiting = next(groups, None)  # of a voucher that the chain has named already
        own: list[Line] = []
        if waiting is not None and waiting[0] == row[0]:
            own, waiting = waiting[1], next(groups, None)
        try:
            _check(row[0], told, own, report)
            _add(sums, told, own, spans)
            wrong = posting_wrong(row[0], told["entity"], told["day"], spans)
        except (AttributeError, KeyError, TypeError):
            wrong = _strange(row[0])
        if wrong is not None:
            report(wrong)
    while waiting is not None:
        report(_stray(waiting[0]))
        waiting = next(groups, None)
    for found in sums.problems():
        report(found)
    return sums


def _groups(lines: Iterable[Line]) -> Iterator[tuple[int, list[Line]]]:
    for seq, group in groupby(lines, itemgetter(0)):
        yield seq, list(group)


def _check(seq: int, told: Told, own: Sequence[Line], report: Report) -> None:
    if not _same(seq, told, own):
        report(
            problem(
                "LINES_BROKEN",
                f"凭证 {seq} 的分录与凭证原文不符",
                f"the lines of voucher {seq} contradict its text",
            )
        )
    difference = sum(line["amount_fen"] for line in told["lines"])
    if difference:
        report(
            problem(
                "VOUCHER_UNBALANCED",
                f"凭证 {seq} 借贷不平，差 {difference} 分",
                f"voucher {seq} is out of balance by {difference} fen",
            )
        )


def _same(seq: int, told: Told, own: Sequence[Line]) -> bool:
    system, said = told["system"], told["lines"]
    if len(said) != len(own):
        return False
    for number, (line, found) in enumerate(zip(said, own, strict=True), 1):
        sub = line["sub"]
        expected = (
            seq,
            number,
            system,
            line["code"],
            SUB_MARK.join(sub) if sub else "",
            line["amount_fen"],
        )
        if tuple(found) != expected:
            return False
    return True


def _add(sums: LedgerSums, told: Told, own: Sequence[Line], spans: Spans) -> None:
    span = spans.of(told["entity"], told["day"])
    name = span.name if span else f"{told['entity']} {told['day'][:7]}"
    turnover = sums.by_period.get(name)
    if turnover is None:
        turnover = sums.by_period[name] = Turnover()
    turnover.vouchers += 1
    for line in own:
        amount_fen = line[5]
        if type(amount_fen) is not int:
            continue  # a changed line, named already
        if amount_fen > 0:
            turnover.debit_fen += amount_fen
        else:
            turnover.credit_fen -= amount_fen


def _strange(seq: int) -> Problem:
    return problem(
        "VOUCHER_STRANGE",
        f"凭证 {seq} 的原文不是一张凭证",
        f"the text of voucher {seq} is no voucher",
    )


def _stray(seq: int) -> Problem:
    return problem(
        "LINES_BROKEN",
        f"分录属于凭证 {seq}，账上没有这张凭证或已被改动",
        f"lines of voucher {seq}, which is not in the books or was changed",
    )
