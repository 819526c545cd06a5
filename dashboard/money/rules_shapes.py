"""JSON shapes of the rules in force: sets, rows, questions, decisions, days.

It refuses to know whether a rule is lawful.
"""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from dashboard.money.forms import Day
from farm.words import Noun, Words
from records.deeds.deed import Proof
from records.journal.events import Name
from records.rules.deeds import RuleRow


class RuleShown(Noun):
    """One rule: its value with unit, name and article; `verified`: `signed_by` held it to them."""

    key: str
    value: int | str
    unit: str
    title: Words
    article: Words
    source: str
    verified: bool
    signed_by: str | None
    allowed: str
    required: bool


class RuleSetShown(Noun):
    """One set with its days; `in_force` on the day asked."""

    entity: str
    version: str
    system: str
    first_day: str
    last_day: str | None
    in_force: bool
    entered_by: str
    proof: Proof
    deed_id: str
    hash: str
    rows: tuple[RuleShown, ...]
    unverified: int


class DecisionShown(Noun):
    """One open point of the specification (E2) and how it is decided here."""

    point: int
    done: Words


class GuaranteeShown(Noun):
    """A guarantee by contract, yearly amount in fen."""

    entity: str
    contract: str
    guarantor: str
    mode: str
    amount_fen: int
    account: str
    document: str


class ProposedRow(Noun):
    """A rule that the site file proposes; nobody has adopted it."""

    key: str
    value: int | str
    unit: str
    source: str
    effective_from: str


class RulesShown(Noun):
    """Answer of GET /api/v1/rules?entity=&day=. `adopted` false: only the site file's proposal."""

    day: str
    adopted: bool
    sets: tuple[RuleSetShown, ...]
    proposed: tuple[ProposedRow, ...]
    guarantees: tuple[GuaranteeShown, ...]
    decisions: tuple[DecisionShown, ...]


class AnswerShown(Noun):
    """What was answered, by whom, on which document."""

    choice: str
    answered_by: str
    document: str
    deed_id: str


class QuestionShown(Noun):
    """One question only people can answer (E1); `stage`: what waits for it."""

    id: str
    text: Words
    asked_of: Words
    document: Words
    stage: str
    choices: tuple[str, ...]
    answer: AnswerShown | None


class QuestionList(Noun):
    """Answer of GET /api/v1/rules/{entity}/questions?day=."""

    entity: str
    day: str
    questions: tuple[QuestionShown, ...]


class DayShown(Noun):
    """One dated step; `limit` FROM: not before, UNTIL: not after."""

    key: str
    title: Words
    day: str
    limit: str
    article: Words


class CalendarShown(Noun):
    """Answer of GET /api/v1/rules/{entity}/calendar?posted=&vote=."""

    entity: str
    version: str
    posted: str
    steps: tuple[DayShown, ...]
    warnings: tuple[Words, ...]


class Adopting(Noun):
    """Body of POST /api/v1/rules/{entity}/proposal: the site file's rows become a rule set.

    `rows`: what the file does not say, or says otherwise than the charter; nothing is verified yet.
    """

    deed_id: UUID
    version: Name
    day: Day
    last_day: Day | None = None
    proof: Proof
    rows: Annotated[tuple[RuleRow, ...], Field(max_length=64)] = ()


class Signing(Noun):
    """Body of POST /api/v1/rules/{entity}/sign: rows held against the printed text, one by one.

    `sign_id` makes the deeds' ids. Who entered the set does not sign it.
    """

    sign_id: UUID
    version: Name
    day: Day
    keys: Annotated[tuple[Name, ...], Field(min_length=1, max_length=64)]
    proof: Proof
