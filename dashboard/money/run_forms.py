"""The steps of a run as they are filled in: each deed without what the door computes for it.

It refuses to know whether a step may be taken, and by whom.
"""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from dashboard.api_models import Whole
from dashboard.money.forms import Agreed, Day, Form, form_of, one_of
from farm.words import Noun
from records.dividend.rec_year import MemberStatus
from records.dividend.runs import deeds as kinds
from records.dividend.runs.paying_deeds import (
    HeldReleased,
    PaymentOrdered,
    PaymentResults,
    PositiveFen,
)
from records.journal.events import Name
from records.parties.persons import PartyId, PersonId

Fen = Annotated[Whole, Field(gt=-(2**53), lt=2**53)]
AmountFen = Annotated[Whole, Field(ge=0, lt=2**53)]


class ProjectChoice(Noun):
    """The project company and its run, whose dividend this village receives."""

    company: PartyId
    run: Name


class CoopAccounts(Noun):
    """Members' accounts of a cooperative, fen by member, and the paper they were read from."""

    trade: dict[str, AmountFen]
    capital: dict[str, AmountFen]
    reserve_share: dict[str, AmountFen]
    grants: AmountFen = 0
    source: Name


class Chosen(Noun):
    """What people choose when a run is prepared; each kind of run looks at its own part.

    `record_day`: null = last day of the year; `noticed`: holders whose creditor gave notice;
    `no_account`: null = those without a sealed bank account, where accounts are kept here.
    """

    record_day: Day | None = None
    noticed: Annotated[tuple[PersonId, ...], Field(max_length=10_000)] = ()
    no_account: Annotated[tuple[PersonId, ...], Field(max_length=10_000)] | None = None
    project: ProjectChoice | None = None
    operator: Annotated[str, Field(max_length=64)] = ""
    members: CoopAccounts | None = None
    waits: dict[str, MemberStatus] = Field(default_factory=dict)
    increment_fen: AmountFen = 0


class ReleasePart(Noun):
    """What one payee gets of a held amount, gross fen; the tax is that of the day's rules."""

    payee: PartyId
    gross_fen: PositiveFen


_PARTS: Any = (Annotated[tuple[ReleasePart, ...], Field(min_length=1, max_length=50)], ...)

DraftForm = form_of(kinds.RunDrafted, ("system",))
ComputeForm = form_of(
    kinds.RunComputed,
    ("document", "provenance", "inputs_hash", "result_hash", "lines_hash"),
    chosen=(Chosen, Chosen()),
)
PostForm = form_of(kinds.RunPosted, ("entries", "entries_hash", "closed_in_ledger"))
OrderForm = form_of(PaymentOrdered, ("rows", "file_hash"))
ReleaseForm = form_of(HeldReleased, ("parts", "tax_regime", "tax_basis"), parts=_PARTS)
MemoForm = form_of(kinds.MemoDisclosed, ("memo_hash",))
PLAIN_FORMS = tuple(
    form_of(kind)
    for kind in (
        kinds.RunReviewed, kinds.RunPublicised, kinds.ObjectionRaised, kinds.ObjectionDecided,
        kinds.RunApproved, PaymentResults, kinds.RunPaid, kinds.RunReconciled, kinds.RunClosed,
        kinds.RunReversed, kinds.ReturnDemanded,
    )
)  # fmt: skip
STEP_FORMS = (
    DraftForm, ComputeForm, PostForm, OrderForm, ReleaseForm, MemoForm, *PLAIN_FORMS,
)  # fmt: skip


class RunStep(Agreed):
    """Body of POST /api/v1/runs/steps: one step of one run."""

    step: Form


if not TYPE_CHECKING:

    class RunStep(Agreed):
        """Body of POST /api/v1/runs/steps: one step of one run, told apart by `kind`."""

        step: one_of(STEP_FORMS)


class Trying(Noun):
    """Body of POST /api/v1/runs/preview: what a run would come to; nothing is kept.

    `of_run` with `purpose` SUPPLEMENTARY or CORRECTION, as in RUN_DRAFTED.
    """

    entity: PartyId
    year: kinds.Year
    purpose: kinds.Purpose = kinds.Purpose.YEAR
    of_run: Name | None = None
    chosen: Chosen = Chosen()
