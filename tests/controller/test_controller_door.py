"""The unix socket: hello, state, results, and every way a peer can misbehave.

Knows real sockets on a real loop; no test here depends on how long anything takes.
"""

import asyncio
import json
import socket
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from controller import door as door_module
from controller.door import Door, DoorBlocked, result
from farm.link import LINE_BYTES_MAX, PEERS_MAX, Question, Wish
from farm.words import Words
from tests.controller.fake_farm import Log

GREETING = b'{"kind":"hello"}\n{"kind":"state"}\n'
OK = Words(zh="好", en="ok")
Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter
WISH = {
    "kind": "wish", "id": "wish-0001", "actor": "a", "made_ms": 0,
    "what": {"act": "leave_life_support"},
}  # fmt: skip


async def answer(asked: Wish | Question) -> dict[str, Any]:
    return result(asked.id, True, "accepted", OK)


def served(folder: Path, talk: Callable[[Door, Path], Coroutine[Any, Any, None]]) -> Log:
    log, path = Log(), folder / "controller.sock"

    async def main() -> None:
        door = Door(path, lambda: GREETING, answer, log)
        task = asyncio.create_task(door.run())
        await door.opened.wait()
        await talk(door, path)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert not path.exists()

    asyncio.run(main())
    return log


async def connected(path: Path) -> tuple[Reader, Writer]:
    reader, writer = await asyncio.open_unix_connection(str(path), limit=2 * LINE_BYTES_MAX)
    assert json.loads(await reader.readline())["kind"] == "hello"
    assert json.loads(await reader.readline())["kind"] == "state"
    return reader, writer


async def said(reader: Reader, writer: Writer, line: bytes) -> dict[str, Any]:
    writer.write(line)
    body: dict[str, Any] = json.loads(await reader.readline())
    return body


def test_hello_state_and_one_result_a_line(tmp_path: Path) -> None:
    async def talk(door: Door, path: Path) -> None:
        reader, writer = await connected(path)
        for _ in range(3):
            body = await said(reader, writer, json.dumps(WISH).encode() + b"\n")
            assert (body["kind"], body["id"], body["accepted"]) == ("result", "wish-0001", True)
        door.broadcast(b'{"kind":"state","n":1}\n')
        assert json.loads(await reader.readline())["n"] == 1
        writer.close()

    served(tmp_path, talk)


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"{\n",
        b"[]\n",
        b'"x"\n',
        b"\xff\xfe\n",
        b'{"kind":"wish"}\n',
        json.dumps(WISH | {"id": "short"}).encode() + b"\n",
        json.dumps(WISH | {"ttl_s": 3600}).encode() + b"\n",
        json.dumps(WISH | {"extra": 1}).encode() + b"\n",
        json.dumps(WISH | {"what": {"act": "open_everything"}}).encode() + b"\n",
        b'{"id":' + b"9" * 5000 + b"}\n",
        b"[" * 5000 + b"\n",
    ],
)
def test_what_is_not_understood_is_answered_and_the_door_stays_open(
    tmp_path: Path, line: bytes
) -> None:
    async def talk(door: Door, path: Path) -> None:
        reader, writer = await connected(path)
        body = await said(reader, writer, line)
        assert (body["accepted"], body["code"]) == (False, "malformed")
        assert body["text"]["zh"]
        body = await said(reader, writer, json.dumps(WISH).encode() + b"\n")
        assert body["accepted"]
        writer.close()

    served(tmp_path, talk)


def test_a_line_without_end_is_cut_off(tmp_path: Path) -> None:
    async def talk(door: Door, path: Path) -> None:
        reader, writer = await connected(path)
        body = await said(reader, writer, b"x" * (LINE_BYTES_MAX + 10))
        assert body["code"] == "too_long"
        assert await reader.read() == b""
        other, its_writer = await connected(path)
        assert (await said(other, its_writer, json.dumps(WISH).encode() + b"\n"))["accepted"]
        writer.close()
        its_writer.close()

    served(tmp_path, talk)


def test_one_peer_too_many_is_told_so(tmp_path: Path) -> None:
    async def talk(door: Door, path: Path) -> None:
        peers = [await connected(path) for _ in range(PEERS_MAX)]
        reader, writer = await asyncio.open_unix_connection(str(path))
        body = json.loads(await reader.readline())
        assert body["code"] == "too_many_peers" and await reader.read() == b""
        peers[0][1].close()
        await peers[0][1].wait_closed()
        while door.peers == PEERS_MAX:  # noqa: ASYNC110 - the door has no event for this
            await asyncio.sleep(0)
        peers[0] = await connected(path)
        for _, one in [*peers, (reader, writer)]:
            one.close()

    served(tmp_path, talk)


def test_a_peer_that_does_not_read_is_let_go_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "BUFFER_MAX", 100_000)

    async def talk(door: Door, path: Path) -> None:
        _, slow = await connected(path)
        reader, writer = await connected(path)
        line = b'{"kind":"state","x":"' + b"x" * 50_000 + b'"}\n'
        rounds = 0
        while door.dropped_peers == 0:
            rounds += 1
            assert rounds < 1000
            door.broadcast(line)
            assert await reader.readline() == line
        assert door.peers == 1
        slow.close()
        writer.close()

    log = served(tmp_path, talk)
    assert log.count("slow_peer_dropped") == 1


def test_a_dead_runs_socket_is_replaced_and_anything_else_is_not(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as old:
        old.bind(str(tmp_path / "controller.sock"))

    async def run(path: Path) -> None:
        await Door(path, lambda: GREETING, answer, Log()).run()

    async def talk(door: Door, path: Path) -> None:
        _, writer = await connected(path)
        writer.close()

    served(tmp_path, talk)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(DoorBlocked, match="move it away"):
        asyncio.run(run(tmp_path / "file"))
    assert (tmp_path / "file").read_text() == "mine"
    with pytest.raises(DoorBlocked, match="too long"):
        asyncio.run(run(tmp_path / ("x" * 120)))
