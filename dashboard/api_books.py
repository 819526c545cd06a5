"""JSON shapes of what the books say: production events, stock, batches, yield, dividend.

It refuses to know what is now (`dashboard.api_models`) and how a figure is folded (records).

Money is whole fen, mass whole grams, fish whole heads; days are civil days of the site, ISO.
"""

from typing import Annotated, Literal

from pydantic import Field

from dashboard.api_models import ClientId, Whole
from farm.words import Noun, Words

TankId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
BatchId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")]
Heads = Annotated[Whole, Field(gt=0, le=10_000_000)]
Grams = Annotated[Whole, Field(gt=0, le=1_000_000_000)]
Free = Annotated[str, Field(max_length=200)]

DeathCause = Literal["unknown", "oxygen", "disease", "injury", "water", "power", "other"]


class StockIn(Noun):
    """Fry or fish come in."""

    kind: Literal["stock"] = "stock"
    tank: TankId
    batch: BatchId
    heads: Heads
    mass_g: Grams
    supplier: Free = ""


class Feed(Noun):
    """Feed given by hand (the feeders report by themselves)."""

    kind: Literal["feed"] = "feed"
    tank: TankId
    mass_g: Grams
    lot: Free = ""


class Death(Noun):
    """Dead fish taken out."""

    kind: Literal["death"] = "death"
    tank: TankId
    heads: Heads
    cause: DeathCause = "unknown"


class Weigh(Noun):
    """A sample weighed: number and weight of the fish in it."""

    kind: Literal["weigh"] = "weigh"
    tank: TankId
    heads: Heads
    mass_g: Grams


class Move(Noun):
    """Fish go from one tank to another."""

    kind: Literal["move"] = "move"
    tank: TankId
    to_tank: TankId
    heads: Heads
    mass_g: Grams


class Harvest(Noun):
    """Fish leave a tank for the market; net weight."""

    kind: Literal["harvest"] = "harvest"
    tank: TankId
    heads: Heads
    mass_g: Grams


class Sale(Noun):
    """Fish sold; whole fen for the whole weight."""

    kind: Literal["sale"] = "sale"
    batch: BatchId
    mass_g: Grams
    amount_fen: Annotated[Whole, Field(ge=0, le=100_000_000_000)]
    buyer: Free = ""


Entry = Annotated[
    StockIn | Feed | Death | Weigh | Move | Harvest | Sale, Field(discriminator="kind")
]


class EventEntry(Noun):
    """Body of POST /api/v1/events and /api/v1/events/check.

    `id` is made by the phone when the entry is written down; sent twice it is saved once.
    `happened_ms` may lie back (needs `late_reason` beyond 24 h). `confirmed`: the person has
    seen the warnings and means it.
    """

    id: ClientId
    happened_ms: Whole = Field(ge=1_000_000_000_000, le=9_999_999_999_999)
    entry: Entry
    note: Free = ""
    late_reason: Free = ""
    confirmed: Annotated[bool, Field(strict=True)] = False


class Correction(Noun):
    """Body of POST /api/v1/events/{id}/correct: take back, and with `entry` put right."""

    id: ClientId
    reason: str = Field(min_length=2, max_length=200)
    entry: Entry | None = None
    confirmed: Annotated[bool, Field(strict=True)] = False


class Finding(Noun):
    """What a check says. "error" refuses, "warning" asks for `confirmed`."""

    level: Literal["error", "warning"]
    code: str
    text: Words
    do: Words


class Checked(Noun):
    """Answer of POST /api/v1/events/check: nothing was saved. `preview`: 将记下 … ."""

    findings: tuple[Finding, ...]
    preview: Words


class EventRow(Noun):
    """One event as written. `data` as in its Entry; `correctable`: may still be taken back.

    `kind` besides those of Entry: correction, dividend_input, plan, fact_feed, fact_energy,
    fact_oxygen, fact_water, fact_weight.
    """

    id: str
    seq: int
    kind: str
    happened_ms: int
    written_ms: int
    by: str
    tank: str
    batch: str
    data: dict[str, object]
    text: Words
    corrected_by: str
    correctable: bool
    constructed: bool


class EventList(Noun):
    """Answer of GET /api/v1/events?kind=&tank=&before=&limit= : newest first."""

    events: tuple[EventRow, ...]
    more: bool


class Saved(Noun):
    """Answer of POST /api/v1/events. `repeated`: this id had been saved before."""

    event: EventRow
    repeated: bool
    findings: tuple[Finding, ...]


class TankStockRow(Noun):
    """Book stock of one tank."""

    tank: str
    batches: tuple[str, ...]
    heads: int
    biomass_kg: float
    mean_weight_g: float
    density_kg_m3: float
    ration_kg_d: float


class StockNow(Noun):
    """Answer of GET /api/v1/stock."""

    at_ms: int
    tanks: tuple[TankStockRow, ...]
    heads: int
    biomass_kg: float


class BatchRow(Noun):
    """One batch. None: cannot be said yet. `survival_percent` of the heads stocked."""

    id: str
    stocked_on: str
    days: int
    tanks: tuple[str, ...]
    stocked_heads: int
    heads: int
    biomass_kg: float
    mean_weight_g: float
    dead_heads: int
    feed_kg: float
    harvested_kg: float
    harvested_heads: int
    sold_kg: float
    income_fen: int
    survival_percent: float | None
    fcr_bio: float | None
    fcr_econ: float | None
    closed: bool
    constructed: bool


class BatchList(Noun):
    """Answer of GET /api/v1/batches."""

    batches: tuple[BatchRow, ...]


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
    """Answer of GET /api/v1/reports/yield?year=2026."""

    year: int
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
    """One household. `weights_hundredths`: in the order of `share_classes`. None: undecided."""

    household: str
    members: int
    weights_hundredths: tuple[int, ...]
    due_fen: int
    held_fen: int
    tax_fen: int | None
    paid_fen: int | None
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


class DividendList(Noun):
    """Answer of GET /api/v1/dividends: the inputs prepared so far, newest first."""

    runs: tuple["DividendHead", ...]


class DividendHead(Noun):
    """One prepared input."""

    id: str
    title: str
    prepared_by: str
    prepared_ms: int
    constructed: bool


class DividendInput(Noun):
    """Body of POST /api/v1/dividend/preview and /api/v1/dividend/inputs: a DIV-SPEC document."""

    id: ClientId | None = None
    title: str = Field("", max_length=120)
    document: dict[str, object]
