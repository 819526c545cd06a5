"""Stock as a fold: heads as double entry, book mass, corrections, what is refused and why."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.journal.events import ProductionEvent, read_event
from records.journal.stored import known_at, linked
from records.stock.check import Books, check, check_all
from records.stock.fold import FarmStock, ImpossibleStock, fold
from records.stock.heads import NegativeAccount, Posting, close
from records.stock.lot import estimated_growth_g
from records.stock.movements import movement
from records.stock.running import running

START = datetime(2026, 11, 1, tzinfo=UTC)
NOW = START + timedelta(days=30)
TANKS = frozenset({"T1", "T2", "T3"})


def event(kind: str, day: float = 0, **fields: Any) -> ProductionEvent:
    common = {
        "event_id": str(uuid4()),
        "happened_at": (START + timedelta(days=day)).isoformat(),
        "actor": "li",
        "site": "farm",
    }
    if kind not in ("REVERSAL", "FACT_TAKEN"):
        common["batch"] = "B1"
    return read_event({"kind": kind, **common, **fields})


def stocked(heads: int = 20_000, mass_g: int = 200_000, tank: str = "T1") -> ProductionEvent:
    return event("STOCK_IN", tank=tank, count_heads=heads, mass_g=mass_g)


def reversal(of: ProductionEvent, **fields: Any) -> ProductionEvent:
    given_by = {"reason": "磅单录错", "approved_by": "wang", **fields}
    return event("REVERSAL", 20, ref=str(of.event_id), **given_by)


def books(*events: ProductionEvent) -> Books:
    return Books(events, NOW, TANKS)


def codes(problems: Any) -> list[str]:
    return [found.code for found in problems]


def test_the_ledger_of_heads_of_the_specification_as_a_journal() -> None:
    wrong = event("TRANSFER", 3, from_tank="T1", to_tank="T3", count_heads=3000)
    stock = fold(
        [
            stocked(),
            event("MORT", 1, tank="T1", count_heads=137, cause="UNKNOWN"),
            event("TRANSFER", 2, from_tank="T1", to_tank="T2", count_heads=8000),
            wrong,
            reversal(wrong),
            event("TRANSFER", 3, from_tank="T1", to_tank="T3", count_heads=2950),
            event("MORT", 4, tank="T2", count_heads=45, cause="CULLED"),
            event("HARVEST", 5, tank="T2", count_heads=7900, mass_g=4_000_000),
            event("COUNT_ADJUST", 6, tank="T2", delta_heads=-55, reason="清池", approved_by="wang"),
        ]
    )
    assert {key.tank: lot.heads for key, lot in stock.lots.items()} == {
        "T1": 8913,
        "T2": 0,
        "T3": 2950,
    }
    total = stock.batch_total("B1")
    assert (total.stocked_heads, total.dead_heads, total.harvested_heads) == (20_000, 182, 7900)
    assert total.unexplained_heads == 55


def test_book_mass_follows_the_weighing_and_never_the_feed() -> None:
    events = [
        stocked(1000, 10_000),
        event("FEED", 1, tank="T1", mass_g=5000),
        event("SAMPLE_WEIGH", 2, tank="T1", sample_heads=30, sample_mass_g=457),
        event("FEED", 3, tank="T1", mass_g=2400),
    ]
    lot = fold(events).lot("B1", "T1")
    assert lot.mass_g == 15_233  # 1000 × 457 / 30 = 15,233.3
    assert (lot.feed_g, lot.feed_since_weighing_g) == (7400, 2400)
    assert estimated_growth_g(lot, 1200) == 2000


def test_an_emptied_tank_holds_no_mass() -> None:
    stock = fold([stocked(7, 100), event("HARVEST", 1, tank="T1", count_heads=7, mass_g=101)])
    lot = stock.lot("B1", "T1")
    assert (lot.heads, lot.mass_g, lot.harvested_book_g) == (0, 0, 100)


def test_a_move_carries_book_mass_or_the_mass_on_the_ticket() -> None:
    by_book = fold(
        [stocked(3, 10), event("TRANSFER", 1, from_tank="T1", to_tank="T2", count_heads=2)]
    )
    assert [lot.mass_g for lot in by_book.lots.values()] == [3, 7]
    move = event("TRANSFER", 1, from_tank="T1", to_tank="T2", count_heads=2, mass_g=9)
    assert [lot.mass_g for lot in fold([stocked(3, 10), move]).lots.values()] == [3, 9]


def test_a_correction_takes_the_place_of_the_event_at_its_own_time() -> None:
    wrong = event("HARVEST", 2, tank="T1", count_heads=100, mass_g=1_250_000)
    right = event(
        "HARVEST", 2, tank="T1", count_heads=100, mass_g=1_205_000, corrects=str(wrong.event_id)
    )
    before = books(stocked(), wrong)
    pair = [reversal(wrong), right]
    assert check_all(pair, before) == []
    stock = fold([*before.events, *pair])
    assert stock.lot("B1", "T1").harvested_g == 1_205_000
    assert codes(check(right, before)) == ["NOT_REVERSED"]


def test_the_books_as_they_were_known_then() -> None:
    wrong = event("HARVEST", 2, tank="T1", count_heads=100, mass_g=1_250_000)
    stored = [
        linked(item, seq, START + timedelta(days=day))
        for seq, (item, day) in enumerate([(stocked(), 0), (wrong, 2), (reversal(wrong), 20)], 1)
    ]
    known = list(known_at(stored, START + timedelta(days=10)))
    assert fold(known).lot("B1", "T1").harvested_g == 1_250_000
    assert fold(item.event for item in stored).lot("B1", "T1").harvested_g == 0


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (event("HARVEST", 2, tank="T1", count_heads=20_001, mass_g=1), "STOCK_SHORT"),
        (event("MORT", 2, tank="T2", count_heads=1, cause="VIRUS"), "STOCK_SHORT"),
        (event("FEED", 2, tank="T3", mass_g=1000), "STOCK_SHORT"),
        (event("FEED", -1, tank="T1", mass_g=1000), "STOCK_SHORT"),
        (event("FEED", 2, tank="T9", mass_g=1000), "TANK_UNKNOWN"),
        (event("FEED", 31, tank="T1", mass_g=1000), "IN_THE_FUTURE"),
        (event("TRANSFER", 2, from_tank="T1", to_tank="T1", count_heads=1), "SAME_TANK"),
        (event("SALE", 2, mass_g=1, price_fen_per_kg=1, customer="x"), "SOLD_MORE_THAN_HARVESTED"),
        (
            event("COUNT_ADJUST", 2, tank="T2", delta_heads=5, reason="x", approved_by="wang"),
            "MASS_NEEDED",
        ),
        (
            event("COUNT_ADJUST", 2, tank="T1", delta_heads=5, reason="x", approved_by="li"),
            "SAME_PERSON",
        ),
        (event("REVERSAL", 2, ref=str(UUID(int=7)), reason="x", approved_by="wang"), "REF_UNKNOWN"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.kind,
)
def test_impossible_events_are_refused_with_a_reason(bad: ProductionEvent, code: str) -> None:
    found = check(bad, books(stocked()))
    assert codes(found) == [code]
    assert found[0].explanation.zh and found[0].explanation.en


def test_a_reversal_that_would_leave_later_events_without_fish_is_refused() -> None:
    first = stocked()
    known = books(first, event("HARVEST", 3, tank="T1", count_heads=10, mass_g=5000))
    assert codes(check(reversal(first), known)) == ["STOCK_SHORT"]


def test_a_late_entry_is_judged_at_its_own_time() -> None:
    known = books(stocked(100, 1000), event("HARVEST", 5, tank="T1", count_heads=100, mass_g=9000))
    late = event("MORT", 3, tank="T1", count_heads=1, cause="UNKNOWN")
    assert codes(check(late, known)) == ["STOCK_SHORT"]


def test_nothing_is_reversed_twice_and_no_reversal_is_reversed() -> None:
    wrong = event("MORT", 1, tank="T1", count_heads=1, cause="UNKNOWN")
    undone = reversal(wrong)
    known = books(stocked(), wrong, undone)
    assert codes(check(reversal(wrong), known)) == ["ALREADY_REVERSED"]
    assert codes(check(reversal(undone), known)) == ["REVERSAL_OF_REVERSAL"]


@given(st.lists(st.tuples(st.sampled_from("MTHAFW"), st.integers(1, 400)), max_size=40))
def test_heads_balance_whatever_happens(steps: list[tuple[str, int]]) -> None:
    """Fish in = fish present + dead + harvested + unexplained, and never fewer than none."""
    happened: list[ProductionEvent] = [stocked(1000, 50_000)]
    for at, (letter, heads) in enumerate(steps, 1):
        day = at / 100
        made = {
            "M": lambda d, n: event("MORT", d, tank="T1", count_heads=n, cause="UNKNOWN"),
            "T": lambda d, n: event("TRANSFER", d, from_tank="T1", to_tank="T2", count_heads=n),
            "H": lambda d, n: event("HARVEST", d, tank="T2", count_heads=n, mass_g=n),
            "F": lambda d, n: event("FEED", d, tank="T1", mass_g=n),
            "W": lambda d, n: event("SAMPLE_WEIGH", d, tank="T1", sample_heads=1, sample_mass_g=n),
            "A": lambda d, n: event(
                "COUNT_ADJUST", d, tank="T1", delta_heads=-n, reason="x", approved_by="wang"
            ),
        }[letter](day, heads)
        if not check(made, books(*happened)):
            happened.append(made)
    stock: FarmStock = fold(happened)
    total = stock.batch_total("B1")
    accounted = total.heads + total.dead_heads + total.harvested_heads + total.unexplained_heads
    assert accounted == total.stocked_heads == 1000
    assert all(lot.heads >= 0 and lot.mass_g >= 0 for lot in stock.lots.values())
    moved = [posting for posting in map(movement, happened) if posting is not None]
    assert close({}, moved) == {key: lot.heads for key, lot in stock.lots.items()}
    assert all((lot.heads == 0) <= (lot.mass_g == 0) for lot in stock.lots.values())


def test_the_fold_refuses_a_journal_that_cannot_be() -> None:
    with pytest.raises(ImpossibleStock):
        fold([event("MORT", 1, tank="T1", count_heads=1, cause="UNKNOWN")])


def test_an_account_of_heads_never_goes_below_zero() -> None:
    with pytest.raises(NegativeAccount):
        close({"T1": 5}, [Posting("T1", None, 6)])
    assert close({"T1": 5}, [Posting("T1", None, 5)]) == {"T1": 0}


def test_a_running_stock_takes_only_what_comes_next() -> None:
    first = stocked(100, 1000)
    current = running("B1", [first, event("HARVEST", 5, tank="T1", count_heads=100, mass_g=9000)])
    assert current.follows([event("STOCK_IN", 5, tank="T1", count_heads=1, mass_g=1)])
    assert not current.follows([event("STOCK_IN", 4, tank="T1", count_heads=1, mass_g=1)])
    assert not current.follows([reversal(first)])
    assert not current.follows([event("FEED", 6, tank="T1", mass_g=1, batch="B2")])
