"""What a chain expects beside a text is what the logs write there, for every kind of event."""

from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from records.audit.chains import LINK, Chain
from records.audit.known_chains import CHAINS, EVENTS
from records.journal.events import ProductionEvent, Reversal, batch_of, tanks_of
from records.store.journal_store import journal_url, open_journal
from records.store.schema import APPEND_ONLY, METADATA
from tests.records.journal_scene import TANKS, Clock, event, stocked

KINDS = get_args(get_args(ProductionEvent)[0])
FIELDS = {"batch": "B1", "tank": "T1", "from_tank": "T1", "to_tank": "T2"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_batch_and_tanks_are_found_in_the_text_as_in_the_event(kind: type[BaseModel]) -> None:
    given = {name: value for name, value in FIELDS.items() if name in kind.model_fields}
    made: Any = kind.model_construct(None, **given)
    told = {
        "kind": kind.model_fields["kind"].default, "event_id": "", "actor": "",
        "happened_at": "2026-11-20T00:15:00Z", "recorded_at": "", **given,
    }  # fmt: skip
    row = [None] * (4 + len(EVENTS.columns))
    said = dict(zip(EVENTS.columns, EVENTS.said(told, row), strict=True))
    tanks = (*tanks_of(made), None, None)
    assert (said["tank"], said["to_tank"]) == tanks[:2]
    assert said["batch"] == (None if kind is Reversal else batch_of(made))


@pytest.mark.parametrize("fraction", ["", ".5", ".123", ".120999"])
def test_an_instant_is_read_as_it_is_written(tmp_path: Path, fraction: str) -> None:
    with open_journal(journal_url(tmp_path / "j.db"), clock=Clock(), tanks=TANKS) as store:
        at = f"2026-11-01T08:15:00{fraction}+08:00"
        first = stocked().model_copy(update={})
        store.append(first)
        store.append(event("FEED", tank="T1", mass_g=3, happened_at=at))
        assert store.verify() == []


def test_every_table_that_grows_in_a_chain_is_examined() -> None:
    chained = {table.name for table in METADATA.sorted_tables if "previous_hash" in table.columns}
    assert chained == {chain.table for chain in CHAINS.values()}
    beside = {"taken_facts", "ledger_lines"}
    assert {table.name for table in APPEND_ONLY} == chained | beside


@pytest.mark.parametrize("chain", CHAINS.values(), ids=lambda chain: chain.table)
def test_every_column_of_a_chain_is_held_against_its_text(chain: Chain) -> None:
    joined = {"ref_batch", "boot", "fact_seq"}
    columns = {column.name for column in METADATA.tables[chain.table].columns}
    assert columns == ({*LINK, *chain.columns} - joined)
