"""How a wire and its stations are, in the words of the link.

It refuses to know what was asked; it reads the tally and the timetable.
"""

from collections.abc import Sequence

from drivers.schedule import Slot, Timetable
from drivers.station import Station
from drivers.tally import Seen, Tally
from farm.link import BusState, StationState


def bus_state(
    tally: Tally,
    timetable: Timetable,
    trouble: str,
    now_s: float,
    stations: dict[str, StationState],
) -> BusState:
    """See drivers.bus.Bus.state."""
    asked, answered, on_time = timetable.totals()
    lateness = tally.lateness
    return BusState(
        asked=asked,
        answered=answered,
        missed=asked - answered,
        on_time=on_time,
        worst_reply_ms=_ms(tally.worst_reply_s),
        wrong_rejected=tally.wrong_rejected,
        trouble=trouble,
        round_s=round(tally.round_s, 4),
        used_share=round(tally.load.share(now_s), 3),
        reconnects=tally.reconnects,
        writes=sum(seen.writes for seen in tally.seen.values()),
        late_ms_p50=lateness.quantile_ms(0.5),
        late_ms_p99=lateness.quantile_ms(0.99),
        late_ms_max=_ms(lateness.largest_s),
        errors=dict(tally.errors),
        stations=stations,
    )


def station_states(
    tally: Tally, timetable: Timetable, stations: Sequence[Station]
) -> dict[str, StationState]:
    """Every station by device id; one that is asked at several paces is one."""
    slots: dict[str, list[Slot]] = {}
    for station, slot in zip(stations, timetable.slots, strict=True):
        slots.setdefault(station.device.id, []).append(slot)
    by_id = {station.device.id: station for station in stations}
    return {
        name: _state(tally.of(by_id[name].device.unit), rows, by_id[name])
        for name, rows in slots.items()
    }


def _state(seen: Seen, slots: Sequence[Slot], station: Station) -> StationState:
    return StationState(
        asked=sum(slot.asked for slot in slots),
        answered=sum(slot.answered for slot in slots),
        misses_in_row=slots[0].misses,
        breaker_open=slots[0].breaker_open,
        last_reason=seen.last_reason,
        writes=seen.writes,
        reply_ms_p50=seen.replies.quantile_ms(0.5),
        reply_ms_p99=seen.replies.quantile_ms(0.99),
        reply_ms_max=_ms(seen.replies.largest_s),
        reply_bound_ms=_ms(station.pace.worst_reply_s),
        reply_counts=seen.replies.counts(),
    )


def _ms(time_s: float) -> float:
    return round(time_s * 1000, 3)
