"""The live stream: one message a tick, made once, yielded to everybody who watches.

It refuses to know who watches and what the values mean.
"""

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dashboard.api_stream import LastNumber, LiveState, LiveTag
from dashboard.last_state import LastState
from dashboard.link_client import ControllerLink
from farm.clock import Clock
from farm.link import BusState, OutputState, State, TagState
from farm.status import Status, ne107

WATCHERS_MAX = 200
BEAT_S = 5.0
"""A comment line after this long without news, so that both ends see a dead connection."""
SLOW_AFTER_S = 15.0
"""Somebody who takes longer to accept one message is dropped; the page comes back by itself."""
AWAY_EVERY_S = 5.0
"""How often the absence of the controller is told anew."""

_STATUS = {status.opc_name: status for status in Status}


def live_tag(tag: TagState) -> LiveTag:
    """A tag of the link with its NE107 class; a name we do not know counts as failed."""
    status = _STATUS.get(tag.status, Status.BAD_CONFIGURATION_ERROR)
    value = None if status.is_bad else tag.value
    return LiveTag(
        value=value,
        status=tag.status,
        ne107=ne107(status).value,
        at_ms=tag.at_ms,
        reason=tag.reason,
    )


class Live:
    """The newest message and everybody's alarm clock."""

    def __init__(self, link: ControllerLink, clock: Clock) -> None:
        """Listen to the link."""
        self._link, self._clock = link, clock
        self._news = asyncio.Condition()
        self._number = 0
        self._delta = b""
        self._full: tuple[int, bytes] | None = None
        self._waiting_states: list[State] = []
        self._arrived = asyncio.Event()
        self._closed = False
        self.watchers = 0
        link.told.append(self._told)

    def _told(self, state: State) -> None:
        self._waiting_states.append(state)
        self._arrived.set()

    async def run(self) -> None:
        """Publish every state of the controller, and its absence; a task of the app."""
        away_since_told_s = 0.0
        while True:
            try:
                async with asyncio.timeout(1.0):
                    await self._arrived.wait()
            except TimeoutError:
                away_since_told_s += 1.0
                if not self._link.live and away_since_told_s >= AWAY_EVERY_S:
                    away_since_told_s = 0.0
                    await self._publish({}, {}, {})
                continue
            self._arrived.clear()
            states, self._waiting_states = self._waiting_states, []
            away_since_told_s = AWAY_EVERY_S - 2.0
            await self._publish(*_merged(states))

    async def _publish(
        self, tags: dict[str, TagState], outputs: dict[str, OutputState], buses: dict[str, object]
    ) -> None:
        known = self._link.last
        message = self._message(
            {name: known.tags[name] for name in tags if name in known.tags},
            {name: known.outputs[name] for name in outputs if name in known.outputs},
            [name for name in buses if name in known.buses],
            full=False,
        )
        async with self._news:
            self._delta = message
            self._number += 1
            self._news.notify_all()

    def _message(
        self,
        tags: dict[str, TagState],
        outputs: dict[str, OutputState],
        buses: list[str],
        *,
        full: bool,
    ) -> bytes:
        known = self._link.last
        state = LiveState(
            full=full,
            controller="live" if self._link.live else "away",
            at_ms=known.at_ms,
            age_s=None if self._link.age_s is None else round(self._link.age_s, 1),
            revision=known.revision,
            tags={name: live_tag(tag) for name, tag in tags.items()},
            outputs=outputs,
            alarms=known.sorted_alarms(),
            health=known.health,
            buses={name: _alone(known.buses[name]) for name in buses},
            last=_last(known) if full else {},
        )
        return b"event: state\ndata: " + state.model_dump_json().encode() + b"\n\n"

    def _whole(self) -> bytes:
        if self._full is None or self._full[0] != self._number:
            known = self._link.last
            whole = self._message(known.tags, known.outputs, list(known.buses), full=True)
            self._full = (self._number, whole)
        return self._full[1]

    async def messages(self) -> AsyncIterator[bytes]:
        """The whole state, then every change; the whole again to somebody who missed one."""
        seen = self._number
        yield b"retry: 1000\n\n" + self._whole()
        while not self._closed:
            if not await self._newer(seen):
                yield b": beat\n\n"
                continue
            if self._closed:
                return
            message = self._delta if self._number == seen + 1 else self._whole()
            seen = self._number
            yield message

    async def _newer(self, seen: int) -> bool:
        try:
            async with asyncio.timeout(BEAT_S), self._news:
                await self._news.wait_for(lambda: self._number != seen or self._closed)
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """End every stream."""
        async with self._news:
            self._closed = True
            self._news.notify_all()


def _last(known: LastState) -> dict[str, LastNumber]:
    """Who was there while the number was good has kept it: only a full message carries these."""
    bad = {n: was for n, was in known.numbers.items() if n in known.tags}
    return {
        name: LastNumber(value=was.value, at_ms=was.at_ms)
        for name, was in bad.items()
        if was.value is not None and known.tags[name].value is None
    }


def _alone(bus: BusState) -> BusState:
    """A line without its stations: who wants those asks for /api/v1/wires."""
    return bus.model_copy(update={"stations": {}})


def _merged(
    states: list[State],
) -> tuple[dict[str, TagState], dict[str, OutputState], dict[str, object]]:
    tags: dict[str, TagState] = {}
    outputs: dict[str, OutputState] = {}
    buses: dict[str, object] = {}
    for state in states:
        tags |= state.tags
        outputs |= state.outputs
        buses |= state.buses
    return tags, outputs, buses


class EventStream(Response):
    """An endless answer that ends when the watcher leaves, is too slow or may no longer look."""

    media_type = "text/event-stream"

    def __init__(self, live: Live, still_allowed: Callable[[], bool]) -> None:
        """`still_allowed` is asked before every message."""
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._live, self._still_allowed = live, still_allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until one of the two ends."""
        self._live.watchers += 1
        gone = asyncio.create_task(_gone(receive))
        stream = asyncio.create_task(self._stream(send))
        try:
            await asyncio.wait({gone, stream}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._live.watchers -= 1
            for task in (gone, stream):
                task.cancel()
            await asyncio.gather(gone, stream, return_exceptions=True)

    async def _stream(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async for message in self._live.messages():
            if not self._still_allowed():
                break
            async with asyncio.timeout(SLOW_AFTER_S):
                await send({"type": "http.response.body", "body": message, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
