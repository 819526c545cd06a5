"""Read `state.db` beside its running writer: facts for the journal, the rest for screens.

It refuses to write; an absent file holds nothing.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from farm.alarm import Alarm, AlarmState
from farm.command import Rank
from farm.fact import Fact, FactKind
from farm.words import Words
from records.durable import StorageFault, explain, open_readonly
from records.state.rows import NOTHING, AlarmEvent, AtStart, CommandRow, ModeRow, Scope
from records.state.store import FACT_COLUMNS, VERSION

ROW_LIMIT = 10_000
"""Most rows one call returns."""

FACTS_BACK = 50_000
"""Rows looked through for each source's newest fact: days, even of a large farm."""

Cursor = tuple[str, int]
"""Identity (boot, seq) of the last fact taken over."""

_COMMAND_COLUMNS = "id, at_ms, output, value, rank, by, why_zh, why_en, actor, second_actor, result"


class StateReader:
    """Read-only door to `state.db`; safe in any thread."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened until asked."""
        self._path = path

    def facts_after(
        self, cursor: Cursor | None, limit: int = ROW_LIMIT, *, back: int = 0
    ) -> list[Fact]:
        """Facts written after the one `cursor` names, in order of writing; all for None.

        `back`: begin so many rows earlier. A cursor this file does not know (restored from a
        backup) gives all facts from the start: take each over once by its (boot, seq).
        Raises StorageFault.
        """
        with self._reading() as file:
            if file is None:
                return []
            place = file.execute(
                "SELECT n FROM fact WHERE boot = ? AND seq = ?", cursor or ("", 0)
            ).fetchone()
            rows = file.execute(
                f"SELECT {FACT_COLUMNS} FROM fact WHERE n > ? ORDER BY n LIMIT ?",
                (place[0] - back if place else 0, min(limit, ROW_LIMIT)),
            )
            return [_fact(row) for row in rows]

    def facts_ending_after(self, at_ms: int, limit: int = ROW_LIMIT) -> list[Fact]:
        """Facts whose time ended after `at_ms`, earliest first. Raises StorageFault."""
        with self._reading() as file:
            if file is None:
                return []
            rows = file.execute(
                f"SELECT {FACT_COLUMNS} FROM fact WHERE to_ms > ? ORDER BY to_ms, n LIMIT ?",
                (at_ms, min(limit, ROW_LIMIT)),
            )
            return [_fact(row) for row in rows]

    def commands(self, from_ms: int, to_ms: int, output: str | None = None) -> list[CommandRow]:
        """Commands with from_ms <= at < to_ms, newest first, at most ROW_LIMIT.

        Raises StorageFault.
        """
        with self._reading() as file:
            if file is None:
                return []
            rows = file.execute(
                f"SELECT {_COMMAND_COLUMNS} FROM command WHERE at_ms >= ? AND at_ms < ?"
                " AND (? IS NULL OR output = ?) ORDER BY at_ms DESC, n DESC LIMIT ?",
                (from_ms, to_ms, output, output, ROW_LIMIT),
            )
            return [_command(row) for row in rows]

    def command(self, wish_id: str) -> CommandRow | None:
        """The command of this id if it was ever given: a wish is executed at most once."""
        with self._reading() as file:
            if file is None:
                return None
            row = file.execute(
                f"SELECT {_COMMAND_COLUMNS} FROM command WHERE id = ?", (wish_id,)
            ).fetchone()
            return _command(row) if row else None

    def alarm_events(self, from_ms: int, to_ms: int) -> list[AlarmEvent]:
        """Alarm changes with from_ms <= at < to_ms, newest first, at most ROW_LIMIT.

        Changes written in the words of another version are left out. Raises StorageFault.
        """
        with self._reading() as file:
            if file is None:
                return []
            rows = file.execute(
                "SELECT id, at_ms, alarm, actor, note FROM alarm_event WHERE at_ms >= ?"
                " AND at_ms < ? ORDER BY at_ms DESC, n DESC LIMIT ?",
                (from_ms, to_ms, ROW_LIMIT),
            )
            events = [_event(*row[1:]) for row in rows]
            return [event for event in events if event is not None]

    def at_start(self) -> AtStart:
        """What the last run left behind; never raises, a failed disk is told in `trouble`."""
        try:
            with self._reading() as file:
                return NOTHING if file is None else _at_start(file)
        except StorageFault as fault:
            return AtStart(modes={}, trips={}, alarms={}, clean_stop=None, trouble=fault.words)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        if not self._path.exists():
            yield None
            return
        file = open_readonly(self._path, VERSION)
        try:
            yield file
        except sqlite3.Error as error:
            raise StorageFault(explain(error, self._path)) from error
        finally:
            file.close()


def _at_start(file: sqlite3.Connection) -> AtStart:
    last = file.execute("SELECT stopped_ms FROM run ORDER BY n DESC LIMIT 1").fetchone()
    alarms: dict[str, AlarmEvent] = {}
    unreadable = []
    for key, at_ms, text, actor, note in file.execute(
        "SELECT id, at_ms, alarm, actor, note FROM alarm_event WHERE n IN"
        " (SELECT max(n) FROM alarm_event GROUP BY id) AND state <> ? ORDER BY n",
        (AlarmState.NORMAL.value,),
    ):
        event = _event(at_ms, text, actor, note)
        if event is None:
            unreadable.append(key)
        else:
            alarms[key] = event
    facts, odd = _newest_facts(file)
    return AtStart(
        modes=_newest(file, Scope.MODE),
        trips=_newest(file, Scope.TRIP),
        alarms=alarms,
        clean_stop=None if last is None else last[0] is not None,
        unreadable=(*unreadable, *odd),
        facts=facts,
    )


def _newest_facts(file: sqlite3.Connection) -> tuple[tuple[Fact, ...], list[str]]:
    """The newest fact of each source, and the sources whose fact nobody can read."""
    rows = file.execute(
        f"SELECT {FACT_COLUMNS} FROM fact WHERE n IN (SELECT max(n) FROM fact"
        " WHERE n > (SELECT max(n) FROM fact) - ? GROUP BY kind, place, source) ORDER BY n",
        (FACTS_BACK,),
    )
    facts: list[Fact] = []
    odd: list[str] = []
    for row in rows:
        try:
            facts.append(_fact(row))
        except ValueError:
            odd.append(f"fact/{row[7]}")
    return tuple(facts), odd


def _newest(file: sqlite3.Connection, scope: Scope) -> dict[str, ModeRow]:
    rows = file.execute(
        "SELECT key, at_ms, value, actor, why_zh, why_en FROM mode WHERE n IN"
        " (SELECT max(n) FROM mode WHERE scope = ? GROUP BY key) ORDER BY n",
        (scope.value,),
    )
    return {
        key: ModeRow(at_ms, scope, key, value, actor, _words(zh, en))
        for key, at_ms, value, actor, zh, en in rows
    }


def _words(zh: str, en: str) -> Words:
    """A reason nobody can read must not lose what it was the reason of: a trip stays a trip."""
    try:
        return Words(zh=zh, en=en)
    except ValidationError:
        return Words(zh="原因无法读取", en="the reason cannot be read")


def _event(at_ms: int, text: str, actor: str, note: str) -> AlarmEvent | None:
    try:
        return AlarmEvent(at_ms, Alarm.model_validate_json(text), actor, note)
    except ValidationError:
        return None


def _fact(row: tuple[str, int, str, str, int, int, int, str, str]) -> Fact:
    boot, seq, kind, place, amount, from_ms, to_ms, source, frame = row
    return Fact(
        boot=boot,
        seq=seq,
        kind=FactKind(kind),
        place=place,
        amount=amount,
        from_ms=from_ms,
        to_ms=to_ms,
        source=source,
        frame=frame,
    )


def _command(
    row: tuple[str, int, str, float, int, str, str, str, str, str, str],
) -> CommandRow:
    key, at_ms, output, value, rank, by, zh, en, actor, second_actor, result = row
    why = Words(zh=zh, en=en)
    return CommandRow(key, at_ms, output, value, Rank(rank), by, why, actor, second_actor, result)
