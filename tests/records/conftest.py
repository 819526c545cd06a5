"""The journal every test of its parts opens: one file, a clock that is told, the scene's tanks.

Knows no test; what is written into the journal stands in the tests.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from records.store.journal_store import JournalStore, journal_url, open_journal
from tests.records.journal_scene import TANKS, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.db"


@pytest.fixture
def store(path: Path, clock: Clock) -> Iterator[JournalStore]:
    with open_journal(journal_url(path), clock=clock, tanks=TANKS) as opened:
        yield opened
