"""What came in and what was counted in the store, as sentences in both languages."""

from dashboard.event_text import event_text
from records.journal.events import read_event
from tests.records.ledger_scene import delivery, event


def test_a_delivery_says_what_came_from_whom() -> None:
    said = event_text(delivery("2026-03-01", 1_000_500, 9))
    assert (said.zh, said.en) == (
        "饲料厂 来货 浮料 1000.5 kg",
        "浮料 1000.5 kg came in from 饲料厂",
    )
    bare = delivery("2026-03-01", 1, 9, category="SUPPLIES", item="漂白粉")
    assert event_text(bare.model_copy(update={"mass_g": None})).zh == "饲料厂 来货 漂白粉"


def test_a_stock_take_says_what_was_counted_and_why() -> None:
    count = event(
        "STOCKTAKE", "2026-03-31", item="浮料", counted_g=0, reason="月末", approved_by="wang"
    )
    assert event_text(read_event(count.as_json())).zh == "盘点 浮料 0 kg：月末"
