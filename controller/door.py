"""The controller's unix socket: bounded, one JSON object a line, a slow reader is let go.

It refuses to know what a wish does; it is handed what answers each line.
"""

import asyncio
import json
import os
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from controller.supervise import Log
from farm.link import LINE_BYTES_MAX, PEERS_MAX, TO_CONTROLLER, Question, Wish
from farm.words import Words

BUFFER_MAX = 4 * LINE_BYTES_MAX
"""A peer that has this much unread is let go, bytes."""
PATH_BYTES_MAX = 107
"""Longest path of a unix socket on Linux, bytes."""

Answer = Callable[[Wish | Question], Awaitable[dict[str, Any]]]
Greeting = Callable[[], bytes]


class DoorBlocked(Exception):
    """The socket cannot be opened; the text says what to do."""


def result(id_: str, accepted: bool, code: str, text: Words) -> dict[str, Any]:
    """A `Result` of the link as plain values."""
    return {
        "kind": "result",
        "id": id_,
        "accepted": accepted,
        "code": code,
        "text": {"zh": text.zh, "en": text.en},
    }


def as_line(body: dict[str, Any]) -> bytes:
    """One line of the link."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Door:
    """Serves at most PEERS_MAX peers. `broadcast` never waits."""

    def __init__(self, path: Path, greeting: Greeting, answer: Answer, log: Log) -> None:
        """`greeting`: hello and full state; `answer`: to one wish or question."""
        self._path, self._greeting, self._answer, self._log = path, greeting, answer, log
        self._peers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.dropped_peers = 0
        self.opened = asyncio.Event()
        """Set while peers can connect."""

    @property
    def peers(self) -> int:
        """Peers connected now."""
        return len(self._peers)

    async def run(self) -> None:
        """Serve until cancelled. DoorBlocked when the socket cannot be made."""
        _clear(self._path)
        try:
            server = await asyncio.start_unix_server(
                self._met, path=str(self._path), limit=LINE_BYTES_MAX
            )
        except OSError as error:
            raise DoorBlocked(
                f"{self._path}: 打不开本机套接字 / cannot open the socket: {error}"
            ) from error
        try:
            self._path.chmod(0o660)
            self.opened.set()
            await server.serve_forever()
        finally:
            self.opened.clear()
            server.close()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._path.unlink(missing_ok=True)

    def broadcast(self, data: bytes) -> None:
        """Hand a line to every peer; one that does not read is let go."""
        for writer in list(self._peers):
            if writer.transport.get_write_buffer_size() > BUFFER_MAX:
                self.dropped_peers += 1
                self._log.warning("slow_peer_dropped", peers=len(self._peers))
                self._peers.discard(writer)
                writer.transport.abort()
            else:
                writer.write(data)

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if len(self._peers) >= PEERS_MAX:
                writer.write(as_line(result("", False, "too_many_peers", _FULL)))
                await asyncio.wait_for(writer.drain(), 1.0)
                return
            writer.write(self._greeting())
            self._peers.add(writer)
            await self._served(reader, writer)
        except (ConnectionError, TimeoutError):
            pass
        except asyncio.CancelledError:
            # Only our own shutdown cancels a peer; the stream library logs it as an error else.
            pass
        finally:
            self._tasks.discard(task)
            self._peers.discard(writer)
            writer.close()

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                text = await reader.readuntil(b"\n")
            except asyncio.IncompleteReadError:
                return
            except asyncio.LimitOverrunError:
                writer.write(as_line(result("", False, "too_long", _LONG)))
                return
            writer.write(as_line(await self._answered(text)))
            await asyncio.wait_for(writer.drain(), 10.0)

    async def _answered(self, text: bytes) -> dict[str, Any]:
        try:
            asked = TO_CONTROLLER.validate_json(text)
        except ValidationError as error:
            why = "; ".join(
                f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()[:3]
            )[:1500]
            words = Words(zh=f"看不懂这条消息：{why}", en=f"the message is not understood: {why}")
            return result(_id_of(text), False, "malformed", words)
        return await self._answer(asked)


def _id_of(text: bytes) -> str:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    found = body.get("id", "") if isinstance(body, dict) else ""
    return found[:64] if isinstance(found, str) else ""


def _clear(path: Path) -> None:
    """Remove a socket left by a dead run; the lease says that no other run is alive."""
    if len(os.fsencode(path)) > PATH_BYTES_MAX:
        raise DoorBlocked(
            f"{path}: 路径过长，请把数据目录放到更短的路径 / the path is too long for a socket: "
            "use a shorter data folder"
        )
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        raise DoorBlocked(
            f"{path}: 已有同名文件，请移走 / a file of this name is in the way: move it away"
        )
    path.unlink()


_FULL = Words(zh=f"连接已满（{PEERS_MAX} 个）", en=f"all {PEERS_MAX} connections are taken")
_LONG = Words(zh="一行过长", en="the line is too long")
