"""Deeds on disk, and acts: deeds, vouchers, periods and audit rows together or not at all."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import TypeAdapter

from records.deeds import every
from records.deeds.deed import Deed
from records.deeds.every import KINDS, read_deed
from records.dividend.runs.deeds import RunDeed
from records.exchange.town_deeds import TownDeed
from records.ledger.accounts import Account, AccountingSystem
from records.ledger.deeds import LedgerDeed
from records.ledger.entry import Entry, EntryLine
from records.ledger.period import Period, PeriodMark, PeriodStatus
from records.parties.offices import PartiesDeed
from records.refusal import RuleRefused, problem
from records.rules.deeds import RuleDeed
from records.shares.holdings import SharesDeed
from records.store.act import Act
from records.store.audit_log import AuditEntry
from records.store.journal_store import JournalStore, journal_url, open_journal
from tests.records.journal_scene import Clock, joined, voucher

YEAR = Period("village", date(2026, 1, 1), date(2026, 12, 31))
CLOSED = Period(YEAR.entity, YEAR.first_day, YEAR.last_day, PeriodStatus.CLOSED)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.db"


@pytest.fixture
def store(path: Path) -> Iterator[JournalStore]:
    with open_journal(journal_url(path), clock=Clock()) as opened:
        yield opened


def test_a_deed_is_there_after_reopening_as_it_was_written(path: Path) -> None:
    deeds = [joined("M0101"), joined("M0102"), joined("M0103")]
    with open_journal(journal_url(path), clock=Clock()) as store:
        stored = store.deeds.append_all(deeds)
        assert [one.seq for one in stored] == [1, 2, 3]
        head = store.deeds.head()
    with open_journal(journal_url(path), clock=Clock()) as store:
        assert store.deeds.deeds() == stored
        assert store.deeds.all() == deeds
        assert store.deeds.head() == head == (3, stored[-1].hash)
        assert store.deeds.deed(deeds[1].deed_id) == stored[1]
        assert store.deeds.deed(UUID(int=1)) is None
        assert store.deeds.verify() == store.verify() == []


def test_deeds_are_found_by_entity_kind_and_number(store: JournalStore) -> None:
    first, second = joined("M0101"), joined("M0102").model_copy(update={"entity": "other"})
    store.deeds.append_all([first, second])
    assert [one.deed for one in store.deeds.deeds(entity="other")] == [second]
    assert [one.deed for one in store.deeds.deeds(after_seq=1)] == [second]
    assert len(store.deeds.deeds(kinds=["MEMBER_GAIN"])) == 2
    assert store.deeds.deeds(kinds=["ISSUE"]) == []


def test_the_same_deed_again_changes_nothing(store: JournalStore) -> None:
    first = joined()
    stored = store.deeds.append(first)
    assert store.deeds.append(first) == stored
    assert store.deeds.append_all([first, first]) == [stored, stored]
    assert len(store.deeds.all()) == 1


def test_an_id_used_for_another_deed_is_refused_and_nothing_is_written(store: JournalStore) -> None:
    first = joined()
    other = first.model_copy(update={"holder": "M0999"})
    with pytest.raises(RuleRefused, match="SAME_ID_OTHER_CONTENT"):
        store.deeds.append_all([first, other])
    assert store.deeds.all() == []
    store.deeds.append(first)
    with pytest.raises(RuleRefused, match="SAME_ID_OTHER_CONTENT"):
        store.deeds.append_all([joined("M0102"), other])
    assert store.deeds.all() == [first]


def test_the_judge_sees_all_that_is_there_and_only_what_is_new(store: JournalStore) -> None:
    first, second, third = joined("M0101"), joined("M0102"), joined("M0103")
    asked: list[tuple[list[Deed], list[Deed]]] = []

    def judge(known: Sequence[Deed], new: Sequence[Deed]) -> None:
        asked.append((list(known), list(new)))
        if third in new:
            raise RuleRefused.of(problem("NO", "不行", "no"))

    store.deeds.append(first, judge)
    store.deeds.append_all([first, second], judge)
    store.deeds.append(second, judge)
    with pytest.raises(RuleRefused, match="NO"):
        store.deeds.append(third, judge)
    assert asked == [([], [first]), ([first], [second]), ([first, second], [third])]
    assert store.deeds.all() == [first, second]


def test_what_a_failed_act_wrote_is_forgotten(store: JournalStore) -> None:
    """The deeds carried in memory are those that were saved, not those that were tried."""
    store.ledger.mark(PeriodMark(YEAR, "li"))
    outside = voucher(7, date(2027, 1, 1))
    kept, tried = joined("M0101"), joined("M0102")
    store.deeds.append(kept)
    head = store.audit.head()
    act = Act([tried], [voucher(5), outside], audit=[AuditEntry("li", "POST")])
    with pytest.raises(RuleRefused, match="PERIOD_NOT_OPEN"):
        store.carry_out(act, "li")
    assert store.deeds.all() == [kept]
    assert store.ledger.entries() == []
    assert store.audit.head() == head
    assert store.deeds.append(joined("M0103")).seq == 2
    assert store.verify() == []


def test_an_act_is_carried_out_whole_and_twice_is_once(store: JournalStore) -> None:
    deed = joined()
    entries = [voucher(5, event_id=deed.deed_id), voucher(7)]
    act = Act([deed], entries, [PeriodMark(YEAR, "li")])
    done = store.carry_out(act, "li")
    assert [one.deed for one in done.deeds] == [deed]
    assert done.vouchers == [1, 2]
    again = store.carry_out(Act([deed], entries), "li")
    assert (again.deeds, again.vouchers) == (done.deeds, [1, 2])
    assert store.verify() == []


def test_a_period_is_opened_filled_and_closed_in_one_act(store: JournalStore) -> None:
    closing = [PeriodMark(CLOSED, "li", "wang"), PeriodMark(YEAR, "li")]
    store.carry_out(Act(entries=[voucher(5)], marks=closing), "li")
    assert store.ledger.periods() == [CLOSED]
    assert store.verify() == []
    with pytest.raises(RuleRefused, match="PERIOD_CLOSED"):
        store.ledger.post([voucher(6)], "li")


def test_a_closing_that_is_refused_leaves_its_vouchers_out(store: JournalStore) -> None:
    store.ledger.mark(PeriodMark(YEAR, "li"))
    with pytest.raises(RuleRefused, match="SAME_PERSON"):
        store.carry_out(Act(entries=[voucher(5)], marks=[PeriodMark(CLOSED, "li", "li")]), "li")
    assert store.ledger.entries() == []


def test_ten_thousand_lines_are_posted_together_and_streamed(store: JournalStore) -> None:
    store.ledger.mark(PeriodMark(YEAR, "li"))

    def account(code: str, *sub: str) -> Account:
        return Account(AccountingSystem.REC, code, sub)

    lines = [EntryLine(account("212", "应付股利", f"M{n:04}"), -n) for n in range(1, 5000)]
    whole = EntryLine(account("322"), sum(range(1, 5000)))
    one = Entry(uuid4(), "village", date(2026, 5, 1), "分红", (whole, *lines))
    many = [voucher(n) for n in range(1, 2501)]
    assert store.ledger.post([one, *many], "li") == list(range(1, 2502))
    assert list(store.ledger.stream("village")) == [one, *many]
    assert list(store.ledger.stream("village", last_day=date(2026, 6, 1))) == [one]
    assert list(store.ledger.stream("village", date(2026, 6, 1))) == many
    assert store.ledger.entry(one.entry_id) == one
    balance = {row.account: row.balance_fen for row in store.ledger.trial_balance("village")}
    assert balance[account("212", "应付股利", "M4999")] == -4999
    assert balance[account("102")] == sum(range(1, 2501))
    assert sum(balance.values()) == 0
    assert store.verify() == []


@pytest.mark.parametrize("sub", [("a-b",), ("a", "")])
def test_a_sub_account_that_could_be_read_as_another_is_refused(
    store: JournalStore, sub: tuple[str, ...]
) -> None:
    store.ledger.mark(PeriodMark(YEAR, "li"))
    lines = (
        EntryLine(Account(AccountingSystem.REC, "102", sub), 5),
        EntryLine(Account(AccountingSystem.REC, "501"), -5),
    )
    with pytest.raises(RuleRefused, match="SUB_ACCOUNT_UNREADABLE"):
        store.ledger.post([Entry(uuid4(), "village", date(2026, 5, 1), "x", lines)], "li")
    assert store.ledger.entries() == []


def test_the_same_voucher_twice_in_one_posting_is_one(store: JournalStore) -> None:
    store.ledger.mark(PeriodMark(YEAR, "li"))
    one = voucher(5)
    assert store.ledger.post([one, one], "li") == [1, 1]
    other = Entry(one.entry_id, one.entity, one.day, "别的", one.lines)
    for posted in ([one, other], [other]):
        with pytest.raises(RuleRefused, match="SAME_ID_OTHER_CONTENT"):
            store.ledger.post(posted, "li")
    assert store.ledger.entries() == [one]


def test_a_deed_is_read_from_its_text_and_from_its_document() -> None:
    deed = joined()
    assert read_deed(deed.canonical()) == read_deed(deed.as_json()) == deed
    with pytest.raises(ValueError, match="kind"):
        read_deed({"kind": "NOTHING"})


def test_every_family_of_deeds_is_in_the_union() -> None:
    """A deed that a family knows and the union does not could be written and never read back."""
    families = (LedgerDeed, PartiesDeed, RuleDeed, RunDeed, SharesDeed, TownDeed)
    own = [kind for family in families for kind in kinds(family)]
    assert sorted(own) == sorted(kinds(every.Deed)) == sorted(KINDS)
    assert len(own) == len(set(own)) > 40


def kinds(union: Any) -> set[str]:
    """What `kind` may be in the JSON shape of a union of deeds."""
    return set(TypeAdapter(union).json_schema()["discriminator"]["mapping"])


def test_what_is_wrong_with_a_deed_is_said_without_repeating_it() -> None:
    """A person may type an identity-card number where an id belongs; it must reach no log."""
    told = {**joined().as_json(), "holder": "990000197001010010"}
    with pytest.raises(ValueError, match="holder") as refusal:
        read_deed(told)
    assert "990000" not in str(refusal.value)
