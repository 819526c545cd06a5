"""What one tick leaves in history and in the store: samples, commands, trips, hands, facts, alarms.

It refuses to know how they are kept and to hold up the tick.
"""

import json
from collections.abc import Callable, Iterable, Mapping

from controller.alarm_words import alarm_of
from controller.alarms import Condition, Life
from controller.checks import Check, put_aside
from controller.decide import Decision
from controller.facts import Draft
from controller.memory import Hand, Memory
from controller.plant import HEARTBEAT
from controller.store import CommandNote, History, LastingNote, SampleRow, Store
from controller.trips import CAUSES, UNKNOWN
from farm.alarm import Alarm
from farm.command import Command, Rank
from farm.fact import Fact, FactKind
from farm.names import Names
from farm.sample import Sample
from farm.site import OutputRule
from farm.status import Status
from farm.tag import TagName
from farm.words import Words

NOTED_MOVE = 0.05
"""A law's move since the last note smaller than this part of the range is in history only."""
ENDED = Words(zh="结束", en="ended")
CHECKING = Words(zh="标定或清洗", en="calibration or cleaning")


def no_frame(name: TagName) -> bytes:
    """Where no text device stands behind a tag."""
    return b""


class Notes:
    """Remembers what was noted last, so that the store is told of changes only."""

    def __init__(
        self,
        store: Store,
        history: History,
        rules: Mapping[TagName, OutputRule],
        names: Names | None = None,
        frame_behind: Callable[[TagName], bytes] = no_frame,
    ) -> None:
        """Nothing is noted yet. `names`: what things are called; `frame_behind`: of a weight."""
        self.names, self._frame_behind = names, frame_behind
        self._store, self._history, self._rules = store, history, rules
        self._noted: dict[TagName, tuple[Rank, str, float]] = {}
        self._derived_ms: dict[TagName, tuple[int, Status]] = {}
        self._trips: dict[str, str] = {}
        self._hands: dict[TagName, Hand] = {}
        self._checks: dict[TagName, Check] = {}
        self._count = 0
        self.facts_seq = 0

    def found(
        self,
        trips: Mapping[str, str],
        hands: Mapping[TagName, Hand],
        checks: Mapping[TagName, Check],
    ) -> None:
        """What the store already holds."""
        self._trips, self._hands, self._checks = dict(trips), dict(hands), dict(checks)

    def take(self, decision: Decision, arrived: list[Sample]) -> None:
        """Note one tick."""
        at_ms = decision.outlook.snapshot.at_ms
        self._samples(decision, arrived)
        for name, command in decision.outputs.items():
            self._command(name, command, at_ms)
        self.lasting(decision.memory, at_ms)
        for life in decision.changed:
            self._store.alarm(at_ms, alarm_of(life, self.names), "")
        self.facts(decision.facts)

    def rest(self, arrived: list[Sample]) -> None:
        """Note what came after the last tick."""
        self._history.append(_rows(arrived))

    def _samples(self, decision: Decision, arrived: list[Sample]) -> None:
        checked = decision.outlook.checked
        if checked:  # what an instrument shows in somebody's hand is no water
            arrived = [put_aside(one) if one.tag in checked else one for one in arrived]
        rows = _rows(arrived)
        for sample in decision.outlook.derived:
            seen = (sample.at_ms, sample.status)
            if self._derived_ms.get(sample.tag) != seen:
                self._derived_ms[sample.tag] = seen
                rows.append((sample.tag, sample.at_ms, sample.value, int(sample.status)))
        self._history.append(rows)

    def _command(self, name: TagName, command: Command, at_ms: int) -> None:
        held = self._noted.get(name)
        if held is not None and held[:2] == (command.rank, command.by):
            if command.value == held[2]:
                return
            rule = self._rules[name]
            small = abs(command.value - held[2]) < NOTED_MOVE * (rule.high - rule.low)
            pulses = name == HEARTBEAT or (name.endswith(".feeder") and command.rank is Rank.LAW)
            if small or pulses:
                return
        self._noted[name] = (command.rank, command.by, command.value)
        self._count += 1
        note = CommandNote(
            f"{self._store.boot}-{self._count}", at_ms, name, command.value, command.rank,
            command.by, command.why,
        )  # fmt: skip
        self._store.command(note)

    def lasting(self, memory: Memory, at_ms: int) -> None:
        """Note trips and hands that changed; also right after a wish, before it is answered."""
        for tank, trip in memory.trips.items():
            if trip.cause != self._trips.get(tank, ""):
                self._trips[tank] = trip.cause
                why = CAUSES.get(trip.cause, CAUSES[UNKNOWN]) if trip.cause else ENDED
                note = LastingNote("trip", f"emergency/{tank}", trip.cause or "reset", "", why)
                self._store.lasting(at_ms, note)
        if memory.checks != self._checks:
            self._checked(memory.checks, at_ms)
        if memory.hands != self._hands:
            self._in_hand(memory.hands, at_ms)

    def _checked(self, checks: Mapping[TagName, Check], at_ms: int) -> None:
        for name in self._checks.keys() - checks.keys():
            self._store.lasting(at_ms, LastingNote("mode", f"check/{name}", "", "", ENDED))
        for name, check in checks.items():
            if self._checks.get(name) != check:
                text = json.dumps(list(check), ensure_ascii=False)
                note = LastingNote("mode", f"check/{name}", text, check.actor, CHECKING)
                self._store.lasting(at_ms, note)
        self._checks = dict(checks)

    def _in_hand(self, hands: Mapping[TagName, Hand], at_ms: int) -> None:
        for name in self._hands.keys() - hands.keys():
            self._store.lasting(at_ms, LastingNote("mode", f"hand/{name}", "", "", ENDED))
        for name, hand in hands.items():
            if self._hands.get(name) != hand:
                row = [hand.value, hand.until_ms, hand.by, hand.actor, hand.why.zh, hand.why.en]
                text = json.dumps(row, ensure_ascii=False)
                note = LastingNote("mode", f"hand/{name}", text, hand.actor, hand.why)
                self._store.lasting(at_ms, note)
        self._hands = dict(hands)

    def facts(self, drafts: Iterable[Draft]) -> None:
        """Number what was used or weighed, and keep it."""
        for draft in drafts:
            self._fact(draft)

    def _fact(self, draft: Draft) -> None:
        self.facts_seq += 1
        self._store.fact(
            Fact(
                boot=self._store.boot,
                seq=self.facts_seq,
                kind=draft.kind,
                place=draft.place,
                amount=draft.amount,
                from_ms=draft.from_ms,
                to_ms=draft.to_ms,
                source=draft.source,
                frame=self._frame_of(draft),
            )
        )

    def _frame_of(self, draft: Draft) -> str:
        """Raw bytes behind a weight, hexadecimal; empty for what is counted."""
        if draft.kind is not FactKind.WEIGHT_STABLE_G or draft.held:
            return ""
        return self._frame_behind(TagName(draft.source)).hex(" ").upper()


def life_of(alarm: Alarm) -> Life:
    """An alarm's life as a store remembered it."""
    condition = Condition(
        alarm.kind, alarm.place, alarm.priority, 0.0, alarm.value, alarm.limit, alarm.unit
    )
    return Life(
        condition,
        alarm.state,
        since_ms=alarm.since_ms,
        changed_ms=alarm.changed_ms,
        acknowledged_by=alarm.acknowledged_by,
        shelved_until_ms=alarm.shelved_until_ms,
        shelved_by=alarm.shelved_by,
        inside=alarm.inside,
    )


def _rows(samples: list[Sample]) -> list[SampleRow]:
    return [(tag, at_ms, value, +status) for tag, value, status, _, at_ms, _, _ in samples]
