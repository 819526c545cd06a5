"""What a robot of a chat group is sent, and what its answer means: HTTP 200 is not success.

It refuses to know the network. Sources: 钉钉 “自定义机器人接入” (signature, errcode), 企业微信 doc
91770/99398 (key, errcode, 2048 bytes of text).
"""

import base64
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

HOSTS: Mapping[str, str] = {
    "dingtalk": "https://oapi.dingtalk.com",
    "wecom": "https://qyapi.weixin.qq.com",
}
PATHS: Mapping[str, str] = {"dingtalk": "/robot/send", "wecom": "/cgi-bin/webhook/send"}
TEXT_BYTES_MAX = 2000
"""Bytes of one message in UTF-8: 企业微信 takes 2048, 钉钉 20000."""
TOO_FAST = {"dingtalk": frozenset({130101, 410100}), "wecom": frozenset({45009})}
"""Refused for the moment: more than 20 in a minute."""
Kind = Literal["dingtalk", "wecom"]


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """Never in a log, an answer or an error. `signing`: of a 钉钉 robot that checks signatures."""

    token: str
    signing: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`why`: empty when the group shows it, else a short word; `wait_s`: before anything more."""

    ok: bool
    why: str = ""
    wait_s: float = 0.0


def address(kind: Kind, base: str | None, secrets: Secrets, at_ms: int) -> str:
    """Where a message goes; it has the secret in it and is never told anybody."""
    if kind == "wecom":
        asked = {"key": secrets.token}
    else:
        asked = {"access_token": secrets.token}
        if secrets.signing:
            asked |= {"timestamp": str(at_ms), "sign": signature(secrets.signing, at_ms)}
    return f"{(base or HOSTS[kind]).rstrip('/')}{PATHS[kind]}?{urlencode(asked)}"


def signature(secret: str, at_ms: int) -> str:
    """HMAC-SHA256 of time, line end and secret, by the secret; `urlencode` encodes it once."""
    digest = hmac.new(secret.encode(), f"{at_ms}\n{secret}".encode(), "sha256").digest()
    return base64.b64encode(digest).decode()


def content(kind: Kind, text: str, mobiles: Sequence[str]) -> bytes:
    """The body: text, and whose telephone rings."""
    if kind == "wecom":
        body: dict[str, Any] = {
            "msgtype": "text",
            "text": {"content": _cut(text), "mentioned_mobile_list": list(mobiles)},
        }
    else:
        named = "".join(f" @{mobile}" for mobile in mobiles)
        body = {
            "msgtype": "text",
            "text": {"content": _cut(text, len(named)) + named},
            "at": {"atMobiles": list(mobiles), "isAtAll": False},
        }
    return json.dumps(body, ensure_ascii=False).encode()


def judged(kind: Kind, status: int, body: bytes) -> Outcome:
    """What the service said. Only `errcode` 0 is success."""
    if status != 200:
        return Outcome(False, "unreachable" if status >= 500 else "refused", 30.0)
    try:
        code = json.loads(body)["errcode"]
    except (ValueError, KeyError, TypeError):
        return Outcome(False, "strange", 60.0)
    if type(code) is not int:
        return Outcome(False, "strange", 60.0)
    if code == 0:
        return Outcome(True)
    if code in TOO_FAST[kind]:
        return Outcome(False, "too_fast", 600.0 if kind == "dingtalk" else 65.0)
    return Outcome(False, "refused", 60.0)


def _cut(text: str, room: int = 0) -> str:
    kept = text.encode()
    if len(kept) <= TEXT_BYTES_MAX - room:
        return text
    return kept[: TEXT_BYTES_MAX - room - 3].decode(errors="ignore") + "…"
