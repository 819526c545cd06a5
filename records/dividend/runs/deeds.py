"""The deeds of a distribution run, from its draft to its closing or its reversal.

It refuses to know whether a deed may stand; records.dividend.runs.admission judges that.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from records.deeds.deed import Deed, Fen, Proof, Sha256
from records.dividend.runs.paying_deeds import (
    HeldReleased,
    PaymentOrdered,
    PaymentResults,
)
from records.journal.events import Name, Note
from records.ledger.accounts import AccountingSystem
from records.parties.persons import PartyId
from records.rules.votes import Body, Matter

Year: TypeAlias = Annotated[int, Field(strict=True, ge=1949, le=2999)]
Heads: TypeAlias = Annotated[int, Field(strict=True, ge=0, lt=2**53)]


class Purpose(StrEnum):
    """Why a run is made."""

    YEAR = "YEAR"
    SUPPLEMENTARY = "SUPPLEMENTARY"
    CORRECTION = "CORRECTION"


class RunDrafted(Deed):
    """A run is opened. `supersedes`: a run not yet posted that it replaces; `of_run`: the posted
    run that it adds to (SUPPLEMENTARY) or stands in for after its reversal (CORRECTION)."""

    kind: Literal["RUN_DRAFTED"] = "RUN_DRAFTED"
    run: Name
    year: Year
    system: AccountingSystem
    purpose: Purpose = Purpose.YEAR
    supersedes: Name | None = None
    of_run: Name | None = None


class RunComputed(Deed):
    """What was computed from what. `document`: the DIV-SPEC-1.0 input; `provenance`: rules,
    snapshot, books, answers and contracts it was made from; the hashes are of both and the result.
    """

    kind: Literal["RUN_COMPUTED"] = "RUN_COMPUTED"
    run: Name
    document: dict[str, Any]
    provenance: dict[str, Any]
    inputs_hash: Sha256
    result_hash: Sha256
    lines_hash: Sha256


class RunReviewed(Deed):
    """The supervisors' review: accepted, or rejected with the reason in `note`."""

    kind: Literal["RUN_REVIEWED"] = "RUN_REVIEWED"
    run: Name
    accepted: Annotated[bool, Field(strict=True)]


class RunPublicised(Deed):
    """The plan was posted (or its papers laid open) on `day`; `proof`: the picture of the board."""

    kind: Literal["RUN_PUBLICISED"] = "RUN_PUBLICISED"
    run: Name
    place: Name
    proof: Proof


class ObjectionRaised(Deed):
    """Somebody objected during the notice; `objector` is an id of the register, never a name."""

    kind: Literal["OBJECTION_RAISED"] = "OBJECTION_RAISED"
    run: Name
    objection: Name
    objector: PartyId
    note: Note


class ObjectionDecided(Deed):
    """The objection was decided, with the reason in `note`; upheld: a new run is needed."""

    kind: Literal["OBJECTION_DECIDED"] = "OBJECTION_DECIDED"
    run: Name
    objection: Name
    upheld: Annotated[bool, Field(strict=True)]
    decided_by: Name
    note: Note


class RunApproved(Deed):
    """The vote of `day`, carried: its figures, the minutes and the Party study that came before."""

    kind: Literal["RUN_APPROVED"] = "RUN_APPROVED"
    run: Name
    body: Body
    matter: Matter = Matter.DISTRIBUTION
    electorate: Heads
    present: Heads
    in_favour: Heads
    notice_day: date
    papers_day: date
    minutes: Proof
    party_study: Proof | None = None
    delegation: Proof | None = None


class RunPosted(Deed):
    """The vouchers are in the books; `entries_hash` over their canonical texts, in order.

    `closed_in_ledger`: income and cost went into the result before, by vouchers of the ledger;
    `posted_on`: the day of the vouchers where it is not the deed's own.
    """

    kind: Literal["RUN_POSTED"] = "RUN_POSTED"
    run: Name
    entries: Annotated[int, Field(strict=True, ge=0)]
    entries_hash: Sha256
    closed_in_ledger: Annotated[bool, Field(strict=True)] = False
    posted_on: date | None = None


class RunPaid(Deed):
    """Nothing payable is left: every amount is confirmed by the bank, or held."""

    kind: Literal["RUN_PAID"] = "RUN_PAID"
    run: Name


class RunReconciled(Deed):
    """Payments agree with the bank statement and the books; `proof` is the statement."""

    kind: Literal["RUN_RECONCILED"] = "RUN_RECONCILED"
    run: Name
    statement_fen: Fen
    proof: Proof


class RunClosed(Deed):
    """Nothing of this run changes any more; what is found later is corrected in its own year."""

    kind: Literal["RUN_CLOSED"] = "RUN_CLOSED"
    run: Name


class RunReversed(Deed):
    """A posted run is taken back as a whole by `counter_run`, line by line; a person decided it."""

    kind: Literal["RUN_REVERSED"] = "RUN_REVERSED"
    run: Name
    counter_run: Name
    approved_by: Name
    note: Note


class MemoDisclosed(Deed):
    """What a closed run would have been with an error known; disclosed, nothing claimed back."""

    kind: Literal["MEMO_DISCLOSED"] = "MEMO_DISCLOSED"
    run: Name
    error_fen: Fen
    found_in: Year
    memo_hash: Sha256
    note: Note


class ReturnDemanded(Deed):
    """A company dividend was against the law and is claimed back from one shareholder.

    A person decides it (公司法 art. 211); `proof` is the decision or the judgment.
    """

    kind: Literal["RETURN_DEMANDED"] = "RETURN_DEMANDED"
    run: Name
    shareholder: PartyId
    amount_fen: Annotated[int, Field(strict=True, gt=0, lt=2**53)]
    decided_by: Name
    proof: Proof
    note: Note


RunDeed: TypeAlias = Annotated[
    RunDrafted | RunComputed | RunReviewed | RunPublicised | ObjectionRaised | ObjectionDecided
    | RunApproved | RunPosted | PaymentOrdered | PaymentResults | HeldReleased | RunPaid
    | RunReconciled | RunClosed | RunReversed | MemoDisclosed | ReturnDemanded,
    Field(discriminator="kind"),
]  # fmt: skip
