"""Events as they arrive: what is read, what is refused, and that the text is one text."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from records.canonical import ZERO_HASH, canonical_json, chain, link
from records.journal.causes import CAUSE_WORDS, DeathCause
from records.journal.events import Harvest, read_event, read_event_text
from records.journal.stored import instant_text, linked

EXAMPLES = Path(__file__).parents[1] / "data" / "dividend-examples.json"
GOOD: dict[str, Any] = {
    "kind": "HARVEST",
    "event_id": "6f1c2c0e-5a0e-4b53-9d5e-1d5b2f2b8a01",
    "happened_at": "2026-11-20T08:15:00+08:00",
    "actor": "u07",
    "site": "xiaojieling",
    "batch": "B2026-03",
    "tank": "S1-T07",
    "count_heads": 2500,
    "mass_g": 1_250_000,
}


def test_an_event_is_read_and_its_time_becomes_utc() -> None:
    event = read_event(GOOD)
    assert isinstance(event, Harvest)
    assert event.happened_at == datetime(2026, 11, 20, 0, 15, tzinfo=UTC)
    assert read_event_text(event.canonical()) == event


@pytest.mark.parametrize(
    "change",
    [
        {"mass_g": 1.0},
        {"mass_g": "1250000"},
        {"mass_g": True},
        {"mass_g": 0},
        {"mass_g": -1},
        {"mass_g": 10**9 + 1},
        {"count_heads": None},
        {"happened_at": "2026-11-20T08:15:00"},
        {"kind": "HARVESTED"},
        {"tank": ""},
        {"tank": " T1"},
        {"tank": "T1\n"},
        {"batch": "x" * 65},
        {"mass_kg": 1250},
        {"event_id": "7"},
        {"backfilled": True},
        {"backfill_reason": "夜里没有网络"},
        {"source": {"boot": "b", "seq": -1}},
        {"source": {"boot": "b", "seq": 1.0}},
    ],
    ids=str,
)
def test_what_is_not_an_event_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read_event({**GOOD, **change})


def test_an_event_cannot_be_changed() -> None:
    event: Any = read_event(GOOD)
    with pytest.raises(ValidationError):
        event.actor = "someone"


def test_a_late_entry_says_why_it_is_late() -> None:
    late = read_event({**GOOD, "backfilled": True, "backfill_reason": "夜里没有网络"})
    assert late.backfill_reason == "夜里没有网络"


def test_every_cause_of_death_has_words() -> None:
    assert set(CAUSE_WORDS) == set(DeathCause)


def test_the_chain_of_the_specification() -> None:
    case = json.loads(EXAMPLES.read_text(encoding="utf-8"))["vectors"]["hash_chain"]["cases"][0]
    texts = [canonical_json(event) for event in case["inputs"]["events"]]
    assert [{"canonical": t, "hash": h} for t, h in zip(texts, chain(texts), strict=True)] == (
        case["expected"]["chain"]
    )


def test_an_event_is_linked_as_the_specification_links() -> None:
    at = datetime(2026, 11, 20, 0, 16, 0, 123_456, tzinfo=UTC)
    stored = linked(read_event(GOOD), 1, at)
    assert stored.hash == link(ZERO_HASH, stored.canonical())
    assert '"recorded_at":"2026-11-20T00:16:00.123Z","seq":1' in stored.canonical()


@given(
    st.integers(0, 100 * 366 * 86_400_000),
    st.integers(0, 10**6),
    st.integers(-14, 14),
)
def test_instants_sort_as_their_texts_do(at_ms: int, later_ms: int, zone_h: int) -> None:
    first = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)
    second = first + timedelta(milliseconds=later_ms)
    assert (instant_text(first) < instant_text(second)) == (later_ms > 0)
    shown = {**GOOD, "happened_at": first.astimezone(timezone(timedelta(hours=zone_h))).isoformat()}
    assert read_event(shown).happened_at == first
    assert read_event(shown).canonical() == read_event(read_event(shown).as_json()).canonical()


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), {"a": [0.5]}, {1: 2}, {1, 2}, b"x", UUID(int=1)]
)
def test_no_canonical_text_for_what_json_cannot_say_exactly(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)
