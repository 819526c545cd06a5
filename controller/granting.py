"""Answer every line from the socket exactly once, and execute every wish at most once by its id.

It refuses to know sockets and to judge a wish (`wishes`).
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from controller.alarm_words import alarm_of
from controller.cycle import Cycle
from controller.door import result
from controller.memory import Memory
from controller.refusal import Refusal
from controller.start import lasting_key
from controller.store import CommandNote, LastingNote
from controller.wishes import granted, refused
from farm.alarm import AlarmState
from farm.command import Rank
from farm.link import (
    WISHES_KEPT,
    AcknowledgeAlarm,
    Question,
    ReportPaths,
    SetOutput,
    ShelveAlarm,
    Wish,
)
from farm.words import Words

ASKED = "asked"
"""Result of a wish noted and not yet executed: after a crash nobody knows whether it was."""
DURABLE_WITHIN_S = 2.0
"""A wish is remembered before it is executed; a disk slower than this is said, not waited for."""


class Granting:
    """Remembers the last WISHES_KEPT results; those of earlier runs are asked of the store."""

    def __init__(
        self,
        cycle: Cycle,
        diagnostics: Callable[[], dict[str, Any]],
        left_life_support: Callable[[], None],
        reported: Callable[[ReportPaths], None] = lambda what: None,
    ) -> None:
        """`left_life_support`: called once a person ended it; `reported`: of ways to people."""
        self._cycle, self._diagnostics, self._left = cycle, diagnostics, left_life_support
        self._reported = reported
        self._results: OrderedDict[str, asyncio.Future[dict[str, Any]]] = OrderedDict()
        self._cut: deque[str] = deque(maxlen=WISHES_KEPT)
        """Wishes whose handling broke off: only the store knows how far they came."""

    async def answer(self, asked: Wish | Question) -> dict[str, Any]:
        """A `Result` or `Answer` of the link as plain values."""
        if isinstance(asked, Question):
            return self._told(asked)
        held = self._results.get(asked.id)
        if held is not None:
            return await asyncio.shield(held)
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._results[asked.id] = future
        while len(self._results) > WISHES_KEPT:
            self._results.popitem(last=False)
        try:
            answer = await self._granted(asked)
        except BaseException:
            future.cancel()
            self._results.pop(asked.id, None)
            self._cut.append(asked.id)
            raise
        future.set_result(answer)
        return answer

    async def _granted(self, wish: Wish) -> dict[str, Any]:
        cycle, store = self._cycle, self._cycle.parts.store
        if wish.made_ms < cycle.parts.publisher.started_ms or wish.id in self._cut:
            before = store.wish_result(wish.id)
            if before == ASKED:
                return result(wish.id, False, "unknown_outcome", _UNKNOWN)
            if before is not None:
                return result(wish.id, before == "accepted", before, _BEFORE)
        refusal = self._refusal(wish)
        if refusal is None:
            self._note(wish, ASKED)
            await store.saved(DURABLE_WITHIN_S)
            # The farm went on while the disk wrote: look again before acting.
            refusal = self._refusal(wish)
            if refusal is None:
                return await self._executed(wish)
            self._note(wish, refusal.code)
        return result(wish.id, False, refusal.code, refusal.text)

    def _refusal(self, wish: Wish) -> Refusal | None:
        cycle = self._cycle
        if cycle.stopping:
            return Refusal("stopping", _STOPPING)
        parts = cycle.parts
        return refused(
            wish,
            parts.plan,
            cycle.memory,
            cycle.decision,
            parts.publisher.revisions,
            parts.clock.utc_ms(),
        )

    async def _executed(self, wish: Wish) -> dict[str, Any]:
        """Act, and answer once the effect is remembered too: "done" survives a power cut."""
        cycle, at_ms = self._cycle, self._cycle.parts.clock.utc_ms()
        before = cycle.memory
        cycle.grant(granted(wish, cycle.parts.plan, cycle.memory, at_ms), wish, at_ms)
        if before.mode == "life_support" and cycle.memory.mode == "normal":
            self._left()
        if isinstance(wish.what, ReportPaths):
            self._reported(wish.what)
        self._note_alarm(wish, before, at_ms)
        key = lasting_key(wish)
        if key is not None:
            note = LastingNote("mode", key, wish.model_dump_json(), wish.actor, _DONE)
            cycle.parts.store.lasting(at_ms, note)
        cycle.notes.lasting(cycle.memory, at_ms)
        # Last: rows become durable in order, so who reads this knows that the effect is kept too.
        self._note(wish, "accepted")
        saved = await cycle.parts.store.saved(DURABLE_WITHIN_S)
        return result(wish.id, True, "accepted", _DONE if saved else _UNSAVED)

    def _note_alarm(self, wish: Wish, before: Memory, at_ms: int) -> None:
        """How an alarm stands after a person's act; gone means normal."""
        if isinstance(wish.what, AcknowledgeAlarm | ShelveAlarm):
            key = wish.what.alarm
            gone = replace(before.lives[key], state=AlarmState.NORMAL, changed_ms=at_ms)
            life = self._cycle.memory.lives.get(key, gone)
            said = alarm_of(life, self._cycle.notes.names)
            self._cycle.parts.store.alarm(at_ms, said, wish.actor)

    def _note(self, wish: Wish, code: str) -> None:
        what = wish.what
        value = what.value if isinstance(what, SetOutput) else 0.0
        named = (getattr(what, key, "") for key in ("output", "alarm", "place", "tank", "tag"))
        reason = wish.reason or what.act
        note = CommandNote(
            wish.id,
            self._cycle.parts.clock.utc_ms(),
            next(filter(None, named), what.act),
            value,
            Rank.OPERATOR,
            what.act,
            Words(zh=reason, en=reason),
            wish.actor,
            wish.second_actor,
            code,
        )
        self._cycle.parts.store.command(note)

    def _told(self, question: Question) -> dict[str, Any]:
        publisher = self._cycle.parts.publisher
        full = question.ask == "full_state" and self._cycle.state
        body = publisher.full(self._cycle.state) if full else self._diagnostics()
        return {"kind": "answer", "id": question.id, "body": body}


_DONE = Words(zh="已执行", en="done")
_UNSAVED = Words(zh="已执行，但磁盘未能保存记录", en="done, but the disk did not keep the record")
_BEFORE = Words(zh="此操作先前已处理过", en="this wish was handled before")
_UNKNOWN = Words(
    zh="控制器在处理此操作时中断，不知道是否已执行，也不会再执行。"
    "请查看输出的实际状态，需要时重新操作（使用新的编号）",
    en="the controller was interrupted while it handled this wish: whether it was executed is not "
    "known, and it will not be executed again. Look at the output, and ask again with a new id "
    "if needed",
)
_STOPPING = Words(zh="控制器正在停止", en="the controller is stopping")
