"""Whether a deed about a run may be recorded: its place, its people, its calendar, its vote.

It refuses to record anything and to know today; deeds, rules and days are handed in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from records.deeds.deed import Deed
from records.dividend.prepare.prepared import Prepared
from records.dividend.prepare.waiting import waiting_questions
from records.dividend.runs.deeds import (
    ReturnDemanded,
    RunApproved,
    RunComputed,
    RunDrafted,
    RunPaid,
    RunPosted,
    RunPublicised,
    RunReconciled,
    RunReversed,
    RunReviewed,
)
from records.dividend.runs.drafting import drafting_problems
from records.dividend.runs.offices import office_problems
from records.dividend.runs.paying_deeds import HeldReleased, PaymentOrdered, PaymentResults
from records.dividend.runs.people import people_problems
from records.dividend.runs.same_inputs import changed_inputs
from records.dividend.runs.settling import settling_problems
from records.dividend.runs.state import Run, apply, run_named, runs
from records.dividend.runs.vote import approval_problems
from records.ledger.period import Period, posting_problem
from records.parties.state import Parties
from records.refusal import Problem, RuleRefused, problem
from records.rules.days import NO_HOLIDAYS, Holidays
from records.rules.in_force import RuleSet
from records.rules.questions import Answer, Stage


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What stands beside the deeds: rules, periods, days off, offices, answers, the run again.

    `prepared` is needed for what was computed just now, for a review and for posting; `parties`
    None: the entity keeps no register of offices yet, and logins alone are compared.
    """

    rules: RuleSet
    periods: Sequence[Period] = ()
    holidays: Holidays = NO_HOLIDAYS
    prepared: Prepared | None = None
    parties: Parties | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)


def admit(deed: Deed, before: Sequence[Deed], around: Circumstances) -> dict[str, Run]:
    """The runs with the deed entered; RuleRefused with the first reason if it may not stand."""
    found = runs(before)
    problems = list(problems_of(deed, before, found, around))
    if problems:
        raise RuleRefused.of(problems[0])
    apply(found, deed)
    return found


def problems_of(
    deed: Deed, before: Sequence[Deed], found: Mapping[str, Run], around: Circumstances
) -> Iterator[Problem]:
    """Every reason against the deed, the run's state first."""
    if isinstance(deed, RunDrafted):
        yield from drafting_problems(deed, found)
        return
    run = run_named(found, str(getattr(deed, "run", "")))
    try:
        apply(dict(found), deed)
    except RuleRefused as refusal:
        yield Problem(refusal.code, refusal.explanation)
        return
    if deed.entity != run.entity:
        yield problem(
            "RUN_OTHER_ENTITY",
            f"分配 {run.id} 属于 {run.entity}，不是 {deed.entity}：核对单位和编号",
            f"run {run.id} is of {run.entity}, not of {deed.entity}: check entity and id",
        )
    yield from people_problems(deed, run)
    if around.parties is not None:
        yield from office_problems(deed, run, around.parties)
    yield from _by_kind(deed, before, run, found, around)


def _by_kind(
    deed: Deed,
    before: Sequence[Deed],
    run: Run,
    found: Mapping[str, Run],
    around: Circumstances,
) -> Iterator[Problem]:
    match deed:
        case RunComputed():
            yield from _computing(deed, around)
        case RunReviewed():
            yield from _review(deed)
            yield from changed_inputs(run, around.prepared)
        case RunPublicised():
            yield from waiting_questions(around.rules, around.answers, Stage.PUBLICISE)
        case RunApproved():
            yield from approval_problems(deed, run, around.rules, around.holidays)
        case RunPosted():
            yield from changed_inputs(run, around.prepared)
            yield from _posting(run, deed, around)
        case (
            PaymentOrdered() | PaymentResults() | HeldReleased() | RunPaid() | RunReconciled()
            | RunReversed() | ReturnDemanded()
        ):  # fmt: skip
            yield from settling_problems(deed, run, found, before)
        case _:
            return


def _computing(deed: RunComputed, around: Circumstances) -> Iterator[Problem]:
    prepared = around.prepared
    assert prepared is not None, "what was computed is handed in with its deed"
    computed = prepared.computed
    assert (deed.inputs_hash, deed.result_hash, deed.lines_hash) == (
        computed.inputs_hash, computed.result_hash, computed.lines_hash,
    )  # fmt: skip
    yield from prepared.open_questions


def _review(deed: RunReviewed) -> Iterator[Problem]:
    """Who has to mend a run must know what is wrong with it."""
    if not deed.accepted and not (deed.note or "").strip():
        yield problem(
            "REASON_NEEDED",
            "退回分配须写明原因（note），编制人据此改正",
            "a rejection needs its reason (note): the preparer mends the run by it",
        )


def _posting(run: Run, deed: RunPosted, around: Circumstances) -> Iterator[Problem]:
    refusal = posting_problem(run.entity, deed.posted_on or deed.day, around.periods)
    if refusal is not None:
        yield refusal
