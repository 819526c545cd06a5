"""Mistakes are met by vouchers: red letters in the same year, a difference after it, and a memo."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.ledger.basis import basis_of
from records.ledger.book import Book
from records.ledger.correction import corrected, net, year_memo
from records.ledger.entry import Entry
from records.ledger.settling import Settling, place_of, settle
from records.refusal import RuleRefused
from tests.records.ledger_scene import FARM, calendar, months_of, told, uid, voucher

USED = "141 消耗性生物资产-饲料"
FEED = "121 产品物资-饲料"


def used(day: str, fen: int, key: str = "FEED_USED/2026-03") -> Entry:
    made = voucher(day, (USED, fen), (FEED, -fen), name=key)
    return replace(made, basis=basis_of(key, [uid(fen)]))


def test_an_open_month_is_set_right_on_its_own_day() -> None:
    wrong, right = used("2026-03-31", 500), used("2026-03-31", 700)
    made = corrected([wrong], right, date(2026, 5, 6), calendar())
    red, anew = made
    assert told([wrong, red]) == {} and told([wrong, *made]) == told([right])
    assert (red.day, anew.day) == (wrong.day, wrong.day)
    assert red.summary.startswith("注销 2026-03-31") and anew.summary.startswith("订正 2026-03-31")
    assert red.corrects == anew.corrects == wrong.entry_id
    assert corrected([wrong, *made], right, date(2026, 5, 6), calendar()) == []


def test_a_closed_month_of_the_same_year_is_set_right_when_it_is_found() -> None:
    wrong, right = used("2026-03-31", 500), used("2026-03-31", 700)
    made = corrected([wrong], right, date(2026, 5, 6), calendar(closed_2026=4))
    assert [one.day for one in made] == [date(2026, 5, 6)] * 2
    assert told([wrong, *made]) == told([right])


def test_a_closed_year_gets_one_difference_in_the_current_one() -> None:
    wrong = used("2025-12-31", 500, "FEED_USED/2025-12")
    right = used("2025-12-31", 700, "FEED_USED/2025-12")
    (made,) = corrected([wrong], right, date(2026, 5, 6), calendar(closed_2025=12))
    assert (made.day, made.corrects, made.total_fen) == (date(2026, 5, 6), wrong.entry_id, 200)
    assert told([wrong, made]) == told([right]) and "更正以前年度 2025-12-31" in made.summary
    assert corrected([wrong, made], right, date(2026, 6, 1), calendar(closed_2025=12)) == []
    (back,) = corrected([wrong, made], None, date(2026, 6, 1), calendar(closed_2025=12))
    assert told([wrong, made, back]) == {} and back.entry_id != made.entry_id


def test_last_year_is_corrected_in_itself_while_it_is_open() -> None:
    wrong = used("2025-12-31", 500, "FEED_USED/2025-12")
    made = corrected([wrong], None, date(2026, 1, 6), calendar(closed_2025=11))
    assert [one.day for one in made] == [date(2025, 12, 31)]


def test_a_quantity_alone_does_not_reach_into_another_year() -> None:
    wrong = used("2025-12-31", 500, "FEED_USED/2025-12")
    lines = tuple(replace(line, mass_g=7) for line in wrong.lines)
    heavier = replace(wrong, lines=lines)
    assert corrected([wrong], heavier, date(2026, 5, 6), calendar(closed_2025=12)) == []
    assert len(corrected([wrong], heavier, date(2026, 5, 6), calendar())) == 2
    assert net([heavier]) != net([wrong])


@given(
    st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=1, max_size=8), st.integers(0, 12)
)
def test_whatever_was_found_in_turn_the_books_say_the_last(
    turns: list[int | None], closed: int
) -> None:
    """Also when what was right once becomes right again; ids never meet."""
    posted: list[Entry] = []
    for turn, fen in enumerate(turns):
        right = None if fen is None else used("2026-03-31", fen)
        periods = calendar(closed_2026=min(closed, turn * 3))
        made = corrected(posted, right, date(2026, 12, 30), periods)
        posted += made
        assert told(posted) == ({} if right is None else told([right]))
        assert corrected(posted, right, date(2026, 12, 31), periods) == []
    assert len({one.entry_id for one in posted}) == len(posted)


def test_drafts_are_posted_once_and_only_what_changed_moves() -> None:
    by = Settling(FARM.entity, "2026-03", date(2026, 4, 2), calendar())
    feed, dead = used("2026-03-31", 500), used("2026-03-31", 90, "FISH_DIED/2026-03")
    sale = replace(voucher("2026-03-05", ("113 应收款", 5), ("501 经营收入", -5)), event_id=uid(7))
    hand = voucher("2026-03-06", ("102 银行存款", 5), ("113 应收款", -5))
    other = replace(used("2026-03-31", 3), entity="别家", entry_id=uid("other"))
    later = used("2026-04-30", 8, "FEED_USED/2026-04")
    posted = settle([feed, dead, sale], [hand, other, later], by)
    assert posted == [feed, dead, sale]
    standing = [hand, other, later, *posted]
    assert settle([feed, dead, sale], standing, by) == []
    more = used("2026-03-31", 600)
    assert len(settle([more, dead, sale], standing, by)) == 2
    assert told([*standing, *settle([more, sale], standing, by)]) == told(
        [hand, other, later, more, sale]
    )


def test_a_voucher_of_an_event_goes_only_when_the_event_was_taken_back() -> None:
    by = Settling(FARM.entity, "2026-03", date(2026, 4, 2), calendar())
    sale = replace(voucher("2026-03-05", ("113 应收款", 5), ("501 经营收入", -5)), event_id=uid(7))
    assert settle([], [sale], by) == []
    (red,) = settle([], [sale], replace(by, withdrawn=frozenset({uid(7)})))
    assert told([sale, red]) == {} and place_of(red) == uid(7)
    assert place_of(voucher("2026-03-05", ("113 应收款", 5), ("501 经营收入", -5))) is None


def test_the_memo_says_what_a_closed_year_would_have_been() -> None:
    sold = voucher("2025-05-05", ("113 应收款", 900), ("501 经营收入", -900))
    cost = voucher("2025-12-31", ("521 经营支出", 300), ("141 消耗性生物资产-转出", -300))
    closing = voucher("2025-12-31", ("501 经营收入", 900), ("331 本年盈余", -900))
    right = replace(
        cost, lines=tuple(replace(one, amount_fen=one.amount_fen * 2) for one in cost.lines)
    )
    fixed = corrected([cost], right, date(2026, 2, 3), calendar(closed_2025=12))
    elsewhere = replace(sold, entry_id=uid("x"), entity="别家")
    memo = year_memo([sold, *fixed, cost, closing, elsewhere], FARM.entity, 2025)
    assert (memo.result_fen, memo.would_have_been_fen) == (600, 300)
    (row,) = memo.rows
    assert (row.corrects, row.effect_fen, row.found_on) == (cost.entry_id, -300, date(2026, 2, 3))
    assert row.entry_id == fixed[0].entry_id
    assert year_memo([sold, *fixed, cost], FARM.entity, 2026).rows == ()


def test_corrections_can_be_posted_where_they_are_dated() -> None:
    wrong = used("2026-03-31", 500)
    book = Book(months_of(2026)).post(wrong)
    closed = Book(months_of(2026, closed=4), book.entries)
    made = corrected([wrong], None, date(2026, 5, 6), calendar(closed_2026=4))
    assert len(closed.post_all(made)) == 2
    with pytest.raises(RuleRefused) as refusal:
        closed.post_all([*made, used("2026-01-31", 1, "FEED_USED/2026-01")])
    assert refusal.value.code == "PERIOD_CLOSED" and len(closed) == 1


def test_what_was_left_out_of_a_closed_month_is_booked_when_it_is_found() -> None:
    late = used("2025-12-31", 500, "FEED_USED/2025-12")
    (made,) = corrected([], late, date(2026, 5, 6), calendar(closed_2025=12))
    assert (made.day, made.entry_id) == (date(2026, 5, 6), late.entry_id)
    assert made.summary.startswith("补记 2025-12-31")
    assert corrected([made], late, date(2026, 5, 7), calendar(closed_2025=12)) == []
    unopened = used("2027-01-31", 500, "FEED_USED/2027-01")
    assert corrected([], unopened, date(2026, 5, 6), calendar()) == [unopened]


def test_the_memo_counts_what_a_closed_year_left_out() -> None:
    sold = voucher("2025-05-05", ("113 应收款", 900), ("501 经营收入", -900))
    cost = voucher("2026-02-03", ("521 经营支出", 70), ("141 消耗性生物资产-转出", -70))
    left_out = replace(cost, basis=basis_of("FISH_SOLD_COST/2025-11", []))
    late = replace(voucher("2026-02-04", ("113 应收款", 5), ("501 经营收入", -5)), event_id=uid(9))
    own = replace(late, entry_id=uid("own"), event_id=uid(10))
    memo = year_memo([sold, left_out, late, own], FARM.entity, 2025, late=[uid(9)])
    assert [(row.corrects, row.effect_fen) for row in memo.rows] == [(None, -70), (None, 5)]
    assert memo.would_have_been_fen == 835
