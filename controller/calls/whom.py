"""Whom the farm's own modem tells of which alarm, and when: the one on duty, then the next.

It refuses to know modems, disks and clocks: alarms, people and what was told in, who is due out.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from controller.alarm_words import alarm_of
from controller.alarms import Life
from farm.alarm import AlarmState, Priority
from farm.names import Names
from farm.site import Site
from farm.words import Words

LETTER_CHARS = 70
"""Characters of one text message in Chinese (3GPP TS 23.038: UCS2)."""
OF_PATHS = frozenset({"path_failing", "path_unproven"})
"""Alarms about ways to people: told once, to the first, by the ways that are left (F-61)."""
UNSEEN = (AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED)


class Callee(NamedTuple):
    """Somebody with a telephone; `after_ms`: so long after an alarm rose and nobody saw to it."""

    order: int
    post: Words
    phone: str
    after_ms: int


class Told(NamedTuple):
    """When somebody was last told of a rise, UTC ms, and how often."""

    at_ms: int
    times: int


ToldOf = Mapping[str, Told]
"""By rise."""


def callees(site: Site) -> tuple[Callee, ...]:
    """Everybody with a telephone, in order."""
    rows = sorted((one for one in site.people if one.phone), key=lambda one: one.order)
    waits = [
        site.messages.escalate_s * place if one.after_s is None else one.after_s
        for place, one in enumerate(rows)
    ]
    return tuple(
        Callee(one.order, one.post, one.phone, round(1000 * wait_s))
        for one, wait_s in zip(rows, waits, strict=True)
    )


def rise_of(life: Life) -> str:
    """One rise of one alarm, by which it is known whom it was told."""
    return f"{life.condition.id}#{life.since_ms}"


def calls(life: Life) -> bool:
    """Whether somebody outside is to know: P1 unseen, and not inside another that says it."""
    kind, priority = life.condition.kind, life.condition.priority
    loud = priority is Priority.P1 or kind in OF_PATHS
    return loud and life.state in UNSEEN and not life.inside


def due(
    callee: Callee,
    lives: Iterable[Life],
    told: ToldOf,
    at_ms: int,
    repeat_ms: int,
    *,
    is_first: bool,
) -> list[Life]:
    """What this person is to be told now, the oldest first."""
    return sorted(
        (life for life in lives if _due(callee, life, told, at_ms, repeat_ms, is_first=is_first)),
        key=lambda life: life.since_ms,
    )


def _due(
    callee: Callee, life: Life, told: ToldOf, at_ms: int, repeat_ms: int, *, is_first: bool
) -> bool:
    if not calls(life):
        return False
    held = told.get(rise_of(life))
    if life.condition.kind in OF_PATHS:
        return is_first and held is None
    if at_ms - life.since_ms < callee.after_ms:
        return False
    again = life.state is AlarmState.UNACKNOWLEDGED
    return held is None or (again and at_ms - held.at_ms >= repeat_ms)


def told_now(told: ToldOf, rows: Iterable[Life], at_ms: int) -> dict[str, Told]:
    """After a message about them went out."""
    after = dict(told)
    for life in rows:
        rise = rise_of(life)
        before = after.get(rise)
        after[rise] = Told(at_ms, before.times + 1 if before else 1)
    return after


def still_known(told: ToldOf, lives: Iterable[Life]) -> ToldOf:
    """Without rises that are over."""
    rises = {rise_of(life) for life in lives}
    return told if told.keys() <= rises else {k: v for k, v in told.items() if k in rises}


def letter(site: Words, rows: Sequence[Life], standing: int, names: Names) -> str:
    """One message for all of them: the first that rose in words, the others counted, an id."""
    first = rows[0]
    head = "报警通道" if first.condition.kind in OF_PATHS else "一级报警"
    gone = "（已恢复，未确认）" if first.state is AlarmState.RETURNED_UNACKNOWLEDGED else ""
    more = f"，共{standing}条" if standing > 1 else ""
    said = alarm_of(first, names).text.zh
    return fitted(f"【{site.zh}】{head}：{said}", f"{gone}{more} #{code_of(rise_of(first))}")


def daily_letter(site: Words, code: str) -> str:
    """The daily message that somebody must have received to confirm it."""
    return fitted(f"【{site.zh}】每日短信测试", f" #{code}。收到请在报警页点“确认”，没收到不要点")


def fitted(head: str, tail: str) -> str:
    """Both in one message; the head gives way."""
    room = LETTER_CHARS - len(tail)
    return (head if len(head) <= room else head[: room - 1] + "…") + tail


def code_of(text: str) -> str:
    """Four signs that tell one message from another."""
    return f"{zlib.crc32(text.encode()) & 0xFFFF:04X}"
