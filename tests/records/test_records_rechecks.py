"""What was computed once is computed again: runs, registers, vouchers, through a real journal."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from records.audit.advice import advice
from records.audit.rechecks import RECHECKS
from records.canonical import canonical_json, digest
from records.dividend.posting.entries import run_entries
from records.dividend.prepare.prepared import Computed, inputs_hash
from records.dividend.prepare.village_case import prepare_village
from records.dividend.runs import deeds as kinds
from records.ledger.period import PeriodMark
from records.shares.register import snapshot
from records.store.act import Act
from records.store.journal_store import JournalStore, journal_url, open_journal
from records.store.reading import JournalReader
from tests.records.dividend_scene import LAST_DAY, VILLAGE, YEAR, deed, period, village_case
from tests.records.journal_scene import Clock
from tests.records.shares_scene import Village, forty

RUN = "v-2026"


@dataclass
class Year:
    """A village's year in a journal: register, run, vouchers."""

    store: JournalStore
    village: Village
    computed: Computed

    def compute(self, **changes: Any) -> None:
        done = self.computed
        given: dict[str, Any] = {
            "document": done.document, "provenance": done.provenance, "run": RUN,
            "inputs_hash": done.inputs_hash, "result_hash": done.result_hash,
            "lines_hash": done.lines_hash, **changes,
        }  # fmt: skip
        drafted = deed(kinds.RunDrafted, "drafted", run=RUN, year=YEAR, system="REC")
        self.store.deeds.append_all([drafted, deed(kinds.RunComputed, "computed", **given)])

    def post(self, **changes: Any) -> None:
        entries = run_entries(self.computed, RUN, LAST_DAY)
        given: dict[str, Any] = {
            "run": RUN, "entries": len(entries),
            "entries_hash": digest([entry.canonical() for entry in entries]), **changes,
        }  # fmt: skip
        posted = changes.pop("posted", entries)
        given.pop("posted", None)
        act = Act([deed(kinds.RunPosted, "posted", **given)], posted, [PeriodMark(period(), "li")])
        self.store.carry_out(act, "kuaiji")

    def codes(self) -> list[str]:
        return [found.code for found in self.store.verify(rechecks=RECHECKS)]


@pytest.fixture
def year(tmp_path: Path) -> Iterator[Year]:
    with open_journal(journal_url(tmp_path / "journal.db"), clock=Clock()) as store:
        village = Village(VILLAGE)
        village.log = [one.model_copy(update={"entity": VILLAGE}) for one in forty().log]
        store.deeds.append_all(village.log)
        case = village_case(snapshot=snapshot(village.log, VILLAGE, LAST_DAY))
        yield Year(store, village, prepare_village(case).computed)


def test_a_year_from_register_to_vouchers_is_reproduced(year: Year, tmp_path: Path) -> None:
    year.compute()
    year.post()
    assert year.codes() == []
    with JournalReader(tmp_path / "journal.db") as reader:
        assert len(reader.rows.entries_of_run(RUN)) == len(year.store.ledger.entries(VILLAGE)) > 2
        assert reader.rows.entries_of_run("another") == []


def test_what_came_after_the_run_does_not_touch_it(year: Year) -> None:
    year.compute()
    year.post()
    before = len(year.village.log)
    year.village.member("M99", 100, "H99", days=3000)
    year.store.deeds.append_all(year.village.log[before:])
    assert year.codes() == []


@pytest.mark.parametrize("name", ["inputs_hash", "result_hash", "lines_hash"])
def test_a_run_with_another_result_is_found(year: Year, name: str) -> None:
    year.compute(**{name: "0" * 64})
    assert year.codes() == ["RUN_NOT_REPRODUCED"]


def test_a_run_computed_from_another_register_is_found(year: Year) -> None:
    """By someone who made the hashes fit: only the deeds themselves say who held what."""
    done = year.computed
    told = {**done.provenance["snapshot"], "hash": "0" * 64}  # type: ignore[dict-item]
    provenance = {**done.provenance, "snapshot": told}
    year.compute(provenance=provenance, inputs_hash=inputs_hash(done.document, provenance))
    assert year.codes() == ["SNAPSHOT_NOT_REPRODUCED"]


@pytest.mark.parametrize(
    "change",
    [{"document": {}}, {"document": {"kind": "rec_year", "inputs": []}}, {"provenance": {}},
     {"provenance": {"snapshot": {"record_day": "never"}}}],
)  # fmt: skip
def test_a_run_that_cannot_be_is_found_and_is_no_crash(year: Year, change: dict[str, Any]) -> None:
    year.compute(**change)
    year.post()
    assert set(year.codes()) >= {"RUN_NOT_REPRODUCED"}


def test_vouchers_that_differ_or_are_missing_are_found(year: Year) -> None:
    year.compute()
    entries = run_entries(year.computed, RUN, LAST_DAY)
    year.post(posted=entries[:-1])
    assert year.codes() == ["VOUCHERS_NOT_REPRODUCED"]


@pytest.mark.parametrize("change", [{"entries": 1}, {"entries_hash": "0" * 64}])
def test_a_posting_that_says_otherwise_is_found(year: Year, change: dict[str, Any]) -> None:
    year.compute()
    year.post(**change)
    assert year.codes() == ["VOUCHERS_NOT_REPRODUCED"]


def test_there_is_advice_for_what_is_found(year: Year) -> None:
    year.compute(lines_hash="0" * 64)
    (code, words), *more = advice(year.store.verify(rechecks=RECHECKS))
    assert code == "RUN_NOT_REPRODUCED" and "重算" in words.zh and more == []


def test_a_run_is_kept_to_the_same_bytes(year: Year) -> None:
    year.compute()
    kept = next(one.deed for one in year.store.deeds.deeds(kinds=["RUN_COMPUTED"]))
    assert isinstance(kept, kinds.RunComputed)
    assert canonical_json(kept.document) == canonical_json(year.computed.document)
