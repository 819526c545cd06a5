"""Is the profile of something on an I/O channel right in itself: fail-safe sense, check values?

It refuses to know sites and channels.
"""

import math
from collections.abc import Iterator

from drivers.decode import NE43_HOLD_S, NEW, judge
from drivers.signal_rules import signal_rule
from farm.document import Path
from farm.profile import Signal, Vector
from farm.words import Words, said

Found = tuple[Path, Words, Words]
VECTOR_SPAN = (0.0, 100.0)
"""Span of the tag in check values of currents."""


def wrong_signal(signal: Signal) -> Iterator[Found]:
    """Everything wrong, as place, what is wrong, what to do."""
    contact = signal.contact
    if contact is not None and contact.healthy == "open":
        yield _found(
            ("signal", "contact", "healthy"),
            "断线与正常同为断开，断线发现不了",
            "a broken wire reads as healthy",
            "改用常闭触点（正常时闭合）",
            "use the contact that is closed while all is well",
        )
    judged = signal.current is not None or contact is not None
    if judged and not signal.vectors:
        yield _found(
            ("signal", "vectors"),
            "缺少校验值",
            "there are no check values",
            "写出几个原始值和应得的读数",
            "give some raw numbers and what they must read",
        )
    for index, row in enumerate(signal.vectors):
        found = reading(signal, row)
        same = found is row.expect or (
            found is not None and row.expect is not None and math.isclose(found, row.expect)
        )
        if not same:
            yield _found(
                ("signal", "vectors", index),
                f"校验值不符：得到 {found}",
                f"check value does not hold: it reads {found}",
                "改正限值、方向或校验值",
                "correct the limits, the sense or the check value",
            )


def reading(signal: Signal, row: Vector) -> float | None:
    """What the tag reads for a raw number that has stood long enough."""
    rule = signal_rule(signal, VECTOR_SPAN if signal.current else None)
    _, memory = judge(rule, row.raw, NEW, 0.0)
    hold_s = signal.current.hold_s if signal.current else NE43_HOLD_S
    return judge(rule, row.raw, memory, hold_s + 1.0)[0].value


def _found(at: Path, zh: str, en: str, zh_do: str, en_do: str) -> Found:
    return at, said(zh, en), said(zh_do, en_do)
