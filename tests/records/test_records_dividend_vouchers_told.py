"""Every voucher of a distribution, line by line, under the name its id is made of.

The lines stand in tests/data/dividend-vouchers.txt: a name, an account or a fen that changes there
would post a run of the past anew.
"""

from pathlib import Path
from uuid import UUID

import pytest

from records.dividend.posting.entries import counter_entries, entries_hash, run_entries
from records.dividend.prepare.prepared import Computed
from records.ledger.entry import Entry
from tests.records.dividend_scene import LAST_DAY
from tests.records.test_records_dividend_words import cases

TOLD = Path(__file__).parents[1] / "data" / "dividend-vouchers.txt"
CASES = cases()


def told(entries: list[Entry]) -> list[str]:
    return [
        " | ".join(
            [
                entry.summary,
                *(f"{line.account.label} {line.amount_fen:+d}" for line in entry.lines),
            ]
        )
        for entry in entries
    ]


def lines() -> list[str]:
    found: list[str] = []
    for name, done in CASES.items():
        for title, closed in (("", False), (", closed in the ledger before", True)):
            found.append(f"# {name}{title}")
            found += told(run_entries(done, "r1", LAST_DAY, closed))
    return found


def test_every_voucher_is_what_was_read_and_added_up_by_hand() -> None:
    assert lines() == TOLD.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("done", CASES.values(), ids=list(CASES))
def test_a_counter_run_takes_each_voucher_back_under_its_own_id(done: Computed) -> None:
    entries = run_entries(done, "r1", LAST_DAY)
    back = counter_entries(done, "r1", LAST_DAY, "c1", LAST_DAY)
    assert [one.corrects for one in back] == [one.entry_id for one in entries]
    assert [[-line.amount_fen for line in one.lines] for one in back] == [
        [line.amount_fen for line in one.lines] for one in entries
    ]
    ids = {one.entry_id for one in (*entries, *back)}
    assert len(ids) == 2 * len(entries)
    other = run_entries(done, "r2", LAST_DAY)
    assert not ids & {one.entry_id for one in other}
    assert not entries or entries_hash(entries) != entries_hash(other)


def test_the_id_of_a_voucher_is_of_unit_run_and_name() -> None:
    first = run_entries(CASES["village, both guarantees"], "r1", LAST_DAY)[0]
    assert first.entry_id == UUID("fda6b64e-3841-579c-b9d3-7da6d24238af")
