"""JSON shapes of yield and dividend: what was harvested against the plan, what each household gets.

It refuses to know how a figure is computed (records.reports, records.dividend).

Money is whole fen; days are civil days of the site, ISO.
"""

from typing import Literal

from pydantic import Field

from dashboard.api_books import BatchRow
from dashboard.api_models import ClientId
from farm.words import Noun, Words

SplitName = Literal["A_HAMILTON", "B_PER_SHARE"]


class YieldMonth(Noun):
    """One civil month. `plan_kg`: of the yearly plan, day by day."""

    month: str
    feed_kg: float
    dead_heads: int
    dead_kg: float
    harvested_heads: int
    harvested_kg: float
    plan_kg: float
    sold_kg: float
    income_fen: int
    energy_kwh: float
    oxygen_kg: float


class YieldReport(Noun):
    """Answer of GET /api/v1/reports/yield?year=2026.

    `plan_to_date_kg`: of the days from `since` (where the records begin) up to `until`.
    """

    year: int
    since: str
    until: str
    months: tuple[YieldMonth, ...]
    batches: tuple[BatchRow, ...]
    harvested_kg: float
    plan_to_date_kg: float
    yearly_plan_kg: float
    required_standing_stock_kg: float
    standing_stock_kg: float
    kwh_per_kg: float | None
    oxygen_per_kg_feed: float | None
    price_fen_per_kg: int | None
    notes: tuple[Words, ...]
    constructed: bool


class WaterfallStep(Noun):
    """One bar. `total`: stands on the ground; else `amount_fen` is taken off (negative)."""

    key: str
    title: Words
    amount_fen: int
    total: bool
    why: Words
    source: Words


class ShareRow(Noun):
    """One household; due = paid + held + tax. `weights_hundredths`: as in `share_classes`.

    `held_fen`: of members who cannot be paid now (`note` says how many), net of tax.
    """

    household: str
    members: int
    weights_hundredths: tuple[int, ...]
    due_fen: int
    held_fen: int
    tax_fen: int
    paid_fen: int
    note: Words | None


class CheckRow(Noun):
    """Something the system has proven about the run."""

    ok: bool
    text: Words
    detail: Words | None = None


class OpenPoint(Noun):
    """Something people must decide or sign before it can be paid."""

    id: str
    text: Words
    do: Words
    verified: bool


class VoucherLine(Noun):
    """One line of a voucher, fen."""

    account: str
    debit_fen: int
    credit_fen: int


class DividendRun(Noun):
    """Answer of GET /api/v1/reports/dividend?run=… and of POST /api/v1/dividend/preview."""

    id: str
    title: Words
    kind: str
    spec: str
    mode: SplitName
    """B_PER_SHARE: one rate a share, the residual stays; A_HAMILTON: split to the last fen."""
    rate_fen_per_share: int | None
    steps: tuple[WaterfallStep, ...]
    share_classes: tuple[str, ...]
    households: tuple[ShareRow, ...]
    total: ShareRow | None
    checks: tuple[CheckRow, ...]
    open_points: tuple[OpenPoint, ...]
    vouchers: tuple[VoucherLine, ...]
    prepared_by: str
    prepared_ms: int | None
    result: dict[str, object]
    """The DIV-SPEC result object itself."""
    constructed: bool


class DividendHead(Noun):
    """One prepared input."""

    id: str
    title: str
    prepared_by: str
    prepared_ms: int
    constructed: bool


class DividendList(Noun):
    """Answer of GET /api/v1/dividends: the inputs prepared so far, newest first."""

    runs: tuple[DividendHead, ...]


class DividendInput(Noun):
    """Body of POST /api/v1/dividend/preview and /api/v1/dividend/inputs: a DIV-SPEC document."""

    id: ClientId | None = None
    title: str = Field("", max_length=120)
    document: dict[str, object]
    mode: SplitName = "B_PER_SHARE"
