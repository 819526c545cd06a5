"""A month of fish on disk: what is due is posted, read back as it was, and due no more."""

from datetime import date
from pathlib import Path

from records.cost.due import Accounts, due_vouchers
from records.cost.report import batch_costs
from records.cost.tallying import tallies
from records.ledger.period import PeriodMark, indexed
from records.store.journal_store import journal_url, open_journal
from tests.records.cost_scene import MARCH, PRICES, RENT
from tests.records.journal_scene import Clock
from tests.records.ledger_scene import FARM, months_of, told


def test_a_month_is_posted_once_and_its_figures_lead_back(tmp_path: Path) -> None:
    with open_journal(journal_url(tmp_path / "journal.db"), clock=Clock(), tanks=None) as store:
        store.append_all(MARCH)
        events = [stored.event for stored in store.log.events()]
        for month in months_of(2026):
            store.ledger.mark(PeriodMark(month, "li"))
        accounts = Accounts(
            FARM, "2026-03", "2026-03", date(2026, 4, 2), indexed(store.ledger.periods())
        )
        made = due_vouchers(accounts, events, [*PRICES, RENT], [])
        assert made.problems == {}
        store.ledger.post(made.entries, "wang")
        posted = store.ledger.entries(FARM.entity)
        assert posted == made.entries
        assert due_vouchers(accounts, events, [*PRICES, RENT], posted).entries == []
        balances = {
            row.account.label: row.balance_fen for row in store.ledger.trial_balance(FARM.entity)
        }
        assert {label: fen for label, fen in balances.items() if fen} == told(posted)
        (one, _) = batch_costs(posted, FARM, tallies(events))
        fed = next(entry for entry in posted if entry.entry_id == one.spent["饲料"].entry_ids[0])
        assert fed.basis is not None
        ids = made.sources[fed.basis.key]
        found = [store.log.event(source) for source in ids]
        assert [one.event.kind for one in found if one is not None] == ["FEED", "FEED"]
