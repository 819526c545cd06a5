"""A real dashboard over a controller of the test bench, as a process of its own for a browser.

It refuses to test anything. Prints its address when it serves; a line on stdin is a wish of the
test (`away`: the controller goes); the end of stdin ends it.
"""

import asyncio
import contextlib
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from dashboard.app import STATIC, make_app
from dashboard.passwords import Passwords
from dashboard.people import create_person
from farm.alarm import Alarm, AlarmState, Priority
from farm.clock import ScaledLoop, anchor_now, run_on
from farm.link import (
    AcknowledgeAlarm,
    BusState,
    Result,
    SettingFound,
    State,
    StationState,
    Wish,
)
from farm.words import Words
from records.journal.events import read_event
from records.store.journal_store import JournalStore, journal_url, open_journal
from tests.dashboard.harness import (
    PEOPLE,
    FakeController,
    HandClock,
    accepted,
    alarm,
    full_state,
    output,
    password,
    tag,
    trial_site,
)

OXYGEN_MG_L = {"1-01": 5.12, "1-02": 7.9, "1-03": 8.0, "1-04": 8.1}

PROBE = StationState(
    asked=60, answered=58, misses_in_row=3, breaker_open=True, last_reason="no_reply",
    reply_ms_p50=30, reply_ms_p99=200, reply_ms_max=270, reply_bound_ms=300,
    reply_counts=(0, 0, 0, 0, 40, 15, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0),
)  # fmt: skip
FINE = StationState(
    asked=60, answered=60, reply_ms_p50=30, reply_ms_p99=40, reply_ms_max=41, reply_bound_ms=300
)
LINE = BusState(
    asked=60, answered=58, missed=2, on_time=57, worst_reply_ms=270, wrong_rejected=1,
    round_s=0.8, used_share=0.45, errors={"no_reply": 2},
    stations={"s1-01-do-a": PROBE, "s1-02-do-a": FINE},
)  # fmt: skip
FOUND = SettingFound(
    device_id="s1-pump-1", key="comm_loss_action", unit="", found=0, must_be=(1.0,),
    reason="differs", why=Words(zh="断线时要继续转", en="it must go on turning"), comm_loss=True,
    life_support=True, outputs=("1.pump_1",),
)  # fmt: skip


class Farm:
    """What the controller of this test knows: one tank in trouble, acknowledged when wished."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self._revision = 1
        self.alarm: Alarm = alarm(
            "1-01",
            Priority.P1,
            text=Words(zh="溶氧低", en="Oxygen low"),
            action=Words(zh="先开应急氧", en="Open emergency oxygen"),
            since_ms=clock.utc_ms() - 60_000,
        )

    def answer(self, wish: Wish) -> Result:
        """Do what is asked as far as the page shows it."""
        if isinstance(wish.what, AcknowledgeAlarm):
            self.alarm = self.alarm.model_copy(
                update={"state": AlarmState.ACKNOWLEDGED, "acknowledged_by": wish.actor}
            )
        return accepted(wish)

    def state(self) -> State:
        """Everything, as of now."""
        self._revision += 1
        now_ms = self._clock.utc_ms()
        tags = {f"{tank}.oxygen": tag(value, now_ms) for tank, value in OXYGEN_MG_L.items()}
        tags |= {f"{tank}.reserve": tag(25, now_ms) for tank in OXYGEN_MG_L}
        tags["1-01.minutes_to_4"] = tag(13, now_ms)
        outputs = {
            f"{tank}.{key}": output(0)
            for tank in OXYGEN_MG_L
            for key in ("oxygen_valve", "emergency_valve", "feeder")
        }
        return full_state(self._clock).model_copy(
            update={
                "revision": self._revision, "tags": tags, "outputs": outputs,
                "alarms": (self.alarm,), "buses": {"s1-do-a": LINE}, "findings": (FOUND,),
            }
        )  # fmt: skip


def stock(store: JournalStore, clock: HandClock) -> None:
    """Fish in every tank, an hour ago."""
    for number, tank in enumerate(OXYGEN_MG_L):
        store.append_all(
            [
                read_event(
                    {
                        "kind": "STOCK_IN",
                        "event_id": f"00000000-0000-4000-8000-00000000000{number}",
                        "happened_at": datetime.fromtimestamp(clock.utc_ms() / 1000 - 3600, UTC),
                        "actor": "manager",
                        "site": "trial",
                        "tank": tank,
                        "batch": "26-01",
                        "count_heads": 4000,
                        "mass_g": 1_200_000,
                    }
                )
            ]
        )


async def main(folder: Path) -> None:
    """Serve until stdin ends."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, ScaledLoop)
    clock, site = HandClock(loop.clock), trial_site()
    farm, fake = Farm(clock), FakeController(folder / "controller.sock", clock)
    fake.answer = farm.answer
    passwords = Passwords(memory_kib=8, passes=1, lanes=1)
    tanks = frozenset(one.id for one in site.tanks())

    def now() -> datetime:
        return datetime.fromtimestamp(clock.utc_ms() / 1000, UTC)

    with (
        open_journal(journal_url(folder / "journal.db"), clock=now, tanks=tanks) as store,
        socket.create_server(("127.0.0.1", 0)) as listener,
    ):
        for login, role in PEOPLE.items():
            create_person(
                store.people, passwords, login=login, post=f"岗位 {login}", role=role,
                password=password(login),
            )  # fmt: skip
        stock(store, clock)
        app = make_app(site, folder, clock, store, passwords=passwords, static=STATIC)
        await fake.start()
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        telling = asyncio.create_task(tell(fake, farm))
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        await obey(fake, telling)
        server.should_exit = True
        telling.cancel()
        await asyncio.gather(serving, telling, return_exceptions=True)


async def tell(fake: FakeController, farm: Farm) -> None:
    """A state every second, as the controller does."""
    while True:
        await fake.tell(farm.state())
        await asyncio.sleep(1)


async def obey(fake: FakeController, telling: "asyncio.Task[None]") -> None:
    """Read what the test wants until it wants nothing more."""
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        if line.strip() == b"away":
            telling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await telling
            await fake.stop()


if __name__ == "__main__":
    run_on(ScaledLoop(anchor_now()), main(Path(sys.argv[1])))
