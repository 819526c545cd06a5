"""Instants as people type them: ISO 8601 with or without zone, or a span back from now.

It refuses to know what is asked about them.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ras.refusal import Refused

_BACK = re.compile(r"^-(\d+)([smhd])$")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def instant_ms(text: str, zone: str, now_ms: int) -> int:
    """UTC milliseconds of `2026-11-22T14:00`, `2026-11-22T06:00Z`, `-24h` or `now`."""
    if text == "now":
        return now_ms
    back = _BACK.match(text)
    if back:
        return now_ms - int(back[1]) * _SECONDS[back[2]] * 1000
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(
            f"看不懂时间 {text}：写成 2026-11-22T14:00、带时区的 ISO 时间、-24h 或 now",
            f"cannot read the time {text}: write 2026-11-22T14:00, an ISO time with zone, "
            "-24h or now",
        ) from None
    aware = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
    return round(aware.timestamp() * 1000)


def iso(at_ms: int) -> str:
    """UTC milliseconds as ISO 8601."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
