"""Waterfalls exactly at their limits: nothing earned, everything reserved, the cap just reached."""

import pytest

from records.dividend.company_waterfall import CompanyOpening, CompanyRules, company_waterfall
from records.dividend.coop_waterfall import CoopLossYear, CoopRules, coop_waterfall
from records.dividend.paying.batches import memo_text
from records.dividend.prepare.village_case import ProjectShare, project_income, topups
from records.dividend.rec_waterfall import RecRules, ReserveBase, rec_waterfall
from tests.records.dividend_scene import PROJECT, village_case
from tests.records.dividend_told import MAX, PLUS
from tests.records.test_records_dividend_project import answer

WHOLE = RecRules(3000, 3000, 10_000, ReserveBase.AFTER_LOSS)
A = [("A", 1)]


def test_a_year_that_earns_nothing_pays_nothing_out_of_earlier_income() -> None:
    """DIV-SPEC E2.3, decided so: also when the result is zero to the fen."""
    village = rec_waterfall(0, 0, 500, WHOLE)
    assert (village.pool, village.undistributed_cf, village.loss_cf) == (0, 500, 0)
    company = company_waterfall(0, CompanyOpening(0, 500, 0), CompanyRules(1000, 0, 10_000))
    assert (company.declared, company.undistributed_cf, company.loss_cf) == (0, 500, 0)
    one_fen = rec_waterfall(1, 0, 500, RecRules(3000, 3000, 10_000, ReserveBase.AFTER_LOSS))
    assert (one_fen.reserve, one_fen.pool) == (1, 500)


def test_a_cooperative_that_earns_nothing_says_only_its_loss() -> None:
    assert coop_waterfall(0, 7, CoopRules(0, 6000), A, A) == CoopLossYear(0, 7)
    assert isinstance(coop_waterfall(-1, 0, CoopRules(0, 6000), A, A), CoopLossYear)


@pytest.mark.parametrize("bp", [9000, 9001, 10_000])
def test_a_discretionary_reserve_takes_no_more_than_is_left(bp: int) -> None:
    """The guard of B7.2 step 5: both reserves together are never more than the profit."""
    flow = company_waterfall(1000, CompanyOpening(0, 0, 0), CompanyRules(10**6, bp, 10_000))
    assert (flow.statutory_reserve, flow.discretionary_reserve) == (100, 900)
    assert (flow.distributable, flow.declared, flow.undistributed_cf) == (0, 0, 0)


@pytest.mark.parametrize(
    ("before", "taken"), [(400, 100), (450, 50), (499, 1), (500, 0), (501, 0), (900, 0)]
)
def test_the_statutory_reserve_stops_at_half_of_the_capital(before: int, taken: int) -> None:
    flow = company_waterfall(1000, CompanyOpening(0, 0, before), CompanyRules(999, 0, 0))
    assert flow.statutory_reserve == taken
    assert flow.statutory_reserve_cf == before + taken


def test_a_loss_that_is_just_covered_leaves_nothing() -> None:
    village = rec_waterfall(70, 70, 0, WHOLE)
    assert (village.loss_offset, village.base, village.reserve, village.pool) == (70, 0, 0, 0)
    whole = rec_waterfall(100, 70, 0, RecRules(3000, 3000, 10_000, ReserveBase.NET_INCOME))
    assert (whole.base, whole.reserve, whole.pool) == (30, 30, 0)
    company = company_waterfall(70, CompanyOpening(70, 0, 0), CompanyRules(1000, 500, 10_000))
    assert (company.base, company.declared, company.loss_cf) == (0, 0, 0)
    coop = coop_waterfall(70, 70, CoopRules(0, 6000), [("A", 0)], A)
    assert not isinstance(coop, CoopLossYear)
    assert (coop.distributable, coop.loss_cf, coop.total) == (0, 0, {"A": 0})


def test_a_remark_on_a_payment_has_twenty_characters_at_most() -> None:
    assert memo_text("甲" * 13, 2026) == "2026年分红 " + "甲" * 12
    assert len(memo_text("甲" * 13, 2026)) == 20
    assert memo_text("甲村", 2026) == "2026年分红 甲村"


@pytest.mark.parametrize(
    ("field", "text", "shown"),
    [
        ("name", "王", "王"), ("name", "王五", "王*"), ("name", "王小五", "王*五"),
        ("bank", "12345", "*2345"), ("bank", "1234", None),
        ("id_card", "33072219901", "330722*9901"), ("id_card", "3307221990", None),
    ],
)  # fmt: skip
def test_a_mask_hides_something_or_is_refused(field: str, text: str, shown: str | None) -> None:
    told = answer("mask", {"field": field, "value": text})
    assert told == ({"error": "MALFORMED_INPUT"} if shown is None else shown)


def test_a_guarantee_without_a_dividend_is_owed_whole() -> None:
    case = village_case(project=None, guarantees=(MAX, PLUS))
    assert [fen for _, fen in topups(case)] == [9_000_000, 100_000]
    assert sum(project_income(case).values()) == 9_100_000
    earned = village_case(
        project=ProjectShare(PROJECT, "co-2026", 9_000_000), guarantees=(MAX, PLUS)
    )
    assert [fen for _, fen in topups(earned)] == [0, 100_000]
    one_short = ProjectShare(PROJECT, "co-2026", 8_999_999)
    assert [fen for _, fen in topups(village_case(project=one_short, guarantees=(MAX,)))] == [1]
