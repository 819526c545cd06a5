"""The events of production: what a person or the controller reports, as it was reported.

It refuses to know the stock; whether an event is possible is judged by records.stock.

Units stand in the names: heads, g, fen per kg. An event is never edited: a wrong one is taken back
by a Reversal, and the right one follows with the time at which it happened.
"""

from datetime import date
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from farm.fact import FactKind
from records.journal.causes import DeathCause
from records.journal.happening import (
    HEADS_MAX,
    MASS_MAX_G,
    FactSource,
    Figure,
    Grams,
    Happening,
    Heads,
    Instant,
    Name,
    Note,
)

__all__ = [
    "Calibration", "Coefficient", "CountAdjust", "Death", "FactSource", "FactTaken", "Feed",
    "Happening", "Harvest", "Heads", "InputReceive", "Move", "Name", "Note", "ProductionEvent",
    "Reversal", "Sale", "Standard", "StockIn", "StockTake", "Weigh", "batch_of", "read_event",
    "read_event_text", "tanks_of",
]  # fmt: skip

PRICE_MAX_FEN_PER_KG = 10_000_000


class _InTank(Happening):
    batch: Name
    tank: Name


class StockIn(_InTank):
    """Fish came into a tank from outside."""

    kind: Literal["STOCK_IN"] = "STOCK_IN"
    count_heads: Heads
    mass_g: Grams
    species: Name | None = None
    supplier: Name | None = None
    quarantine_no: Name | None = None


class Feed(_InTank):
    """Feed given."""

    kind: Literal["FEED"] = "FEED"
    mass_g: Grams
    feed_lot: Name | None = None


class Death(_InTank):
    """Dead fish taken out; `mass_g` if they were weighed."""

    kind: Literal["MORT"] = "MORT"
    count_heads: Heads
    mass_g: Grams | None = None
    cause: DeathCause


class Weigh(_InTank):
    """A sample was weighed; its mean weight becomes the tank's."""

    kind: Literal["SAMPLE_WEIGH"] = "SAMPLE_WEIGH"
    sample_heads: Heads
    sample_mass_g: Grams


class Move(Happening):
    """Fish went from one tank to another; `mass_g` if they were weighed."""

    kind: Literal["TRANSFER"] = "TRANSFER"
    batch: Name
    from_tank: Name
    to_tank: Name
    count_heads: Heads
    mass_g: Grams | None = None


class Harvest(_InTank):
    """Fish taken out for the market; `mass_g` is the net mass on the ticket."""

    kind: Literal["HARVEST"] = "HARVEST"
    count_heads: Heads
    mass_g: Grams
    ticket_no: Name | None = None


class Sale(Happening):
    """One line of a delivery; a price of zero is a gift and still a record."""

    kind: Literal["SALE"] = "SALE"
    batch: Name
    mass_g: Grams
    price_fen_per_kg: Annotated[int, Field(strict=True, ge=0, le=PRICE_MAX_FEN_PER_KG)]
    customer: Name
    ticket_no: Name | None = None


class CountAdjust(_InTank):
    """A count differed from the book: `delta_heads` more or fewer, agreed by a second person."""

    kind: Literal["COUNT_ADJUST"] = "COUNT_ADJUST"
    delta_heads: Annotated[int, Field(strict=True, ge=-HEADS_MAX, le=HEADS_MAX)]
    mass_g: Grams | None = None
    """Mass of the fish found; needed only where the book has none to go by."""
    reason: Note
    approved_by: Name

    @model_validator(mode="after")
    def _something_changes(self) -> "CountAdjust":
        if self.delta_heads == 0:
            raise ValueError("delta_heads of 0 changes nothing")
        if self.delta_heads < 0 and self.mass_g is not None:
            raise ValueError("mass_g belongs to fish found, not to fish missing")
        return self


class Reversal(Happening):
    """An event was wrong and never counted; `approved_by` is a second person."""

    kind: Literal["REVERSAL"] = "REVERSAL"
    ref: UUID
    reason: Note
    approved_by: Name


class FactTaken(Happening):
    """A quantity of the controller that belongs to no batch: energy, oxygen, water, a weight."""

    kind: Literal["FACT_TAKEN"] = "FACT_TAKEN"
    source: FactSource
    fact: FactKind
    place: Name
    amount: Annotated[int, Field(strict=True, ge=0, lt=2**53)]
    """Whole units of the kind."""
    began_at: Instant


class Standard(BaseModel):
    """What a device was held against, and what it showed before and after, in one unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: Figure
    before: Figure | None = None
    after: Figure | None = None


class Coefficient(BaseModel):
    """A number inside a device that a calibration may have changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    before: Figure | None = None
    after: Figure | None = None


class Calibration(Happening):
    """A device was compared with a standard, and adjusted or not.

    `standards`: readings in `unit`. `drift`: what the first standard's reading had moved by since
    the calibration before. `due_on`: the civil day it is due again. FAILED: the old calibration
    stands, as far as the device says. `accepted_by`: a second person, where the instrument was
    moved further than drift explains (records.calibrations).
    """

    kind: Literal["CALIBRATION"] = "CALIBRATION"
    device: Name
    profile: Name
    serial_number: Name | None = None
    procedure: Name
    quantity: Name
    unit: Name | None = None
    standards: Annotated[tuple[Standard, ...], Field(min_length=1, max_length=8)]
    coefficients: Annotated[tuple[Coefficient, ...], Field(max_length=16)] = ()
    drift: Figure | None = None
    temperature_c: Figure | None = None
    pressure_hpa: Figure | None = None
    due_on: date | None = None
    result: Literal["ADJUSTED", "CHECKED", "FAILED"]
    accepted_by: Name | None = None
    remark: Note | None = None


class InputReceive(Happening):
    """What was bought came in: feed, fish, oxygen, drugs, supplies; `amount_fen` of its invoice.

    `item`: what it is called in stock; `lot`: the maker's or our own; `mass_g` of feed, `batch`
    of fish are needed. A delivery note without a price yet has `amount_fen` 0.
    """

    kind: Literal["INPUT_RECEIVE"] = "INPUT_RECEIVE"
    category: Literal["FEED", "FISH", "SUPPLIES"]
    item: Name
    lot: Name | None = None
    batch: Name | None = None
    mass_g: Grams | None = None
    amount_fen: Annotated[int, Field(strict=True, ge=0, lt=2**53)]
    supplier: Name
    invoice_no: Name | None = None

    @model_validator(mode="after")
    def _tells_what_its_category_needs(self) -> "InputReceive":
        if self.category == "FEED" and self.mass_g is None:
            raise ValueError("feed needs mass_g")
        if (self.category == "FISH") != (self.batch is not None):
            raise ValueError("fish needs its batch, and nothing else has one")
        return self


class StockTake(Happening):
    """A material was weighed in the store: `counted_g` is all of it, agreed by a second person."""

    kind: Literal["STOCKTAKE"] = "STOCKTAKE"
    item: Name
    counted_g: Annotated[int, Field(strict=True, ge=0, le=MASS_MAX_G)]
    reason: Note
    approved_by: Name


ProductionEvent: TypeAlias = Annotated[
    StockIn | Feed | Death | Weigh | Move | Harvest | Sale | CountAdjust | Reversal | FactTaken
    | Calibration | InputReceive | StockTake,
    Field(discriminator="kind"),
]  # fmt: skip

_READER: TypeAdapter[ProductionEvent] = TypeAdapter(ProductionEvent)


def read_event(document: object) -> ProductionEvent:
    """The event of a JSON document; pydantic's ValidationError names what is wrong with it."""
    return _READER.validate_python(document)


def read_event_text(text: str) -> ProductionEvent:
    """The event of its canonical text."""
    return _READER.validate_json(text)


def batch_of(event: ProductionEvent) -> str | None:
    """The batch an event belongs to; None for what happened to no batch."""
    if isinstance(event, Reversal | FactTaken | Calibration | StockTake):
        return None
    return event.batch


def tanks_of(event: ProductionEvent) -> tuple[str, ...]:
    """The tanks an event names."""
    if isinstance(event, Move):
        return (event.from_tank, event.to_tank)
    if isinstance(event, Sale | Reversal | FactTaken | Calibration | InputReceive | StockTake):
        return ()
    return (event.tank,)
