"""What is due after whatever was found: the books end as if everything had been known in time."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from records.cost.due import Accounts, Due, due_vouchers
from records.cost.month_end import month_end_problems
from records.cost.tallying import tallies
from records.deeds.deed import Deed
from records.journal.events import ProductionEvent
from records.ledger.basis import basis_of
from records.ledger.book import Book
from records.ledger.bookings import Matter
from records.ledger.deeds import BalanceClaimed, Billed, MoneyDeedWithdrawn, PriceSet, WagesDue
from records.ledger.entry import Entry
from tests.records.cost_scene import MARCH, PRICES, RENT
from tests.records.ledger_scene import (
    FARM,
    FEWER,
    PAPER,
    calendar,
    deed,
    delivery,
    event,
    metered,
    months_of,
    told,
)

DEEDS: list[Deed] = [*PRICES, RENT]


def due(
    events: list[ProductionEvent],
    posted: list[Entry],
    closed: int = 0,
    deeds: list[Deed] | None = None,
    found_on: date = date(2026, 6, 3),
    months: tuple[str, str] = ("2026-03", "2026-05"),
) -> Due:
    accounts = Accounts(FARM, *months, found_on, calendar(12, closed))
    return due_vouchers(accounts, events, DEEDS if deeds is None else deeds, posted)


def test_months_without_events_still_have_their_rent() -> None:
    made = due([], [])
    assert told(made.entries) == {"211 应付款": -300_000, "401 生产成本-租金": 300_000}
    assert [found.code for found in made.problems["2026-04"]] == ["NO_FISH_FOR_COST"]
    months = [tally.month for tally in tallies(MARCH, span=("2026-05", "2026-06"))]
    assert months == ["2026-03", "2026-04", "2026-05", "2026-06"]
    assert [tally.month for tally in tallies(MARCH, span=("2026-02", "2026-02"))] == [
        "2026-02",
        "2026-03",
    ]


def test_what_is_due_is_due_once_and_tells_its_facts() -> None:
    made = due(MARCH, [])
    book = Book(months_of(2026)).post_all(made.entries)
    assert due(MARCH, list(book)).entries == []
    basis = {one.basis.key: one.basis for one in made.entries if one.basis}
    assert set(basis) == set(made.sources)
    assert all(basis[key].count == len(set(made.sources[key])) for key in basis)
    assert made.problems == {}


def test_an_event_taken_back_takes_its_voucher_back() -> None:
    extra = delivery("2026-03-02", 500, 77_000, item="药", category="SUPPLIES")
    back = event("REVERSAL", "2026-05-09", ref=str(extra.event_id), reason="错", approved_by="wang")
    posted = due([*MARCH, extra], []).entries
    for closed in (0, 4):
        after = due([*MARCH, extra, back], posted, closed)
        assert told([*posted, *after.entries]) == told(due(MARCH, []).entries)
        assert {one.day.month for one in after.entries} == ({3} if closed == 0 else {6})
        again = [*posted, *after.entries]
        assert due([*MARCH, extra, back], again, closed).entries == []


def test_a_deed_withdrawn_takes_its_voucher_back() -> None:
    wrong = deed(Billed, "2026-04-09", matter=Matter.ENERGY, party="电力", amount_fen=9_000)
    back = deed(
        MoneyDeedWithdrawn, "2026-05-01", ref=wrong.deed_id, reason="重复", approved_by="wang"
    )
    posted = due(MARCH, [], deeds=[*DEEDS, wrong]).entries
    after = due(MARCH, posted, deeds=[*DEEDS, wrong, back])
    assert told([*posted, *after.entries]) == told(due(MARCH, []).entries)


def test_a_payroll_belongs_to_the_month_it_was_earned_in() -> None:
    wages = deed(
        WagesDue, "2026-05-08", month="2026-04", group="PRODUCTION", people=1, gross_fen=500,
        local_people=0, local_fen=0, proof=PAPER,
    )  # fmt: skip
    posted = due(MARCH, [], deeds=[*DEEDS, wages]).entries
    (own,) = [one for one in posted if one.event_id == wages.deed_id]
    assert own.day == date(2026, 4, 30)
    back = deed(
        MoneyDeedWithdrawn, "2026-05-09", ref=wages.deed_id, reason="错", approved_by="wang"
    )
    after = due(MARCH, posted, deeds=[*DEEDS, wages, back]).entries
    assert told([*posted, *after]) == told(due(MARCH, []).entries)


def test_months_nobody_asked_about_are_left_alone() -> None:
    made = due(MARCH, [], months=("2026-04", "2026-04")).entries
    assert {one.day.month for one in made} == {4}


def test_a_late_fact_of_a_closed_month_is_booked_now() -> None:
    posted = due(MARCH, []).entries
    late = [*MARCH, delivery("2026-03-05", 10_000, 9_000, lot="L9"), LATER[0]]
    made = due(late, posted, closed=5).entries
    assert {one.day for one in made} == {date(2026, 6, 3)}
    Book(months_of(2026, closed=5), posted).post_all(made)
    assert told([*posted, *made]) == told(due(late, []).entries)
    # What April rests on is still what its voucher says, though March was corrected in June.
    standing = {one.basis.key: one.basis for one in posted if one.basis}
    again = due(late, [*posted, *made], closed=5)
    for key in ("SHARED_ALLOCATED/2026-04", "SHARED_ALLOCATED/2026-05"):
        assert basis_of(key, again.sources[key]) == standing[key]
    assert due(late, [*posted, *made], closed=5).entries == []


def test_what_stands_in_the_way_of_closing() -> None:
    accounts = Accounts(FARM, "2026-03", "2026-03", date(2026, 4, 2), calendar(12))
    claims = [
        deed(BalanceClaimed, day, code="113", balance_fen=fen, witness="CONFIRMATION")
        for day, fen in (("2026-03-31", 240_000), ("2026-04-01", 1))
    ]
    deeds = [*DEEDS, *claims]
    (found,) = month_end_problems(accounts, MARCH, DEEDS, [])
    assert found.code == "VOUCHERS_DUE" and "10" in found.explanation.zh
    posted = due(MARCH, [], months=("2026-03", "2026-03")).entries
    assert month_end_problems(accounts, MARCH, deeds, posted) == []
    wrong = [*DEEDS, claims[0].model_copy(update={"balance_fen": 1})]
    no_price = [one for one in wrong if not isinstance(one, PriceSet)]
    codes = [one.code for one in month_end_problems(accounts, MARCH, wrong, posted)]
    assert codes == ["BALANCE_DIFFERS"]
    codes = [one.code for one in month_end_problems(accounts, MARCH, no_price, posted)]
    assert codes == ["NO_PRICE", "NO_PRICE", "VOUCHERS_DUE", "BALANCE_DIFFERS"]


def test_a_year_is_closed_when_its_losses_are_settled() -> None:
    december = Accounts(FARM, "2026-03", "2026-12", date(2026, 12, 31), calendar(12))
    posted = due(MARCH, [], months=("2026-03", "2026-12")).entries
    (found,) = month_end_problems(december, MARCH, DEEDS, posted)
    assert found.code == "LOSS_NOT_SETTLED"  # the fish that died in March


LATER = [
    metered("2026-03-22", "energy_used_wh", 70_000, 91),
    metered("2026-04-22", "energy_used_wh", 30_000, 92),
    delivery("2026-03-28", 300_000, 330_000, lot="L2"),
    event("FEED", "2026-04-10", 93, batch="B2", tank="T2", mass_g=200_000),
    event("FEED", "2026-03-11", 94, mass_g=50_000),
    event("MORT", "2026-04-12", 95, count_heads=20, cause="UNKNOWN"),
    event("SAMPLE_WEIGH", "2026-04-15", 96, sample_heads=10, sample_mass_g=2_000),
    event("HARVEST", "2026-05-02", 97, count_heads=100, mass_g=19_000),
    event("SALE", "2026-05-03", 98, mass_g=19_000, price_fen_per_kg=4100, customer="甲"),
    event("COUNT_ADJUST", "2026-05-04", 99, delta_heads=-30, reason="点数", approved_by="wang"),
]


@FEWER
@given(
    st.permutations(range(len(LATER))),
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), min_size=1, max_size=3),
)
def test_the_books_end_as_if_everything_had_been_known_in_time(
    order: list[int], steps: list[tuple[int, int]]
) -> None:
    """Facts come in any order, months close in between, and nothing is posted in a closed one."""
    known, waiting, posted, closed = list(MARCH), list(order), list[Entry](), 2
    for count, closing in [*steps, (len(LATER), 0)]:
        known += [LATER[at] for at in waiting[:count] if _possible(at, waiting[:count], known)]
        waiting = [at for at in waiting if LATER[at] not in known]
        made = due(known, posted, closed).entries
        book = Book(months_of(2026, closed=closed), posted).post_all(made)
        posted = list(book)
        assert due(known, posted, closed).entries == []
        closed = min(5, closed + closing)
    assert told(posted) == told(due(known, []).entries)


def _possible(at: int, coming: list[int], known: list[ProductionEvent]) -> bool:
    """A sale needs its harvest: it is told when that is known, or comes with it."""
    return LATER[at].kind != "SALE" or LATER[7] in known or 7 in coming
