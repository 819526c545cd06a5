"""Numbers of a run's deeds and of the calendar exactly at their limits, and one beyond."""

from typing import Any
from uuid import uuid5

import pytest
from pydantic import TypeAdapter, ValidationError

from records.dividend.runs.deeds import Heads, Year
from records.dividend.runs.paying_deeds import (
    BankStatus,
    PaymentOrdered,
    PaymentResults,
    PaymentRow,
    PositiveFen,
    ReleasedPart,
    ResultRow,
)
from tests.records.dividend_scene import NAMES, deed
from tests.records.test_records_dividend_project import answer

CALENDAR: dict[str, Any] = {
    "plan_posted": "2027-01-05", "min_full_days": 15, "notice_days": 10, "voucher_year": 2026,
    "voucher_retention_years": 30, "batch_sold_out": "2026-12-15", "production_record_years": 2,
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [(Year, 1949, 2999), (Heads, 0, 2**53 - 1), (PositiveFen, 1, 2**53 - 1)],
)
def test_a_number_of_a_run_s_deed_at_its_limits(kind: Any, least: int, most: int) -> None:
    read = TypeAdapter(kind).validate_python
    assert [read(number) for number in (least, most)] == [least, most]
    for number in (least - 1, most + 1, f"{least}", float(least)):
        with pytest.raises(ValidationError):
            read(number)


def test_a_batch_has_ten_thousand_payments_at_most() -> None:
    payment = uuid5(NAMES, "p")
    ordered = PaymentRow(payment=payment, holder="M", payee="M", amount_fen=1)
    told = ResultRow(payment=payment, amount_fen=1, status=BankStatus.PAID)
    common: dict[str, Any] = {"run": "v", "batch": "B1", "file_hash": "b" * 64}
    for kind, row, more in (
        (PaymentOrdered, ordered, {"approved_by": "zhuren"}), (PaymentResults, told, {}),
    ):  # fmt: skip
        assert len(deed(kind, "full", rows=(row,) * 10_000, **common, **more).rows) == 10_000
        for count in (0, 10_001):
            with pytest.raises(ValidationError):
                deed(kind, "wrong", rows=(row,) * count, **common, **more)


def test_a_row_of_money_is_never_edited_and_has_no_other_field() -> None:
    part = ReleasedPart(payee="M", gross_fen=5, tax_fen=1)
    assert part.net_fen == 4
    with pytest.raises(ValidationError):
        part.gross_fen = 6  # type: ignore[misc]
    with pytest.raises(ValidationError):
        ReleasedPart.model_validate({"payee": "M", "gross_fen": 5, "tax_fen": 1, "name": "x"})


@pytest.mark.parametrize(
    ("name", "lawful", "wrong"),
    [
        ("plan_posted", ["1949-01-01", "2999-12-31"], ["1948-12-31", "3000-01-01"]),
        ("batch_sold_out", ["1949-01-01", "2999-12-31"], ["1948-12-31", "3000-01-01"]),
        ("voucher_year", [1949, 2999], [1948, 3000]),
        ("min_full_days", [0, 366], [-1, 367]),
        ("notice_days", [0, 366], [-1, 367]),
        ("voucher_retention_years", [0, 200], [-1, 201]),
        ("production_record_years", [0, 200], [-1, 201]),
    ],
)
def test_the_calendar_at_its_limits(name: str, lawful: list[Any], wrong: list[Any]) -> None:
    for value in lawful:
        assert "earliest_vote" in answer("calendar", {**CALENDAR, name: value})
    for value in wrong:
        assert answer("calendar", {**CALENDAR, name: value}) == {"error": "MALFORMED_INPUT"}
