"""Who did what and when, in a chain of its own.

It refuses to be edited and to hold passwords or tokens; what is written here is read by managers.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from records.audit import known_chains
from records.canonical import Head, Json, canonical_json, link
from records.journal.stored import instant_text
from records.refusal import Problem
from records.store.database import Database
from records.store.links import head_of, problems_of
from records.store.schema import AUDIT


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act: who, what, on what, what changed and why, with what result, from where.

    `detail` holds plain JSON values such as old and new; no secrets.
    """

    actor: str
    action: str
    target: str = ""
    result: str = "ok"
    reason: str = ""
    session: str = ""
    address: str = ""
    detail: Json = None

    def as_json(self) -> dict[str, Json]:
        """The act as plain JSON values."""
        return {
            "actor": self.actor,
            "action": self.action,
            "target": self.target,
            "result": self.result,
            "reason": self.reason,
            "session": self.session,
            "address": self.address,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """An act in its place in the chain."""

    seq: int
    at: datetime
    entry: AuditEntry
    hash: str


class AuditLog:
    """Append, read and verify the audit chain."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Use the database and the clock of the process."""
        self._database, self._clock = database, clock

    def append(self, entry: AuditEntry) -> AuditRecord:
        """Write one act; durable when it returns."""
        with self._database.writing() as connection:
            return self.append_in(connection, entry)

    def append_in(self, connection: Connection, entry: AuditEntry) -> AuditRecord:
        """Write one act in the same transaction as what it is about."""
        head = head_of(connection, AUDIT)
        row = _row(entry, head, instant_text(self._clock()))
        connection.execute(insert(AUDIT), row)
        return AuditRecord(row["seq"], datetime.fromisoformat(row["at"]), entry, row["hash"])

    def records(self, after_seq: int = 0, limit: int = 1000) -> list[AuditRecord]:
        """Acts in the order written."""
        later = select(AUDIT).where(AUDIT.c.seq > after_seq)
        return self._read(later.order_by(AUDIT.c.seq).limit(limit))

    def newest(self, before_seq: int, limit: int, actor: str | None = None) -> list[AuditRecord]:
        """Acts before `before_seq`, the newest first; of one actor, or of everybody."""
        query = select(AUDIT).where(AUDIT.c.seq < before_seq)
        if actor is not None:
            query = query.where(AUDIT.c.actor == actor)
        return self._read(query.order_by(AUDIT.c.seq.desc()).limit(limit))

    def _read(self, query: Select[Any]) -> list[AuditRecord]:
        with self._database.reading() as connection:
            return [
                AuditRecord(row.seq, datetime.fromisoformat(row.at), _entry(row), row.hash)
                for row in connection.execute(query)
            ]

    def head(self) -> Head:
        """Number and hash of the last act."""
        with self._database.reading() as connection:
            return head_of(connection, AUDIT)

    def verify(self, anchor: Head | None = None) -> list[Problem]:
        """What is wrong with the chain; empty if nothing is."""
        with self._database.reading() as connection:
            return problems_of(connection, known_chains.AUDIT, [anchor])


def _row(entry: AuditEntry, head: Head, at: str) -> dict[str, Any]:
    text = canonical_json({**entry.as_json(), "at": at, "seq": head.seq + 1})
    return {
        "seq": head.seq + 1,
        "at": at,
        "actor": entry.actor,
        "action": entry.action,
        "canonical": text,
        "previous_hash": head.hash,
        "hash": link(head.hash, text),
    }


def _entry(row: Row[Any]) -> AuditEntry:
    told = json.loads(row.canonical)
    return AuditEntry(**{name: told[name] for name in AuditEntry.__slots__})
