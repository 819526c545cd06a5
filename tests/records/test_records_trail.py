"""Drilling down: from a figure to vouchers, from those to events, from a sale to its tickets."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from records.audit.trail import Step, StepKind, of_account, of_fact, of_run, of_voucher
from records.journal.events import ProductionEvent
from records.ledger.accounts import Account, AccountingSystem
from records.ledger.basis import Basis, basis_of
from records.ledger.entry import Entry, EntryLine, counter_entry
from records.ledger.period import Period, PeriodMark
from records.store.journal_store import JournalStore, journal_url, open_journal
from records.store.lookup import StoreLookup
from tests.records.journal_scene import TANKS, Clock, event, joined, stocked

COMPANY = "鱼公司"
DAY = date(2026, 11, 3)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JournalStore]:
    with open_journal(journal_url(tmp_path / "j.db"), clock=Clock(), tanks=TANKS) as opened:
        opened.append(stocked())
        opened.ledger.mark(PeriodMark(Period(COMPANY, date(2026, 1, 1), date(2026, 12, 31)), "li"))
        yield opened


def account(code: str, *sub: str) -> Account:
    return Account(AccountingSystem.COMPANY, code, sub)


def entry(fen: int, source: UUID | None = None, **more: object) -> Entry:
    lines = (EntryLine(account("1122", "城关水产"), fen), EntryLine(account("5001"), -fen))
    given: dict[str, object] = {"run_id": None, "event_id": source, "corrects": None, **more}
    return Entry(uuid4(), COMPANY, DAY, f"售鱼 {fen}", lines, **given)  # type: ignore[arg-type]


def sold(store: JournalStore, ticket: str | None, *tickets: str | None) -> ProductionEvent:
    """Fish harvested on some tickets, and sold."""
    taken = [
        event("HARVEST", 1, tank="T1", count_heads=10, mass_g=5000,
              **({"ticket_no": one} if one else {}))
        for one in tickets
    ]  # fmt: skip
    given = {"ticket_no": ticket} if ticket else {}
    sale = event("SALE", 2, mass_g=5000, price_fen_per_kg=3000, customer="城关水产", **given)
    store.append_all([*taken, sale])
    return sale


def kinds(step: Step) -> list[str]:
    return [one.kind.value for one in step.walk()]


def test_a_figure_is_the_sum_of_what_is_below_it(store: JournalStore) -> None:
    sales = [sold(store, "P1", "P1", "P2"), sold(store, "P3", "P3")]
    store.ledger.post([entry(15_000, one.event_id) for one in sales], "li")
    store.ledger.post([entry(7, joined().deed_id)], "li")
    figure = of_account(COMPANY, account("1122"), DAY, DAY, StoreLookup(store))
    assert figure.amount_fen == 30_007 == sum(one.amount_fen or 0 for one in figure.below)
    assert kinds(figure) == [
        "FIGURE", "VOUCHER", "EVENT", "TICKET", "VOUCHER", "EVENT", "TICKET", "VOUCHER", "MISSING",
    ]  # fmt: skip
    assert not figure.whole and figure.below[0].whole and not figure.below[2].whole
    ticket = figure.below[0].below[0].below[0]
    assert "P1" in ticket.text.zh and ticket.facts is not None and ticket.seq == 2
    income = of_account(COMPANY, account("5001"), DAY, DAY, StoreLookup(store), 1)
    assert income.amount_fen == -30_007 and kinds(income) == ["FIGURE", *["VOUCHER"] * 3]
    other = of_account(COMPANY, account("1122", "别家"), DAY, DAY, StoreLookup(store))
    assert (other.amount_fen, other.below) == (0, ())


def test_a_sale_without_a_ticket_rests_on_what_was_harvested_till_then(
    store: JournalStore,
) -> None:
    sale = sold(store, None, "P1", None)
    wrong = store.append(event("HARVEST", 1, tank="T1", count_heads=1, mass_g=1))
    store.append(event("HARVEST", 9, tank="T1", count_heads=1, mass_g=1, ticket_no="P9"))
    store.append(
        event("REVERSAL", 3, ref=str(wrong.event.event_id), reason="重复", approved_by="wang")
    )
    step = of_fact(sale.event_id, StoreLookup(store))
    assert [one.kind for one in step.below] == [StepKind.TICKET] * 2
    assert ["P1" in step.below[0].text.zh, "—" in step.below[1].text.zh] == [True, True]


def test_a_voucher_of_many_is_whole_only_if_its_digest_fits(store: JournalStore) -> None:
    sale, deed = sold(store, "P1", "P1"), joined()
    store.deeds.append(deed)
    ids = [sale.event_id, deed.deed_id]
    one = entry(5, basis=basis_of("SALES/2026-11", ids))
    store.ledger.post([one], "li")

    def seen(*sources: UUID) -> Step:
        def found(_entry: Entry) -> Sequence[UUID]:
            return sources

        return of_voucher(one.entry_id, StoreLookup(store, found))

    assert seen(*ids).whole and kinds(seen(*ids)) == ["VOUCHER", "EVENT", "TICKET", "DEED"]
    assert not seen(ids[0]).whole and not seen().whole
    assert not of_voucher(one.entry_id, StoreLookup(store)).whole


def test_a_correction_leads_to_what_it_corrects(store: JournalStore) -> None:
    sale = sold(store, "P1", "P1")
    wrong = entry(5, sale.event_id)
    undone = counter_entry(wrong, uuid4(), DAY)
    lost = entry(7, corrects=UUID(int=5))
    store.ledger.post([wrong, undone, lost], "li")
    step = of_voucher(undone.entry_id, StoreLookup(store))
    assert step.below[-1].id == str(wrong.entry_id) and step.whole
    assert kinds(of_voucher(lost.entry_id, StoreLookup(store))) == ["VOUCHER", "MISSING"]
    assert of_voucher(UUID(int=6), StoreLookup(store)).kind is StepKind.MISSING
    assert of_fact(UUID(int=6), StoreLookup(store)).kind is StepKind.MISSING
    assert of_fact(wrong.entry_id, StoreLookup(store)).kind is StepKind.VOUCHER


def test_a_voucher_that_rests_on_itself_ends(store: JournalStore) -> None:
    one = entry(5, basis=Basis("ROUND/2026", 1, "0" * 64))
    store.ledger.post([one], "li")
    step = of_voucher(one.entry_id, StoreLookup(store, lambda _entry: [one.entry_id]))
    assert kinds(step) == ["VOUCHER"] * 5 and not step.whole


def test_a_run_shows_its_deeds_and_its_vouchers(store: JournalStore) -> None:
    store.ledger.post([entry(5, run_id="r1"), entry(6, run_id="r2")], "li")
    step = of_run("r1", StoreLookup(store))
    assert (step.amount_fen, kinds(step)) == (5, ["RUN", "VOUCHER"])
