"""The proof that a message is stored: its fingerprint, and the acknowledgement that lists it.

It refuses to know brokers; a PUBACK is none, for a broker may acknowledge and forget.

Whoever stored a message durably publishes on `ras/<group>/<site>/ack`
`{"stored": ["…", …], "refused": {"…": "CODE"}}`, each message by its fingerprint. The fingerprint
is made of topic and bytes, so whoever has it had the message whole; a late or repeated one harms
nothing, and neither side keeps a count.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

ACK_LIMIT = 1_000
"""Fingerprints in one acknowledgement; more are sent as several."""
ACK_LIMIT_BYTES = 200_000
FINGERPRINT_DIGITS = 32
"""128 bits: what was not stored cannot pass for stored by chance."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """`stored`: kept for good; `refused`: fingerprint → why it can never be stored."""

    stored: Sequence[str] = ()
    refused: Mapping[str, str] = field(default_factory=dict)


def ack_topic(group: str, site: str) -> str:
    """Where the consumer tells a site what it has stored."""
    return f"ras/{group}/{site}/ack"


def fingerprint(topic: str, payload: bytes) -> str:
    """First 32 hexadecimal digits of SHA-256 of topic, line feed, payload."""
    return sha256(topic.encode() + b"\n" + payload).hexdigest()[:FINGERPRINT_DIGITS]


def ack_payload(told: Acknowledgement) -> bytes:
    """Bytes of an acknowledgement of at most `ACK_LIMIT` messages."""
    assert len(told.stored) + len(told.refused) <= ACK_LIMIT
    body = {"stored": list(told.stored), "refused": dict(told.refused)}
    return json.dumps(body, separators=(",", ":")).encode()


def read_ack(payload: bytes) -> Acknowledgement | None:
    """The acknowledgement; None for what is none: it proves nothing."""
    if len(payload) > ACK_LIMIT_BYTES:
        return None
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    stored, refused = body.get("stored", []), body.get("refused", {})
    if not isinstance(stored, list) or not isinstance(refused, dict):
        return None
    if not all(isinstance(text, str) for text in (*stored, *refused.values())):
        return None
    return Acknowledgement(tuple(stored), refused)
