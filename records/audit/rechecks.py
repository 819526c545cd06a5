"""What was once computed and is computed again in every examination: runs, registers, vouchers.

It refuses to compute itself: each calculation stands with what it calculates.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from records.audit.verify import Kept, Recheck
from records.canonical import digest
from records.dividend.posting.entries import run_entries
from records.dividend.prepare.prepared import Computed
from records.dividend.prepare.recompute import recomputation_problem, recompute
from records.dividend.runs.deeds import RunComputed, RunPosted
from records.ledger.entry import Entry
from records.refusal import EventRefused, Problem, RuleRefused, problem
from records.shares.register import snapshot

_IMPOSSIBLE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError,
    RuleRefused, EventRefused,
)  # fmt: skip
"""What a calculation may raise over a record that somebody made up."""


def runs_reproduced(kept: Kept) -> Iterator[Problem]:
    """Every computed run again from its own document and provenance: the same hashes."""
    for deed in kept.deeds:
        if isinstance(deed, RunComputed):
            try:
                found = recomputation_problem(deed)
            except _IMPOSSIBLE as error:
                found = _not_computable(deed.run, error)
            if found is not None:
                yield found


def registers_reproduced(kept: Kept) -> Iterator[Problem]:
    """The register each run was computed from, again from the deeds written before the run."""
    for at, deed in enumerate(kept.deeds):
        if isinstance(deed, RunComputed) and deed.provenance.get("snapshot") is not None:
            told = deed.provenance["snapshot"]
            before = (one for one in kept.deeds[:at] if one.entity == deed.entity)
            try:
                day = date.fromisoformat(told["record_day"])
                again = snapshot(before, deed.entity, day).hash
                if again != told["hash"]:
                    yield _other_register(deed, told, again)
            except _IMPOSSIBLE as error:
                yield _not_computable(deed.run, error)


def vouchers_reproduced(kept: Kept) -> Iterator[Problem]:
    """The vouchers of every posted run again: the same texts in the books and under its hash."""
    computed: dict[str, RunComputed] = {}
    for deed in kept.deeds:
        if isinstance(deed, RunComputed):
            computed[deed.run] = deed
        if isinstance(deed, RunPosted):
            try:
                source = computed[deed.run]
                again = recompute(source.document, source.provenance)
                if _posted_otherwise(deed, again, kept):
                    yield _other_vouchers(deed)
            except _IMPOSSIBLE as error:
                yield _not_computable(deed.run, error)


RECHECKS: tuple[Recheck, ...] = (runs_reproduced, registers_reproduced, vouchers_reproduced)


def _posted_otherwise(deed: RunPosted, again: Computed, kept: Kept) -> bool:
    booked = {entry.entry_id: entry for entry in kept.entries_of_run(deed.run)}
    expected = _made(deed, again, deed.day)
    first = booked.get(expected[0].entry_id) if expected else None
    if first is not None:
        expected = _made(deed, again, first.day)  # the deed has no day of posting, vouchers have
    texts = [entry.canonical() for entry in expected]
    return (
        any(booked.get(entry.entry_id) != entry for entry in expected)
        or len(texts) != deed.entries
        or digest(texts) != deed.entries_hash
    )


def _made(deed: RunPosted, again: Computed, day: date) -> list[Entry]:
    return run_entries(again, deed.run, day, deed.closed_in_ledger)


def _not_computable(run: str, error: Exception) -> Problem:
    return problem(
        "RUN_NOT_REPRODUCED",
        f"分配 {run} 不能按它自己的记录重算：{error}",
        f"run {run} cannot be computed again from its own record: {error}",
    )


def _other_register(deed: RunComputed, told: Any, again: str) -> Problem:
    return problem(
        "SNAPSHOT_NOT_REPRODUCED",
        f"分配 {deed.run} 所用 {told['record_day']} 的股份快照是 {told['hash']}，"
        f"按当时的登记重算得 {again}",
        f"run {deed.run} used the register of {told['record_day']} with hash {told['hash']}; from "
        f"the deeds written before it, it is {again}",
    )


def _other_vouchers(deed: RunPosted) -> Problem:
    return problem(
        "VOUCHERS_NOT_REPRODUCED",
        f"分配 {deed.run} 入账的凭证与重算所得不同，或缺失",
        f"the vouchers of run {deed.run} differ from those computed again, or are missing",
    )
