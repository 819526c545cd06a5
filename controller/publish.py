"""The state after a tick as one line of `ras-link/1`, only what changed unless it is a full one.

It refuses to know sockets. Plain dicts, serialised in one go: this runs every second for 700 tags.
"""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from controller.alarm_words import alarm_of
from controller.alarms import Life
from controller.as_found import AS_FOUND
from controller.board import Board
from controller.decide import Decision
from controller.dispatch import Dispatch
from controller.health.wires import WireHealth
from controller.memory import Memory
from farm.command import Command, Rank
from farm.link import SCHEMA, BusState, SettingFound
from farm.names import Names
from farm.sample import Sample
from farm.snapshot import Snapshot
from farm.status import Status
from farm.tag import TagName

OPC = {status: status.opc_name for status in Status}
RANKS = {rank: rank.name.lower() for rank in Rank}
FULL_EVERY = 60
DECIMALS = 6
Json = dict[str, Any]


class Publisher:
    """Remembers what was last sent, and counts revisions of who commands each output."""

    def __init__(self, site: str, boot: str, started_ms: int, names: Names | None = None) -> None:
        """`boot`: identity of this run; `names`: what things are called."""
        self._names = names
        self._site, self._boot, self.started_ms = site, boot, started_ms
        self._tags: dict[TagName, tuple[float | None, Status, int, str]] = {}
        self._shown: dict[TagName, Sample] = {}
        self._outputs: dict[TagName, Json] = {}
        self._keys: dict[TagName, tuple[object, ...]] = {}
        self._commanders: dict[TagName, tuple[Rank, str]] = {}
        self._alarms: dict[str, tuple[Life, Json]] = {}
        self._buses: dict[str, tuple[BusState, Json]] = {}
        self._findings: tuple[SettingFound, ...] = ()
        self._findings_body: list[Json] = []
        self.revisions: dict[TagName, int] = {}
        self.revision = 0

    def hello(self, at_ms: int) -> bytes:
        """First line to a peer."""
        body = {"kind": "hello", "schema": SCHEMA, "site": self._site, "boot": self._boot}
        return line(body | {"at_ms": at_ms})

    def changed(
        self,
        decision: Decision,
        dispatch: Dispatch,
        board: Board,
        wires: WireHealth,
        health_samples: list[Sample],
        health: Json,
        facts_seq: int,
    ) -> Json:
        """State of this tick, with what changed since the last call."""
        self.revision += 1
        snapshot = decision.outlook.snapshot
        gone = [life for life in decision.changed if life.condition.id not in decision.memory.lives]
        return {
            "kind": "state",
            "full": False,
            "revision": self.revision,
            "at_ms": snapshot.at_ms,
            "tags": self._changed_tags(snapshot) | self._told_tags(health_samples),
            "outputs": self._changed_outputs(decision, dispatch, board),
            "alarms": self._changed_alarms(decision.memory, gone),
            "health": health,
            "buses": self._changed_buses(wires.buses),
            "findings": self._changed_findings(wires.findings),
            "facts_seq": facts_seq,
            "checks": _checks(decision.memory, snapshot.at_ms),
        }

    def full(self, changed: Json) -> Json:
        """The same tick with everything in it."""
        return changed | {
            "full": True,
            "tags": {name: _tag(*held) for name, held in self._tags.items()},
            "outputs": dict(self._outputs),
            "alarms": [body for _, body in self._alarms.values()],
            "buses": {name: body for name, (_, body) in self._buses.items()},
            "findings": self._findings_body,
        }

    def _changed_tags(self, snapshot: Snapshot) -> Json:
        changed: Json = {}
        held, periods_s = self._tags, snapshot.periods_s
        for name, sample in snapshot.samples.items():
            fresh = snapshot.at_s - sample.at_s <= 2 * periods_s.get(name, 1.0)
            if fresh and self._shown.get(name) is sample:
                continue
            self._shown[name] = sample
            # Fresh: as it was judged. Older: its age counts, and changes while it does not.
            seen = sample if fresh else snapshot.reading(name)
            now = (seen.value, seen.status, sample.at_ms, sample.reason)
            if held.get(name) != now:
                held[name] = now
                changed[name] = _tag(*now)
        return changed

    def _told_tags(self, samples: list[Sample]) -> Json:
        """Health of wires and of ourselves: no law reads it, so it is in no snapshot."""
        changed: Json = {}
        for sample in samples:
            now = (sample.value, sample.status, sample.at_ms, sample.reason)
            self._tags[sample.tag] = now
            changed[sample.tag] = _tag(*now)
        return changed

    def _changed_outputs(self, decision: Decision, dispatch: Dispatch, board: Board) -> Json:
        changed: Json = {}
        hands = decision.memory.hands
        for name, command in decision.outputs.items():
            sample, hand = board.newest(name), hands.get(name)
            actual = sample.value if sample is not None else None
            stage = dispatch.lines[name].stage
            until_ms = hand.until_ms if hand and command.rank is Rank.OPERATOR else None
            why = command.why.zh
            key = (command.value, actual, command.rank, command.by, why, stage, until_ms)
            if self._keys.get(name) != key:
                self._keys[name] = key
                body = self._output(name, command, actual, stage, until_ms)
                self._outputs[name] = changed[name] = body
        return changed

    def _output(
        self,
        name: TagName,
        command: Command,
        actual: float | None,
        stage: str,
        until_ms: int | None,
    ) -> Json:
        commander = (command.rank, command.by)
        if self._commanders.get(name) != commander:
            self._commanders[name] = commander
            self.revisions[name] = self.revisions.get(name, 0) + 1
        return {
            "wanted": round(command.value, DECIMALS),
            "actual": None if actual is None else round(actual, DECIMALS),
            "rank": "none" if command.by == AS_FOUND else RANKS[command.rank],
            "by": command.by,
            "why": {"zh": command.why.zh, "en": command.why.en},
            "stage": stage,
            "until_ms": until_ms,
            "revision": self.revisions[name],
        }

    def _changed_alarms(self, memory: Memory, gone: list[Life]) -> list[Json]:
        changed = []
        for key, life in memory.lives.items():
            if not life.is_shown:
                continue
            held = self._alarms.get(key)
            if held is None or not same_on_screen(held[0], life):
                self._alarms[key] = (life, alarm_of(life, self._names).model_dump(mode="json"))
                changed.append(self._alarms[key][1])
        ended = {life.condition.id: life for life in gone}
        for key in [k for k in self._alarms if k not in memory.lives]:
            body = self._alarms.pop(key)[1]
            changed_ms = ended[key].changed_ms if key in ended else body["changed_ms"]
            changed.append(body | {"state": "normal", "changed_ms": changed_ms})
        return changed

    def _changed_buses(self, buses: Mapping[str, BusState]) -> Json:
        changed: Json = {}
        for name, state in buses.items():
            held = self._buses.get(name)
            if held is None or held[0] is not state:
                body = state.model_dump()
                self._buses[name] = (state, body)
                changed[name] = body
        return changed

    def _changed_findings(self, findings: tuple[SettingFound, ...]) -> list[Json] | None:
        if findings is self._findings:
            return None
        self._findings = findings
        self._findings_body = [row.model_dump() for row in findings]
        return self._findings_body


def _checks(memory: Memory, at_ms: int) -> Json:
    return {
        name: {"until_ms": one.until_ms, "actor": one.actor}
        for name, one in memory.checks.items()
        if at_ms <= one.until_ms
    }


def same_on_screen(a: Life, b: Life) -> bool:
    """No news for a screen: the live value is on the tag, not on the alarm, but for a count."""
    return _shown(a) == _shown(b)


def _shown(life: Life) -> tuple[object, ...]:
    condition = life.condition
    count = condition.value if condition.counted else None
    marks = (life.state, life.since_ms, life.changed_ms, life.inside)
    return (*marks, condition.priority, count)


def _tag(value: float | None, status: Status, at_ms: int, reason: str) -> Json:
    shown = None if value is None else round(value, DECIMALS)
    body: Json = {"value": shown, "status": OPC[status], "at_ms": at_ms}
    return body | {"reason": reason} if reason else body


def line(body: Json) -> bytes:
    """One line of the link."""
    return to_json(body) + b"\n"
