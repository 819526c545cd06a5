"""Amounts, months, lines and days of the books exactly at their limits, and one beyond."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from records.ledger.correction import year_memo
from records.ledger.deeds import (
    Amount,
    AmountOrNone,
    AssetPlaced,
    FeeAgreed,
    LossSettled,
    Months,
    People,
    WagesDue,
)
from records.ledger.depreciation import worn_fen
from records.ledger.entry import counter_entry
from records.ledger.fees import covered_days
from records.ledger.reconcile import NEAR_DAYS, reconcile
from records.refusal import RuleRefused
from tests.records.ledger_scene import FARM, PAPER, deed, uid, voucher
from tests.records.test_records_ledger_reconcile import ids, own, row, statement

TWO_LINES = (("113 应收款", 1), ("501 经营收入", -1))


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        (Amount, 1, 2**53 - 1),
        (AmountOrNone, 0, 2**53 - 1),
        (People, 0, 100_000),
        (Months, 1, 1200),
    ],
)
def test_a_number_of_a_deed_at_its_limits(kind: Any, least: int, most: int) -> None:
    read = TypeAdapter(kind).validate_python
    assert [read(number) for number in (least, most)] == [least, most]
    for number in (least - 1, most + 1, True, f"{least}", float(least)):
        with pytest.raises(ValidationError):
            read(number)


def test_a_deed_whose_two_figures_are_equal_stands() -> None:
    asset: dict[str, Any] = {"asset": "泵", "cost_fen": 500, "months": 2, "use": "ADMIN"}
    whole = deed(AssetPlaced, "2026-01-05", salvage_fen=500, **asset)
    assert [worn_fen(whole, month) for month in ("2026-02", "2026-03")] == [0, 0]
    with pytest.raises(ValidationError):
        deed(AssetPlaced, "2026-01-05", salvage_fen=501, **asset)
    wages = {"month": "2026-11", "group": "PRODUCTION", "proof": PAPER}
    told = {"people": 3, "gross_fen": 900, "local_people": 3, "local_fen": 900}
    assert deed(WagesDue, "2026-11-30", **wages, **told).local_fen == 900
    for more in ({"local_people": 4}, {"local_fen": 901}):
        with pytest.raises(ValidationError):
            deed(WagesDue, "2026-11-30", **wages, **{**told, **more})


def test_a_contract_of_one_day_and_none_that_ends_before_it_begins() -> None:
    terms = {
        "contract": "租-1", "matter": "RENT", "payee": "村", "per": "YEAR", "amount_fen": 1200,
        "proof": PAPER,
    }  # fmt: skip
    one_day = deed(FeeAgreed, "2026-11-08", last_day=date(2026, 11, 8), **terms)
    assert covered_days(one_day, "2026-11") == (date(2026, 11, 8), date(2026, 11, 8))
    assert covered_days(one_day, "2026-10") is None
    assert covered_days(one_day, "2026-12") is None
    with pytest.raises(ValidationError):
        deed(FeeAgreed, "2026-11-08", last_day=date(2026, 11, 7), **terms)


def test_one_fen_is_enough_to_settle_a_loss() -> None:
    settled = {"of": [uid("v")], "approved_by": "wang", "proof": PAPER}
    for figure in ("lost_fen", "gained_fen"):
        assert getattr(deed(LossSettled, "2026-11-08", **settled, **{figure: 1}), figure) == 1
    owed = {"compensated_fen": 1, "compensator": "饲料厂"}
    assert deed(LossSettled, "2026-11-08", **settled, **owed).compensated_fen == 1
    for wrong in ({}, {"compensated_fen": 1}, {"lost_fen": 1, "compensator": "饲料厂"}):
        with pytest.raises(ValidationError):
            deed(LossSettled, "2026-11-08", **settled, **wrong)


def test_a_voucher_has_ten_thousand_lines_at_most_and_says_so() -> None:
    assert len(voucher("2026-11-08", *TWO_LINES * 5000).lines) == 10_000
    for lines in (TWO_LINES * 5000 + (TWO_LINES[0],), TWO_LINES[:1], ()):
        with pytest.raises(RuleRefused) as refusal:
            voucher("2026-11-08", *lines)
        assert refusal.value.code == "ENTRY_EMPTY"
        assert "2 … 10000 行" in refusal.value.explanation.zh


def test_the_longest_summary_and_the_largest_amount() -> None:
    most = 2**53 - 1
    made = voucher("2026-11-08", ("113 应收款", most), ("501 经营收入", -most), summary="鱼" * 200)
    assert made.total_fen == most
    for code, fen, summary in (
        ("ENTRY_UNNAMED", 1, "鱼" * 201), ("ENTRY_UNNAMED", 1, ""), ("BAD_AMOUNT", most + 1, "鱼"),
    ):  # fmt: skip
        with pytest.raises(RuleRefused) as refusal:
            voucher("2026-11-08", ("113 应收款", fen), ("501 经营收入", -fen), summary=summary)
        assert refusal.value.code == code
    one = voucher("2026-11-08", *TWO_LINES, summary="鱼")
    assert (one.summary, one.total_fen) == ("鱼", 1)


def test_a_payment_seven_days_on_its_way_is_suggested_and_eight_is_not() -> None:
    assert NEAR_DAYS == 7
    rows = [row(100), row(200), row(300), row(400)]
    booked = [own(100, -7), own(200, -8)]
    found = reconcile(statement(*rows, row(500, 9)), [*booked, own(300, 7), own(400, 8)])
    assert ids(found)[1] == [rows[0].row_id, rows[2].row_id]


def test_what_was_set_right_within_its_own_year_is_in_the_result_and_not_in_the_memo() -> None:
    cost = voucher("2025-03-31", ("521 经营支出", 300), ("141 消耗性生物资产-转出", -300))
    red = counter_entry(cost, uid("red"), date(2025, 12, 31))
    anew = replace(cost, entry_id=uid("anew"), day=date(2025, 12, 31), corrects=cost.entry_id)
    memo = year_memo([cost, red, anew], FARM.entity, 2025)
    assert (memo.result_fen, memo.rows) == (-300, ())
    next_day = replace(anew, entry_id=uid("next"), day=date(2026, 1, 1))
    (row_of_2026,) = year_memo([cost, red, next_day], FARM.entity, 2025).rows
    assert (row_of_2026.effect_fen, row_of_2026.found_on) == (-300, date(2026, 1, 1))
