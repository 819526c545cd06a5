"""Deeds about money: which count, and which cannot be recorded."""

from typing import Any

import pytest
from pydantic import ValidationError

from records.deeds.deed import Deed, Proof
from records.ledger.bookings import Matter
from records.ledger.deeds import (
    AssetPlaced,
    AssetRemoved,
    Billed,
    MoneyDeedWithdrawn,
    PriceSet,
)
from records.ledger.recording import problems_of, standing_deeds, withdrawn_deeds
from tests.records.ledger_scene import deed


def bill(name: object = "", **fields: Any) -> Billed:
    given = {"matter": Matter.REPAIR, "party": "机修店", "amount_fen": 5, "number": "0071"}
    made: Billed = deed(Billed, "2026-11-08", name, **{**given, **fields})
    return made


def withdrawn(ref: Deed, name: object = "", **fields: Any) -> MoneyDeedWithdrawn:
    given = {"ref": ref.deed_id, "reason": "金额写错", "approved_by": "wang"}
    made: MoneyDeedWithdrawn = deed(MoneyDeedWithdrawn, "2026-11-09", name, **{**given, **fields})
    return made


def codes(known: list[Deed], *new: Deed) -> list[str]:
    return [found.code for found in problems_of(known, new)]


PUMP = deed(AssetPlaced, "2026-01-05", asset="泵", cost_fen=5, salvage_fen=0, months=1, use="ADMIN")


def test_a_withdrawn_deed_never_counted() -> None:
    first, second = bill(), bill(2, number="0072")
    back = withdrawn(first)
    assert codes([first, second], back) == []
    assert standing_deeds([first, second, back, second]) == [second]
    assert withdrawn_deeds([first, back]) == {first.deed_id}
    assert codes([first, back], bill("again")) == []


def test_what_can_be_withdrawn() -> None:
    first = bill()
    back = withdrawn(first)
    assert codes([], back) == ["DEED_UNKNOWN"]
    assert codes([first], withdrawn(first, entity="别家")) == ["DEED_UNKNOWN"]
    assert codes([first, back], withdrawn(back, 2)) == ["DEED_UNKNOWN"]
    assert codes([first, back], withdrawn(first, 2)) == ["ALREADY_WITHDRAWN"]
    with pytest.raises(ValidationError):
        withdrawn(first, approved_by="li")


def test_a_paper_is_booked_once() -> None:
    first = bill()
    assert codes([first], first) == []
    assert codes([first], bill(2)) == ["BILL_TWICE"]
    assert codes([], first, bill(2)) == ["BILL_TWICE"]
    for other in ({"party": "别店"}, {"number": "0072"}, {"entity": "别家"}, {"number": None}):
        assert codes([first], bill(2, **other)) == []
    assert codes([bill(number=None)], bill(2, number=None)) == []


def test_only_what_is_in_use_goes_out_of_use() -> None:
    assert codes([PUMP], deed(AssetRemoved, "2026-02-01", asset="泵")) == []
    assert codes([PUMP], deed(AssetRemoved, "2026-01-04", asset="泵")) == ["ASSET_UNKNOWN"]
    assert codes([PUMP], deed(AssetRemoved, "2026-02-01", asset="阀")) == ["ASSET_UNKNOWN"]
    gone = [PUMP, withdrawn(PUMP)]
    assert codes(gone, deed(AssetRemoved, "2026-02-01", asset="泵")) == ["ASSET_UNKNOWN"]


def test_no_personal_number_gets_into_a_deed() -> None:
    assert codes([], bill(party="张三13800138000")) == ["PERSONAL_NUMBER"]
    assert codes([], bill(note="身份证 330722197001011234")) == ["PERSONAL_NUMBER"]
    proof = Proof(title="租约 6228480012345678901")
    price = deed(PriceSet, "2026-01-01", item="ENERGY", price=1, proof=proof)
    assert codes([], price) == ["PERSONAL_NUMBER"]
