"""Instants as people type them: ISO 8601 with or without zone, or a span back from now.

It refuses to know what is asked about them.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ras.refusal import Refused

_BACK = re.compile(r"^-(\d+)([smhd])$")
LATEST_MS = 7_258_118_400_000
"""2200-01-01 UTC: no record of this farm is later."""
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def instant_ms(text: str, zone: str, now_ms: int) -> int:
    """UTC milliseconds of `2026-11-22T14:00`, `2026-11-22T06:00Z`, `-24h` or `now`."""
    if text == "now":
        return now_ms
    back = _BACK.match(text)
    try:
        if back:
            at_ms = now_ms - int(back[1]) * _SECONDS[back[2]] * 1000
        else:
            at_ms = _written_ms(text, _zone(zone))
    except (ValueError, OverflowError):
        raise Refused(
            f"看不懂时间 {text}：写成 2026-11-22T14:00、带时区的 ISO 时间、-24h 或 now",
            f"cannot read the time {text}: write 2026-11-22T14:00, an ISO time with zone, "
            "-24h or now",
        ) from None
    if not 0 <= at_ms < LATEST_MS:
        raise Refused(
            f"时间 {text} 不在 1970 年到 2200 年之间", f"the time {text} is not in 1970 to 2200"
        )
    return at_ms


def _written_ms(text: str, zone: ZoneInfo) -> int:
    at = datetime.fromisoformat(text)
    return round((at if at.tzinfo else at.replace(tzinfo=zone)).timestamp() * 1000)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(
            f"没有时区 {name}：写成 Asia/Shanghai 这样的名字",
            f"no time zone {name}: use a name such as Asia/Shanghai",
        ) from None


def iso(at_ms: int) -> str:
    """UTC milliseconds as ISO 8601."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
