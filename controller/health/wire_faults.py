"""What is wrong with a line, a station's replies or a device's settings, as bare conditions.

It refuses to know how long it has been so and how it is said.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from controller.alarms import Condition
from controller.health.figures import on_time_percent
from controller.layout import Layout
from farm.alarm import Priority
from farm.link import BusState, SettingFound, StationState
from farm.quantity import QUANTITIES

P2, P3 = Priority.P2, Priority.P3
SLOW_FRACTION = 0.8
"""An answer beyond this part of the bound is too near to one that cannot be told from a wrong."""
SLOW_KEPT_S = 86_400.0
"""A new longest answer is told this long after it came, s."""
BUSY_PERCENT = 95.0
LATE_PERCENT = 95.0
"""Least part of the answered polls that must be on time, %."""
POLLS_LEAST = 20
"""Fewer answered polls say nothing about being on time."""
BUSY_S = 60.0
NOISE_PERCENT = 2.0
"""Damaged answers beyond this part of the polls of a minute are told, % (safety reference F-18)."""
NOISE_LEAST = 5
"""Fewer damaged answers in a minute are chance."""
DAMAGED = ("crc", "lrc", "garbled", "truncated")
"""Reasons of a miss that say that something came, and was not whole."""
SLOW_LEAST = 3
"""So many slow stations on one line are one event: the line, its adapter, its repeater."""
WRONG_MODES = frozenset({"wrong_mode_gateway", "wrong_mode_transparent"})


def line_faults(
    bus: str, now: BusState, before: BusState | None, span_s: float
) -> Iterator[Condition]:
    """What is wrong with a line itself."""
    if now.trouble in WRONG_MODES:
        yield Condition(now.trouble, bus, P2, 10.0)
    busy = 100.0 * now.used_share
    if busy > BUSY_PERCENT:
        yield Condition("line_overloaded", bus, P3, BUSY_S, round(busy), BUSY_PERCENT, "%")
    if before is not None and span_s >= BUSY_S / 2:
        yield from _noise(bus, now, before)
    if before is None or span_s < BUSY_S / 2 or now.answered - before.answered < POLLS_LEAST:
        return
    share = on_time_percent(now, before)
    if share is not None and share < LATE_PERCENT:
        yield Condition("polls_late", bus, P3, BUSY_S, round(share, 1), LATE_PERCENT, "%")


def _noise(bus: str, now: BusState, before: BusState) -> Iterator[Condition]:
    damaged = sum(now.errors.get(why, 0) - before.errors.get(why, 0) for why in DAMAGED)
    asked = now.asked - before.asked
    percent = 100.0 * damaged / max(asked, 1)
    if damaged >= NOISE_LEAST and percent > NOISE_PERCENT:
        yield Condition("line_noisy", bus, P3, 0.0, round(percent, 1), NOISE_PERCENT, "%")


class SlowReplies:
    """Remembers when each station's longest answer grew."""

    def __init__(self, layout: Layout) -> None:
        """Which stations keep fish alive."""
        self._vital = {s.device: _is_vital(s.tags) for s in layout.stations}
        self._grown: dict[str, tuple[float, float]] = {}

    def seen(self, stations: Mapping[str, StationState], at_s: float) -> Iterator[Condition]:
        """Stations whose longest answer came near their bound, or whose p99 is there."""
        for device, state in stations.items():
            worst_ms, bound_ms = state.reply_ms_max, state.reply_bound_ms
            limit_ms = SLOW_FRACTION * bound_ms
            if bound_ms <= 0 or worst_ms <= limit_ms:
                continue
            held_ms, grown_s = self._grown.get(device, (0.0, at_s))
            if worst_ms > held_ms:
                self._grown[device] = (worst_ms, at_s)
                grown_s = at_s
            if at_s - grown_s < SLOW_KEPT_S or state.reply_ms_p99 > limit_ms:
                priority = P2 if self._vital.get(device) else P3
                yield Condition(
                    "reply_slow", device, priority, 0.0, round(worst_ms), round(bound_ms), "ms"
                )


def slow_line(bus: str, slow: Sequence[Condition]) -> Iterator[Condition]:
    """The line, where many of its stations answer slowly."""
    if len(slow) >= SLOW_LEAST:
        priority = min(row.priority for row in slow)
        yield Condition("line_slow", bus, priority, value=float(len(slow)), counted=True)


def setting_faults(found: Iterable[SettingFound]) -> Iterator[Condition]:
    """One condition for each setting that is not as demanded."""
    for row in found:
        stem = "comm_loss" if row.comm_loss else "setting"
        several = len(row.must_be) > 1
        zh = "、".join(f"{value:g}" for value in row.must_be)
        en = " or ".join(f"{value:g}" for value in row.must_be)
        yield Condition(
            f"{stem}_{row.reason}",
            f"{row.device_id}.{row.key}",
            P2 if row.life_support else P3,
            5.0,
            row.found,
            row.must_be[0] if row.must_be and not several else None,
            row.unit,
            f"允许 {zh}；{row.why.zh}" if several else row.why.zh,
            f"allowed: {en}; {row.why.en}" if several else row.why.en,
        )


def _is_vital(tags: Iterable[str]) -> bool:
    return any(QUANTITIES[name.partition(".")[2]].life_support for name in tags)
