"""Tells people outside by the farm's own modem, and remembers on disk whom it has told of what.

It refuses to know the internet (the dashboard's) and to hold up a tick: it is a task of its own.
Nothing is lost in a restart: what is to be told follows from the alarms that stand, which are on
disk before they are announced, less what was told. A message whose end nobody saw is sent again.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from controller.alarms import Condition, Life
from controller.calls.paths import TEST, Path, conditions
from controller.calls.whom import (
    Callee,
    Told,
    ToldOf,
    callees,
    calls,
    code_of,
    daily_letter,
    due,
    letter,
    still_known,
    told_now,
)
from controller.store import LastingNote, Remembered, Store
from controller.supervise import Log
from farm.alarm import Priority
from farm.clock import Clock
from farm.names import Names
from farm.site import Site
from farm.tag import FARM
from farm.wish import ReportPaths
from farm.words import Words

LOOK_S = 1.0
RETRY_S = 10.0
"""After a message that did not go out nothing is tried for so long, s."""
GAP_MS = 60_000
"""Nobody gets two messages within this: what rises meanwhile comes with the next, ms."""


class Sent(Protocol):
    """What became of a message."""

    @property
    def ok(self) -> bool:
        """The network took it."""
        ...

    @property
    def reason(self) -> str:
        """Why not, a short word."""
        ...


class Letters(Protocol):
    """A modem that sends text messages."""

    async def send(self, number: str, text: str) -> Sent:
        """Wait until it is sent or refused."""
        ...


class Caller:
    """One of the controller's children. `faults` is asked at every tick."""

    def __init__(
        self, site: Site, modems: Mapping[str, Letters], store: Store, clock: Clock, log: Log,
        names: Names,
    ) -> None:  # fmt: skip
        """`modems`: by device id."""
        self._site, self._modems, self._store = site, modems, store
        self._clock, self._log, self._names = clock, log, names
        self._people = callees(site)
        self._zone = ZoneInfo(site.timezone)
        self._told: dict[int, ToldOf] = {one.order: {} for one in self._people}
        self._written_ms: dict[int, int] = {}
        self._again_s = 0.0
        robots = [robot.id for robot in site.messages.robots]
        self.paths = _paths(store.remembered, [*modems], robots, clock.utc_ms(), log)
        self._recall(store.remembered)
        for name, path in self.paths.items():
            if ("mode", f"path/{name}") not in store.remembered.lasting:
                self._note(f"path/{name}", path.as_json(), _PATH)

    async def run(self, lives: Callable[[], Mapping[str, Life]]) -> None:
        """Look for ever who is to be told of what."""
        while True:
            await asyncio.sleep(LOOK_S)
            standing, at_ms = lives(), self._clock.utc_ms()
            for name, path in self.paths.items():
                self._keep(name, path.seen(standing.get(f"{TEST}@{name}"), at_ms))
            if self._modems and self._people and self._clock.now_s() >= self._again_s:
                await self._tell(standing)
                await self._test()

    def faults(self) -> tuple[Condition, ...]:
        """What is wrong with the ways to people."""
        if self._modems and not self._people:
            return (Condition("nobody_to_call", FARM, Priority.P3),)
        at_ms = self._clock.utc_ms()
        return tuple(conditions(self.paths, at_ms, round(3_600_000 * self._site.messages.proof_h)))

    def reported(self, what: ReportPaths) -> None:
        """The dashboard says how its robots are."""
        at_ms = self._clock.utc_ms()
        for report in what.paths:
            path = self.paths.get(report.id)
            if path is not None and not path.ours:
                self._keep(report.id, path.reported(report, at_ms))

    async def _tell(self, lives: Mapping[str, Life]) -> None:
        standing = sum(1 for life in lives.values() if calls(life))
        repeat_ms = round(1000 * self._site.messages.repeat_s)
        for place, one in enumerate(self._people):
            at_ms = self._clock.utc_ms()
            known = still_known(self._told[one.order], lives.values())
            rows = due(one, lives.values(), known, at_ms, repeat_ms, is_first=place == 0)
            if not rows or at_ms - self._written_ms.get(one.order, -GAP_MS) < GAP_MS:
                continue
            text = letter(self._site.name, rows, max(standing, len(rows)), self._names)
            if not await self._sent(one, text):
                return
            at_ms = self._clock.utc_ms()
            self._written_ms[one.order] = at_ms
            self._told[one.order] = told_now(known, rows, at_ms)
            self._note(f"told/{one.order}", self._told[one.order], _TOLD)
            self._log.info("message_sent", order=one.order, alarms=[r.condition.id for r in rows])

    async def _test(self) -> None:
        """Once a civil day, from the hour on: to the first in order, through each modem."""
        now = datetime.fromtimestamp(self._clock.utc_ms() / 1000, UTC).astimezone(self._zone)
        hour, minute = map(int, self._site.messages.test_at.split(":"))
        if (now.hour, now.minute) < (hour, minute):
            return
        for name in self._modems:
            path, today = self.paths[name], now.date()
            last = datetime.fromtimestamp(path.tested_ms / 1000, UTC).astimezone(self._zone)
            if path.tested_ms and last.date() >= today:
                continue
            text = daily_letter(self._site.name, code_of(f"{name} {today}"))
            if await self._sent(self._people[0], text, name):
                path = self.paths[name]
                self._keep(name, replace(path, tested_ms=self._clock.utc_ms()))
                self._log.info("test_message_sent", path=name)

    async def _sent(self, one: Callee, text: str, only: str = "") -> bool:
        """By the first modem whose network takes it; how each of those that were tried is."""
        for name in [only] if only else [*self._modems]:
            sent = await self._modems[name].send(one.phone, text)
            path = self.paths[name]
            if sent.ok:
                self._keep(name, path.worked())
                return True
            if not path.failing_ms:
                self._log.warning("message_not_sent", path=name, reason=sent.reason)
            self._keep(name, path.failed(sent.reason, self._clock.utc_ms()))
        self._again_s = self._clock.now_s() + RETRY_S
        return False

    # -- kept over restarts --------------------------------------------------------------

    def _keep(self, name: str, path: Path) -> None:
        before = self.paths[name]
        self.paths[name] = path
        if before.as_json() != path.as_json():
            self._note(f"path/{name}", path.as_json(), _PATH)

    def _note(self, key: str, value: Any, why: Words) -> None:
        text = json.dumps(value, ensure_ascii=False)
        self._store.lasting(self._clock.utc_ms(), LastingNote("mode", key, text, "", why))

    def _recall(self, remembered: Remembered) -> None:
        for one in self._people:
            text = remembered.lasting.get(("mode", f"told/{one.order}"))
            try:
                rows = json.loads(text) if text else {}
                self._told[one.order] = {k: Told(int(v[0]), int(v[1])) for k, v in rows.items()}
            except Exception as error:  # noqa: BLE001 - told twice is better than not started
                self._log.warning("remembered_row_left_out", key=one.order, error=repr(error)[:200])


def _paths(
    remembered: Remembered, modems: list[str], robots: list[str], at_ms: int, log: Log
) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for name in [*modems, *robots]:
        ours = name in modems
        text = remembered.lasting.get(("mode", f"path/{name}"))
        try:
            row = json.loads(text) if text else {"since": at_ms, "tested": 0, "proven": 0}
            found[name] = Path.of_json(row, at_ms, ours=ours)
        except Exception as error:  # noqa: BLE001 - one row must not keep the farm from running
            log.warning("remembered_row_left_out", key=f"path/{name}", error=repr(error)[:200])
            found[name] = Path(at_ms, heard_ms=at_ms, ours=ours)
    return found


_TOLD = Words(zh="已发短信", en="told by text message")
_PATH = Words(zh="通道测试", en="test of a way to people")
