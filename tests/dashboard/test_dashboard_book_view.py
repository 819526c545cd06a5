"""A view carried on is the view folded anew, whatever comes and in whatever order.

Knows events; refuses to know HTTP.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from dashboard.book_view import book_view, ration_kg_d, tank_stocks
from records.canonical import ZERO_HASH
from records.civil import SITE_ZONE
from records.journal.events import Reversal, read_event
from records.journal.stored import StoredEvent
from tests.dashboard.harness import trial_site

SITE = trial_site()
START = datetime(2026, 9, 1, tzinfo=UTC)
NOW = START + timedelta(days=60)


def event(number: int, kind: str, hours: float, **fields: Any) -> StoredEvent:
    document = {
        "kind": kind,
        "event_id": str(UUID(int=number + 1)),
        "happened_at": START + timedelta(hours=hours),
        "actor": "operator",
        "site": "trial",
        **fields,
    }
    return StoredEvent(number + 1, NOW, read_event(document), ZERO_HASH, ZERO_HASH)


def in_tank(number: int, kind: str, hours: float, **fields: Any) -> StoredEvent:
    return event(number, kind, hours, batch="26-01", tank="1-01", **fields)


def past() -> list[StoredEvent]:
    return [
        in_tank(0, "STOCK_IN", 0, count_heads=9000, mass_g=900_000),
        in_tank(1, "FEED", 10, mass_g=10_000),
        in_tank(2, "SAMPLE_WEIGH", 20, sample_heads=10, sample_mass_g=1_200),
    ]


later = st.lists(
    st.tuples(
        st.sampled_from(["FEED", "MORT", "SAMPLE_WEIGH", "REVERSAL"]),
        st.floats(1, 1400),
        st.integers(1, 90),
    ),
    max_size=8,
)


@given(later)
def test_carried_on_is_folded_anew(steps: list[tuple[str, float, int]]) -> None:
    stored = past()
    view = book_view(tuple(stored), SITE, SITE_ZONE, NOW)
    reversed_ids: set[UUID] = set()
    for kind, hours, amount in steps:
        number = len(stored)
        if kind == "REVERSAL":
            target = next(
                (s.event.event_id for s in stored[1:] if s.event.event_id not in reversed_ids
                 and not isinstance(s.event, Reversal)), None,
            )  # fmt: skip
            if target is None:
                continue
            reversed_ids.add(target)
            fields = {"ref": str(target), "reason": "wrong", "approved_by": "manager"}
            stored.append(event(number, kind, hours, **fields))
        else:
            shapes: dict[str, dict[str, Any]] = {
                "FEED": {"mass_g": amount},
                "MORT": {"count_heads": amount, "cause": "UNKNOWN"},
                "SAMPLE_WEIGH": {"sample_heads": 1, "sample_mass_g": amount},
            }
            stored.append(in_tank(number, kind, hours, **shapes[kind]))
        view = book_view(tuple(stored), SITE, SITE_ZONE, NOW, view)
        assert view == book_view(tuple(stored), SITE, SITE_ZONE, NOW)


def test_deaths_are_counted_by_civil_days() -> None:
    stored = past()
    spans = [(0, 1), (5, 10), (20, 100), (40, 1000)]
    for number, (days, heads) in enumerate(spans, start=3):
        hours = (60 - days) * 24 - 1
        stored.append(in_tank(number, "MORT", hours, count_heads=heads, cause="UNKNOWN"))
    book = book_view(tuple(stored), SITE, SITE_ZONE, NOW).tank("1-01")
    assert (book.dead_today, book.dead_7_days, book.dead_30_days) == (1, 11, 111)
    assert str(book.stocked_on) == "2026-09-01"


def test_a_day_of_feed_is_the_plans_own_curve() -> None:
    """Ras-science 4: the mean fish of the plan eats about 1.2 % of its weight a day."""
    assert ration_kg_d(0, 0.0) == 0
    for mean_g, percent_low, percent_high in [(15, 2.0, 3.5), (300, 0.9, 1.4), (540, 0.7, 1.1)]:
        percent = ration_kg_d(1000, mean_g) / (1000 * mean_g / 1000) * 100
        assert percent_low < percent < percent_high


def test_the_controller_is_told_every_tank_also_the_empty() -> None:
    told = tank_stocks(book_view(tuple(past()), SITE, SITE_ZONE, NOW), 7)
    assert [one.heads for one in told] == [9000, 0, 0, 0]
    assert told[0].biomass_kg == 1080 and told[0].ration_kg_d > 0
    assert {one.at_ms for one in told} == {7}
