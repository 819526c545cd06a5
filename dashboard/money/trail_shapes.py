"""JSON shapes of an examination: a figure down to its papers, a verdict, an anchor.

It refuses to know how they are found.
"""

from typing import Any

from dashboard.api_models import Reason
from farm.words import Noun, Words


class TrailStep(Noun):
    """One step: FIGURE, RUN, VOUCHER, EVENT, TICKET, DEED or MISSING, with what it rests on.

    `whole`: everything it rests on is below it, proven; `seq`: its number in its chain.
    """

    kind: str
    id: str
    text: Words
    day: str | None
    amount_fen: int | None
    seq: int | None
    whole: bool
    facts: dict[str, Any] | None
    below: tuple["TrailStep", ...]


class HeadShown(Noun):
    """The last link of one chain."""

    chain: str
    title: Words
    seq: int
    hash: str


class TurnoverRow(Noun):
    """What a period moved, fen."""

    period: str
    vouchers: int
    debit_fen: int
    credit_fen: int


class VerdictShown(Noun):
    """Answer of GET /api/v1/verify. Without an anchor from outside it proves only itself."""

    sound: bool
    problems: tuple[Reason, ...]
    untold: int
    heads: tuple[HeadShown, ...]
    turnover: tuple[TurnoverRow, ...]
    rechecked: int


class AnchorShown(Noun):
    """Answer of GET /api/v1/anchor: what leaves the box; `fingerprint` is short enough for paper.

    `line`: for a file of anchors; `signed`: with the key of this box.
    """

    line: str
    fingerprint: str
    at: str
    signed: bool
    heads: tuple[HeadShown, ...]


class AnchorSent(Noun):
    """Answer of POST /api/v1/anchor/send: the chat groups it was handed to."""

    fingerprint: str
    robots: tuple[str, ...]
