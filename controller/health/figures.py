"""Figures of a line and of a station, from two looks at their counts.

It refuses to know time and who reads them: what two looks cannot tell is left out, never made up.
"""

from collections.abc import Mapping

from farm.link import BusState, StationState

KINDS = {
    "no_reply": "no_reply_rate",
    "crc": "damaged_rate",
    "lrc": "damaged_rate",
    "truncated": "damaged_rate",
    "exception": "exception_rate",
    "line_busy": "line_busy_rate",
    "babble": "line_busy_rate",
}
"""Quantity an error is counted under by the start of its reason; all others are wrong frames."""
RATES = ("no_reply_rate", "damaged_rate", "wrong_frame_rate", "exception_rate", "line_busy_rate")

Figures = dict[str, float]


def line_figures(now: BusState, before: BusState | None, span_s: float) -> Figures:
    """Quantities of a line; rates per minute and shares over the `span_s` between the looks."""
    figures: Figures = {
        "reconnects": float(now.reconnects),
        "wrong_rejected": float(now.wrong_rejected),
    }
    if now.answered:
        figures["utilisation"] = 100.0 * now.used_share
        figures["poll_jitter_p99"] = now.late_ms_p99
    if now.round_s > 0:
        figures["round_time"] = now.round_s
    if before is None or span_s <= 0:
        return figures
    share = on_time_percent(now, before)
    if share is not None:
        figures["polls_on_time"] = share
    return figures | _rates(now.errors, before.errors, span_s)


def on_time_percent(now: BusState, before: BusState) -> float | None:
    """Part of the answered polls that were on time, %; None when none was answered.

    Polls without an answer are left out: a dead station is no busy line.
    """
    answered = now.answered - before.answered
    if answered <= 0:
        return None
    return 100.0 * min((now.on_time - before.on_time) / answered, 1.0)


def station_figures(now: StationState, before: StationState | None, span_s: float) -> Figures:
    """Quantities of a station; nothing about replies before there was one."""
    figures: Figures = {"breaker": float(now.breaker_open), "writes": float(now.writes)}
    if now.answered and now.reply_ms_max > 0:
        figures["reply_p50"] = now.reply_ms_p50
        figures["reply_p99"] = now.reply_ms_p99
        figures["reply_worst"] = now.reply_ms_max
        if now.reply_bound_ms > 0:
            figures["reply_bound_share"] = 100.0 * now.reply_ms_max / now.reply_bound_ms
    if before is not None and span_s > 0:
        missed = (now.asked - now.answered) - (before.asked - before.answered)
        figures["miss_rate"] = _per_min(missed, span_s)
    return figures


def _rates(now: Mapping[str, int], before: Mapping[str, int], span_s: float) -> Figures:
    figures = dict.fromkeys(RATES, 0.0)
    for reason, count in now.items():
        key = next((k for start, k in KINDS.items() if reason.startswith(start)), RATES[2])
        figures[key] += _per_min(count - before.get(reason, 0), span_s)
    return figures


def _per_min(count: int, span_s: float) -> float:
    return 60.0 * max(count, 0) / span_s
