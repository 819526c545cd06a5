"""The deeds about rules: a set adopted, ended or withdrawn, a row signed, a question answered.

It refuses to know which rules hold on a day; records.rules.in_force folds that from these.
"""

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from records.deeds.deed import Deed, Fen, Proof
from records.journal.events import Name, Note
from records.ledger.accounts import AccountingSystem
from records.rules.guarantees import GuaranteeAgreed

RuleText: TypeAlias = Name


class RuleRow(BaseModel):
    """One rule of a set. `source`: law, article, charter clause; `verified`: held against it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: RuleText
    value: Fen | RuleText
    source: Note
    verified: bool = Field(default=False, strict=True)
    signed_by: Name | None = None


class RuleSetAdopted(Deed):
    """A set of rules holds from `day` on, up to and with `last_day` where that is known.

    `proof` is the resolution or the document that adopts it, with the hash of its scan.
    """

    kind: Literal["RULESET_ADOPTED"] = "RULESET_ADOPTED"
    version: Name
    system: AccountingSystem
    last_day: date | None = None
    rows: Annotated[tuple[RuleRow, ...], Field(min_length=1, max_length=64)]
    proof: Proof


class RuleSetEnded(Deed):
    """The set holds up to and with `day`; what follows needs its own resolution."""

    kind: Literal["RULESET_ENDED"] = "RULESET_ENDED"
    version: Name
    proof: Proof


class RuleSetWithdrawn(Deed):
    """The set never held; possible only while no run has used it."""

    kind: Literal["RULESET_WITHDRAWN"] = "RULESET_WITHDRAWN"
    version: Name
    note: Note


class RuleSigned(Deed):
    """A named person held one row against the printed text and answers for it."""

    kind: Literal["RULE_SIGNED"] = "RULE_SIGNED"
    version: Name
    key: RuleText
    signed_by: Name
    proof: Proof


class QuestionAnswered(Deed):
    """A person with the right to decide answered an open question, on a document, from `day` on."""

    kind: Literal["QUESTION_ANSWERED"] = "QUESTION_ANSWERED"
    question: Name
    choice: Name
    answered_by: Name
    proof: Proof


class HolidaysTold(Deed):
    """Days off and worked weekend days of one civil year, as the State Council announced them."""

    kind: Literal["HOLIDAYS_TOLD"] = "HOLIDAYS_TOLD"
    year: Annotated[int, Field(strict=True, ge=1949, le=2999)]
    off: Annotated[tuple[date, ...], Field(max_length=120)]
    worked: Annotated[tuple[date, ...], Field(max_length=60)] = ()
    source: Note
    verified: bool = Field(default=False, strict=True)


RuleDeed: TypeAlias = Annotated[
    RuleSetAdopted | RuleSetEnded | RuleSetWithdrawn | RuleSigned | QuestionAnswered | HolidaysTold
    | GuaranteeAgreed,
    Field(discriminator="kind"),
]  # fmt: skip
