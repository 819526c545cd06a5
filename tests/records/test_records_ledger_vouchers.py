"""Vouchers from single facts: deliveries, wages, bills, losses; prices, fees and depreciation."""

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from records.journal.events import InputReceive, batch_of, read_event_text, tanks_of
from records.ledger.accounts import AccountingSystem
from records.ledger.basis import basis_of
from records.ledger.bookings import Matter
from records.ledger.deed_vouchers import bill_entry, settlement_entry, wages_entry
from records.ledger.deeds import (
    BY_HAND,
    AssetPlaced,
    Billed,
    LedgerDeed,
    LossSettled,
    PriceSet,
    WagesDue,
)
from records.ledger.drafts import Books, of_one
from records.ledger.entry import Entry, EntryLine, counter_entry, entry_of
from records.ledger.event_vouchers import receipt_entry
from records.refusal import RuleRefused
from records.stock.check import second_person
from tests.records.ledger_scene import (
    FARM,
    PAPER,
    account,
    deed,
    delivery,
    event,
    told,
    uid,
    voucher,
)

PUMP = {"asset": "泵", "cost_fen": 5, "salvage_fen": 0, "months": 1, "use": "ADMIN"}


def lines(entry: Entry | None) -> list[tuple[str, int]]:
    assert entry is not None and sum(line.amount_fen for line in entry.lines) == 0
    return [(line.account.label, line.amount_fen) for line in entry.lines]


def test_deliveries_are_booked_by_what_came() -> None:
    feed = delivery("2026-11-03", 1_000_000, 900_000, lot="L1", invoice_no="0071")
    fish = delivery(
        "2026-11-03", 50_000, 70_000, category="FISH", batch="B1", item="鲈鱼苗", supplier="苗场"
    )
    drug = delivery("2026-11-03", 5_000, 800, category="SUPPLIES", item="漂白粉")
    assert isinstance(feed, InputReceive) and isinstance(fish, InputReceive)
    assert isinstance(drug, InputReceive)
    made = receipt_entry(feed, FARM)
    assert lines(made) == [("121 产品物资-饲料", 900_000), ("211 应付款", -900_000)]
    assert made is not None and made.event_id == feed.event_id and made.day == date(2026, 11, 3)
    assert [(line.about, line.mass_g) for line in made.lines] == [
        ("浮料", 1_000_000),
        ("饲料厂", None),
    ]
    bought = receipt_entry(fish, FARM)
    assert lines(bought) == [("141 消耗性生物资产-苗种", 70_000), ("211 应付款", -70_000)]
    assert bought is not None and bought.lines[0].batch == "B1" and bought.lines[0].mass_g is None
    assert lines(receipt_entry(drug, FARM))[0] == ("401 生产成本-物料", 800)
    assert receipt_entry(feed.model_copy(update={"amount_fen": 0}), FARM) is None


def test_new_events_read_back_and_say_what_they_need() -> None:
    feed, count = (
        delivery("2026-11-03", 5, 9),
        event(
            "STOCKTAKE", "2026-11-30", item="浮料", counted_g=0, reason="月末", approved_by="wang"
        ),
    )
    for one in (feed, count):
        assert read_event_text(one.canonical()) == one
        assert batch_of(one) is None and tanks_of(one) == ()
    good: dict[str, Any] = {
        "category": "FEED", "item": "浮料", "supplier": "厂", "mass_g": 5, "amount_fen": 9,
    }  # fmt: skip
    for wrong in (
        {"mass_g": None},
        {"batch": "B1"},
        {"category": "FISH"},
        {"amount_fen": -1},
        {"amount_fen": 1.0},
        {"category": "OTHER"},
    ):
        with pytest.raises(ValidationError):
            event("INPUT_RECEIVE", "2026-11-03", **{**good, **wrong})
    assert [found.code for found in second_person(count)] == []
    alone = count.model_copy(update={"approved_by": "li"})
    assert [found.code for found in second_person(alone)] == ["SAME_PERSON"]


@pytest.mark.parametrize(
    ("group", "debit", "credit"),
    [
        ("PRODUCTION", "401 生产成本-人工", "212 应付工资"),
        ("LABOUR", "401 生产成本-人工", "213 应付劳务费"),
        ("ADMIN", "523 管理费用-工资", "212 应付工资"),
    ],
)
def test_wages_are_due_by_group(group: str, debit: str, credit: str) -> None:
    due = deed(
        WagesDue, "2026-12-05", month="2026-11", group=group, people=4, gross_fen=1_800_000,
        local_people=3, local_fen=1_300_000, proof=PAPER,
    )  # fmt: skip
    made = wages_entry(due, FARM)
    assert lines(made) == [(debit, 1_800_000), (credit, -1_800_000)]
    assert made is not None and made.event_id == due.deed_id
    assert made.day == date(2026, 11, 30)


@pytest.mark.parametrize("matter", BY_HAND)
def test_every_paper_that_may_be_entered_has_a_voucher(matter: Matter) -> None:
    for system in AccountingSystem:
        billed = deed(Billed, "2026-11-08", matter=matter, party="对方", amount_fen=5, number="7")
        made = bill_entry(billed, Books(FARM.entity, system))
        assert made is not None and made.total_fen == 5 and made.summary.endswith("对方 7")
        assert {line.about for line in made.lines} == {"对方"}


def test_what_follows_from_production_is_not_entered_by_hand() -> None:
    for matter in set(Matter) - set(BY_HAND):
        with pytest.raises(ValidationError):
            deed(Billed, "2026-11-08", matter=matter, party="对方", amount_fen=5)


def test_a_loss_is_settled_part_by_part() -> None:
    settled = deed(
        LossSettled, "2026-12-20", of=(uid(1),), compensator="保险公司", compensated_fen=600,
        lost_fen=400, approved_by="wang", proof=PAPER,
    )  # fmt: skip
    waiting = "181 待处理财产损溢-待处理流动资产损溢"
    assert lines(settlement_entry(settled, FARM)) == [
        ("113 应收款", 600),
        (waiting, -600),
        ("529 其他支出", 400),
        (waiting, -400),
    ]
    found = settled.model_copy(
        update={"compensated_fen": 0, "compensator": None, "lost_fen": 0, "gained_fen": 70}
    )
    assert lines(settlement_entry(found, FARM)) == [(waiting, 70), ("502 其他收入", -70)]


@pytest.mark.parametrize(
    "change",
    [
        {"lost_fen": 0},
        {"compensated_fen": 5},
        {"compensator": "保险公司"},
        {"approved_by": "li"},
        {"of": ()},
        {"lost_fen": -1},
        {"lost_fen": 1.0},
        {"lost_fen": True},
    ],
    ids=str,
)
def test_a_settlement_that_settles_nothing_is_no_deed(change: dict[str, Any]) -> None:
    good = {"of": (uid(1),), "lost_fen": 400, "approved_by": "wang", "proof": PAPER}
    with pytest.raises(ValidationError):
        deed(LossSettled, "2026-12-20", **{**good, **change})


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (PriceSet, {"item": "ENERGY", "price": 0}),
        (PriceSet, {"item": "ENERGY", "price": 0.6}),
        (AssetPlaced, {**PUMP, "salvage_fen": 6}),
        (AssetPlaced, {**PUMP, "months": 0}),
        (
            WagesDue,
            {"month": "2026-13", "group": "ADMIN", "people": 1, "gross_fen": 5, "local_people": 0,
             "local_fen": 0, "proof": PAPER},
        ),
        (
            WagesDue,
            {"month": "2026-12", "group": "ADMIN", "people": 1, "gross_fen": 5, "local_people": 2,
             "local_fen": 0, "proof": PAPER},
        ),
    ],
)  # fmt: skip
def test_what_is_no_deed_about_money_is_refused(kind: Any, fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        deed(kind, "2026-11-01", **fields)


def test_a_deed_about_money_reads_back() -> None:
    reader: TypeAdapter[Any] = TypeAdapter(LedgerDeed)
    price = deed(PriceSet, "2026-01-01", item="ENERGY", price=6412)
    assert reader.validate_json(price.canonical()) == price


def test_what_a_line_is_about_is_kept_and_taken_back_with_it() -> None:
    feed, owed = account("121 产品物资-饲料"), account("211 应付款")
    made = Entry(
        uid(1), FARM.entity, date(2026, 11, 3), "购饲料",
        (EntryLine(feed, 5, "B-1", "浮料", 7), EntryLine(owed, -5)),
        run_id="r", event_id=uid(2), basis=basis_of("K/2026-11", [uid(3), uid(4), uid(3)]),
    )  # fmt: skip
    assert entry_of(made.as_json()) == made
    assert made.basis is not None and made.basis.count == 2
    assert made.basis == basis_of("K/2026-11", [uid(4), uid(3)])
    red = counter_entry(made, uid(5), made.day)
    assert red.lines[0] == EntryLine(feed, -5, "B-1", "浮料", -7) and red.basis == made.basis
    assert entry_of(red.as_json()) == red
    assert told([made, red]) == {}


@pytest.mark.parametrize("mass_g", [0, 1.0, True, 2**53])
def test_a_quantity_is_whole_grams(mass_g: Any) -> None:
    line = EntryLine(account("121 产品物资-饲料"), 5, mass_g=mass_g)
    with pytest.raises(RuleRefused) as refusal:
        Entry(uid(1), "x", date(2026, 1, 1), "y", (line, EntryLine(account("211 应付款"), -5)))
    assert refusal.value.code == "BAD_MASS"


def test_a_plain_voucher_is_written_as_it_always_was() -> None:
    """Rows that were stored before lines told more keep their text and so their hash."""
    made = voucher("2026-11-01", ("102 银行存款", 5), ("501 经营收入", -5))
    assert set(made.as_json()) == {"entry_id", "entity", "day", "summary", "system", "lines"}
    assert made.as_json()["lines"] == [
        {"code": "102", "sub": (), "amount_fen": 5},
        {"code": "501", "sub": (), "amount_fen": -5},
    ]


def test_no_voucher_without_lines() -> None:
    assert of_one(FARM, uid(1), Matter.RENT, date(2026, 1, 1), "无", ()) is None
