"""What a person wrote down, as an event of the journal: who, where, which batch, how late.

It refuses to judge whether it can be true (records.stock.check) or likely (plausibility).
"""

from datetime import UTC, datetime
from typing import TypeAlias
from uuid import UUID

from pydantic import ValidationError

from dashboard.api_books import (
    CountEntry,
    DeathEntry,
    Entry,
    FeedEntry,
    HarvestEntry,
    MoveEntry,
    ReceiveEntry,
    SaleEntry,
    StockInEntry,
    StockTakeEntry,
    WeighEntry,
)
from dashboard.book_view import BookView
from dashboard.money.refusing import of_fields
from dashboard.refusals import Refused, refuse
from records.journal.events import ProductionEvent, read_event

OfFish: TypeAlias = (
    StockInEntry
    | FeedEntry
    | DeathEntry
    | WeighEntry
    | MoveEntry
    | HarvestEntry
    | SaleEntry
    | CountEntry
)
LATE_AFTER_MS = 24 * 3_600_000
"""An entry older than this says why it is late (production-records 5.5)."""


def event_of(
    entry: Entry,
    *,
    event_id: UUID,
    happened_ms: int,
    late_reason: str,
    actor: str,
    site: str,
    view: BookView,
    now_ms: int,
    corrects: UUID | None = None,
    approved_by: str = "",
) -> ProductionEvent:
    """The event; Refused when the batch is not clear or the reason of a late entry is missing."""
    if now_ms - happened_ms > LATE_AFTER_MS and not late_reason:
        raise refuse(
            422, "late_reason_needed", "这是 24 小时以前的事", "this happened more than 24 h ago",
            "写上补记原因", "say why it is entered late",
        )  # fmt: skip
    written = entry.model_dump(mode="json")
    document = {key: value for key, value in written.items() if value not in ("", None)}
    document |= _of_batch(entry, view, approved_by) | {
        "event_id": str(event_id),
        "happened_at": datetime.fromtimestamp(happened_ms / 1000, UTC),
        "actor": actor,
        "site": site,
    }
    if late_reason:
        document |= {"backfilled": True, "backfill_reason": late_reason}
    if corrects is not None:
        document["corrects"] = str(corrects)
    try:
        return read_event(document)
    except ValidationError as error:
        raise of_fields(error, "entry") from None


def _of_batch(entry: Entry, view: BookView, approved_by: str) -> dict[str, str]:
    if isinstance(entry, StockTakeEntry):
        return {"approved_by": approved_by}
    if isinstance(entry, ReceiveEntry):
        return {"batch": entry.batch} if entry.batch else {}
    agreed = {"approved_by": approved_by} if isinstance(entry, CountEntry) else {}
    return {"batch": entry.batch or _only_batch(entry, view)} | agreed


def _only_batch(entry: OfFish, view: BookView) -> str:
    assert not isinstance(entry, SaleEntry), "a sale always names its batch"
    tank = entry.from_tank if isinstance(entry, MoveEntry) else entry.tank
    batches = view.tank(tank).batches
    if len(batches) == 1:
        return batches[0]
    raise _unclear(tank, batches)


def _unclear(tank: str, batches: tuple[str, ...]) -> Refused:
    if not batches:
        return refuse(
            422, "tank_empty", f"账面上 {tank} 池没有鱼", f"the book has no fish in tank {tank}",
            "检查池号；刚放的鱼先记放苗", "check the tank; enter the stocking first",
        )  # fmt: skip
    names = "、".join(batches)
    return refuse(
        422, "batch_needed", f"{tank} 池有几批鱼：{names}",
        f"tank {tank} holds several batches: {', '.join(batches)}", "选一个批次", "choose a batch",
    )  # fmt: skip
