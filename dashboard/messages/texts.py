"""Which alarms become messages to a chat group, to whom they point, and their words.

It refuses to know robots, disks and the network.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from farm.alarm import Alarm, AlarmState, Priority
from farm.site import Site
from farm.words import Words
from records.store.letters import Waiting

DIGEST_BYTES = 1900
"""As much as one message holds, bytes of UTF-8; the rest comes with the next."""
UNSEEN = (AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED)
NAMES = {Priority.P1: "■一级", Priority.P2: "▲二级"}


class Letter(NamedTuple):
    """One message to be noted. `id`: of the rise, with a number for each escalation."""

    id: str
    at_ms: int
    text: str
    mobiles: tuple[str, ...]


def letters_of(site: Site, robot: str, alarms: Iterable[Alarm], at_ms: int) -> Iterator[Letter]:
    """What a robot is to say now, that of earlier looks included: each is kept once.

    Alarms inside another are told by that one (first-out). What rose and was not seen to rings
    the telephone of the next in order after his time.
    """
    zone = ZoneInfo(site.timezone)
    ringing = _in_order(site)
    for alarm in alarms:
        if alarm.state not in UNSEEN or alarm.inside or alarm.priority > Priority.P2:
            continue
        if alarm.place == robot:  # what this robot cannot say of itself, the others do
            continue
        rise, line = f"{alarm.id}#{alarm.since_ms}", _line(alarm, zone)
        loud = alarm.priority is Priority.P1
        first = (ringing[0][1],) if loud and ringing else ()
        yield Letter(rise, alarm.since_ms, line, first)
        if not loud or alarm.state is not AlarmState.UNACKNOWLEDGED:
            continue
        for number, (after_ms, phone) in enumerate(ringing[1:], start=1):
            late_ms = at_ms - alarm.since_ms
            if late_ms >= after_ms:
                waited = f"{line}（{late_ms // 60_000} 分钟没人确认）"
                yield Letter(f"{rise}+{number}", at_ms, waited, (phone,))


def digest(site: Words, rows: Sequence[Waiting], count: int) -> tuple[str, list[Waiting]]:
    """One message for as many of the waiting rows as it holds, and which those are."""
    text, taken = f"【{site.zh}】", list[Waiting]()
    for row in rows:
        longer = f"{text}\n{row.text}"
        if taken and len(longer.encode()) > DIGEST_BYTES:
            break
        text = longer
        taken.append(row)
    left = count - len(taken)
    return (f"{text}\n另有 {left} 条随后发出" if left else text), taken


def test_text(site: Words, robot: str, day: str) -> str:
    """The daily message that somebody must have received to confirm it."""
    code = f"{zlib.crc32(f'{robot} {day}'.encode()) & 0xFFFF:04X}"
    return f"【{site.zh}】每日消息测试 #{code}。收到请在报警页点“确认”，没收到不要点。"


def _line(alarm: Alarm, zone: ZoneInfo) -> str:
    at = datetime.fromtimestamp(alarm.since_ms / 1000, UTC).astimezone(zone)
    gone = "（已恢复，未确认）" if alarm.state is AlarmState.RETURNED_UNACKNOWLEDGED else ""
    code = f"{zlib.crc32(f'{alarm.id}#{alarm.since_ms}'.encode()) & 0xFFFF:04X}"
    head = NAMES.get(alarm.priority, "报警")
    said = f"{head} {at:%m-%d %H:%M} {alarm.text.zh}{gone}。{alarm.action.zh}"
    return f"{said} #{code}"


def _in_order(site: Site) -> list[tuple[int, str]]:
    """After how long whose telephone rings, ms."""
    rows = sorted((one for one in site.people if one.phone), key=lambda one: one.order)
    return [
        (
            round(1000 * (site.messages.escalate_s * place if o.after_s is None else o.after_s)),
            o.phone,
        )
        for place, o in enumerate(rows)
    ]
