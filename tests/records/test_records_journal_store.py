"""The journal on disk: durable when it returns, once per id, judged against what is there."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from records.refusal import EventRefused
from records.store.event_log import EventLog
from records.store.journal_store import JournalStore, journal_url, open_journal
from tests.records.journal_scene import START, Clock, energy, event, refused_codes, stocked


def test_what_was_appended_is_there_after_reopening(path: Path, clock: Clock) -> None:
    with open_journal(journal_url(path), clock=clock) as store:
        stored = store.append(stocked())
        head = store.head_hash()
    with open_journal(journal_url(path), clock=clock) as store:
        assert store.events() == [stored]
        assert store.head_hash() == head == stored.hash
        assert store.verify() == []


def test_the_same_event_again_changes_nothing(store: JournalStore) -> None:
    first = stocked()
    stored = store.append(first)
    assert store.append(first) == stored
    assert store.append_all([first, first])[1] == stored
    assert len(store.events()) == 1


def test_the_same_id_with_another_content_is_refused(store: JournalStore) -> None:
    first = stocked()
    other = first.model_copy(update={"count_heads": 999})
    assert refused_codes(store, first, other) == ["SAME_ID_OTHER_CONTENT"]
    store.append(first)
    assert refused_codes(store, other) == ["SAME_ID_OTHER_CONTENT"]
    assert len(store.events()) == 1


def test_a_group_is_written_whole_or_not_at_all(store: JournalStore) -> None:
    too_many = event("HARVEST", 1, tank="T1", count_heads=2000, mass_g=1)
    assert refused_codes(store, stocked(), too_many) == ["STOCK_SHORT"]
    assert store.events() == []
    assert store.append_all([stocked(), event("FEED", 1, tank="T1", mass_g=5)])[1].seq == 2


def test_a_correction_replaces_the_wrong_event(store: JournalStore) -> None:
    store.append(stocked())
    wrong = event("HARVEST", 2, tank="T1", count_heads=1000, mass_g=1_250_000)
    store.append(wrong)
    late = event("MORT", 3, tank="T1", count_heads=1, cause="UNKNOWN")
    assert refused_codes(store, late) == ["STOCK_SHORT"]
    undo = event("REVERSAL", 4, ref=str(wrong.event_id), reason="磅单录错", approved_by="wang")
    right = event(
        "HARVEST", 2, tank="T1", count_heads=900, mass_g=1_205_000, corrects=str(wrong.event_id)
    )
    store.append_all([undo, right])
    store.append(late)
    assert [item.seq for item in store.events(batch="B1")] == [1, 2, 3, 4, 5]
    assert refused_codes(store, undo.model_copy(update={"event_id": uuid4()})) == [
        "ALREADY_REVERSED"
    ]


def test_stock_carried_in_memory_judges_as_the_whole_journal_does(store: JournalStore) -> None:
    store.append(stocked(10))
    for at in range(1, 11):
        store.append(event("MORT", at, tank="T1", count_heads=1, cause="UNKNOWN"))
    assert refused_codes(store, event("MORT", 11, tank="T1", count_heads=1, cause="VIRUS")) == [
        "STOCK_SHORT"
    ]
    assert refused_codes(store, event("MORT", 5, tank="T1", count_heads=1, cause="VIRUS")) == [
        "STOCK_SHORT"
    ]
    assert refused_codes(store, event("FEED", 12, tank="T9", mass_g=1)) == ["TANK_UNKNOWN"]
    assert refused_codes(store, event("FEED", 60, tank="T1", mass_g=1)) == ["IN_THE_FUTURE"]


def test_a_late_entry_is_judged_at_its_own_time_and_not_by_the_stock_of_today(
    store: JournalStore,
) -> None:
    store.append(stocked(100))
    store.append(event("HARVEST", 5, tank="T1", count_heads=100, mass_g=9000))
    store.append(event("STOCK_IN", 8, tank="T1", count_heads=50, mass_g=500))
    late = event("MORT", 6, tank="T1", count_heads=1, cause="UNKNOWN")
    assert refused_codes(store, late) == ["STOCK_SHORT"]


def test_nobody_judges_by_a_stock_that_is_not_yet_carried(
    store: JournalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second thread that gets in between writing and carrying would take the same fish."""
    store.append(stocked(1))
    last = [event("HARVEST", 1, tank="T1", count_heads=1, mass_g=500) for _ in range(2)]
    refused: list[Exception] = []

    def second() -> None:
        try:
            store.append(last[1])
        except EventRefused as refusal:
            refused.append(refusal)

    other = threading.Thread(target=second)
    carry = EventLog._carry

    def carry_late(self: EventLog, events: Any, carried: Any) -> None:
        if not other.ident:
            other.start()
            other.join(0.5)
        carry(self, events, carried)

    monkeypatch.setattr(EventLog, "_carry", carry_late)
    store.append(last[0])
    other.join()
    assert len(refused) == 1
    assert len(store.events()) == 2


def test_threads_never_take_the_same_fish_twice(store: JournalStore) -> None:
    store.append(stocked(50))
    taken: list[bool] = []

    def harvest() -> None:
        for _ in range(10):
            try:
                store.append(event("HARVEST", 1, tank="T1", count_heads=1, mass_g=500))
                taken.append(True)
            except EventRefused:
                taken.append(False)

    threads = [threading.Thread(target=harvest) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (taken.count(True), taken.count(False)) == (50, 30)
    assert [item.seq for item in store.events()] == list(range(1, 52))
    assert store.verify() == []


def test_a_fact_of_the_controller_is_taken_once(store: JournalStore) -> None:
    first = energy(7)
    store.append(first)
    assert store.append(first).seq == 1
    assert refused_codes(store, energy(7)) == ["FACT_TAKEN"]
    assert refused_codes(store, energy(8), energy(8)) == ["FACT_TAKEN"]
    store.append(energy(7, boot="b2"))
    assert store.log.last_taken_seq("b1") == 7
    assert store.log.last_taken_seq("b3") == -1
    assert first.source is not None
    assert store.log.taken_fact(first.source) == first.event_id


def test_events_are_found_by_batch_tank_kind_and_time(store: JournalStore) -> None:
    store.append(stocked())
    store.append(event("TRANSFER", 1, from_tank="T1", to_tank="T2", count_heads=10))
    store.append(event("FEED", 2, tank="T1", mass_g=1))
    store.append(energy(1))
    assert [item.event.kind for item in store.events(tank="T2")] == ["TRANSFER"]
    assert [item.seq for item in store.events(batch="B1")] == [1, 2, 3]
    assert [item.seq for item in store.events(kinds=["FEED", "STOCK_IN"])] == [1, 3]
    second_day = START + timedelta(days=1)
    assert [item.seq for item in store.events(happened_before=second_day)] == [1]
    assert [item.seq for item in store.events(happened_from=second_day, limit=1)] == [2]
    assert [item.seq for item in store.events(after_seq=3)] == [4]
    assert store.log.event(UUID(int=9)) is None
