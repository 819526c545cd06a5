"""One step of a run as its deed: what was filled in, and what the door computes beside it.

It refuses to judge the step; `run_steps` asks admission before anything is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from dashboard.money.computed_again import computed_of
from dashboard.money.forms import KIND_OF, Form, filled
from dashboard.money.refusing import of_fields
from dashboard.money.run_forms import Chosen
from records.deeds.deed import Deed
from records.dividend.contract_terms import TaxRegime, tax_fen
from records.dividend.paying.batches import batch_hash, rows_to_order
from records.dividend.posting.corrections import memo
from records.dividend.posting.entries import entries_hash, run_entries
from records.dividend.prepare.books import closed_in_ledger
from records.dividend.prepare.choices import Choices, choices_of, prepared
from records.dividend.prepare.coop_case import CoopMembers
from records.dividend.prepare.gather import Archive
from records.dividend.prepare.prepared import Prepared
from records.dividend.runs.deeds import (
    MemoDisclosed,
    Purpose,
    RunComputed,
    RunDrafted,
    RunPosted,
    RunReviewed,
)
from records.dividend.runs.paying_deeds import HeldReleased, PaymentOrdered
from records.dividend.runs.settling import paying_account
from records.dividend.runs.state import Run, run_named
from records.ledger.period import indexed
from records.parties.state import Parties
from records.refusal import Problem, RuleRefused, problem
from records.rules.in_force import in_force


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands while a step is taken. `no_account`: holders known to have no bank account."""

    archive: Archive
    found: Mapping[str, Run]
    parties: Parties
    told: Mapping[str, object]
    no_account: tuple[str, ...] = ()

    def run_of(self, form: Form) -> Run:
        """The run that the step is of; RUN_UNKNOWN."""
        return run_named(self.found, str(getattr(form, "run", "")))


def deed_of(form: Form, scene: Scene) -> tuple[Deed, Prepared | None]:
    """The deed of a step, and what was computed with it where that must be judged."""
    kind = KIND_OF[type(form)]
    if kind is RunDrafted:
        return _made(form, scene, system=_system(form, scene)), None
    run = scene.run_of(form)
    if kind is RunComputed:
        return _computed(form, run, scene)
    if kind in (RunReviewed, RunPosted):
        again = prepared(scene.archive, run, choices_of(run)) if run.computed else None
        if kind is RunPosted and again is not None:
            return _made(form, scene, **_posting(form, run, scene, again)), again
        return _made(form, scene), again
    if run.computed is not None and kind in _WORKED_OUT:
        return _made(form, scene, **_WORKED_OUT[kind](form, run, scene)), None
    if kind in _WORKED_OUT:
        raise RuleRefused.of(_nothing_computed(run))
    return _made(form, scene), None


def chosen_by(given: Chosen, no_account: tuple[str, ...]) -> Choices:
    """The choices of a form as the calculation takes them."""
    members = given.members
    return Choices(
        given.record_day,
        given.noticed,
        no_account if given.no_account is None else given.no_account,
        None if given.project is None else (given.project.company, given.project.run),
        given.operator,
        None if members is None else CoopMembers(
            members.trade, members.capital, members.reserve_share, members.grants, members.source
        ),
        {holder: status.value for holder, status in given.waits.items()},
        given.increment_fen,
    )  # fmt: skip


def _made(form: Form, scene: Scene, **worked_out: Any) -> Deed:
    try:
        return filled(form, {**scene.told, **worked_out})
    except ValidationError as error:
        raise of_fields(error, "step") from None


def _system(form: Form, scene: Scene) -> object:
    entity = str(getattr(form, "entity", ""))
    known = scene.parties.organisations.get(entity)
    if known is None or known.accounting is None:
        raise RuleRefused.of(
            problem(
                "PARTY_UNKNOWN",
                f"{entity} 没有登记，或不在这里记账：先登记单位和它的类型",
                f"{entity} is not on record, or keeps no books here: record it first",
            )
        )
    return known.accounting


def _computed(form: Form, run: Run, scene: Scene) -> tuple[Deed, Prepared]:
    given = getattr(form, "chosen", Chosen())
    again = prepared(scene.archive, run, chosen_by(given, scene.no_account))
    done = again.computed
    deed = _made(
        form, scene, document=dict(done.document), provenance=dict(done.provenance),
        inputs_hash=done.inputs_hash, result_hash=done.result_hash, lines_hash=done.lines_hash,
    )  # fmt: skip
    return deed, again


def _posting(form: Form, run: Run, scene: Scene, again: Prepared) -> dict[str, Any]:
    day = getattr(form, "posted_on", None) or posting_day(run, scene, form)
    # An increment has no year of its own to close.
    own_year = run.purpose is not Purpose.SUPPLEMENTARY
    closed = own_year and closed_in_ledger(scene.archive.entries, run.entity, run.year)
    entries = run_entries(again.computed, run.id, day, closed)
    return {
        "posted_on": day, "entries": len(entries), "entries_hash": entries_hash(entries),
        "closed_in_ledger": closed,
    }  # fmt: skip


def posting_day(run: Run, scene: Scene, form: Form) -> date:
    """The last day of the year while it may still be booked in, else the day of the step."""
    last = date(run.year, 12, 31)
    closed = indexed(scene.archive.periods).is_closed(run.entity, last)
    day = getattr(form, "day", last)
    assert isinstance(day, date)
    return day if closed else last


def _ordered(form: Form, run: Run, scene: Scene) -> dict[str, Any]:
    account = paying_account(run, scene.found, scene.archive.deeds)
    rows = rows_to_order(account, str(getattr(form, "batch", "")))
    if not rows:
        raise RuleRefused.of(
            problem(
                "NOTHING_TO_PAY",
                f"分配 {run.id} 没有可以下达的金额：都已下达、已付，或在代管",
                f"nothing of run {run.id} can be ordered: it is ordered, paid or held already",
            )
        )
    return {"rows": rows, "file_hash": batch_hash(rows)}


def _released(form: Form, run: Run, scene: Scene) -> dict[str, Any]:
    rules = in_force(scene.archive.deeds, run.entity, getattr(form, "day", date.min))
    regime = TaxRegime(rules.text("tax_regime"))
    parts = [
        {"payee": part.payee, "gross_fen": part.gross_fen,
         "tax_fen": tax_fen(part.gross_fen, regime)}
        for part in getattr(form, "parts", ())
    ]  # fmt: skip
    return {"parts": parts, "tax_regime": regime, "tax_basis": rules.text("tax_basis")}


def _disclosed(form: Form, run: Run, scene: Scene) -> dict[str, Any]:
    if run.purpose is Purpose.SUPPLEMENTARY:
        raise RuleRefused.of(no_own_result(run))
    return {"memo_hash": memo(run.id, computed_of(run), getattr(form, "error_fen", 0)).hash}


_WORKED_OUT = {PaymentOrdered: _ordered, HeldReleased: _released, MemoDisclosed: _disclosed}


def no_own_result(run: Run) -> Problem:
    """That an increment has no result of its own to be wrong."""
    return problem(
        "MEMO_OF_INCREMENT",
        f"分配 {run.id} 是追加分配，没有自己的收益：请对原分配 {run.of_run} 披露",
        f"run {run.id} is an increment and has no result of its own: disclose for {run.of_run}",
    )


def _nothing_computed(run: Run) -> Problem:
    return problem(
        "WRONG_STATE",
        f"分配 {run.id} 还没有计算：先编制",
        f"run {run.id} has computed nothing yet: prepare it first",
    )
