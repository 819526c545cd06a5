"""The whole examination over rows handed in: what each kind of falsehood is called."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.audit.chains import Chain, Row
from records.audit.facts_checked import Taken
from records.audit.known_chains import AUDIT, CHAINS, DEEDS, EVENTS, LEDGER, PERIODS
from records.audit.sealed_checked import Sealing
from records.audit.verify import PROBLEMS_MAX, PROGRESS_ROWS, Kept, Verdict, verify
from records.audit.vouchers_checked import Line
from records.canonical import EMPTY, Head, Json, canonical_json, link
from records.ledger.entry import Entry
from records.refusal import Problem, problem
from tests.records.journal_scene import joined

AT = "2026-11-20T00:15:00.000Z"


@dataclass
class Journal:
    """Rows in memory; every chain hangs together, whatever its texts say."""

    chains: dict[str, list[Row]] = field(default_factory=dict)
    all_lines: list[Line] = field(default_factory=list)
    people: list[Sealing] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    without_event: list[tuple[int, str]] = field(default_factory=list)

    def add(self, chain: Chain, told: Mapping[str, Json]) -> int:
        rows = self.chains.setdefault(chain.table, [])
        head = Head(rows[-1][0], rows[-1][3]) if rows else EMPTY
        document = {**told, "seq": head.seq + 1}
        text = canonical_json(document)
        row: list[Any] = [head.seq + 1, text, head.hash, link(head.hash, text)]
        rows.append((*row, *chain.said(document, [*row, *[None] * len(chain.columns)])))
        return head.seq + 1

    def voucher(self, *fen: int, day: str = "2026-05-01", entity: str = "village") -> int:
        lines: list[Json] = [{"code": "102", "sub": ["a", "b"], "amount_fen": one} for one in fen]
        seq = self.add(LEDGER, {"entity": entity, "day": day, "system": "REC", "lines": lines})
        self.all_lines += [(seq, n, "REC", "102", "a-b", one) for n, one in enumerate(fen, 1)]
        return seq

    def mark(self, status: Json = "OPEN", **changes: Json) -> None:
        told: dict[str, Json] = {
            "entity": "village", "first_day": "2026-01-01", "last_day": "2026-12-31",
            "status": status, "decided_by": "li", "approved_by": "wang", "recorded_at": AT,
            "ledger_seq": len(self.chains.get("ledger_entries", ())),
        }  # fmt: skip
        self.add(PERIODS, {**told, **changes})

    def told(self, versions: Json, result: str = "ok", target: str = "M1") -> None:
        detail: Json = {"versions": versions}
        self.add(AUDIT, {"at": AT, "actor": "li", "action": "PERSONAL_RECORDED", "target": target,
                         "result": result, "detail": detail})  # fmt: skip

    def counts(self) -> Mapping[str, int]:
        return {name: len(self.chains.get(chain.table, ())) for name, chain in CHAINS.items()}

    def rows(self, chain: Chain) -> Iterable[Row]:
        return self.chains.get(chain.table, ())

    def lines(self) -> Iterable[Line]:
        return self.all_lines

    def taken_facts(self) -> Iterable[Taken]:
        return self.taken

    def vouchers_without_event(self) -> Iterable[tuple[int, str]]:
        return self.without_event

    def sealed(self) -> Iterable[Sealing]:
        return self.people

    def entries_of_run(self, run_id: str) -> Sequence[Entry]:
        return ()

    def codes(self) -> list[str]:
        return [found.code for found in verify(self, {}).problems]


@pytest.fixture
def journal() -> Journal:
    opened = Journal()
    opened.mark()
    return opened


@given(st.lists(st.tuples(st.integers(1, 10**12), st.sampled_from(["a", "b"])), max_size=20))
def test_turnover_is_the_sum_of_every_line_and_both_sides_are_equal(
    amounts: list[tuple[int, str]],
) -> None:
    journal = Journal()
    for entity in ("a", "b"):
        journal.mark(entity=entity)
    for fen, entity in amounts:
        journal.voucher(fen, 1, -fen - 1, entity=entity)
    verdict = verify(journal, {})
    assert verdict.sound
    for entity in ("a", "b"):
        own = [fen + 1 for fen, owner in amounts if owner == entity]
        sums = verdict.sums.by_period.get(f"{entity} 2026-01-01 … 2026-12-31")
        assert (sums.debit_fen, sums.credit_fen, sums.vouchers) == (
            sum(own), sum(own), len(own),
        ) if sums else not own  # fmt: skip


@pytest.mark.parametrize("lines", [(5, -4), (4, -5)])
def test_a_voucher_out_of_balance_is_named_with_its_period(
    journal: Journal, lines: tuple[int, int]
) -> None:
    journal.voucher(*lines)
    assert journal.codes() == ["VOUCHER_UNBALANCED", "PERIOD_UNBALANCED"]


@pytest.mark.parametrize(
    "lines",
    [
        [(1, 1, "REC", "102", "a-b", 5)],
        [(1, 1, "REC", "102", "a-b", 5), (1, 2, "REC", "102", "a-b", -5), (1, 3, "", "", "", 1)],
        [(1, 2, "REC", "102", "a-b", 5), (1, 1, "REC", "102", "a-b", -5)],
        [(1, 1, "COOP", "102", "a-b", 5), (1, 2, "REC", "102", "a-b", -5)],
        [(1, 1, "REC", "103", "a-b", 5), (1, 2, "REC", "102", "a-b", -5)],
        [(1, 1, "REC", "102", "a", 5), (1, 2, "REC", "102", "a-b", -5)],
        [(1, 1, "REC", "102", "a-b", "5"), (1, 2, "REC", "102", "a-b", -5)],
        [],
    ],
)
def test_lines_that_say_something_else_are_named(journal: Journal, lines: list[Line]) -> None:
    journal.voucher(5, -5)
    journal.voucher(7, -7)
    journal.all_lines = [*lines, *journal.all_lines[2:]]
    assert journal.codes()[0] == "LINES_BROKEN"


@pytest.mark.parametrize("seq", [2, 9])
def test_lines_of_no_voucher_are_named(journal: Journal, seq: int) -> None:
    journal.voucher(5, -5)
    journal.all_lines.append((seq, 1, "REC", "102", "", 5))
    assert journal.codes() == ["LINES_BROKEN"]


def test_the_lines_of_a_broken_voucher_cost_no_voucher_after_it(journal: Journal) -> None:
    for fen in (5, 7, 9):
        journal.voucher(fen, -fen)
    rows = journal.chains["ledger_entries"]
    rows[1] = (*rows[1][:5], "another", *rows[1][6:])
    assert journal.codes() == ["CHAIN_BROKEN"]


@pytest.mark.parametrize(
    "told",
    [{}, {"lines": 5}, {"lines": [5]}, {"lines": [{}]}, {"lines": [{"amount_fen": "x"}]},
     {"entity": [], "lines": [{"code": "1", "sub": 5, "amount_fen": 0}]}],
)  # fmt: skip
def test_a_text_that_is_no_voucher_is_named_and_is_no_crash(
    journal: Journal, told: dict[str, Json]
) -> None:
    journal.add(LEDGER, {"entity": "village", "day": "2026-05-01", "system": "REC", **told})
    journal.voucher(5, -5)
    assert "VOUCHER_STRANGE" in journal.codes() or "LINES_BROKEN" in journal.codes()


def test_a_voucher_without_an_open_period_is_named() -> None:
    journal = Journal()
    journal.voucher(5, -5)
    journal.mark()
    journal.voucher(5, -5)
    journal.voucher(5, -5, day="2027-01-01")
    journal.voucher(5, -5, entity="another")
    found = verify(journal, {}).problems
    assert [one.code for one in found] == ["PERIOD_NOT_OPEN"] * 3
    assert ["凭证 1" in str(found[0]), "凭证 3" in str(found[1])] == [True, True]


def test_a_voucher_after_the_closing_is_named_by_number_and_not_by_clock(journal: Journal) -> None:
    journal.voucher(5, -5)
    journal.mark("SOFT_CLOSED")
    journal.voucher(5, -5)
    journal.mark("CLOSED", recorded_at="2099-01-01T00:00:00.000Z")
    assert journal.codes() == []
    journal.voucher(5, -5, day="2026-12-31")
    assert journal.codes() == ["POSTED_AFTER_CLOSING"]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "CLOSED", "approved_by": "li"},
        {"status": "CLOSED", "approved_by": None},
        {"status": "NOTHING"},
        {"first_day": "2026-06-01"},
        {"first_day": "yesterday"},
        {"first_day": 5},
    ],
)
def test_a_decision_that_could_not_be_taken_is_named_and_does_not_count(
    journal: Journal, changes: dict[str, Json]
) -> None:
    journal.mark(**changes)
    journal.voucher(5, -5)
    assert journal.codes() == ["PERIOD_IMPOSSIBLE"]


def test_a_closed_period_that_was_opened_again_is_named(journal: Journal) -> None:
    journal.mark("CLOSED")
    journal.mark("OPEN")
    journal.voucher(5, -5)
    assert journal.codes() == ["PERIOD_IMPOSSIBLE", "POSTED_AFTER_CLOSING"]


def test_fields_of_people_come_and_go_only_with_a_word(journal: Journal) -> None:
    journal.told({"name": 1, "phone": 1})
    journal.told({"phone": 2}, result="refused")
    journal.told(None)
    journal.people = [("M1", "name", 1), ("M1", "phone", 2), ("M2", "name", 1)]
    assert journal.codes() == ["PERSONAL_UNTOLD", "PERSONAL_UNTOLD", "PERSONAL_MISSING"]
    journal.people = [("M1", "name", 1), ("M1", "phone", 1)]
    assert journal.codes() == []


def test_a_deed_of_no_known_kind_is_named_and_the_others_are_read(journal: Journal) -> None:
    deed = joined()
    journal.add(DEEDS, {**deed.as_json(), "recorded_at": AT})
    journal.add(DEEDS, {**deed.as_json(), "recorded_at": AT, "kind": "NEW_KIND"})
    seen: list[Kept] = []

    def recheck(kept: Kept) -> list[Problem]:
        seen.append(kept)
        return [problem("OTHER", "不同", "differs")]

    verdict = verify(journal, {}, [recheck])
    assert [one.code for one in verdict.problems] == ["DEED_UNREADABLE", "OTHER"]
    assert seen[0].deeds == (deed,) and verdict.rechecked == 1


@pytest.mark.parametrize(
    "taken",
    [[("b1", 7, "e1")], [("b1", 7, "e1"), ("b1", 8, "e2"), ("b1", 9, "e3")], [],
     [("b1", 7, "e2"), ("b1", 8, "e1")], [("b1", 7, "e1"), ("b1", 8, "e\ud8002")]],
)  # fmt: skip
def test_facts_that_are_not_those_of_the_events_are_named(
    journal: Journal, taken: list[Taken]
) -> None:
    for number, name in ((7, "e1"), (8, "e2")):
        journal.add(EVENTS, {"event_id": name, "kind": "FACT_TAKEN", "happened_at": AT,
                             "recorded_at": AT, "actor": "li",
                             "source": {"boot": "b1", "seq": number}})  # fmt: skip
    journal.taken = [("b1", 8, "e2"), ("b1", 7, "e1")]
    assert journal.codes() == []
    journal.taken = taken
    assert journal.codes() == ["FACTS_BROKEN"]


def test_a_voucher_of_an_event_that_is_not_there_is_named(journal: Journal) -> None:
    journal.without_event = [(1, "e1")]
    assert journal.codes() == ["EVENT_MISSING"]


def test_heads_counts_and_progress_are_told(journal: Journal) -> None:
    seen: list[tuple[str, int, int]] = []
    for _ in range(PROGRESS_ROWS + 1):
        journal.voucher(5, -5)
    verdict = verify(journal, {}, (), lambda chain, done, of: seen.append((chain.table, done, of)))
    last = journal.chains["ledger_entries"][-1]
    assert verdict.heads["ledger"] == Head(PROGRESS_ROWS + 1, last[3])
    assert verdict.heads["deeds"] == EMPTY and verdict.rows["periods"] == 1
    assert ("ledger_entries", PROGRESS_ROWS, PROGRESS_ROWS + 1) in seen
    assert seen.count(("ledger_entries", PROGRESS_ROWS + 1, PROGRESS_ROWS + 1)) == 1


def test_many_problems_are_counted_and_not_all_told() -> None:
    verdict = Verdict()
    for number in range(PROBLEMS_MAX + 5):
        verdict.report(problem("X", str(number), "x"))
    assert (len(verdict.problems), verdict.untold, verdict.sound) == (PROBLEMS_MAX, 5, False)
