"""Every line that explains a distribution, as people read it: figure, Chinese, English.

The lines stand in tests/data/dividend-words.txt, read and recomputed by hand; a word or a figure
that changes there is a change of what villages are told.
"""

from pathlib import Path

from records.dividend.prepare.company_case import prepare_company
from records.dividend.prepare.coop_case import prepare_coop
from records.dividend.prepare.prepared import Computed
from records.dividend.prepare.village_case import prepare_village
from tests.records.dividend_scene import (
    NEW_YEAR,
    REC,
    VILLAGE,
    company_books,
    company_case,
    entry,
    village_books,
    village_case,
    village_entries,
)
from tests.records.dividend_told import MAX, PLUS
from tests.records.test_records_dividend_prepare_chain import coop_case

TOLD = Path(__file__).parents[1] / "data" / "dividend-words.txt"
UNPAID = ("322 收益分配-未分配收益", 1_000_037)
INCENTIVE = {"incentive_threshold": 10_000_000, "incentive_bp": 1000, "income_tax_bp": 1250}


def village_with_a_loss(**values: int | str) -> Computed:
    """Example 1 after a year that left a loss of 10,000.00 yuan, its 0.37 used up."""
    loss = entry(VILLAGE, REC, UNPAID, ("102 银行存款", -UNPAID[1]), day=NEW_YEAR)
    books = village_books([loss, *village_entries()])
    return prepare_village(village_case(books=books, values=values)).computed


def cases() -> dict[str, Computed]:
    classes = {"class_bp:人口股": 7000, "class_bp:农龄股": 3000}
    return {
        "village, both guarantees": prepare_village(village_case(guarantees=(MAX, PLUS))).computed,
        "village, two classes, to the last fen": village_with_a_loss(
            **classes, split_mode="A_HAMILTON"
        ),
        "village, two classes, a loss, reserve of the net income, 90 % paid": village_with_a_loss(
            **classes, reserve_base="NET_INCOME", payout_bp=9000
        ),
        "village, no income": prepare_village(
            village_case(books=village_books([village_entries()[0]]), project=None)
        ).computed,
        "company, incentive, tax, room in the reserve": prepare_company(
            company_case(books=company_books(undistributed=5, reserve=49_000_000), values=INCENTIVE)
        ).computed,
        "company, a loss": prepare_company(
            company_case(books=company_books(-3_000_000, undistributed=1_000_000))
        ).computed,
        "cooperative": prepare_coop(coop_case()).computed,
    }


def lines() -> list[str]:
    told: list[str] = []
    for name, done in cases().items():
        told.append(f"# {name}")
        told += [
            f"{one.key} | {one.amount_fen} | {one.how.zh} | {one.how.en}" for one in done.explained
        ]
    return told


def test_every_line_is_told_as_it_was_read() -> None:
    expected = TOLD.read_text(encoding="utf-8").splitlines()
    found = lines()
    assert [one.split(" | ")[:2] for one in found] == [one.split(" | ")[:2] for one in expected]
    assert found == expected
