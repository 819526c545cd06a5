"""The books of a demonstration: people with fresh passwords, and a constructed past.

It refuses to touch books that hold anything but what it wrote itself.
"""

from pathlib import Path
from zoneinfo import ZoneInfo

from farm.clock import Clock
from farm.site import Site
from farm.stock import TankStock


def seed(
    site: Site, stock: list[TankStock], batches: dict[str, str], folder: Path, at_ms: int
) -> dict[str, str]:
    """Accounts by login with their new passwords; the past and its runs are written once."""
    from dashboard.demo_runs import seed_runs
    from dashboard.demo_seed import seed_journal
    from dashboard.passwords import Passwords
    from dashboard.people import demo_accounts
    from dashboard.serve import open_books

    clock = Clock(lambda: 0.0, 0.0, at_ms)
    with open_books(folder, site, clock) as store:
        passwords = Passwords()
        accounts = demo_accounts(store.people, passwords)
        if seed_journal(store, site.id, stock, batches, at_ms):
            seed_runs(store, site, ZoneInfo(site.timezone), clock)
    return accounts
