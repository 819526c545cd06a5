"""The ledger on disk: vouchers posted once, in a chain, and periods that close for good.

It refuses a voucher in a closed period and an id used twice for different vouchers.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, case, func, insert, select

from records.audit.vouchers_checked import SUB_MARK
from records.canonical import Head, canonical_json, link
from records.journal.stored import instant_text
from records.ledger.accounts import Account, AccountingSystem
from records.ledger.book import TrialRow
from records.ledger.entry import Entry, entry_of
from records.ledger.period import Period, PeriodMark, periods_of, posting_problem
from records.refusal import RuleRefused, other_content, problem
from records.store.database import Database
from records.store.links import ROWS_AT_ONCE, head_of
from records.store.period_rows import mark_row, marks_in
from records.store.schema import LEDGER_ENTRIES, LEDGER_LINES, PERIOD_MARKS

IDS_AT_ONCE = 500
"""Ids asked for in one statement: SQLite allows 32,766 values, older ones 999."""

_KEPT: list[Any] = [LEDGER_ENTRIES.c[name] for name in ("entry_id", "seq", "canonical")]


class LedgerLog:
    """Post and read vouchers and periods."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Use the database and the clock of the process."""
        self._database, self._clock = database, clock

    def post(self, entries: Sequence[Entry], actor: str) -> list[int]:
        """Write vouchers that belong together, all or none; their numbers, durable on return.

        A voucher that is there already keeps its number. RuleRefused: PERIOD_CLOSED,
        PERIOD_NOT_OPEN, SAME_ID_OTHER_CONTENT, SUB_ACCOUNT_UNREADABLE.
        """
        with self._database.writing() as connection:
            return self.post_in(connection, entries, actor)

    def post_in(self, connection: Connection, entries: Sequence[Entry], actor: str) -> list[int]:
        """As `post`, in the transaction of something larger."""
        numbers = _present(connection, entries)
        new = list({e.entry_id: e for e in entries if e.entry_id not in numbers}.values())
        _refuse_other_content(entries, new)
        _refuse_days(new, periods_of(marks_in(connection)))
        if new:
            rows = _rows(new, head_of(connection, LEDGER_ENTRIES), actor, self._now())
            connection.execute(insert(LEDGER_ENTRIES), rows)
            lines = [line for entry, row in zip(new, rows, strict=True)
                     for line in _line_rows(entry, row["seq"])]  # fmt: skip
            connection.execute(insert(LEDGER_LINES), lines)
            numbers |= {e.entry_id: row["seq"] for e, row in zip(new, rows, strict=True)}
        return [numbers[entry.entry_id] for entry in entries]

    def mark(self, mark: PeriodMark) -> None:
        """Open, softly close or close a period. RuleRefused: SAME_PERSON, PERIOD_OVERLAP, …"""
        with self._database.writing() as connection:
            self.mark_in(connection, mark)

    def mark_in(self, connection: Connection, mark: PeriodMark) -> None:
        """As `mark`, in the transaction of something larger."""
        periods_of([*marks_in(connection), mark])
        ledger_seq = head_of(connection, LEDGER_ENTRIES).seq
        row = mark_row(mark, head_of(connection, PERIOD_MARKS), ledger_seq, self._now())
        connection.execute(insert(PERIOD_MARKS), row)

    def periods(self) -> list[Period]:
        """The periods as they stand."""
        with self._database.reading() as connection:
            return periods_of(marks_in(connection))

    def entries(
        self, entity: str | None = None, run_id: str | None = None, event_id: UUID | None = None
    ) -> list[Entry]:
        """Vouchers in the order posted."""
        query = select(LEDGER_ENTRIES.c.canonical).order_by(LEDGER_ENTRIES.c.seq)
        if entity is not None:
            query = query.where(LEDGER_ENTRIES.c.entity == entity)
        if run_id is not None:
            query = query.where(LEDGER_ENTRIES.c.run_id == run_id)
        if event_id is not None:
            query = query.where(LEDGER_ENTRIES.c.event_id == str(event_id))
        return list(self._streamed(query))

    def entry(self, entry_id: UUID) -> Entry | None:
        """The voucher of that id, if it was posted."""
        query = select(LEDGER_ENTRIES.c.canonical)
        found = self._streamed(query.where(LEDGER_ENTRIES.c.entry_id == str(entry_id)))
        return next(iter(list(found)), None)

    def stream(
        self, entity: str, first_day: date | None = None, last_day: date | None = None
    ) -> Iterator[Entry]:
        """Vouchers of an entity in the order posted, not held in memory; read it to its end."""
        query = select(LEDGER_ENTRIES.c.canonical).where(LEDGER_ENTRIES.c.entity == entity)
        if first_day is not None:
            query = query.where(LEDGER_ENTRIES.c.day >= first_day.isoformat())
        if last_day is not None:
            query = query.where(LEDGER_ENTRIES.c.day <= last_day.isoformat())
        return self._streamed(query.order_by(LEDGER_ENTRIES.c.seq))

    def trial_balance(self, entity: str, until: date | None = None) -> list[TrialRow]:
        """Turnover and balance of every account of the entity, summed by the database."""
        amount = LEDGER_LINES.c.amount_fen
        account: list[Any] = [LEDGER_LINES.c.system, LEDGER_LINES.c.code, LEDGER_LINES.c.sub]
        query = (
            select(
                *account,
                func.sum(case((amount > 0, amount), else_=0)),
                func.sum(case((amount < 0, -amount), else_=0)),
            )
            .join(LEDGER_ENTRIES, LEDGER_ENTRIES.c.seq == LEDGER_LINES.c.entry_seq)
            .where(LEDGER_ENTRIES.c.entity == entity)
            .group_by(*account)
        )
        if until is not None:
            query = query.where(LEDGER_ENTRIES.c.day <= until.isoformat())
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return sorted(
            (TrialRow(_account(*row[:3]), int(row[3]), int(row[4])) for row in rows),
            key=lambda row: row.account,
        )

    def head(self) -> Head:
        """Number and hash of the last voucher."""
        with self._database.reading() as connection:
            return head_of(connection, LEDGER_ENTRIES)

    def _streamed(self, query: Select[Any]) -> Iterator[Entry]:
        with self._database.reading() as connection:
            streamed = connection.execution_options(yield_per=ROWS_AT_ONCE)
            for row in streamed.execute(query):
                yield entry_of(json.loads(row.canonical))

    def _now(self) -> str:
        return instant_text(self._clock())


def _present(connection: Connection, entries: Sequence[Entry]) -> dict[UUID, int]:
    """Numbers of the vouchers that were posted before, with the same content."""
    texts = {str(entry.entry_id): entry for entry in entries}
    ids = list(texts)
    found: dict[UUID, int] = {}
    for at in range(0, len(ids), IDS_AT_ONCE):
        query = select(*_KEPT).where(LEDGER_ENTRIES.c.entry_id.in_(ids[at : at + IDS_AT_ONCE]))
        for row in connection.execute(query):
            if entry_of(json.loads(row.canonical)) != texts[row.entry_id]:
                raise RuleRefused.of(other_content(row.entry_id))
            found[UUID(row.entry_id)] = int(row.seq)
    return found


def _refuse_other_content(entries: Sequence[Entry], new: Sequence[Entry]) -> None:
    kept = {entry.entry_id: entry for entry in new}
    for entry in entries:
        if kept.get(entry.entry_id, entry) != entry:
            raise RuleRefused.of(other_content(str(entry.entry_id)))


def _refuse_days(entries: Sequence[Entry], periods: Sequence[Period]) -> None:
    for entity, day in dict.fromkeys((entry.entity, entry.day) for entry in entries):
        refusal = posting_problem(entity, day, periods)
        if refusal is not None:
            raise RuleRefused.of(refusal)


def _rows(
    entries: Sequence[Entry], head: Head, actor: str, recorded_at: str
) -> list[dict[str, Any]]:
    rows = []
    for entry in entries:
        row = _row(entry, head, actor, recorded_at)
        head = Head(row["seq"], row["hash"])
        rows.append(row)
    return rows


def _row(entry: Entry, head: Head, actor: str, recorded_at: str) -> dict[str, Any]:
    seq = head.seq + 1
    text = canonical_json(
        {**entry.as_json(), "actor": actor, "recorded_at": recorded_at, "seq": seq}
    )
    return {
        "seq": seq,
        "entry_id": str(entry.entry_id),
        "entity": entry.entity,
        "system": entry.system.value,
        "day": entry.day.isoformat(),
        "summary": entry.summary,
        "run_id": entry.run_id,
        "event_id": str(entry.event_id) if entry.event_id else None,
        "recorded_at": recorded_at,
        "actor": actor,
        "canonical": text,
        "previous_hash": head.hash,
        "hash": link(head.hash, text),
    }


def _line_rows(entry: Entry, seq: int) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(entry.lines, 1):
        yield {
            "entry_seq": seq,
            "line_no": number,
            "system": line.account.system.value,
            "code": line.account.code,
            "sub": _sub_text(line.account),
            "amount_fen": line.amount_fen,
        }


def _sub_text(account: Account) -> str:
    if any(not part or SUB_MARK in part for part in account.sub):
        raise RuleRefused.of(
            problem(
                "SUB_ACCOUNT_UNREADABLE",
                f"明细科目 {account.label} 有空的一级或含有“{SUB_MARK}”；请换一个写法",
                f"a part of {account.label} is empty or has a '{SUB_MARK}' in it: write it "
                "another way",
            )
        )
    return SUB_MARK.join(account.sub)


def _account(system: str, code: str, sub: str) -> Account:
    return Account(AccountingSystem(system), code, tuple(sub.split(SUB_MARK)) if sub else ())
