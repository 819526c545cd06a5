"""The runs as their deeds leave them: state, who made, reviewed and approved, what is objected to.

It refuses to judge a deed beyond its place in the order; admission asks the rules first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from records.deeds.deed import Deed
from records.dividend.runs.deeds import (
    MemoDisclosed,
    ObjectionDecided,
    ObjectionRaised,
    Purpose,
    ReturnDemanded,
    RunApproved,
    RunClosed,
    RunComputed,
    RunDrafted,
    RunPaid,
    RunPosted,
    RunPublicised,
    RunReconciled,
    RunReversed,
    RunReviewed,
)
from records.dividend.runs.paying_deeds import HeldReleased, PaymentOrdered, PaymentResults
from records.ledger.accounts import AccountingSystem
from records.refusal import Problem, RuleRefused, problem


class State(StrEnum):
    """How far a run is (DIV-SPEC-1.0 B12)."""

    DRAFT = "DRAFT"
    COMPUTED = "COMPUTED"
    REVIEWED = "REVIEWED"
    PUBLICISED = "PUBLICISED"
    APPROVED = "APPROVED"
    POSTED = "POSTED"
    PAID = "PAID"
    RECONCILED = "RECONCILED"
    CLOSED = "CLOSED"
    SUPERSEDED = "SUPERSEDED"
    REVERSED = "REVERSED"


BEFORE_POSTING = frozenset(
    {State.DRAFT, State.COMPUTED, State.REVIEWED, State.PUBLICISED, State.APPROVED}
)
BOOKED = frozenset({State.POSTED, State.PAID, State.RECONCILED, State.CLOSED})
TAKES_OBJECTIONS = frozenset({State.PUBLICISED, State.APPROVED})

ORDER: Mapping[type[Deed], tuple[frozenset[State], State]] = {
    RunComputed: (frozenset({State.DRAFT}), State.COMPUTED),
    RunReviewed: (frozenset({State.COMPUTED}), State.REVIEWED),
    RunPublicised: (frozenset({State.REVIEWED}), State.PUBLICISED),
    RunApproved: (frozenset({State.PUBLICISED}), State.APPROVED),
    RunPosted: (frozenset({State.APPROVED}), State.POSTED),
    RunPaid: (frozenset({State.POSTED}), State.PAID),
    RunReconciled: (frozenset({State.PAID}), State.RECONCILED),
    RunClosed: (frozenset({State.RECONCILED}), State.CLOSED),
    RunReversed: (frozenset({State.POSTED, State.PAID, State.RECONCILED}), State.REVERSED),
}
"""From which states a deed may come, and the state it leads to."""


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection; `upheld` None while nobody has decided."""

    id: str
    objector: str
    text: str
    day: date
    upheld: bool | None = None
    decision: str | None = None
    decided_by: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run as its deeds leave it; empty texts and None where nothing was recorded yet."""

    id: str
    entity: str
    year: int
    system: AccountingSystem
    purpose: Purpose
    of_run: str | None
    supersedes: str | None
    state: State = State.DRAFT
    drafted_by: str = ""
    computed: RunComputed | None = None
    reviewer: str = ""
    rejected: str = ""
    publicised: RunPublicised | None = None
    approved: RunApproved | None = None
    posted: RunPosted | None = None
    counter_run: str | None = None
    objections: Mapping[str, Objection] = field(default_factory=dict)

    @property
    def maker(self) -> str:
        """The login that computed it, or that drafted it."""
        return self.computed.actor if self.computed else self.drafted_by

    @property
    def makers(self) -> frozenset[str]:
        """Everybody who had a hand in making it."""
        return frozenset({self.drafted_by, self.maker})

    @property
    def ruleset(self) -> tuple[str, str] | None:
        """Entity and version of the rules it was computed with."""
        if self.computed is None:
            return None
        return self.entity, str(self.computed.provenance["rules"]["version"])


def runs(deeds: Iterable[Deed]) -> dict[str, Run]:
    """Every run by its id; the deeds are those on record, in the order written."""
    found: dict[str, Run] = {}
    for deed in deeds:
        apply(found, deed)
    return found


def used_rulesets(found: Mapping[str, Run]) -> set[tuple[str, str]]:
    """Rule sets that a run has computed with; they can no longer be withdrawn."""
    return {used for run in found.values() if (used := run.ruleset) is not None}


def apply(found: dict[str, Run], deed: Deed) -> None:
    """Enter one deed; RuleRefused if the run is unknown or not in the state the deed needs."""
    if isinstance(deed, RunDrafted):
        _draft(found, deed)
    elif isinstance(deed, ObjectionRaised | ObjectionDecided):
        _objection(found, deed)
    elif isinstance(deed, PaymentOrdered | HeldReleased | ReturnDemanded):
        need_state(run_named(found, deed.run), BOOKED, deed)
    elif isinstance(deed, PaymentResults):
        # A payment may come back after its run was taken back.
        need_state(run_named(found, deed.run), BOOKED | {State.REVERSED}, deed)
    elif isinstance(deed, MemoDisclosed):
        need_state(run_named(found, deed.run), frozenset({State.CLOSED}), deed)
    elif type(deed) in ORDER:
        run = run_named(found, str(getattr(deed, "run", "")))
        found[run.id] = _moved(run, deed)


def run_named(found: Mapping[str, Run], run_id: str) -> Run:
    """The run of that id; RUN_UNKNOWN if there is none."""
    if run_id in found:
        return found[run_id]
    raise RuleRefused.of(
        problem(
            "RUN_UNKNOWN", f"没有分配 {run_id}：核对编号", f"there is no run {run_id}: check the id"
        )
    )


def need_state(run: Run, allowed: frozenset[State], deed: Deed) -> None:
    """RuleRefused with both states if the run is not where the deed needs it."""
    if run.state in allowed:
        return
    wanted = " / ".join(state.value for state in State if state in allowed)
    raise RuleRefused.of(
        problem(
            "WRONG_STATE",
            f"分配 {run.id} 现为 {run.state}，{deed.kind} 须在 {wanted}（次序：编制、审核、公示、"
            "表决、"
            "入账、支付、对账、关闭）：先完成前一步，输入有变则另起新的分配",
            f"run {run.id} is {run.state}; {deed.kind} needs {wanted} (drafted, computed, "
            "reviewed, posted up, voted, booked, paid, reconciled, closed): do the step before, "
            "or open a new run if the input changed",
        )
    )


def _draft(found: dict[str, Run], deed: RunDrafted) -> None:
    if deed.run in found:
        raise RuleRefused.of(
            problem(
                "RUN_EXISTS",
                f"分配编号 {deed.run} 已用过：输入有变须用新编号",
                f"the run id {deed.run} is taken: changed input needs a new id",
            )
        )
    if deed.supersedes is not None:
        old = run_named(found, deed.supersedes)
        need_state(old, BEFORE_POSTING, deed)
        found[old.id] = replace(old, state=State.SUPERSEDED)
    found[deed.run] = Run(
        deed.run, deed.entity, deed.year, deed.system, deed.purpose, deed.of_run,
        deed.supersedes, drafted_by=deed.actor,
    )  # fmt: skip


def _moved(run: Run, deed: Deed) -> Run:
    allowed, then = ORDER[type(deed)]
    need_state(run, allowed, deed)
    match deed:
        case RunComputed():
            if run.rejected:
                raise RuleRefused.of(_needs_new_id(run))
            return replace(run, state=then, computed=deed)
        case RunReviewed() if not deed.accepted:
            return replace(run, state=State.DRAFT, rejected=deed.note or deed.actor)
        case RunReviewed():
            return replace(run, state=then, reviewer=deed.actor)
        case RunPublicised():
            return replace(run, state=then, publicised=deed)
        case RunApproved():
            return replace(run, state=then, approved=deed)
        case RunPosted():
            return replace(run, state=then, posted=deed)
        case RunReversed():
            return replace(run, state=then, counter_run=deed.counter_run)
        case _:
            return replace(run, state=then)


def _objection(found: dict[str, Run], deed: ObjectionRaised | ObjectionDecided) -> None:
    run = run_named(found, deed.run)
    need_state(run, TAKES_OBJECTIONS, deed)
    known = run.objections.get(deed.objection)
    if isinstance(deed, ObjectionRaised) == (known is not None):
        raise RuleRefused.of(
            problem(
                "OBJECTION_UNKNOWN" if known is None else "OBJECTION_EXISTS",
                f"异议 {deed.objection} {'没有登记' if known is None else '已登记'}：核对编号",
                f"objection {deed.objection} is {'not' if known is None else 'already'} on "
                "record: check its number",
            )
        )
    if isinstance(deed, ObjectionRaised):
        entered = Objection(deed.objection, deed.objector, deed.note, deed.day)
    else:
        assert known is not None
        entered = replace(known, upheld=deed.upheld, decision=deed.note, decided_by=deed.decided_by)
    objections = {**run.objections, deed.objection: entered}
    found[run.id] = replace(run, objections=objections)


def _needs_new_id(run: Run) -> Problem:
    return problem(
        "RUN_REJECTED",
        f"分配 {run.id} 审核未通过（{run.rejected}）：改正后用新编号另起，并注明取代 {run.id}",
        f"run {run.id} was rejected ({run.rejected}): mend it under a new id that supersedes it",
    )
