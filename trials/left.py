"""What a run leaves on the edge computer's disk, read back by production's readers.

It knows what was promised to be there, and takes the facts into a real journal twice over. It
refuses to know how the run went.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dashboard.facts_intake import bare_fact
from farm.fact import Fact
from records.durable import StorageFault
from records.history.query import HistoryReader
from records.journal.events import FactSource
from records.state.reader import ROW_LIMIT, Cursor, StateReader
from records.store.journal_store import journal_url, open_journal

FOREVER_MS = 1 << 50


@dataclass(frozen=True, slots=True)
class Left:
    """State, history and the journal made of them. `trouble`: what could not be read."""

    facts: frozenset[Cursor]
    commands: dict[str, str]
    """Result by id, of the newest."""
    alarms: int
    readings: dict[str, frozenset[int]]
    """UTC ms by tag, of the tags asked for."""
    journal_events: int
    journal_wrong: tuple[str, ...]
    trouble: str = ""
    log_bytes: int = 0
    """Size of the state's write-ahead log at the end."""


NOTHING = Left(frozenset(), {}, 0, {}, 0, ())


def left(folder: Path, site: str, tags: tuple[str, ...], from_ms: int, end_ms: int) -> Left:
    """Read everything; a disk that cannot be read is told in `trouble`."""
    reader, history = StateReader(folder / "state.db"), HistoryReader(folder / "history")
    log = folder / "state.db-wal"
    log_bytes = log.stat().st_size if log.exists() else 0
    try:
        facts = _facts(reader)
        commands = {row.id: row.result for row in reversed(reader.commands(0, FOREVER_MS))}
        alarms = len(reader.alarm_events(0, FOREVER_MS))
        readings = {
            tag: frozenset(int(at) for at in history.raw(tag, from_ms, end_ms).at_ms)
            for tag in tags
        }
    except StorageFault as fault:
        return Left(frozenset(), {}, 0, {}, 0, (), fault.words.en, log_bytes)
    taken, wrong = _journal(folder, site, facts, end_ms)
    keys = frozenset((fact.boot, fact.seq) for fact in facts)
    return Left(keys, commands, alarms, readings, taken, wrong, "", log_bytes)


def _facts(reader: StateReader) -> list[Fact]:
    facts: list[Fact] = []
    while more := reader.facts_after((facts[-1].boot, facts[-1].seq) if facts else None):
        facts += more
        if len(more) < ROW_LIMIT:
            break
    return facts


def _journal(
    folder: Path, site: str, facts: list[Fact], end_ms: int
) -> tuple[int, tuple[str, ...]]:
    """Events after the facts were taken in twice, and what is wrong with any chain."""
    last_ms = max([end_ms, *(fact.to_ms for fact in facts)])
    now = datetime.fromtimestamp(last_ms / 1000, UTC) + timedelta(minutes=1)
    with open_journal(journal_url(folder / "journal.db"), clock=lambda: now) as store:
        for _ in range(2):
            events = [
                bare_fact(fact, site)
                for fact in facts
                if store.log.taken_fact(FactSource(boot=fact.boot, seq=fact.seq)) is None
            ]
            if events:
                store.append_all(events)
        wrong = tuple(str(problem) for problem in store.verify())
        return store.log.head().seq, wrong
