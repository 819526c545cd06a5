"""JSON shapes of what the books say: production events, stock, batches, yield, dividend.

It refuses to know what is now (`dashboard.api_live`) and how a figure is folded (records).

Money is whole fen, mass whole grams, fish whole heads; days are civil days of the site, ISO.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from dashboard.api_models import Whole
from farm.words import Noun, Words
from records.journal.causes import DeathCause

Heads = Annotated[Whole, Field(gt=0, le=10_000_000)]
Grams = Annotated[Whole, Field(gt=0, le=1_000_000_000)]
Millis = Annotated[Whole, Field(ge=1_000_000_000_000, le=9_999_999_999_999)]
TankId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
BatchId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")]
BatchOrOnly = Annotated[str, Field(pattern=r"^([A-Za-z0-9][A-Za-z0-9-]{0,31})?$")]
"""Batch of the fish; "" means: the only batch in that tank (refused when there are two)."""
Free = Annotated[str, Field(max_length=64, pattern=r"^(\S([^\x00-\x1f\x7f]*\S)?)?$")]
FreeNote = Annotated[str, Field(max_length=200, pattern=r"^(\S([^\x00-\x1f\x7f]*\S)?)?$")]
Secret = Annotated[str, Field(max_length=256)]


class StockInEntry(Noun):
    """Fry or fish come in."""

    kind: Literal["STOCK_IN"]
    tank: TankId
    batch: BatchId
    count_heads: Heads
    mass_g: Grams
    supplier: Free = ""
    quarantine_no: Free = ""


class FeedEntry(Noun):
    """Feed given by hand (the feeders report by themselves)."""

    kind: Literal["FEED"]
    tank: TankId
    batch: BatchOrOnly = ""
    mass_g: Grams
    feed_lot: Free = ""


class DeathEntry(Noun):
    """Dead fish taken out; `mass_g` if they were weighed."""

    kind: Literal["MORT"]
    tank: TankId
    batch: BatchOrOnly = ""
    count_heads: Heads
    mass_g: Grams | None = None
    cause: DeathCause = DeathCause.UNKNOWN


class WeighEntry(Noun):
    """A sample weighed: number of the fish in it and their weight together."""

    kind: Literal["SAMPLE_WEIGH"]
    tank: TankId
    batch: BatchOrOnly = ""
    sample_heads: Heads
    sample_mass_g: Grams


class MoveEntry(Noun):
    """Fish go from one tank to another; `mass_g` if they were weighed."""

    kind: Literal["TRANSFER"]
    from_tank: TankId
    to_tank: TankId
    batch: BatchOrOnly = ""
    count_heads: Heads
    mass_g: Grams | None = None


class HarvestEntry(Noun):
    """Fish leave a tank for the market; net mass of the ticket."""

    kind: Literal["HARVEST"]
    tank: TankId
    batch: BatchOrOnly = ""
    count_heads: Heads
    mass_g: Grams
    ticket_no: Free = ""


class SaleEntry(Noun):
    """One line of a delivery; a price of zero is a gift and still a record."""

    kind: Literal["SALE"]
    batch: BatchId
    mass_g: Grams
    price_fen_per_kg: Annotated[Whole, Field(ge=0, le=10_000_000)]
    customer: Annotated[Free, Field(min_length=1)]
    ticket_no: Free = ""


class ReceiveEntry(Noun):
    """What was bought came in: feed (`mass_g`), fish (`batch`), supplies; `amount_fen` invoiced."""

    kind: Literal["INPUT_RECEIVE"]
    category: Literal["FEED", "FISH", "SUPPLIES"]
    item: Annotated[Free, Field(min_length=1)]
    lot: Free = ""
    batch: BatchOrOnly = ""
    mass_g: Grams | None = None
    amount_fen: Annotated[Whole, Field(ge=0, lt=2**53)]
    supplier: Annotated[Free, Field(min_length=1)]
    invoice_no: Free = ""


class CountEntry(Noun):
    """All fish of a tank were counted: `delta_heads` more (or fewer) than the book has.

    A second person was there. `mass_g`: of fish found where the book has none to go by.
    """

    kind: Literal["COUNT_ADJUST"]
    tank: TankId
    batch: BatchOrOnly = ""
    delta_heads: Annotated[Whole, Field(ge=-10_000_000, le=10_000_000)]
    mass_g: Grams | None = None
    reason: Annotated[FreeNote, Field(min_length=2)]


class StockTakeEntry(Noun):
    """A material was weighed in the store, all of it; a second person was there."""

    kind: Literal["STOCKTAKE"]
    item: Annotated[Free, Field(min_length=1)]
    counted_g: Annotated[Whole, Field(ge=0, le=1_000_000_000)]
    reason: Annotated[FreeNote, Field(min_length=2)]


Entry = Annotated[
    StockInEntry | FeedEntry | DeathEntry | WeighEntry | MoveEntry | HarvestEntry | SaleEntry
    | CountEntry | ReceiveEntry | StockTakeEntry,
    Field(discriminator="kind"),
]  # fmt: skip


class EventEntry(Noun):
    """Body of POST /api/v1/events and /api/v1/events/check.

    `event_id` (UUID) is made by the phone when the entry is written down; sent twice it is saved
    once. `happened_ms` may lie back; more than 24 h needs `late_reason`. `confirmed`: the person
    has seen the warnings and means it. A count of fish or a stock-take needs a second person's
    name and password.
    """

    event_id: UUID
    happened_ms: Millis
    entry: Entry
    late_reason: FreeNote = ""
    confirmed: Annotated[bool, Field(strict=True)] = False
    second_name: Annotated[str, Field(max_length=64)] = ""
    second_password: Secret = ""


class Correction(Noun):
    """Body of POST /api/v1/events/{event_id}/correct: take back, and with `entry` put right.

    Needs a second person who agrees. `happened_ms`: of the replacement; None = as before.
    """

    event_id: UUID
    reason: Annotated[FreeNote, Field(min_length=2)]
    second_name: Annotated[str, Field(min_length=1, max_length=64)]
    second_password: Secret
    entry: Entry | None = None
    happened_ms: Millis | None = None
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
    """One event as written. `data`: the fields of its Entry; `text`: the event as one sentence.

    `kind` besides those of Entry: REVERSAL (`data.ref`), FACT_TAKEN (from the
    controller). `reversed`: taken back, never counted. `correctable`: may still be taken back.
    """

    event_id: str
    seq: int
    kind: str
    happened_ms: int
    written_ms: int
    by: str
    tank: str
    batch: str
    data: dict[str, object]
    text: Words
    reversed: bool
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
