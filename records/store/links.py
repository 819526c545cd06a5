"""Rows of a chain as the database gives them: the last link, and all of them for an examination.

It refuses to judge a row: records.audit does, with the rows that are streamed from here.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import Connection, Table, select

from records.audit.chains import LINK, Chain, Row, walk
from records.audit.facts_checked import Taken
from records.audit.known_chains import CHAINS, EVENTS
from records.audit.sealed_checked import Sealing
from records.audit.vouchers_checked import Line
from records.canonical import EMPTY, Head
from records.ledger.entry import Entry, entry_of
from records.refusal import Problem

ROWS_AT_ONCE = 1000

Ask: TypeAlias = Callable[[str], Iterable[Row]]
"""Runs one SELECT and streams its rows."""

_EVENTS = """
SELECT e.seq, e.canonical, e.previous_hash, e.hash, e.event_id, e.kind, e.happened_at,
  e.recorded_at, e.actor, e.batch, e.tank, e.to_tank, e.ref, r.batch, t.boot, t.seq
FROM events e LEFT JOIN events r ON r.event_id = e.ref
  LEFT JOIN taken_facts t ON t.event_id = e.event_id
ORDER BY e.seq
"""
_LINES = "SELECT entry_seq, line_no, system, code, sub, amount_fen FROM ledger_lines"
_TAKEN = "SELECT boot, seq, event_id FROM taken_facts"
_WITHOUT_EVENT = """
SELECT seq, event_id FROM ledger_entries v WHERE event_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM events e WHERE e.event_id = v.event_id)
  AND NOT EXISTS (SELECT 1 FROM deeds d WHERE d.deed_id = v.event_id)
ORDER BY seq
"""
_SEALED = "SELECT person, field, version FROM personal"
_OF_RUNS = "SELECT run_id, canonical FROM ledger_entries WHERE run_id IS NOT NULL ORDER BY seq"


class ChainRows:
    """Everything an examination streams, from one connection (records.audit.verify.JournalRows)."""

    def __init__(self, ask: Ask, sqlite: bool = True) -> None:
        """`ask` runs in one transaction, so that all chains are seen at one instant.

        `sqlite`: rows are read from the tables themselves: an index repeats what it was made of,
        and would hide a cell that was changed in its table.
        """
        self._ask = ask
        self._itself = " NOT INDEXED" if sqlite else ""
        self._lines_order = "rowid" if sqlite else "entry_seq, line_no"
        self._runs: dict[str, list[str]] | None = None

    def counts(self) -> Mapping[str, int]:
        """How many rows each chain has."""
        return {
            name: next(iter(self._ask(f"SELECT COUNT(*) FROM {chain.table}")))[0]
            for name, chain in CHAINS.items()
        }

    def rows(self, chain: Chain) -> Iterable[Row]:
        """The rows of a chain by number."""
        if chain is EVENTS:
            return self._ask(_EVENTS)
        columns = ", ".join((*LINK, *chain.columns))
        return self._ask(f"SELECT {columns} FROM {chain.table} ORDER BY seq")

    def lines(self) -> Iterable[Line]:
        """The lines of all vouchers, by voucher and number."""
        return self._ask(f"{_LINES}{self._itself} ORDER BY {self._lines_order}")

    def taken_facts(self) -> Iterable[Taken]:
        """Facts of the controller noted as taken, in any order."""
        return ((row[0], row[1], row[2]) for row in self._ask(_TAKEN + self._itself))

    def vouchers_without_event(self) -> Iterable[tuple[int, str]]:
        """Vouchers whose event or deed is not in the journal."""
        return ((row[0], row[1]) for row in self._ask(_WITHOUT_EVENT))

    def sealed(self) -> Iterable[Sealing]:
        """Which fields of which people are kept in which versions."""
        return ((row[0], row[1], row[2]) for row in self._ask(_SEALED + self._itself))

    def entries_of_run(self, run_id: str) -> Sequence[Entry]:
        """The vouchers that a distribution run posted; read once for all runs."""
        if self._runs is None:
            self._runs = {}
            for run, canonical in self._ask(_OF_RUNS):
                self._runs.setdefault(run, []).append(canonical)
        return [entry_of(json.loads(text)) for text in self._runs.get(run_id, ())]


def head_of(connection: Connection, table: Table) -> Head:
    """The last link of the chain in `table`."""
    columns = table.c
    found = connection.execute(
        select(columns.seq, columns.hash).order_by(columns.seq.desc()).limit(1)
    ).first()
    return Head(found.seq, found.hash) if found else EMPTY


def asking(connection: Connection) -> Ask:
    """Streamed SELECTs on a connection of SQLAlchemy, on any database."""
    streamed = connection.execution_options(yield_per=ROWS_AT_ONCE)
    return lambda text: streamed.exec_driver_sql(text)


def problems_of(
    connection: Connection, chain: Chain, anchors: Iterable[Head | None]
) -> list[Problem]:
    """What is wrong with one chain; `anchors`: heads that left the box earlier."""
    found: list[Problem] = []
    kept = [head for head in anchors if head is not None]
    for _ in walk(chain, ChainRows(asking(connection)).rows(chain), found.append, kept):
        pass
    return found
