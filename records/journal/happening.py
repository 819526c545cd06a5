"""What every event carries, and the kinds of figure that events are made of.

It refuses to know any one event; those are in records.journal.events.
"""

from datetime import UTC, datetime
from typing import Annotated, TypeAlias
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from records.canonical import Json, canonical_json

_PRINTABLE = r"^[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?$"

HEADS_MAX = 10_000_000
MASS_MAX_G = 1_000_000_000
"""1,000 t, three times a year's yield of the farm: no single event is larger."""


def _whole_milliseconds_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time needs its zone, such as 2026-11-20T08:15:00+08:00")
    in_utc = at.astimezone(UTC)
    return in_utc.replace(microsecond=in_utc.microsecond // 1000 * 1000)


Instant: TypeAlias = Annotated[datetime, AfterValidator(_whole_milliseconds_utc)]
Name: TypeAlias = Annotated[str, StringConstraints(max_length=64, pattern=_PRINTABLE)]
Note: TypeAlias = Annotated[str, StringConstraints(max_length=500, pattern=_PRINTABLE)]
Heads: TypeAlias = Annotated[int, Field(strict=True, gt=0, le=HEADS_MAX)]
Figure: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?$")
]
"""A measured number as decimal text: one text for one number, which a float has not."""
Grams: TypeAlias = Annotated[int, Field(strict=True, gt=0, le=MASS_MAX_G)]


class FactSource(BaseModel):
    """The controller's fact that the event was made from; taken once for ever."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    boot: Name
    seq: Annotated[int, Field(strict=True, ge=0, lt=2**53)]


class Happening(BaseModel):
    """What every event carries. `event_id` is made where the event arose."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_id: UUID
    happened_at: Instant
    actor: Name
    site: Name
    source: FactSource | None = None
    backfilled: bool = Field(default=False, strict=True)
    backfill_reason: Note | None = None
    corrects: UUID | None = None
    """The event that a Reversal took back and that this one stands in for."""

    @model_validator(mode="after")
    def _late_entry_has_a_reason(self) -> "Happening":
        if self.backfilled != (self.backfill_reason is not None):
            raise ValueError("backfilled and backfill_reason belong together")
        return self

    def as_json(self) -> dict[str, Json]:
        """The event as plain JSON values; entries without a value are left out."""
        plain: dict[str, Json] = self.model_dump(mode="json", exclude_none=True)
        return plain

    def canonical(self) -> str:
        """The one text of this event; two events are the same if their texts are."""
        return canonical_json(self.as_json())
