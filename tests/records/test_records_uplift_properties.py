"""Toward the promised income, over random books: nothing twice, nothing lost, inside taken out."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from records.deeds.deed import Deed
from records.ledger.bookings import Matter
from records.ledger.entry import Entry
from records.uplift.gains import Gains, gains
from records.uplift.year import uplift_year
from tests.records.ledger_scene import FEWER
from tests.records.uplift_scene import (
    FIRM,
    LOWER,
    PEASANTS,
    SCOPE,
    UPPER,
    billed,
    dividend,
    plain,
    rent,
    taken_back,
    wages,
    water,
)

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(date.isoformat)
FEN = st.integers(1, 10**9)
VILLAGES = st.sampled_from([UPPER, LOWER])


KINDS = [
    "rent", "water", "dividend", "wages", "land", "bought", "sold", "other", "closed", "paid",
]  # fmt: skip
Sums = dict[str, int]


def between(draw: st.DrawFn, kind: str, number: int, deeds: list[Deed]) -> tuple[list[Entry], Sums]:
    """What moves between the project and a village, or to villagers."""
    day, fen, village = draw(DAYS), draw(FEN), draw(VILLAGES)
    if kind in ("rent", "water"):
        return (rent if kind == "rent" else water)(village, day, fen, number), {"COLLECTIVE": fen}
    if kind == "dividend":
        made = dividend(day, {village: fen}, draw(st.integers(0, 9)), number)
        return made, {"COLLECTIVE": fen}
    if kind == "wages":
        local = draw(st.integers(0, fen))
        paper, entry = wages(day, fen, local, number)
        deeds.append(paper)
        return [entry], {"VILLAGERS": local, "UNASSIGNED": fen - local}
    matter = Matter.RENT if kind == "land" else Matter.SUPPLIES_BOUGHT
    return [billed(FIRM, day, matter, PEASANTS, fen, number)], {"VILLAGERS": fen}


def beside(draw: st.DrawFn, kind: str, number: int) -> tuple[list[Entry], Sums]:
    """What comes from outside, and what only moves in one set of books."""
    day, fen, village = draw(DAYS), draw(FEN), draw(VILLAGES)
    if kind == "sold":
        return [billed(FIRM, day, Matter.OTHER_INCOME, "客户", fen, number)], {"OUTSIDE": fen}
    if kind == "other":
        made = [billed(village, day, Matter.RENT_EARNED, "租户", fen, number)]
        return made, {"OUTSIDE": fen, "UNASSIGNED": fen}
    if kind == "closed":
        lines = (("502 投资收益", fen), ("321 本年收益", -fen))
        return [plain(village, day, *lines, run_id=f"{number}")], {}
    return [billed(village, day, Matter.CUSTOMER_PAID, FIRM, fen, number)], {}


@st.composite
def happenings(draw: st.DrawFn) -> tuple[list[Entry], list[Deed], Sums]:
    """Vouchers of both sides in any order, some taken back, and what they should come to."""
    entries: list[Entry] = []
    deeds: list[Deed] = []
    due = {"COLLECTIVE": 0, "VILLAGERS": 0, "OUTSIDE": 0, "UNASSIGNED": 0}
    for number in range(draw(st.integers(1, 10))):
        kind = draw(st.sampled_from(KINDS))
        is_between = KINDS.index(kind) < KINDS.index("sold")
        made, sums = (
            between(draw, kind, number, deeds) if is_between else beside(draw, kind, number)
        )
        if draw(st.booleans()):
            made, sums = [*made, *map(taken_back, made)], {}
        entries += made
        for key, value in sums.items():
            due[key] += value
    return draw(st.permutations(entries)), deeds, due


@given(happenings())
@FEWER
def test_nothing_is_counted_twice_or_lost(
    told_by: tuple[list[Entry], list[Deed], dict[str, int]],
) -> None:
    entries, deeds, due = told_by
    found: Gains = gains(entries, deeds, SCOPE)
    ids = [item.entry.entry_id for item in found.items]
    assert len(set(ids)) == len(ids) and not found.problems
    whole = uplift_year(found, SCOPE, {}, 2026).whole
    candidates = sum(item.total_fen for item in found.items)
    assert whole.total_fen + whole.unassigned.amount_fen == candidates
    assert whole.collective_fen == due["COLLECTIVE"]
    assert whole.villagers_fen == due["VILLAGERS"]
    assert whole.unassigned.amount_fen == due["UNASSIGNED"]
    counted = [item.entry.entry_id for figure in whole.streams.values() for item in figure.items]
    assert len(set(counted)) == len(counted)


@given(happenings())
@FEWER
def test_elimination_leaves_what_came_from_outside(
    told_by: tuple[list[Entry], list[Deed], dict[str, int]],
) -> None:
    entries, deeds, due = told_by
    found = uplift_year(gains(entries, deeds, SCOPE), SCOPE, {}, 2026).elimination
    assert found.outside_fen == due["OUTSIDE"]
    assert found.inside_fen == due["COLLECTIVE"]
    assert found.gross_fen == found.inside_fen + found.outside_fen
    assert all(flow.difference_fen == 0 for flow in found.flows)
