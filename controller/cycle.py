"""One tick from snapshot to stream: freeze, decide, dispatch, note, publish.

It refuses to know when it is called, and who listens.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from controller.alarms import Condition
from controller.as_found import AS_FOUND
from controller.board import Board
from controller.checkpoints import Checkpoints, Minute
from controller.conditions import Shell
from controller.dating import AWAY_MS
from controller.decide import Decision, decide
from controller.dispatch import Dispatch
from controller.health.own import OwnHealth
from controller.health.wires import WireHealth
from controller.memory import Memory, as_json
from controller.notes import Notes
from controller.plant import HEARTBEAT, FarmPlan
from controller.publish import Publisher, line
from controller.store import History, Store
from controller.tick import Pace
from farm.clock import Clock
from farm.command import Rank
from farm.link import Wish
from farm.sample import Sample

MINUTE_MS = 60_000
ANNOUNCE_WITHIN_S = 0.5
"""An alarm is told when it is durable, or after this: a dead disk must not silence it, s."""
DEGRADING = frozenset({"blind", "line_silent", "law_raised", "disk_failing", "output_failed"})


@dataclass(frozen=True, slots=True)
class Parts:
    """What a cycle works with, handed in."""

    plan: FarmPlan
    board: Board
    dispatch: Dispatch
    store: Store
    history: History
    checkpoints: Checkpoints | None
    publisher: Publisher
    clock: Clock
    pace: Pace
    wires: WireHealth
    own: OwnHealth
    children: Callable[[], tuple[str, ...]]
    broadcast: Callable[[bytes], None]
    calls: Callable[[], tuple[Condition, ...]] = tuple
    """What is wrong with the ways to people."""


class Cycle:
    """Holds the memory between ticks. Wishes change it between two ticks, never within one."""

    def __init__(self, parts: Parts, memory: Memory, notes: Notes) -> None:
        """`memory`: what the run starts with, outputs adopted."""
        self.parts, self.memory, self.notes = parts, memory, notes
        self.decision: Decision | None = None
        self.stopping = False
        self.state: dict[str, Any] = {}
        self._last_ms: int | None = None
        self._minute: Minute | None = None
        self._granted: list[dict[str, Any]] = []
        self._outputs: dict[str, float] = {}
        self._health: list[Sample] = []

    async def turn(self) -> None:
        """One tick. Whatever raises here is our own fault and ends the process."""
        if self.stopping:
            self._beat()
            return
        parts, now_s = self.parts, self.parts.clock.now_s
        began_s = now_s()
        decision = self._decided()
        outputs = decision.outputs
        parts.dispatch.urged(frozenset(n for n, c in outputs.items() if c.rank >= Rank.OPERATOR))
        parts.dispatch.want({n: c.value for n, c in outputs.items() if c.by != AS_FOUND})
        parts.dispatch.leave({n: c.value for n, c in outputs.items() if c.by == AS_FOUND})
        parts.dispatch.watch()
        self.notes.take(decision, [*parts.board.arrived(), *self._health])
        if parts.checkpoints is not None:
            parts.checkpoints.turned()
        work_s = now_s() - began_s
        if decision.changed:
            await parts.store.saved(ANNOUNCE_WITHIN_S)
        began_s = now_s()
        self._publish(decision)
        parts.pace.work_s.append(work_s + now_s() - began_s)

    def grant(self, memory: Memory, wish: Wish, at_ms: int) -> None:
        """Memory after a granted wish; remembered for replay."""
        self.memory = memory
        self._granted.append({"at_ms": at_ms, "wish": wish.model_dump(mode="json")})

    def health(self) -> dict[str, Any]:
        """How the controller is, as `farm.link.Health`."""
        pace, trouble = self.parts.pace, self.disk_trouble()
        return {
            "mode": self._mode(trouble),
            "tick": pace.turns,
            "tick_late_ms_max": round(1000 * pace.late_max_s, 1),
            "tick_work_ms": round(1000 * pace.work_mean_s, 2),
            "started_ms": self.parts.publisher.started_ms,
            "disk": "failing" if trouble else "ok",
            "disk_text": trouble,
            "dropped_samples": self.parts.board.dropped,
        }

    def disk_trouble(self) -> str:
        """What is wrong with the disk now, or nothing."""
        checkpoints = self.parts.checkpoints
        return (
            self.parts.store.trouble()
            or self.parts.history.trouble()
            or (checkpoints.trouble if checkpoints else "")
        )

    def put_right(self, add_ms: int) -> None:
        """The true time is known before this run ends: what it leaves must not lie about it.

        A run that was ahead leaves its minute before the true time, so that the next is believed.
        """
        self.memory = replace(self.memory, tally=self.memory.tally.moved(add_ms))
        if add_ms < 0 and self._minute is not None and self._minute.ticks:
            self._minute.ticks = [self._minute.ticks[-1] + add_ms - AWAY_MS]

    def close_minute(self) -> None:
        """Keep what is needed to recompute the running minute."""
        if self._minute is not None and self._minute.ticks and self.parts.checkpoints:
            self._minute.tally = self.memory.tally.as_json()
            self.parts.checkpoints.add(self._minute)
        self._minute = None

    def _decided(self) -> Decision:
        clock, last_ms = self.parts.clock, self._last_ms
        at_s = clock.now_s()
        at_ms = clock.utc_ms_at(at_s)
        late = self.parts.board.late()
        snapshot = self.parts.board.snapshot(at_s, at_ms)
        self._health = self.parts.wires.look(at_s, at_ms) + self.parts.own.look(at_s, at_ms)
        elapsed_s = 1.0 if last_ms is None else max((at_ms - last_ms) / 1000, 0.001)
        minute = self._this_minute(at_ms, last_ms)
        left = self.parts.wires.unattended
        if left != self.memory.unattended:
            self.memory = replace(self.memory, unattended=left)
            minute.unattended.append((len(minute.ticks), sorted(left)))
        decision = decide(self.parts.plan, snapshot, self.memory, elapsed_s, self._shell())
        self.memory, self.decision, self._last_ms = decision.memory, decision, at_ms
        index = len(minute.ticks)
        minute.ticks.append(at_ms)
        minute.late += [(index - 1, str(name), sample_ms) for name, sample_ms in late]
        minute.wishes += [(index, granted) for granted in self._granted]
        self._granted = []
        for name, command in decision.outputs.items():
            if self._outputs.get(name) != command.value or index == 0:
                self._outputs[name] = command.value
                row = (index, str(name), command.value, int(command.rank), command.by)
                minute.outputs.append(row)
        return decision

    def _this_minute(self, at_ms: int, last_ms: int | None) -> Minute:
        minute = self._minute
        if minute is None or last_ms is None or at_ms // MINUTE_MS != last_ms // MINUTE_MS:
            self.close_minute()
            # Wishes granted since the last tick are in this memory already.
            self._granted = []
            before_ms = at_ms - 1000 if last_ms is None else last_ms
            minute = Minute(as_json(self.memory), before_ms)
            self._minute = minute
        return minute

    def _shell(self) -> Shell:
        parts = self.parts
        return Shell(
            disk_trouble=self.disk_trouble(),
            late_s=parts.pace.late_max_s,
            dropped=parts.board.dropped,
            failed=parts.dispatch.failed(),
            astray=parts.dispatch.astray(),
            foreign=parts.dispatch.foreign(),
            children=parts.children(),
            faults=(*parts.wires.faults(), *parts.own.faults(), *parts.calls()),
            dated=not parts.own.doubt,
        )

    def _publish(self, decision: Decision) -> None:
        parts = self.parts
        changed = parts.publisher.changed(
            decision,
            parts.dispatch,
            parts.board,
            parts.wires,
            self._health,
            self.health(),
            self.notes.facts_seq,
        )
        self.state = changed
        full = parts.publisher.revision % 60 == 0
        parts.broadcast(line(parts.publisher.full(changed) if full else changed))

    def _beat(self) -> None:
        """While stopping only the heartbeat goes on: it is to end last (safety 3.12)."""
        held = self.parts.dispatch.lines.get(HEARTBEAT)
        if held is not None:
            self.parts.dispatch.want({HEARTBEAT: 0.0 if held.wanted else 1.0})

    def _mode(self, trouble: str) -> str:
        if self.memory.mode == "life_support":
            return "life_support"
        live = any(
            life.is_live and life.condition.kind in DEGRADING for life in self.memory.lives.values()
        )
        return "degraded" if trouble or live else "normal"
