"""A dashboard in this process over its ASGI door, with people, for checks of what people do.

It refuses to know what is checked. No controller is behind it, and a real loop is used.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import httpx
from structlog.testing import capture_logs

from dashboard.app import make_app
from dashboard.passwords import Passwords
from dashboard.people import create_person
from dashboard.rights import Role
from farm.clock import Clock, ScaledLoop, anchor_now, run_on
from farm.document import Document
from farm.site import Site
from records.store.journal_store import JournalStore, journal_url, open_journal

SITE = Path(__file__).parents[2] / "sites" / "trial.yaml"
NAMES = UUID("7d1f9c52-90c5-5e65-9f0e-0a1f4b6c2d11")
"""Namespace of the ids of entries, so that a seed means the same tomorrow."""
API = "/api/v1"


class MovedClock(Clock):
    """The loop's clock and what a check adds to it."""

    def __init__(self, clock: Clock) -> None:
        """In step at first."""
        self.ahead_s = 0.0
        super().__init__(lambda: clock.now_s() + self.ahead_s, 0.0, clock.utc_ms_at(0.0))


class Office:
    """The running dashboard, its store, its clock."""

    def __init__(self, app: Any, store: JournalStore, clock: MovedClock) -> None:
        """Made by `in_office`."""
        self.app, self.store, self.clock = app, store, clock
        self._clients: list[httpx.AsyncClient] = []
        self._count = 0

    def client(self, address: str = "192.0.2.7", **headers: str) -> httpx.AsyncClient:
        """Somebody's browser."""
        transport = httpx.ASGITransport(app=self.app, client=(address, 5000))
        made = httpx.AsyncClient(transport=transport, base_url="http://farm.test", headers=headers)
        self._clients.append(made)
        return made

    async def signed_in(self, role: Role, address: str = "192.0.2.7") -> httpx.AsyncClient:
        """A browser in which somebody of this role has signed in."""
        client = self.client(address)
        body = {"name": role.value, "password": password(role)}
        answer = await client.post(f"{API}/login", json=body)
        assert answer.status_code == 200, answer.text
        return client

    def entry(self, kind: str, ago_s: float = 60.0, **fields: Any) -> dict[str, Any]:
        """An entry of the production book."""
        self._count += 1
        return {
            "event_id": str(uuid5(NAMES, str(self._count))),
            "happened_ms": self.clock.utc_ms() - round(1000 * ago_s),
            "entry": {"kind": kind, **fields},
        }

    async def close(self) -> None:
        """Every browser."""
        for client in self._clients:
            await client.aclose()


Told = tuple[bool, str]


def in_office(check: Callable[[Office], Awaitable[Told]]) -> Told:
    """Run a check against a fresh dashboard."""

    async def main() -> Told:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, ScaledLoop)
        clock = MovedClock(loop.clock)
        site = Document(SITE.name, SITE.read_text(encoding="utf-8")).parse(Site)
        with tempfile.TemporaryDirectory() as name:
            return await _open(Path(name), site, clock, check)

    with capture_logs():  # what the page logs is no line of the report
        return run_on(ScaledLoop(anchor_now()), main())


async def _open(
    folder: Path, site: Site, clock: MovedClock, check: Callable[[Office], Awaitable[Told]]
) -> Told:
    passwords = Passwords(memory_kib=8, passes=1, lanes=1)  # quick: nothing here is secret
    tanks = frozenset(tank.id for tank in site.tanks())

    def now() -> datetime:
        return datetime.fromtimestamp(clock.utc_ms() / 1000, UTC)

    with open_journal(journal_url(folder / "journal.db"), clock=now, tanks=tanks) as store:
        for role in Role:
            create_person(
                store.people, passwords, login=role.value, post=f"岗位 {role.value}", role=role,
                password=password(role),
            )  # fmt: skip
        app = make_app(site, folder, clock, store, passwords=passwords, static=folder / "no-page")
        office = Office(app, store, clock)
        async with app.router.lifespan_context(app):
            try:
                return await check(office)
            finally:
                await office.close()


def password(role: Role) -> str:
    """Of somebody of this role."""
    return f"{role.value}-has-a-long-password"
