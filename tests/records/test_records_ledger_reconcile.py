"""The bank beside the books: one payment is one pair, and both adjusted balances agree."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from records.journal.events import Harvest, Sale
from records.ledger.claims import claim_problems, ticket_problems
from records.ledger.deeds import BalanceClaimed, BankMatched
from records.ledger.entry import counter_entry
from records.ledger.reconcile import BookRow, Reconciled, book_rows, reconcile
from records.ledger.statement import Statement, StatementRow
from tests.records.ledger_scene import FARM, account, deed, event, uid, voucher

BANK = account("102 银行存款")
DAY = date(2026, 11, 10)


def row(amount_fen: int, day: int = 0, name: object = 0) -> StatementRow:
    on = DAY + timedelta(days=day)
    return StatementRow(uid(f"row{amount_fen}{day}{name}"), 1, on, amount_fen, None, str(name), "")


def own(amount_fen: int, day: int = 0, name: object = 0) -> BookRow:
    return BookRow(uid(f"own{amount_fen}{day}{name}"), DAY + timedelta(days=day), amount_fen, "")


def statement(*rows: StatementRow, closing_fen: int | None = None) -> Statement:
    return Statement("102", tuple(sorted(rows, key=lambda one: one.day)), None, closing_fen, 0)


def ids(found: Reconciled) -> tuple[list[UUID], list[UUID], list[UUID], list[UUID]]:
    return (
        [pair.row.row_id for pair in found.matched],
        [pair.row.row_id for pair in found.suggested],
        [one.row_id for one in found.bank_only],
        [one.entry_id for one in found.book_only],
    )


def test_one_day_matches_near_days_are_suggested_and_the_rest_stays_open() -> None:
    same, near, far, alone = row(100), row(200, 1), row(300), row(400)
    booked = [own(100), own(200, -5), own(300, -8), own(500)]
    found = reconcile(statement(same, near, far, alone), booked)
    assert ids(found) == (
        [same.row_id],
        [near.row_id],
        [far.row_id, alone.row_id],
        [booked[2].entry_id, booked[3].entry_id],
    )
    assert not found.matched[0].confirmed
    assert found.adjusted_bank_fen is None and not found.agrees


def test_each_row_is_used_once_and_the_nearest_first() -> None:
    rows = [row(100, 0, name) for name in range(3)]
    booked = [own(100, 0, 1), own(100, -3, 2), own(100, -1, 3)]
    found = reconcile(statement(*rows), booked)
    assert [pair.booked for pair in found.matched] == [booked[0]]
    assert [pair.booked for pair in found.suggested] == [booked[2], booked[1]]
    assert found.bank_only == [] and found.book_only == []


def test_a_person_pairs_what_no_rule_would() -> None:
    late, early = own(100, -40), own(700, 3)
    rows = [row(100), row(700)]
    said = [
        deed(BankMatched, "2026-11-12", 1, row_id=rows[0].row_id, entry_id=late.entry_id),
        deed(BankMatched, "2026-11-12", 2, row_id=rows[1].row_id, entry_id=early.entry_id),
        deed(BankMatched, "2026-11-12", 3, row_id=uid("none"), entry_id=late.entry_id),
        deed(BankMatched, "2026-11-12", 4, row_id=rows[1].row_id, entry_id=uid("none")),
    ]
    found = reconcile(statement(*rows, closing_fen=800), [late, early], said)
    assert [pair.confirmed for pair in found.matched] == [True, True]
    assert (found.book_fen, found.booked_later_fen) == (100, 700) and found.agrees
    wrong = [deed(BankMatched, "2026-11-12", row_id=rows[0].row_id, entry_id=early.entry_id)]
    assert reconcile(statement(rows[0]), [early], wrong).bank_only == [rows[0]]


def test_what_stayed_open_is_asked_again_and_what_matched_is_not() -> None:
    old, new = row(100, -30), row(200)
    paid, before = own(100, 0), own(200, 0, "before")
    found = reconcile(
        statement(new, closing_fen=300),
        [paid, before],
        carried=[old],
        done=frozenset({before.entry_id}),
    )
    assert found.bank_only == [old, new] and found.book_only == [paid]
    said = [deed(BankMatched, "2026-11-12", row_id=old.row_id, entry_id=paid.entry_id)]
    again = reconcile(statement(new), [paid], said, carried=[old])
    assert again.bank_only == [new] and len(again.matched) == 1
    assert reconcile(statement(), [paid]).book_only == [paid]


def test_movements_of_the_account_without_what_was_taken_back() -> None:
    paid = voucher("2026-11-02", ("211 应付款", 500), ("102 银行存款", -500))
    wrong = voucher("2026-11-03", ("211 应付款", 700), ("102 银行存款-一户", -700))
    red = counter_entry(wrong, uid("red"), wrong.day)
    lost = counter_entry(wrong, uid("lost"), wrong.day)
    sale = voucher("2026-11-04", ("113 应收款", 5), ("501 经营收入", -5))
    posted = [
        paid,
        wrong,
        red,
        sale,
        voucher("2026-11-05", ("102 银行存款", 5), ("113 应收款", -5), entity="别家"),
    ]
    assert [one.amount_fen for one in book_rows(posted, FARM.entity, BANK)] == [-500]
    assert [one.amount_fen for one in book_rows([lost], FARM.entity, BANK)] == [700]


@given(
    st.lists(
        st.tuples(
            st.integers(-5, 5).filter(bool),
            st.integers(0, 20),
            st.integers(0, 9),
            st.sampled_from("abx"),
        ),
        max_size=20,
    )
)
def test_nothing_is_lost_between_bank_and_books(payments: list[tuple[int, int, int, str]]) -> None:
    """a: on both sides; b: only the bank knows; x: only we know. Equal amounts are frequent."""
    rows = [row(fen, day, at) for at, (fen, day, _, who) in enumerate(payments) if who != "x"]
    booked = [
        own(fen, max(0, day - early), at)
        for at, (fen, day, early, who) in enumerate(payments)
        if who != "b"
    ]
    last = max((one.day for one in rows), default=date.max)
    booked = [one for one in booked if one.day <= last]
    found = reconcile(statement(*rows, closing_fen=sum(one.amount_fen for one in rows)), booked)
    assert found.agrees
    pairs = [*found.matched, *found.suggested]
    assert (
        sorted(p.row.row_id for p in pairs) + sorted(r.row_id for r in found.bank_only) != []
        or not rows
    )
    assert {p.row.row_id for p in pairs} | {r.row_id for r in found.bank_only} == {
        r.row_id for r in rows
    }
    assert len(pairs) + len(found.bank_only) == len(rows)
    assert len(pairs) + len(found.book_only) == len(booked)
    assert all(p.row.amount_fen == p.booked.amount_fen for p in pairs)
    assert all(p.row.day == p.booked.day for p in found.matched)


def claim(day: str, code: str, fen: int, **fields: object) -> BalanceClaimed:
    made: BalanceClaimed = deed(
        BalanceClaimed, day, (code, fen), code=code, balance_fen=fen,
        **{"witness": "BANK_STATEMENT", **fields},
    )  # fmt: skip
    return made


def test_witnesses_are_held_against_the_books_on_their_day() -> None:
    posted = [
        voucher("2026-11-05", ("102 银行存款-二户", 70), ("501 经营收入", -70)),
        voucher("2026-11-02", ("102 银行存款", 100), ("501 经营收入", -100)),
        voucher("2026-11-02", ("102 银行存款", 9), ("501 经营收入", -9), entity="别家"),
        voucher("2027-01-02", ("102 银行存款", 5), ("501 经营收入", -5)),
    ]
    right = [
        claim("2026-11-01", "102", 0),
        claim("2026-11-04", "102", 100),
        claim("2026-11-05", "102", 170),
        claim("2026-11-30", "102", 70, sub=("二户",)),
        claim("2026-11-30", "113", 0, about="甲", witness="CONFIRMATION"),
        claim("2026-11-30", "102", 999, entity="别家"),
    ]
    assert claim_problems(posted, FARM, right) == []
    assert claim_problems(posted, FARM, []) == []
    assert claim_problems(posted, FARM, [claim("2026-11-05", "102", 170)]) == []
    (nowhere,) = claim_problems(posted, FARM, [claim("2026-11-04", "1002", 1)])
    assert nowhere.code == "UNKNOWN_ACCOUNT"
    wrong = [claim("2026-11-04", "102", 101), claim("2026-11-30", "113", 5, about="甲")]
    found = claim_problems(posted, FARM, [*right, *wrong])
    assert [one.code for one in found] == ["BALANCE_DIFFERS"] * 2
    assert "1.01" in found[0].explanation.zh and "1.00" in found[0].explanation.zh
    assert "甲" in found[1].explanation.en


def test_what_a_line_is_about_has_its_own_balance() -> None:
    from dataclasses import replace

    base = voucher("2026-11-02", ("113 应收款", 100), ("501 经营收入", -100))
    owed = [
        replace(
            base, entry_id=uid(who),
            lines=tuple(replace(line, about=who) for line in base.lines),
        )
        for who in ("甲", "乙")
    ]  # fmt: skip
    assert claim_problems(owed, FARM, [claim("2026-11-30", "113", 100, about="甲")]) == []
    assert claim_problems(owed, FARM, [claim("2026-11-30", "113", 200)]) == []


def test_tickets_weigh_what_was_harvested_and_sold_on_them() -> None:
    took = event("HARVEST", "2026-11-02", count_heads=10, mass_g=5000, ticket_no="P1")
    sold = [
        event("SALE", "2026-11-02", at, mass_g=g, price_fen_per_kg=1, customer="甲", ticket_no="P1")
        for at, g in enumerate((2000, 3000))
    ]
    assert isinstance(took, Harvest) and isinstance(sold[0], Sale)
    without = event("SALE", "2026-11-03", mass_g=5, price_fen_per_kg=1, customer="甲")
    assert ticket_problems([took, *sold, without], {"P1": 5000}) == []
    found = ticket_problems([took, sold[0]], {"P1": 5000, "P2": 7})
    assert [one.code for one in found] == ["TICKET_DIFFERS", "TICKET_NOT_BOOKED"]
    assert "2.000 kg" in found[0].explanation.zh
    taken_back = event(
        "REVERSAL", "2026-11-04", ref=str(took.event_id), reason="错", approved_by="wang"
    )
    assert ticket_problems([took, taken_back], {"P1": 5000})[0].code == "TICKET_NOT_BOOKED"
