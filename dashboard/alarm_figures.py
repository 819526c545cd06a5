"""How good the alarms themselves are: how many, how bunched, how fast they are seen.

It refuses to know the present; it is handed what happened to alarms over a day.

Targets: ISA-18.2 / EEMUA 191 as in operator-ui 1.4: below 1 in 10 minutes, at most 10 in any 10.
"""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from dashboard.api_live import AlarmFigures, MostOften
from farm.alarm import AlarmState
from records.state.rows import AlarmEvent

TEN_MIN_MS = 600_000


def alarm_figures(events: Sequence[AlarmEvent], from_ms: int, to_ms: int) -> AlarmFigures:
    """Figures of the changes in a span; order does not matter."""
    raised = sorted(event.at_ms for event in events if _is_raised(event))
    spans = max(1.0, (to_ms - from_ms) / TEN_MIN_MS)
    waited = [
        (event.at_ms - event.alarm.since_ms) / 60_000
        for event in events
        if event.alarm.state is AlarmState.ACKNOWLEDGED and event.actor
    ]
    return AlarmFigures(
        raised=len(raised),
        per_10_min=round(len(raised) / spans, 2),
        worst_10_min=_most_within(raised, TEN_MIN_MS),
        acknowledged_after_min=round(median(waited), 1) if waited else None,
        most_often=_most_often(events),
    )


def _is_raised(event: AlarmEvent) -> bool:
    return event.alarm.state is AlarmState.UNACKNOWLEDGED


def _most_within(at_ms: Sequence[int], span_ms: int) -> int:
    most, first = 0, 0
    for last, now_ms in enumerate(at_ms):
        while at_ms[first] <= now_ms - span_ms:
            first += 1
        most = max(most, last - first + 1)
    return most


def _most_often(events: Sequence[AlarmEvent]) -> MostOften | None:
    counted = Counter(event.alarm.id for event in events if _is_raised(event))
    if not counted:
        return None
    id, times = counted.most_common(1)[0]
    alarm = next(event.alarm for event in events if event.alarm.id == id)
    return MostOften(id=id, place=alarm.place, text=alarm.text, times=times)
