"""JSON shapes of distribution runs: where they stand, every figure with its why, who gets what.

It refuses names and bank numbers; money is whole fen, shares are hundredths, days are ISO.
"""

from typing import Any

from dashboard.api_money import VoucherLine
from dashboard.money.handing_in import RecordedDeed
from dashboard.money.rules_shapes import DayShown
from farm.words import Noun, Words


class StepOpen(Noun):
    """A step that usually comes next; `may`: the caller's role and the four eyes allow it."""

    kind: str
    title: Words
    right: str
    may: bool


class RunHead(Noun):
    """One run. `state`: DRAFT … CLOSED, SUPERSEDED, REVERSED (DIV-SPEC-1.0 B12).

    `barred`: logins that may not take the next review or approval.
    """

    run: str
    entity: str
    year: int
    system: str
    purpose: str
    of_run: str | None
    supersedes: str | None
    counter_run: str | None
    state: str
    state_title: Words
    prepared_by: str
    reviewed_by: str
    approved_by: str
    rejected: str
    gross_fen: int | None
    next: tuple[StepOpen, ...]
    barred: tuple[str, ...]


class RunList(Noun):
    """Answer of GET /api/v1/runs, the newest first."""

    runs: tuple[RunHead, ...]


class StepShown(Noun):
    """One deed of a run in words."""

    kind: str
    title: Words
    day: str
    actor: str
    deed_id: str
    note: str | None


class ObjectionShown(Noun):
    """An objection; `upheld` null while nobody has decided."""

    id: str
    objector: str
    text: str
    day: str
    upheld: bool | None
    decision: str | None
    decided_by: str | None


class RunShown(Noun):
    """Answer of GET /api/v1/runs/{run}: what was done by whom, and what the calendar says."""

    head: RunHead
    steps: tuple[StepShown, ...]
    objections: tuple[ObjectionShown, ...]
    inputs_hash: str | None
    result_hash: str | None
    calendar: tuple[DayShown, ...]
    """Empty before the plan is posted; the vote is then the earliest lawful one."""


class StepTaken(Noun):
    """Answer of POST /api/v1/runs/steps: the run as it stands now, and what was written."""

    head: RunHead
    deed: RecordedDeed
    vouchers: tuple[int, ...]
    repeated: bool


class FigureShown(Noun):
    """One figure: how it came about in words and numbers, by which rule and article.

    `verified` null: no rule; `behind`: accounts, contracts, runs or deeds that it rests on.
    """

    key: str
    title: Words
    amount_fen: int
    how: Words
    article: Words
    rule: str | None
    verified: bool | None
    behind: tuple[str, ...]


class CheckShown(Noun):
    """An invariant of the specification that the system has proven for this run."""

    id: str
    ok: bool


class PartShown(Noun):
    """A share class: what it had to split and its rate; one part without a name for all."""

    name: str
    pool_fen: int
    rate_fen_per_share: int | None
    hundredths: int


class Figures(Noun):
    """What a run comes to: the way there line by line, totals, vouchers, inputs and rules.

    Answer of GET /api/v1/runs/{run}/figures; part of the answer of POST /api/v1/runs/preview.
    """

    entity: str
    year: int
    system: str
    mode: str | None
    figures: tuple[FigureShown, ...]
    checks: tuple[CheckShown, ...]
    parts: tuple[PartShown, ...]
    holders: int
    households: int
    gross_fen: int
    tax_fen: int
    payable_fen: int
    held_fen: int
    residual_fen: int
    vouchers: tuple[tuple[VoucherLine, ...], ...]
    inputs_hash: str
    result_hash: str
    provenance: dict[str, Any]
    result: dict[str, Any]


class Noted(Noun):
    """A warning or an open question; `code` is stable."""

    code: str
    text: Words


class Preview(Noun):
    """Answer of POST /api/v1/runs/preview. With `open_questions` it cannot be recorded yet."""

    figures: Figures
    warnings: tuple[Noted, ...]
    open_questions: tuple[Noted, ...]


class LineShown(Noun):
    """What one holder gets. `tax_fen` is reckoned on the gross amount, held or not.

    `name`: masked, "" where none is sealed; `waits` null: payable now.
    """

    holder: str
    household: str
    name: str
    weight: int
    by_part_fen: tuple[int, ...]
    gross_fen: int
    tax_fen: int
    held_fen: int
    net_fen: int
    status: str
    waits: Words | None
    why: tuple[FigureShown, ...]
    """Each amount of the line in words, with the deeds behind the shares; of one household only."""


class LineList(Noun):
    """Answer of GET /api/v1/runs/{run}/lines?household=&holder=; explained where one is asked."""

    run: str
    parts: tuple[str, ...]
    lines: tuple[LineShown, ...]


class PaymentShown(Noun):
    """One ordered payment; `status` null: the bank has not answered."""

    payment: str
    batch: str
    holder: str
    payee: str
    amount_fen: int
    status: str | None


class OwedShown(Noun):
    """An amount of a holder, for a payee."""

    holder: str
    payee: str
    amount_fen: int


class Payments(Noun):
    """Answer of GET /api/v1/runs/{run}/payments: owed, ordered, paid, held, fen.

    `open`: may be ordered; `overpaid`: got more than a correction owes, nothing is claimed back.
    """

    run: str
    net_owed_fen: int
    paid_fen: int
    pending_fen: int
    open_fen: int
    held_fen: int
    withheld_fen: int
    open: tuple[OwedShown, ...]
    held: dict[str, int]
    overpaid: dict[str, int]
    payments: tuple[PaymentShown, ...]


class ChangeShown(Noun):
    """One holder through a correction, fen."""

    holder: str
    before_fen: int
    after_fen: int
    net_fen: int


class ChangeList(Noun):
    """Answer of GET /api/v1/runs/{run}/changes: a correcting run against what it corrects."""

    run: str
    of_run: str
    changes: tuple[ChangeShown, ...]
    net_fen: int


class MemoShown(Noun):
    """Answer of GET /api/v1/runs/{run}/memo?error_fen=: what it would have been; nothing moves."""

    run: str
    error_fen: int
    difference_fen: dict[str, int]
    would_be: Figures
    hash: str
