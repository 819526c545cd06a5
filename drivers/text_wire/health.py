"""How a text wire and its one device are, in the words of the link.

It refuses to know what was said on it. A device that is only listened to is never asked: it has
no round, no lateness and no reply times, and says so with empty counts.
"""

from drivers.schedule import Timetable
from drivers.tally import Tally
from farm.link import BusState, StationState
from farm.site import Device


def text_state(
    tally: Tally,
    timetable: Timetable,
    device: Device,
    worst_s: float,
    trouble: str,
    now_s: float,
) -> BusState:
    """See drivers.bus.Bus.state."""
    asked, answered, on_time = timetable.totals()
    slot, seen = timetable.slots[0], tally.of(0)
    station = StationState(
        asked=asked,
        answered=answered,
        misses_in_row=slot.misses,
        breaker_open=slot.breaker_open,
        last_reason=seen.last_reason,
        reply_ms_p50=seen.replies.quantile_ms(0.5),
        reply_ms_p99=seen.replies.quantile_ms(0.99),
        reply_ms_max=round(seen.replies.largest_s * 1000, 3),
        reply_bound_ms=worst_s * 1000,
        reply_counts=seen.replies.counts(),
    )
    return BusState(
        asked=asked,
        answered=answered,
        missed=asked - answered,
        on_time=on_time,
        worst_reply_ms=round(tally.worst_reply_s * 1000, 3),
        wrong_rejected=tally.wrong_rejected,
        trouble=trouble,
        round_s=round(tally.round_s, 4),
        used_share=round(tally.load.share(now_s), 3),
        late_ms_p50=tally.lateness.quantile_ms(0.5),
        late_ms_p99=tally.lateness.quantile_ms(0.99),
        late_ms_max=round(tally.lateness.largest_s * 1000, 3),
        reconnects=tally.reconnects,
        errors=dict(tally.errors),
        stations={device.id: station},
    )
