"""The controller's socket from this side: the farm as last told, and wishes carried there.

It refuses to know who may wish what, and what a value means.
"""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from pydantic import ValidationError

from dashboard.last_state import LastState
from dashboard.refusals import controller_away, refuse
from farm.clock import Clock
from farm.link import (
    FROM_CONTROLLER,
    LINE_BYTES_MAX,
    Act,
    Answer,
    Hello,
    Question,
    Result,
    State,
    Wish,
)

AWAY_AFTER_S = 5.0
"""Without a word for this long the controller counts as away (safety reference 3.5)."""
ANSWER_WITHIN_S = 5.0
"""How long a wish waits for its result, half of its time to live."""
RETRY_S, RETRY_MAX_S = 0.25, 2.0

Told = Callable[[State], None]


class ControllerLink:
    """One connection, made again for ever; `run` is a task of the app."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """`path`: of the socket; nothing is opened before `run`."""
        self._path, self._clock = path, clock
        self.last = LastState()
        self.hello: Hello | None = None
        self.told: list[Told] = []
        self.greeted: list[Callable[[], None]] = []
        self._writer: asyncio.StreamWriter | None = None
        self._heard_s: float | None = None
        self._their_ms, self._their_s = 0, 0.0
        self._waiting: dict[str, asyncio.Future[Result]] = {}

    @property
    def age_s(self) -> float | None:
        """Seconds since the controller last said how the farm is; None: never."""
        return None if self._heard_s is None else self._clock.now_s() - self._heard_s

    @property
    def live(self) -> bool:
        """Whether what is known is of now."""
        age_s = self.age_s
        return self._writer is not None and age_s is not None and age_s <= AWAY_AFTER_S

    def controller_ms(self) -> int:
        """UTC, milliseconds, by the controller's clock, which judges the age of a wish.

        As it last said, plus the time since; our own before it ever spoke. The two processes tie
        themselves to UTC apart, and the system's clock may be set in between.
        """
        if not self._their_ms:
            return self._clock.utc_ms()
        return round(self._their_ms + (self._clock.now_s() - self._their_s) * 1000)

    async def run(self) -> None:
        """Stay connected; ends only by cancellation."""
        wait_s = RETRY_S
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(
                    str(self._path), limit=LINE_BYTES_MAX
                )
            except OSError:
                await asyncio.sleep(wait_s)
                wait_s = min(2 * wait_s, RETRY_MAX_S)
                continue
            wait_s = RETRY_S
            self._writer = writer
            try:
                await self._read(reader)
            except (OSError, ValueError):
                pass  # cut, or a line longer than the schema allows: begin again
            finally:
                self._lost(writer)
            await asyncio.sleep(RETRY_S)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            try:
                said = FROM_CONTROLLER.validate_json(line)
            except ValidationError:
                continue
            self._hear(said)

    def _hear(self, said: Hello | State | Result | Answer) -> None:
        if isinstance(said, Hello | State):
            self._their_ms, self._their_s = said.at_ms, self._clock.now_s()
        match said:
            case State():
                self._heard_s = self._clock.now_s()
                if self.last.take(said):
                    for take in self.told:
                        take(said)
            case Result():
                waiting = self._waiting.pop(said.id, None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(said)
            case Hello():
                self.hello = said
                self.last = LastState()
                for tell in self.greeted:
                    tell()
            case Answer():
                pass

    def _lost(self, writer: asyncio.StreamWriter) -> None:
        self._writer = None
        writer.close()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(unanswered())
        self._waiting.clear()

    async def wish(
        self,
        what: Act,
        *,
        actor: str,
        second_actor: str = "",
        reason: str = "",
        id: str | None = None,
        expected_revision: int | None = None,
    ) -> Result:
        """Carry a wish and wait for what the controller says; Refused when it says nothing."""
        writer = self._writer
        if writer is None:
            raise controller_away()
        wish = Wish(
            id=id or str(uuid4()),
            actor=actor,
            second_actor=second_actor,
            reason=reason,
            made_ms=self.controller_ms(),
            expected_revision=expected_revision,
            what=what,
        )
        return await self._sent(writer, wish)

    async def _sent(self, writer: asyncio.StreamWriter, wish: Wish) -> Result:
        if wish.id in self._waiting:
            raise refuse(
                409, "in_progress", "同一请求正在办理", "this request is under way",
                "等它办完", "wait for it to end",
            )  # fmt: skip
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting[wish.id] = answer
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await _send(writer, wish)
                return await answer
        except (TimeoutError, OSError):
            raise unanswered() from None
        finally:
            self._waiting.pop(wish.id, None)
            if answer.done() and not answer.cancelled():
                answer.exception()  # looked at, so that nobody is told it was forgotten


async def _send(writer: asyncio.StreamWriter, line: Wish | Question) -> None:
    writer.write(line.model_dump_json(by_alias=True).encode() + b"\n")
    await writer.drain()


def unanswered() -> Exception:
    """The wish went out and nothing came back: whether it was done is not known."""
    return refuse(
        504, "no_answer", "已发给控制器，没有收到结果，可能已执行",
        "sent to the controller; no result came back, it may have been done",
        "看设备的实际状态再决定", "look at the actual state before trying again",
    )  # fmt: skip


async def ended(task: "asyncio.Task[None]") -> None:
    """Cancel a task and wait until it is gone."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
