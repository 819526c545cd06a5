"""The ledger on disk: vouchers posted once, in a chain, and periods that close for good.

It refuses a voucher in a closed period and an id used twice for different vouchers.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, insert, select

from records.canonical import canonical_json, link
from records.journal.stored import instant_text
from records.ledger.accounts import Account, AccountingSystem
from records.ledger.book import TrialRow, trial_balance
from records.ledger.entry import Entry, EntryLine
from records.ledger.period import (
    Period,
    PeriodMark,
    PeriodStatus,
    periods_of,
    posting_problem,
)
from records.refusal import Problem, RuleRefused, other_content, problem
from records.store.database import Database
from records.store.links import Head, broken_links, head_of
from records.store.schema import LEDGER_ENTRIES, LEDGER_LINES, PERIOD_MARKS


class LedgerLog:
    """Post, read and verify vouchers and periods."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Use the database and the clock of the process."""
        self._database, self._clock = database, clock

    def post(self, entries: Sequence[Entry], actor: str) -> list[int]:
        """Write vouchers that belong together, all or none; their numbers, durable on return.

        A voucher that is there already keeps its number. RuleRefused: PERIOD_CLOSED,
        PERIOD_NOT_OPEN, SAME_ID_OTHER_CONTENT.
        """
        with self._database.writing() as connection:
            periods = periods_of(_marks(connection))
            return [self._post(connection, entry, actor, periods) for entry in entries]

    def mark(self, mark: PeriodMark) -> None:
        """Open, softly close or close a period. RuleRefused: SAME_PERSON, PERIOD_OVERLAP, …"""
        with self._database.writing() as connection:
            marks = _marks(connection)
            periods_of([*marks, mark])
            period = mark.period
            connection.execute(
                insert(PERIOD_MARKS),
                {
                    "seq": len(marks) + 1,
                    "entity": period.entity,
                    "first_day": period.first_day.isoformat(),
                    "last_day": period.last_day.isoformat(),
                    "status": period.status.value,
                    "decided_by": mark.decided_by,
                    "approved_by": mark.approved_by,
                    "recorded_at": instant_text(self._clock()),
                },
            )

    def periods(self) -> list[Period]:
        """The periods as they stand."""
        with self._database.reading() as connection:
            return periods_of(_marks(connection))

    def entries(
        self, entity: str | None = None, run_id: str | None = None, event_id: UUID | None = None
    ) -> list[Entry]:
        """Vouchers in the order posted."""
        query = select(LEDGER_ENTRIES).order_by(LEDGER_ENTRIES.c.seq)
        if entity is not None:
            query = query.where(LEDGER_ENTRIES.c.entity == entity)
        if run_id is not None:
            query = query.where(LEDGER_ENTRIES.c.run_id == run_id)
        if event_id is not None:
            query = query.where(LEDGER_ENTRIES.c.event_id == str(event_id))
        with self._database.reading() as connection:
            return _read(connection, query)

    def trial_balance(self, entity: str, until: date | None = None) -> list[TrialRow]:
        """Turnover and balance of every account of the entity."""
        return trial_balance(self.entries(entity), entity, until)

    def head(self) -> Head:
        """Number and hash of the last voucher."""
        with self._database.reading() as connection:
            return head_of(connection, LEDGER_ENTRIES)

    def verify(self, anchor: Head | None = None) -> list[Problem]:
        """What is wrong with the chain or with a voucher's lines; empty if nothing is."""
        with self._database.reading() as connection:
            found = list(broken_links(connection, LEDGER_ENTRIES, _row_agrees, anchor))
            return found + _lines_wrong(connection)

    def _post(
        self, connection: Connection, entry: Entry, actor: str, periods: Sequence[Period]
    ) -> int:
        query = select(LEDGER_ENTRIES).where(LEDGER_ENTRIES.c.entry_id == str(entry.entry_id))
        row = connection.execute(query).first()
        if row is not None:
            if _entry(row) != entry:
                raise RuleRefused.of(other_content(str(entry.entry_id)))
            return int(row.seq)
        refusal = posting_problem(entry.entity, entry.day, periods)
        if refusal is not None:
            raise RuleRefused.of(refusal)
        head = head_of(connection, LEDGER_ENTRIES)
        made = _row(entry, head, actor, instant_text(self._clock()))
        connection.execute(insert(LEDGER_ENTRIES), made)
        connection.execute(insert(LEDGER_LINES), _line_rows(entry, made["seq"]))
        return int(made["seq"])


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


def _line_rows(entry: Entry, seq: int) -> list[dict[str, Any]]:
    return [
        {
            "entry_seq": seq,
            "line_no": number,
            "system": line.account.system.value,
            "code": line.account.code,
            "sub": "-".join(line.account.sub),
            "amount_fen": line.amount_fen,
        }
        for number, line in enumerate(entry.lines, 1)
    ]


def _entry(row: Row[Any]) -> Entry:
    told = json.loads(row.canonical)
    system = AccountingSystem(told["system"])
    lines = tuple(
        EntryLine(Account(system, line["code"], tuple(line["sub"])), line["amount_fen"])
        for line in told["lines"]
    )
    event_id, corrects = told.get("event_id"), told.get("corrects")
    return Entry(
        UUID(told["entry_id"]),
        told["entity"],
        date.fromisoformat(told["day"]),
        told["summary"],
        lines,
        told.get("run_id"),
        UUID(event_id) if event_id else None,
        UUID(corrects) if corrects else None,
    )


def _row_agrees(row: Row[Any]) -> bool:
    try:
        entry = _entry(row)
    except (ValueError, KeyError, RuleRefused):
        return False
    head = Head(row.seq - 1, row.previous_hash)
    return _row(entry, head, row.actor, row.recorded_at) == row._asdict()


def _lines_wrong(connection: Connection) -> list[Problem]:
    told: dict[int, list[dict[str, Any]]] = {}
    for line in connection.execute(
        select(LEDGER_LINES).order_by(LEDGER_LINES.c.entry_seq, LEDGER_LINES.c.line_no)
    ):
        told.setdefault(line.entry_seq, []).append(line._asdict())
    wrong: list[Problem] = []
    for row in connection.execute(select(LEDGER_ENTRIES).order_by(LEDGER_ENTRIES.c.seq)).all():
        lines = told.pop(row.seq, [])
        # A text that is no voucher any more is named by the chain already.
        if _row_agrees(row) and lines != _line_rows(_entry(row), row.seq):
            wrong.append(_line_problem(row.seq))
    return wrong + [_line_problem(seq) for seq in told]


def _line_problem(seq: int) -> Problem:
    return problem(
        "LINES_BROKEN",
        f"凭证 {seq} 的分录与凭证原文不符",
        f"the lines of voucher {seq} contradict its text",
    )


def _read(connection: Connection, query: Select[Any]) -> list[Entry]:
    return [_entry(row) for row in connection.execute(query)]


def _marks(connection: Connection) -> list[PeriodMark]:
    rows = connection.execute(select(PERIOD_MARKS).order_by(PERIOD_MARKS.c.seq))
    return [
        PeriodMark(
            Period(
                row.entity,
                date.fromisoformat(row.first_day),
                date.fromisoformat(row.last_day),
                PeriodStatus(row.status),
            ),
            row.decided_by,
            row.approved_by,
        )
        for row in rows
    ]
