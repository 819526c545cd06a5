"""Figures about alarms, and the list they are made of.

Knows rows of state.db; refuses to know the controller's alarm logic.
"""

from pathlib import Path

from dashboard.alarm_figures import TEN_MIN_MS, alarm_figures
from farm.alarm import AlarmState
from records.state.rows import AlarmEvent
from records.state.store import StateStore, put_alarm_event, put_start
from tests.dashboard.harness import Bench, alarm, on_bench

AT_MS = 1_790_000_000_000
S = AlarmState


def event(place: str, after_ms: int, state: AlarmState, actor: str = "") -> AlarmEvent:
    since_ms = AT_MS if state is S.ACKNOWLEDGED else AT_MS + after_ms
    changed = alarm(place, state=state, since_ms=since_ms, changed_ms=AT_MS + after_ms)
    return AlarmEvent(AT_MS + after_ms, changed, actor)


def test_the_worst_ten_minutes_are_found_wherever_they_begin() -> None:
    minutes = [0, 1, 9.9, 10, 10.5, 11, 40]
    events = [event("1-01", int(m * 60_000), S.UNACKNOWLEDGED) for m in minutes]
    figures = alarm_figures(list(reversed(events)), AT_MS, AT_MS + 6 * TEN_MIN_MS)
    # Half-open: the alarm of minute 1 is out of the window that ends with minute 11.
    assert figures.worst_10_min == 4
    assert figures.raised == 7 and figures.per_10_min == 1.17
    assert figures.most_often is not None and figures.most_often.times == 7


def test_only_a_persons_acknowledgement_is_timed() -> None:
    events = [
        event("1-01", 0, S.UNACKNOWLEDGED),
        event("1-01", 60_000, S.ACKNOWLEDGED, "operator"),
        event("1-01", 180_000, S.ACKNOWLEDGED, "operator"),
        event("1-01", 900_000, S.ACKNOWLEDGED),
        event("1-01", 999_000, S.NORMAL),
    ]
    figures = alarm_figures(events, AT_MS, AT_MS + TEN_MIN_MS)
    assert (figures.acknowledged_after_min, figures.raised) == (2.0, 1)


def test_nothing_happened_is_no_figure() -> None:
    figures = alarm_figures([], AT_MS, AT_MS)
    assert (figures.worst_10_min, figures.acknowledged_after_min) == (0, None)
    assert figures.most_often is None


def test_the_list_is_newest_first_with_who_did_it(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        store = StateStore(tmp_path / "state.db")
        rows = [
            event("1-01", 0, S.UNACKNOWLEDGED),
            event("1-01", 60_000, S.ACKNOWLEDGED, "operator"),
        ]
        store.write([put_start("boot-a", AT_MS), *map(put_alarm_event, rows)])
        store.close()
        client = await bench.signed_in("viewer")
        span = {"from": AT_MS, "to": AT_MS + 3_600_000}
        said = (await client.get("/api/v1/alarms/history", params=span)).json()
        assert [(one["alarm"]["state"], one["actor"]) for one in said["changes"]] == [
            ("acknowledged", "operator"),
            ("unacknowledged", ""),
        ]
        assert said["figures"]["acknowledged_after_min"] == 1.0
        today = (await client.get("/api/v1/alarms/history")).json()
        assert today["changes"] == [] and today["to_ms"] - today["from_ms"] == 86_400_000
        bad = await client.get("/api/v1/alarms/history", params={"from": 9, "to": 5})
        assert (bad.status_code, bad.json()["error"]) == (422, "bad_span")

    on_bench(tmp_path, test, controller=False)
