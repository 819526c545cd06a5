"""Whether the host application that a site waits for is there: its STATE message.

It refuses to know connections; who waits for which host is in the site file.

Source: Eclipse Sparkplug 3.0.0, chapters 4.9 and 5.5: topic `spBv1.0/STATE/<host>`, retained,
QoS 1, `{"online": …, "timestamp": UTC ms}`; of two, the one with the later timestamp holds.
"""

import json
from dataclasses import dataclass

from records.uplinks.sparkplug_names import NAMESPACE


@dataclass(frozen=True, slots=True)
class HostState:
    """One STATE message. `at_ms`: UTC milliseconds, the same in a host's birth and its will."""

    online: bool
    at_ms: int


def state_topic(host: str) -> str:
    """Topic of a host's STATE."""
    return f"{NAMESPACE}/STATE/{host}"


def state_payload(state: HostState) -> bytes:
    """Bytes of a STATE message."""
    body = {"online": state.online, "timestamp": state.at_ms}
    return json.dumps(body, separators=(",", ":")).encode()


def read_state(payload: bytes) -> HostState | None:
    """The state; None for what is none."""
    try:
        body = json.loads(payload[:1_000])
    except ValueError:
        return None
    if not isinstance(body, dict):
        return None
    online, at_ms = body.get("online"), body.get("timestamp")
    if not isinstance(online, bool) or not isinstance(at_ms, int) or isinstance(at_ms, bool):
        return None
    return HostState(online, at_ms)


def newer(held: HostState | None, told: HostState) -> HostState:
    """Which state holds: an old will must not take a host that came back offline again."""
    return told if held is None or told.at_ms >= held.at_ms else held
