"""Deeds on disk: appended once, in a chain of their own, and read back as they were written.

It refuses an id used twice for different deeds. Whether a deed may stand is judged by who hands a
judge in; it is asked inside the transaction, so nobody writes between the question and the answer.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Connection, insert, select

from records.audit import known_chains
from records.audit.verify import deed_of
from records.canonical import Head, canonical_json, link
from records.deeds.deed import Deed
from records.deeds.every import KINDS
from records.journal.stored import instant_text
from records.refusal import Problem, RuleRefused, other_content
from records.store.database import Database
from records.store.links import head_of, problems_of
from records.store.schema import DEEDS

_KEPT: list[Any] = [
    DEEDS.c[name] for name in ("seq", "recorded_at", "canonical", "previous_hash", "hash")
]

Judge: TypeAlias = Callable[[Sequence[Deed], Sequence[Deed]], None]
"""Given every deed so far and the new ones, raises RuleRefused if these cannot stand."""


@dataclass(frozen=True, slots=True)
class StoredDeed:
    """A deed as written: `seq` counts from 1 without gaps; `recorded_at` is UTC."""

    seq: int
    recorded_at: datetime
    deed: Deed
    previous_hash: str
    hash: str


class DeedLog:
    """Append, read and verify deeds. Safe to use from several threads.

    A village's deeds of ten years are some ten thousand: they are read once and then carried.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Use the database and the clock of the process."""
        self._database, self._clock = database, clock
        self._known: list[StoredDeed] = []
        self._lock = Lock()

    def append(self, deed: Deed, judge: Judge | None = None) -> StoredDeed:
        """Write one deed; durable when it returns. See append_all."""
        return self.append_all([deed], judge)[0]

    def append_all(self, deeds: Sequence[Deed], judge: Judge | None = None) -> list[StoredDeed]:
        """Write deeds that belong together, all or none; durable when it returns.

        A deed that is there already is returned as it was written. RuleRefused:
        SAME_ID_OTHER_CONTENT, and whatever the judge refuses; StorageFault if the disk fails.
        """
        with self._database.writing() as connection:
            return self.append_in(connection, deeds, judge)

    def append_in(
        self, connection: Connection, deeds: Sequence[Deed], judge: Judge | None = None
    ) -> list[StoredDeed]:
        """As `append_all`, in the transaction of something larger."""
        known = self._seen(connection)
        by_id = {stored.deed.deed_id: stored for stored in known}
        new: dict[UUID, Deed] = {}
        for deed in deeds:
            stored = by_id.get(deed.deed_id)
            before = stored.deed if stored else new.setdefault(deed.deed_id, deed)
            if before.canonical() != deed.canonical():
                raise RuleRefused.of(other_content(str(deed.deed_id)))
        if judge is not None and new:
            judge([stored.deed for stored in known], list(new.values()))
        for stored in self._write(connection, list(new.values())):
            by_id[stored.deed.deed_id] = stored
        return [by_id[deed.deed_id] for deed in deeds]

    def deeds(
        self, *, entity: str | None = None, kinds: Sequence[str] = (), after_seq: int = 0
    ) -> list[StoredDeed]:
        """Deeds in the order written."""
        return [
            stored
            for stored in self._committed()[after_seq:]
            if entity in (None, stored.deed.entity) and (not kinds or stored.deed.kind in kinds)
        ]

    def all(self) -> list[Deed]:
        """Every deed in the order written, as registers, rules and runs are folded from it."""
        return [stored.deed for stored in self.deeds()]

    def deed(self, deed_id: UUID) -> StoredDeed | None:
        """The deed of that id, if it was written."""
        return next((one for one in self.deeds() if one.deed.deed_id == deed_id), None)

    def head(self) -> Head:
        """Number and hash of the last deed."""
        with self._database.reading() as connection:
            return head_of(connection, DEEDS)

    def verify(self, anchor: Head | None = None) -> list[Problem]:
        """What is wrong with the chain; empty if nothing is."""
        with self._database.reading() as connection:
            return problems_of(connection, known_chains.DEEDS, [anchor])

    def _committed(self) -> list[StoredDeed]:
        """All that is saved; rows never change, so only newer ones are read."""
        with self._database.reading() as connection, self._lock:
            self._known.extend(_read(connection, len(self._known)))
            return list(self._known)

    def _seen(self, connection: Connection) -> list[StoredDeed]:
        """All that is saved, and what this transaction wrote and may still take back."""
        known = self._committed()
        return [*known, *_read(connection, len(known))]

    def _write(self, connection: Connection, deeds: Sequence[Deed]) -> list[StoredDeed]:
        head, at = head_of(connection, DEEDS), instant_text(self._clock())
        rows: list[dict[str, Any]] = []
        for deed in deeds:
            rows.append(_row(deed, head, at))
            head = Head(rows[-1]["seq"], rows[-1]["hash"])
        if rows:
            connection.execute(insert(DEEDS), rows)
        written_at = datetime.fromisoformat(at)
        return [
            StoredDeed(row["seq"], written_at, deed, row["previous_hash"], row["hash"])
            for deed, row in zip(deeds, rows, strict=True)
        ]


def _row(deed: Deed, head: Head, recorded_at: str) -> dict[str, Any]:
    assert deed.kind in KINDS, "the union of records.deeds.every must know every deed"
    told = deed.as_json()
    text = canonical_json({**told, "recorded_at": recorded_at, "seq": head.seq + 1})
    assert not {"recorded_at", "seq"} & told.keys(), "a deed has no such fields of its own"
    return {
        "seq": head.seq + 1,
        "deed_id": str(deed.deed_id),
        "kind": deed.kind,
        "entity": deed.entity,
        "day": deed.day.isoformat(),
        "actor": deed.actor,
        "recorded_at": recorded_at,
        "canonical": text,
        "previous_hash": head.hash,
        "hash": link(head.hash, text),
    }


def _read(connection: Connection, after_seq: int) -> list[StoredDeed]:
    query = select(*_KEPT).where(DEEDS.c.seq > after_seq).order_by(DEEDS.c.seq)
    return [
        StoredDeed(
            row.seq,
            datetime.fromisoformat(row.recorded_at),
            deed_of(json.loads(row.canonical)),
            row.previous_hash,
            row.hash,
        )
        for row in connection.execute(query)
    ]
