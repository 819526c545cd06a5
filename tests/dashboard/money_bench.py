"""A dashboard for tests of money: a clock that can be moved by days, people, and short words.

It refuses to test anything itself.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar
from uuid import NAMESPACE_OID, uuid5

import httpx

from farm.clock import ScaledLoop, anchor_now, run_on
from tests.dashboard.harness import Bench, bench

T = TypeVar("T")
CHINA = timezone(timedelta(hours=8))
PAPER = {"title": "成员大会决议", "number": "2026-1", "sha256": "a" * 64}


def ident(name: str) -> str:
    """The same name always makes the same id."""
    return str(uuid5(NAMESPACE_OID, name))


def on_day(
    folder: Path, day: date, test: Callable[["MoneyBench"], Awaitable[T]], **given: Any
) -> T:
    """Run a test against a fresh dashboard that believes it is noon of that day."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=CHINA)
    loop = ScaledLoop(replace(anchor_now(), utc_ms=round(noon.timestamp() * 1000)))

    async def main() -> T:
        async with bench(folder, controller=False, **given) as made:
            return await test(MoneyBench(made))

    return run_on(loop, main())


class MoneyBench:
    """People at their desks, and the calendar on the wall."""

    def __init__(self, made: Bench) -> None:
        self.bench, self.store, self.clock = made, made.store, made.clock
        self.people: dict[str, httpx.AsyncClient] = {}
        self.count = 0
        self.answers = ""
        """Everything that was answered, for whoever searches it."""

    @property
    def today(self) -> date:
        return datetime.fromtimestamp(self.clock.utc_ms() / 1000, UTC).astimezone(CHINA).date()

    async def go_to(self, day: date) -> None:
        """Move the calendar on; whoever was signed in has to sign in again."""
        ahead = (day - self.today).days
        assert ahead >= 0
        self.clock.ahead_s += ahead * 86_400.0
        self.people.clear()
        await asyncio.sleep(0)

    async def as_(self, login: str) -> httpx.AsyncClient:
        if login not in self.people:
            self.people[login] = await self.bench.signed_in(login)
        return self.people[login]

    async def get(self, path: str, login: str = "accountant", **query: Any) -> Any:
        answer = await (await self.as_(login)).get(f"/api/v1{path}", params=query)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
        self.answers += answer.text
        return answer.json()

    async def asked(self, path: str, body: Any, login: str = "accountant") -> httpx.Response:
        answer = await (await self.as_(login)).post(f"/api/v1{path}", json=body)
        self.answers += answer.text
        return answer

    async def post(self, path: str, body: Any, login: str = "accountant") -> Any:
        answer = await self.asked(path, body, login)
        assert answer.status_code in (200, 201), (path, answer.status_code, answer.text[:3000])
        return answer.json()

    async def refused(self, path: str, body: Any, login: str = "accountant") -> tuple[int, str]:
        answer = await self.asked(path, body, login)
        assert answer.status_code >= 400, (path, answer.text[:500])
        said = answer.json()
        assert said["text"]["zh"] and said["text"]["en"] and said["do"]["zh"]
        return answer.status_code, said["error"]

    def deed(self, kind: str, entity: str, day: date | str, **fields: Any) -> dict[str, Any]:
        self.count += 1
        return {
            "kind": kind, "deed_id": ident(f"{kind} {entity} {self.count}"), "entity": entity,
            "day": str(day), "proof": PAPER, **fields,
        }  # fmt: skip

    async def step(
        self, kind: str, run: str, entity: str, login: str = "accountant", **fields: Any
    ) -> Any:
        body = {"step": self.step_body(kind, run, entity, **fields), **second()}
        return await self.post("/runs/steps", body, login)

    async def step_refused(
        self, kind: str, run: str, entity: str, login: str = "accountant", **fields: Any
    ) -> tuple[int, str]:
        body = {"step": self.step_body(kind, run, entity, **fields), **second()}
        return await self.refused("/runs/steps", body, login)

    def step_body(self, kind: str, run: str, entity: str, **fields: Any) -> dict[str, Any]:
        made = self.deed(kind, entity, fields.pop("day", self.today), run=run, **fields)
        return {name: value for name, value in made.items() if value is not None}


def second(login: str = "manager") -> dict[str, str]:
    return {"second_name": login, "second_password": f"{login}-has-a-long-password"}
