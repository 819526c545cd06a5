"""What a demonstration writes before it opens: past and runs once, passwords each time."""

from pathlib import Path

from dashboard.serve import open_books
from farm.clock import Clock
from ras.demo_books import seed
from ras.demo_stock import demo_stock
from tests.dashboard.harness import trial_site

AT_MS = 1_795_442_400_000
"""2026-11-23 in the farm's civil time."""


def test_the_books_of_a_demonstration_are_written_once(tmp_path: Path) -> None:
    site = trial_site()
    stock, batches = demo_stock(site, AT_MS)
    first = seed(site, stock, batches, tmp_path, AT_MS)
    heads = _heads(tmp_path)
    assert heads["deeds"] > 300 and heads["events"] > 0 and heads["ledger"] > 9
    again = seed(site, stock, batches, tmp_path, AT_MS + 1000)
    assert set(again) == set(first) and again != first
    assert _heads(tmp_path) == heads


def test_a_journal_with_a_past_gets_no_runs(tmp_path: Path) -> None:
    """Somebody's own books of money may still be empty: a demonstration does not fill them."""
    from dashboard.demo_seed import seed_journal

    site = trial_site()
    stock, batches = demo_stock(site, AT_MS)
    with open_books(tmp_path, site, Clock(lambda: 0.0, 0.0, AT_MS)) as store:
        assert seed_journal(store, site.id, stock, batches, AT_MS)
    seed(site, stock, batches, tmp_path, AT_MS)
    assert _heads(tmp_path)["deeds"] == 0


def _heads(folder: Path) -> dict[str, int]:
    site = trial_site()
    with open_books(folder, site, Clock(lambda: 0.0, 0.0, AT_MS)) as store:
        heads = store.anchor(site.id).heads
    return {name: heads[name].seq for name in ("events", "deeds", "ledger", "periods")}
