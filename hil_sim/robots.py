"""The robots of 钉钉 and 企业微信 as their pages describe them: always HTTP 200.

It refuses to know who sends. Answers typed from 钉钉 “自定义机器人接入” (sign, 20 a minute,
then silence for ten) and 企业微信 doc 91770/99398 (20 a minute, text of 2048 bytes).
"""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

A_MINUTE, MINUTE_MS, BLOCKED_MS = 20, 60_000, 600_000
SIGN_MS = 3_600_000
"""A signature counts for an hour, ms."""
WECOM_TEXT_BYTES = 2048
OK = {"errcode": 0, "errmsg": "ok"}
REQUEST_BYTES_MAX = 1 << 16


@dataclass(frozen=True, slots=True)
class Heard:
    """One message that the group shows."""

    kind: str
    text: str
    mentioned: tuple[str, ...]


@dataclass(slots=True)
class RobotService:
    """Both services behind one port. `down`: the connection is cut before an answer."""

    token: str
    secret: str
    key: str
    now_ms: Callable[[], int]
    down: bool = False
    answers_html: bool = False
    """A portal between us and them answers in their place."""
    shown: list[Heard] = field(default_factory=list)
    asked: int = 0
    _times_ms: dict[str, list[int]] = field(default_factory=dict)
    _blocked_ms: dict[str, int] = field(default_factory=dict)

    async def serve(self) -> tuple[asyncio.Server, str]:
        """On a free port of this machine; the server and its address."""
        server = await asyncio.start_server(self._met, "127.0.0.1", 0, limit=REQUEST_BYTES_MAX)
        port = server.sockets[0].getsockname()[1]
        return server, f"http://127.0.0.1:{port}"

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            target = head.split(" ")[1]
            names = [line.partition(":") for line in head.split("\r\n")[1:]]
            sizes = [int(value) for name, _, value in names if name.lower() == "content-length"]
            body = await reader.readexactly(sizes[0] if sizes else 0)
            self.asked += 1
            if not self.down:
                said = b"<html>login</html>" if self.answers_html else self.answer(target, body)
                size = (
                    f"HTTP/1.1 200 OK\r\nContent-Length: {len(said)}\r\nConnection: close\r\n\r\n"
                )
                writer.write(size.encode() + said)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def answer(self, target: str, body: bytes) -> bytes:
        """What a request to this path and query is told."""
        parts = urlsplit(target)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        try:
            content = json.loads(body)
        except ValueError:
            content = {}
        if parts.path == "/robot/send":
            return _said(self._dingtalk(asked, content))
        if parts.path == "/cgi-bin/webhook/send":
            return _said(self._wecom(asked, content))
        return _said({"errcode": 404, "errmsg": "no such path"})

    def _dingtalk(self, asked: dict[str, str], content: dict[str, Any]) -> dict[str, Any]:
        if asked.get("access_token") != self.token:
            return {"errcode": 300005, "errmsg": "token is not exist"}
        if not self._signed(asked):
            return {"errcode": 310000, "errmsg": "sign not match"}
        text = content.get("text", {}).get("content") if content.get("msgtype") == "text" else None
        if not text:
            return {"errcode": 400402, "errmsg": "param error"}
        if self._too_fast("dingtalk", BLOCKED_MS):
            return {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}
        mobiles = tuple(content.get("at", {}).get("atMobiles", ()))
        self.shown.append(Heard("dingtalk", text, mobiles))
        return OK

    def _signed(self, asked: dict[str, str]) -> bool:
        stamp = asked.get("timestamp", "0")
        if not stamp.isdecimal() or abs(int(stamp) - self.now_ms()) > SIGN_MS:
            return False
        wanted = hmac.new(
            self.secret.encode(), f"{stamp}\n{self.secret}".encode(), hashlib.sha256
        ).digest()
        return hmac.compare_digest(base64.b64encode(wanted).decode(), asked.get("sign", ""))

    def _wecom(self, asked: dict[str, str], content: dict[str, Any]) -> dict[str, Any]:
        if asked.get("key") != self.key:
            return {"errcode": 93000, "errmsg": "invalid webhook url"}
        text = content.get("text", {})
        if content.get("msgtype") != "text" or not text.get("content"):
            return {"errcode": 40008, "errmsg": "invalid message type"}
        if len(text["content"].encode()) > WECOM_TEXT_BYTES:
            return {"errcode": 40058, "errmsg": "text.content exceed max length 2048"}
        if self._too_fast("wecom", MINUTE_MS):
            return {"errcode": 45009, "errmsg": "api freq out of limit"}
        mobiles = tuple(text.get("mentioned_mobile_list", ()))
        self.shown.append(Heard("wecom", text["content"], mobiles))
        return OK

    def _too_fast(self, kind: str, blocked_ms: int) -> bool:
        now_ms = self.now_ms()
        if now_ms < self._blocked_ms.get(kind, 0):
            return True
        times = [at for at in self._times_ms.get(kind, []) if now_ms - at < MINUTE_MS]
        if len(times) >= A_MINUTE:
            self._blocked_ms[kind] = now_ms + blocked_ms
        self._times_ms[kind] = [*times, now_ms]
        return len(times) >= A_MINUTE


def _said(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()
