"""Rows as plain JSON on topics of their own: alarms, commands, facts and events.

It refuses to know what a body means, brokers, and what the other side has stored.

`ras/<group>/<site>/<kind>`, one object each: `{"id": …, "at_ms": UTC ms, "body": {…}}`. The id is
made where the row arose and never changes: whoever has (site, kind, id) already has the row.
"""

import json
from dataclasses import dataclass
from typing import Any

from records.uplinks.sparkplug import Message
from records.uplinks.sparkplug_names import is_topic_part
from records.uplinks.sparkplug_values import PAYLOAD_LIMIT_BYTES, refused

ROOT = "ras"
NOT_ROWS = {"ack", "mark"}
"""Last parts of topics beside them that carry no row."""


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One row of one site as it arrived."""

    group: str
    site: str
    kind: str
    id: str
    at_ms: int
    body: dict[str, Any]


def row_message(group: str, site: str, kind: str, row_id: str, at_ms: int, body: str) -> Message:
    """One row to publish with QoS 1; `body`: a JSON object as text."""
    assert is_topic_part(kind) and kind not in NOT_ROWS, kind
    told = f'{{"id":{json.dumps(row_id, ensure_ascii=False)},"at_ms":{at_ms},"body":{body}}}'
    return Message(f"{ROOT}/{group}/{site}/{kind}", told.encode(), qos=1)


def mark_topic(group: str, site: str) -> str:
    """Topic of an empty message whose PUBACK says that the broker took what went before it."""
    return f"{ROOT}/{group}/{site}/mark"


def read_row(topic: str, payload: bytes) -> ToldRow | None:
    """The row of a message; None on a topic that carries none. Raises Refused."""
    parts = topic.split("/")
    if len(parts) != 4 or parts[0] != ROOT or parts[3] in NOT_ROWS:
        return None
    if len(payload) > PAYLOAD_LIMIT_BYTES:
        raise refused("TOO_LARGE", f"报文 {len(payload)} 字节，过大", "the payload is too large")
    try:
        told = json.loads(payload, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise refused("NOT_JSON", "不是 JSON", "it is no JSON") from None
    if not isinstance(told, dict) or not isinstance(told.get("body"), dict):
        raise refused("NO_BODY", "没有内容", "there is no body")
    row_id, at_ms = told.get("id"), told.get("at_ms")
    if not isinstance(row_id, str) or not row_id:
        raise refused("NO_ID", "没有编号", "there is no id")
    if not isinstance(at_ms, int) or isinstance(at_ms, bool) or at_ms <= 0:
        raise refused("NO_TIMESTAMP", "没有时间", "there is no timestamp")
    return ToldRow(parts[1], parts[2], parts[3], row_id, at_ms, told["body"])


def _no_number(text: str) -> float:
    """NaN and Infinity are no JSON."""
    raise ValueError(text)
