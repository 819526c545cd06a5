"""Sends what waits to the robots of the chat groups, one after the other, and says how each does.

It refuses to know how a message is written and to lose one: noted on disk before it is sent, and
offered again until the service has said `errcode` 0. One whose answer nobody heard comes twice.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

import structlog

from dashboard.last_state import LastState
from dashboard.messages.post import Post, Replied
from dashboard.messages.robots import Outcome, address, content, judged
from dashboard.messages.secrets import NoSecret, secrets_of
from dashboard.messages.texts import digest, letters_of, test_text
from dashboard.refusals import Refused
from dashboard.threads import Threads
from farm.clock import Clock
from farm.link import Act, ReportPaths, Result
from farm.people import Robot
from farm.site import Site
from farm.wish import PathReport
from records.durable import StorageFault
from records.store.letters import LetterStore, Waiting

T = TypeVar("T")
FILE = "messages.db"
ACTOR = "dashboard"
LOOK_S = 1.0
COALESCE_MS = 3000
"""What rises within this goes out as one message, ms: a mains cut is told once."""
PACE_S = 4.0
"""Between two messages of one robot, s: 15 a minute of the 20 that both services grant."""
AT_ONCE = 60
REPORT_S = 600.0
"""The controller is told how the ways are at least so often, s; it waits 30 min for a word."""
BACK_OFF_S, BACK_OFF_MAX_S = 5.0, 60.0

_log = structlog.get_logger()


class Posts(Protocol):
    """What carries a request to a service."""

    async def send(self, address: str, body: bytes) -> Replied:
        """The answer, also when there was none."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Disk(Protocol):
    """Where work that waits for a disk is done."""

    async def run(self, work: Callable[[], T]) -> T:
        """Result of `work`."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Link(Protocol):
    """The controller, as far as messages go."""

    last: LastState
    greeted: list[Callable[[], None]]

    def controller_ms(self) -> int:
        """UTC, milliseconds, by the controller's clock."""
        ...

    async def wish(self, what: Act, *, actor: str) -> Result:
        """Carry a wish; Refused when nobody answers."""
        ...


class Sender:
    """One task of the app; a robot that fails does not hold up the others."""

    def __init__(
        self, site: Site, data_dir: Path, secrets: Path, link: Link, clock: Clock,
        post: Posts | None = None, disk: Disk | None = None,
    ) -> None:  # fmt: skip
        """`data_dir`: where messages.db is; `secrets`: folder of the robots' tokens."""
        self._site, self._path, self._secrets = site, data_dir / FILE, secrets
        self._link, self._clock = link, clock
        self._post = Post() if post is None else post
        # One thread: the file has one connection.
        self._disk = Threads("letters", threads=1) if disk is None else disk
        self._robots: Mapping[str, Robot] = {robot.id: robot for robot in site.messages.robots}
        self._zone = ZoneInfo(site.timezone)
        self._store: LetterStore | None = None
        self._failing: dict[str, str] = dict.fromkeys(self._robots, "")
        self._tested_ms: dict[str, int] = dict.fromkeys(self._robots, 0)
        self._waiting: dict[str, bool] = dict.fromkeys(self._robots, True)
        """Whether there may be anything on disk that was not sent."""
        self._told: object = None
        self._told_s = 0.0
        self._news = asyncio.Event()
        self.beside_the_test: Callable[[], str] = str
        """What goes out with every day's test, such as the anchor of the books; "" for nothing."""
        link.greeted.append(self._greeted)

    async def run(self) -> None:
        """Note, send and report for ever."""
        if not self._robots:
            await asyncio.Event().wait()
        self._store = store = await self._disk.run(lambda: LetterStore(self._path))
        try:
            for name in self._robots:
                self._tested_ms[name] = await self._disk.run(partial(store.tested_ms, name))
            async with asyncio.TaskGroup() as group:
                for robot in self._robots.values():
                    group.create_task(self._noting(robot))
                    group.create_task(self._served(robot))
                group.create_task(self._reporting())
        finally:
            await self._disk.run(store.close)

    async def say(self, id_: str, text: str) -> tuple[str, ...]:
        """Note one message for every robot, once for its id; the robots it was noted for."""
        if self._store is None:
            return ()
        row = (id_, self._clock.utc_ms(), text, ())
        for name in self._robots:
            await self._kept(partial(_add, name, row))
            self._waiting[name] = True
        return tuple(self._robots)

    def close(self) -> None:
        """Let go of the threads."""
        self._post.close()
        self._disk.close()

    # -- one robot -------------------------------------------------------------------------

    async def _noting(self, robot: Robot) -> None:
        """Also while nothing goes out: what comes and goes meanwhile is told later."""
        noted = set[str]()
        while True:
            try:
                await self._note(robot, noted)
            except StorageFault as fault:
                self._failed(robot, "disk", fault.words.en)
            await asyncio.sleep(LOOK_S)

    async def _served(self, robot: Robot) -> None:
        wait_s = BACK_OFF_S
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                outcome = await self._next(robot)
            except StorageFault as fault:
                self._waiting[robot.id] = True
                self._failed(robot, "disk", fault.words.en)
                await asyncio.sleep(BACK_OFF_MAX_S)
                continue
            if outcome is None:
                continue
            if outcome.ok:
                self._worked(robot)
                wait_s = BACK_OFF_S
                await asyncio.sleep(PACE_S)
                continue
            self._failed(robot, outcome.why)
            await asyncio.sleep(max(wait_s, outcome.wait_s))
            wait_s = min(2 * wait_s, BACK_OFF_MAX_S)

    async def _note(self, robot: Robot, noted: set[str]) -> None:
        """Keep on disk what is to be said; `noted`: what this process has kept already."""
        if not self._link.last.alarms:
            noted.clear()
            return
        alarms, at_ms = self._link.last.sorted_alarms(), self._link.controller_ms()
        every = list(letters_of(self._site, robot.id, alarms, at_ms))
        new = [letter for letter in every if letter.id not in noted]
        if new:
            await self._kept(lambda store: store.add(robot.id, new))
            await self._kept(lambda store: store.dropped(robot.id, at_ms))
            self._waiting[robot.id] = True
        noted.clear()
        noted.update(letter.id for letter in every)

    async def _next(self, robot: Robot) -> Outcome | None:
        """What became of the next message; None when there is none to send."""
        rows, count = list[Waiting](), 0
        if self._waiting[robot.id]:
            self._waiting[robot.id] = False  # what is noted from here on is looked for once more
            rows, count = await self._kept(lambda store: store.waiting(robot.id, AT_ONCE))
            self._waiting[robot.id] |= bool(rows)
        at_ms = self._clock.utc_ms()
        if rows and (at_ms - rows[0].at_ms >= COALESCE_MS or count >= AT_ONCE):
            return await self._told_of(robot, rows, count)
        today, last = self._civil(at_ms).date(), self._civil(self._tested_ms[robot.id]).date()
        if not rows and self._is_due(at_ms) and last < today:
            return await self._test(robot, str(today))
        return None

    async def _told_of(self, robot: Robot, rows: list[Waiting], count: int) -> Outcome:
        text, taken = digest(self._site.name, rows, count)
        mobiles = tuple(dict.fromkeys(phone for row in taken for phone in row.mobiles))
        outcome = await self._sent(robot, text, mobiles)
        if outcome.ok:
            at_ms = self._clock.utc_ms()
            await self._kept(lambda store: store.sent([row.n for row in taken], at_ms))
            _log.info("messages_sent", robot=robot.id, ids=[row.id for row in taken][:20])
        return outcome

    async def _test(self, robot: Robot, day: str) -> Outcome:
        people = sorted(self._site.people, key=lambda one: one.order)
        first = next((one.phone for one in people if one.phone), "")
        beside = await self._disk.run(self.beside_the_test)
        text = "\n".join(filter(None, [test_text(self._site.name, robot.id, day), beside]))
        outcome = await self._sent(robot, text, (first,) if first else ())
        if outcome.ok:
            at_ms = self._clock.utc_ms()
            await self._kept(lambda store: store.tested(robot.id, at_ms))
            self._tested_ms[robot.id] = at_ms
            self._news.set()
        return outcome

    async def _sent(self, robot: Robot, text: str, mobiles: tuple[str, ...]) -> Outcome:
        try:
            secrets = await self._disk.run(lambda: secrets_of(robot, self._secrets))
        except NoSecret as why:
            self._failed(robot, "no_secret", str(why))
            return Outcome(False, "no_secret", BACK_OFF_MAX_S)
        where = address(robot.kind, robot.url, secrets, self._clock.utc_ms())
        replied = await self._post.send(where, content(robot.kind, text, mobiles))
        return judged(robot.kind, replied.status, replied.body)

    # -- how they are ------------------------------------------------------------------------

    def _worked(self, robot: Robot) -> None:
        if self._failing[robot.id]:
            _log.info("robot_recovered", robot=robot.id)
            self._failing[robot.id] = ""
            self._news.set()

    def _failed(self, robot: Robot, why: str, detail: str = "") -> None:
        if self._failing[robot.id] != why:
            _log.warning("robot_failing", robot=robot.id, why=why, detail=detail)
            self._failing[robot.id] = why
            self._news.set()

    def _greeted(self) -> None:
        self._told = None
        self._news.set()

    async def _reporting(self) -> None:
        """The controller raises the alarms: it has the siren and the modem to tell them by."""
        while True:
            paths = tuple(
                PathReport(id=name, failing=why, tested_ms=self._tested_ms[name])
                for name, why in self._failing.items()
            )
            due = self._clock.now_s() - self._told_s >= REPORT_S
            if (due or paths != self._told) and await self._reported(paths):
                self._told, self._told_s = paths, self._clock.now_s()
            try:
                async with asyncio.timeout(BACK_OFF_S):
                    await self._news.wait()
            except TimeoutError:
                pass
            self._news.clear()

    async def _reported(self, paths: tuple[PathReport, ...]) -> bool:
        try:
            return (await self._link.wish(ReportPaths(paths=paths), actor=ACTOR)).accepted
        except Refused:
            return False

    # -- time and disk ---------------------------------------------------------------------

    def _civil(self, at_ms: int) -> datetime:
        return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(self._zone)

    def _is_due(self, at_ms: int) -> bool:
        now = self._civil(at_ms)
        hour, minute = map(int, self._site.messages.test_at.split(":"))
        return (now.hour, now.minute) >= (hour, minute)

    async def _kept(self, work: Callable[[LetterStore], T]) -> T:
        store = self._store
        assert store is not None
        return await self._disk.run(lambda: work(store))


def _add(robot: str, row: tuple[str, int, str, tuple[str, ...]], store: LetterStore) -> None:
    store.add(robot, [row])
