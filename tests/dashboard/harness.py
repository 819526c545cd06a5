"""A dashboard with a controller made of ten lines and a clock that can be moved by hand.

It refuses to test anything itself.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx

from dashboard.app import make_app
from dashboard.desk import Desk
from dashboard.passwords import Passwords
from dashboard.people import create_person
from dashboard.rights import Role
from farm.alarm import Alarm, AlarmState, Priority
from farm.clock import Clock, ScaledLoop, anchor_now, run_on
from farm.document import Document
from farm.link import Health, Hello, OutputState, Result, State, TagState, Wish
from farm.people import Page
from farm.site import Site
from farm.status import Status
from farm.words import Words
from records.personal.keys import KeyRing
from records.store.journal_store import JournalStore, journal_url, open_journal

T = TypeVar("T")

TRIAL = Path(__file__).parents[2] / "sites" / "trial.yaml"
TOKEN = "t" * 40
WORDS = Words(zh="溶氧低", en="oxygen low")
PEOPLE = {role.value: role for role in Role} | {"operator2": Role.OPERATOR}


def password(login: str) -> str:
    return f"{login}-has-a-long-password"


def trial_site() -> Site:
    return Document("trial.yaml", TRIAL.read_text(encoding="utf-8")).parse(Site)


class HandClock(Clock):
    """The loop's clock plus what a test adds to it."""

    def __init__(self, clock: Clock) -> None:
        self.ahead_s = 0.0
        super().__init__(lambda: clock.now_s() + self.ahead_s, 0.0, clock.utc_ms_at(0.0))


class FakeController:
    """Says hello, tells a state, accepts every wish or what `answer` says; None = silence."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock = path, clock
        self.wishes: list[Wish] = []
        self.answer: Callable[[Wish], Result | None] = accepted
        self._writers: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None
        self._boots = 0

    async def start(self) -> None:
        self._boots += 1
        self._server = await asyncio.start_unix_server(self._serve, str(self._path))

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.close()
        self._writers.clear()
        await asyncio.sleep(0)
        self._path.unlink(missing_ok=True)

    async def tell(self, state: State) -> None:
        for writer in self._writers:
            writer.write(state.model_dump_json(by_alias=True).encode() + b"\n")
            await writer.drain()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        hello = Hello(site="trial", boot=f"boot-{self._boots}", at_ms=self._clock.utc_ms())
        writer.write(hello.model_dump_json(by_alias=True).encode() + b"\n")
        writer.write(full_state(self._clock).model_dump_json().encode() + b"\n")
        while line := await reader.readline():
            wish = Wish.model_validate_json(line)
            self.wishes.append(wish)
            result = self.answer(wish)
            if result is not None:
                writer.write(result.model_dump_json().encode() + b"\n")

    def acts(self) -> list[str]:
        """What was wished by people; the stock that the dashboard sends by itself left out."""
        return [wish.what.act for wish in self.wishes if wish.what.act != "set_stock"]


def accepted(wish: Wish) -> Result:
    return Result(id=wish.id, accepted=True, code="ok", text=Words(zh="已执行", en="done"))


def alarm(place: str, priority: Priority = Priority.P1, **changes: Any) -> Alarm:
    plain: dict[str, Any] = {
        "id": f"oxygen_low@{place}",
        "kind": "oxygen_low",
        "place": place,
        "priority": priority,
        "state": AlarmState.UNACKNOWLEDGED,
        "text": WORDS,
        "cause": WORDS,
        "consequence": WORDS,
        "action": WORDS,
        "since_ms": 1,
        "changed_ms": 1,
    }
    return Alarm(**plain | changes)


def output(value: float, **changes: Any) -> OutputState:
    plain: dict[str, Any] = {
        "wanted": value,
        "actual": value,
        "rank": "law",
        "by": "oxygen",
        "why": WORDS,
        "stage": "confirmed",
        "revision": 3,
    }
    return OutputState(**plain | changes)


def health() -> Health:
    return Health(mode="normal", tick=1, tick_late_ms_max=0, tick_work_ms=1, started_ms=1)


def tag(value: float | None, at_ms: int, status: Status = Status.GOOD) -> TagState:
    return TagState(value=value, status=status.opc_name, at_ms=at_ms)


def full_state(clock: Clock) -> State:
    now_ms = clock.utc_ms()
    return State(
        full=True,
        revision=1,
        at_ms=now_ms,
        tags={
            "1-01.oxygen": tag(7.5, now_ms),
            "1-01.minutes_to_4": tag(25, now_ms),
            "1-02.oxygen": tag(None, now_ms, Status.BAD_NO_COMMUNICATION),
        },
        outputs={
            "1-01.oxygen_valve": output(30),
            "1-01.emergency_valve": output(0),
            "1-01.feeder": output(0),
        },
        alarms=(alarm("1-01"),),
        health=health(),
    )


class Bench:
    """A running dashboard and everything a test needs to poke it."""

    def __init__(
        self, app: Any, store: JournalStore, controller: FakeController, clock: HandClock
    ) -> None:
        self.app, self.store, self.controller, self.clock = app, store, controller, clock
        self.desk: Desk = app.state.desk
        self.clients: list[httpx.AsyncClient] = []

    def client(self, address: str = "192.0.2.7", **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app, client=(address, 5000))
        client = httpx.AsyncClient(
            transport=transport, base_url="http://farm.test", headers=headers
        )
        self.clients.append(client)
        return client

    def program(self) -> httpx.AsyncClient:
        return self.client(Authorization=f"Bearer {TOKEN}")

    async def signed_in(self, login: str) -> httpx.AsyncClient:
        client = self.client()
        body = {"name": login, "password": password(login)}
        answer = await client.post("/api/v1/login", json=body)
        assert answer.status_code == 200, answer.text
        return client

    async def linked(self) -> None:
        """Wait until the link is live."""
        await until(lambda: self.desk.link.live)


async def until(true: Callable[[], object]) -> None:
    """Let the loop turn until something holds; a hang is ended by the test's own time limit."""
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110  many things are waited for, not one event
            await asyncio.sleep(0.005)


@asynccontextmanager
async def bench(
    folder: Path,
    *,
    controller: bool = True,
    roam: tuple[str, ...] = (),
    keys: KeyRing | None = None,
) -> AsyncIterator[Bench]:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, ScaledLoop)
    clock = HandClock(loop.clock)
    site = trial_site().model_copy(update={"page": Page(roam=roam)})
    fake = FakeController(folder / "controller.sock", clock)
    passwords = Passwords(memory_kib=8, passes=1, lanes=1)

    def now() -> datetime:
        return datetime.fromtimestamp(clock.utc_ms() / 1000, UTC)

    tanks = frozenset(one.id for one in site.tanks())
    with open_journal(journal_url(folder / "journal.db"), clock=now, tanks=tanks) as store:
        for login, role in PEOPLE.items():
            create_person(
                store.people, passwords, login=login, post=f"岗位 {login}", role=role,
                password=password(login),
            )  # fmt: skip
        app = make_app(
            site, folder, clock, store, viewer_token=TOKEN, passwords=passwords,
            static=folder / "no-page", keys=keys,
        )  # fmt: skip
        if controller:
            await fake.start()
        made = Bench(app, store, fake, clock)
        async with app.router.lifespan_context(app):
            try:
                yield made
            finally:
                for client in made.clients:
                    await client.aclose()
                if controller:
                    await fake.stop()


def on_bench(
    folder: Path,
    test: Callable[[Bench], Awaitable[T]],
    *,
    controller: bool = True,
    roam: tuple[str, ...] = (),
) -> T:
    """Run a test against a fresh dashboard on a real loop."""

    async def main() -> T:
        async with bench(folder, controller=controller, roam=roam) as made:
            if controller:
                await made.linked()
            return await test(made)

    return run_on(ScaledLoop(anchor_now()), main())
