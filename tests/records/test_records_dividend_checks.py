"""The invariants a run shows about itself: each says no when the figure under it is wrong."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from records.dividend import rec_year
from records.dividend.prepare.company_case import prepare_company
from records.dividend.prepare.prepared import Computed
from records.dividend.prepare.village_case import prepare_village
from records.dividend.rec_waterfall import RecWaterfall, rec_waterfall
from tests.records.dividend_scene import (
    REC,
    VILLAGE,
    company_books,
    company_case,
    entry,
    village_books,
    village_case,
)
from tests.records.dividend_told import figures


def broken(done: Computed) -> list[str]:
    return [name for name, holds in done.checks if not holds]


def moved(**by_fen: int) -> Callable[..., RecWaterfall]:
    """The waterfall with some of its figures wrong by so many fen."""

    def wrong(*given: Any) -> RecWaterfall:
        flow = rec_waterfall(*given)
        return replace(flow, **{name: getattr(flow, name) + fen for name, fen in by_fen.items()})

    return wrong


@pytest.mark.parametrize(
    ("by_fen", "said"),
    [
        ({}, []),
        ({"reserve": -1, "pool": 1}, ["DIV-I7"]),
        ({"reserve": 1, "pool": -1}, []),
        ({"reserve": 1}, ["DIV-I1"]),
        ({"undistributed_cf": -1}, ["DIV-I1"]),
        ({"loss_cf": 1, "undistributed_cf": 1}, ["DIV-I6"]),
    ],
)
def test_a_village_year_one_fen_off_says_which_invariant_is_broken(
    by_fen: dict[str, int], said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 10 fen 3 are the reserve: one fen less is below the law, one more is not."""
    monkeypatch.setattr(rec_year, "rec_waterfall", moved(**by_fen))
    ten_fen = entry(VILLAGE, REC, ("112 应收款", 10), ("501 经营收入", -10))
    case = village_case(books=village_books([ten_fen]), project=None)
    assert broken(prepare_village(case).computed) == said


def test_a_company_that_earns_nothing_counts_no_earlier_profit_as_distributable() -> None:
    done = prepare_company(company_case(books=company_books(0, undistributed=500))).computed
    told = {one.key: one for one in done.explained}
    assert (told["net_profit"].amount_fen, told["distributable"].amount_fen) == (0, 0)
    assert "plus 0.00 " in told["distributable"].how.en
    assert figures(done)["undistributed_cf"] == 500
    earning = prepare_company(company_case(books=company_books(1, undistributed=500))).computed
    told = {one.key: one for one in earning.explained}
    assert told["distributable"].amount_fen == 500
    assert "plus 5.00 " in told["distributable"].how.en


def test_a_company_withholds_no_tax_and_keeps_no_residual() -> None:
    done = prepare_company(company_case()).computed
    assert [(line.tax_fen, line.net_fen - line.gross_fen) for line in done.lines] == [(0, 0)] * 3
    assert (done.split.residual_fen, done.split.paid_fen) == (0, figures(done)["declared"])
