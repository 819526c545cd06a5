"""What is now: the live stream, the snapshot, tiles and the tank page, with and without controller.

Knows the ASGI messages of a stream; refuses to know a browser.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from dashboard.last_state import LastState
from farm.alarm import AlarmState, Priority
from farm.health_tags import health_tags
from farm.link import State
from tests.dashboard.harness import (
    TOKEN,
    Bench,
    alarm,
    full_state,
    health,
    on_bench,
    output,
    tag,
    until,
)


class Watcher:
    """One stream, as the server sees it."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.messages: asyncio.Queue[bytes] = asyncio.Queue()
        self.left = asyncio.Event()
        self.stuck = False

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
        elif self.stuck:
            await asyncio.Event().wait()
        else:
            await self.messages.put(message["body"])

    async def state(self) -> dict[str, Any]:
        """Data of the next `state` event; beats are passed over."""
        while True:
            async with asyncio.timeout(20):
                message = await self.messages.get()
            for line in message.split(b"\n"):
                if line.startswith(b"data: "):
                    said: dict[str, Any] = json.loads(line[6:])
                    return said


@asynccontextmanager
async def watching(bench: Bench, cookie: str = "") -> AsyncIterator[Watcher]:
    watcher = Watcher()
    header = (b"cookie", cookie.encode()) if cookie else (
        b"authorization", f"Bearer {TOKEN}".encode()
    )  # fmt: skip
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": "/api/v1/live", "raw_path": b"/api/v1/live", "query_string": b"",
        "headers": [(b"host", b"farm.test"), header], "client": ("192.0.2.7", 1),
        "server": ("farm.test", 80), "root_path": "", "asgi": {"version": "3.0"},
    }  # fmt: skip
    running = asyncio.create_task(bench.app(scope, watcher.receive, watcher.send))
    try:
        yield watcher
    finally:
        watcher.left.set()
        async with asyncio.timeout(20):
            await running


def changes(bench: Bench, **parts: Any) -> State:
    plain: dict[str, Any] = {
        "full": False,
        "revision": 2,
        "at_ms": bench.clock.utc_ms(),
        "tags": {},
        "outputs": {},
        "alarms": (),
        "health": health(),
    }
    return State(**plain | parts)


def test_a_stream_begins_whole_and_goes_on_with_what_changed(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        async with watching(bench) as watcher:
            whole = await watcher.state()
            assert watcher.status == 200
            assert watcher.headers["content-type"].startswith("text/event-stream")
            assert whole["full"] and whole["controller"] == "live"
            assert whole["tags"]["1-01.oxygen"]["value"] == 7.5
            assert whole["tags"]["1-02.oxygen"]["ne107"] == "F"
            now = bench.clock.utc_ms()
            await bench.controller.tell(changes(bench, tags={"1-01.oxygen": tag(7.4, now)}))
            changed = await watcher.state()
            assert not changed["full"] and changed["revision"] == 2
            assert list(changed["tags"]) == ["1-01.oxygen"]
            assert [one["id"] for one in changed["alarms"]] == ["oxygen_low@1-01"]
        assert bench.desk.live.watchers == 0

    on_bench(tmp_path, test)


def test_everybody_gets_the_same_bytes_and_who_missed_one_gets_the_whole(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        live = bench.desk.live
        slow = live.messages()
        await anext(slow)
        async with watching(bench) as one, watching(bench) as two:
            await one.state()
            await two.state()
            for value in (7.3, 7.2):
                now = bench.clock.utc_ms()
                await bench.controller.tell(changes(bench, tags={"1-01.oxygen": tag(value, now)}))
                first, second = await one.state(), await two.state()
                assert first == second and first["tags"]["1-01.oxygen"]["value"] == value
        late = json.loads((await anext(slow)).split(b"data: ")[1])
        assert late["full"] and late["tags"]["1-01.oxygen"]["value"] == 7.2
        await slow.aclose()  # type: ignore[attr-defined]

    on_bench(tmp_path, test)


def test_somebody_who_does_not_take_a_message_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.live.SLOW_AFTER_S", 0.05)

    async def test(bench: Bench) -> None:
        async with watching(bench) as watcher:
            await watcher.state()
            watcher.stuck = True
            await bench.controller.tell(changes(bench))
            await until(lambda: bench.desk.live.watchers == 0)

    on_bench(tmp_path, test)


def test_a_stream_ends_with_its_session(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        cookie = f"ras_session={client.cookies['ras_session']}"
        async with watching(bench, cookie) as watcher:
            await watcher.state()
            await client.post("/api/v1/logout", json={})
            await bench.controller.tell(changes(bench))
            await until(lambda: bench.desk.live.watchers == 0)

    on_bench(tmp_path, test)


def test_there_is_a_beat_when_nothing_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.live.BEAT_S", 0.02)

    async def test(bench: Bench) -> None:
        stream = bench.desk.live.messages()
        async with asyncio.timeout(20):  # a late state of the start may come before the first beat
            while await anext(stream) != b": beat\n\n":
                pass
        await stream.aclose()  # type: ignore[attr-defined]

    on_bench(tmp_path, test)


def test_an_absent_controller_is_told_and_no_old_value_passes_for_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.live.AWAY_EVERY_S", 1.0)

    async def test(bench: Bench) -> None:
        program = bench.program()
        before = (await program.get("/api/v1/snapshot")).json()
        assert before["controller"] == "live"
        assert before["tags"]["1-01.oxygen"]["status"] == "Good"
        async with watching(bench) as watcher:
            await watcher.state()
            await bench.controller.stop()
            assert (await watcher.state())["controller"] == "away"
        after = (await program.get("/api/v1/snapshot")).json()
        assert after["controller"] == "away"
        assert after["tags"]["1-01.oxygen"]["value"] is None
        assert after["tags"]["1-01.oxygen"]["status"] == "BadNoCommunication"
        assert after["tags"]["1-01.oxygen"]["at"] == before["tags"]["1-01.oxygen"]["at"]
        tile = (await program.get("/api/v1/overview")).json()["tiles"][0]
        assert tile["oxygen_mg_l"] is None and tile["oxygen_at_ms"] is not None
        await bench.controller.start()
        await bench.linked()

    on_bench(tmp_path, test)


def test_a_silent_controller_counts_as_away(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        program = bench.program()
        assert (await program.get("/healthz")).json()["controller"] == "live"
        bench.clock.ahead_s += 6
        assert (await program.get("/healthz")).json()["controller"] == "away"

    on_bench(tmp_path, test)


def test_the_snapshot_names_every_tag_of_the_site(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        said = (await bench.program().get("/api/v1/snapshot")).json()
        told = frozenset(health_tags(bench.desk.site))  # nobody has told them yet
        assert set(said["tags"]) == bench.desk.tags - told
        never = said["tags"]["1.flow"]
        assert never == {
            "value": None, "unit": "m³/h", "status": "BadWaitingForInitialData", "at": None,
        }  # fmt: skip
        assert said["at"].endswith("Z")

    on_bench(tmp_path, test)


def test_tiles_rank_the_worst_first_and_count_alarms(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        now = bench.clock.utc_ms()
        alarms = (
            alarm("1-01", Priority.P2, id="flow_low@1-01", state=AlarmState.ACKNOWLEDGED),
            alarm("1-03", Priority.P1, state=AlarmState.RETURNED_UNACKNOWLEDGED),
        )
        hand = output(100, rank="operator", until_ms=now + 26 * 60_000)
        await bench.controller.tell(
            changes(
                bench,
                alarms=alarms,
                outputs={"1-03.oxygen_valve": hand, "1-01.feeder": output(0, rank="interlock")},
            )
        )
        await until(lambda: len(bench.desk.link.last.alarms) == 3)
        said = (await bench.program().get("/api/v1/overview")).json()
        tiles = {tile["id"]: tile for tile in said["tiles"]}
        assert (tiles["1-01"]["priority"], tiles["1-01"]["unacknowledged"]) == (1, True)
        assert (tiles["1-03"]["priority"], tiles["1-03"]["unacknowledged"]) == (None, True)
        assert 25 < tiles["1-03"]["manual_minutes"] <= 26
        assert tiles["1-01"]["feeding_stopped"] and not tiles["1-02"]["feeding_stopped"]
        assert said["alarm_counts"] == {"1": 1, "2": 1, "3": 0, "4": 0}
        assert said["unacknowledged"] == 2
        gone = alarm("1-01", state=AlarmState.NORMAL)
        await bench.controller.tell(changes(bench, alarms=(gone,)))
        await until(lambda: len(bench.desk.link.last.alarms) == 2)

    on_bench(tmp_path, test)


def test_the_tank_page_carries_age_target_limits_and_why(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        page = (await bench.program().get("/api/v1/tanks/1-01")).json()
        oxygen = next(value for value in page["values"] if value["tag"] == "1-01.oxygen")
        assert oxygen["target"] == 8.0 and oxygen["age_s"] >= 0
        assert oxygen["normal"]["low"] is not None
        valve = next(out for out in page["outputs"] if out["tag"] == "1-01.oxygen_valve")
        assert valve["state"]["why"]["zh"] and valve["second_below"] == 2
        assert valve["state"]["revision"] == 3
        assert (page["previous"], page["next"]) == (None, "1-02")
        assert (await bench.program().get("/api/v1/tanks/9-99")).status_code == 404

    on_bench(tmp_path, test)


def test_rubbish_on_the_socket_changes_nothing(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        last = bench.desk.link.last
        await bench.controller.tell(changes(bench, tags={"1-01.oxygen": tag(7.0, 1)}))
        for writer in bench.controller._writers:
            writer.write(b"{}\nnot json\n\xff\xfe\n" + b'{"kind":"state"}\n')
        await bench.controller.tell(changes(bench, tags={"1-04.oxygen": tag(6.0, 1)}))
        await until(lambda: "1-04.oxygen" in last.tags)
        assert last.tags["1-01.oxygen"].value == 7.0 and bench.desk.link.live

    on_bench(tmp_path, test)


def test_a_change_without_a_whole_before_it_is_not_believed(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        fresh = LastState()
        assert not fresh.take(changes(bench, tags={"1-01.oxygen": tag(1.0, 1)}))
        assert fresh.tags == {}
        assert fresh.take(full_state(bench.clock)) and fresh.tags

    on_bench(tmp_path, test)
