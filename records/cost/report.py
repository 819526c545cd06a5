"""What each batch cost, item by item and per kilogram, with the vouchers behind every figure.

It refuses to hide what died: the all-in cost of a sold kilogram carries the fish that were lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from records.cost.tally import MonthTally
from records.integers import half_up_div
from records.ledger.bookings import TAKEN_OUT
from records.ledger.drafts import Books
from records.ledger.entry import Entry, EntryLine
from records.ledger.roles import Role, account_in

GRAMS_PER_KG = 1000
BP_WHOLE = 10_000
OWN_ITEM = "其他"
"""Item of cost that was booked on the fish account itself, without a sub-account."""


@dataclass(slots=True)
class CostItem:
    """One figure and the vouchers it is the sum of, in the order posted."""

    amount_fen: int = 0
    entry_ids: list[UUID] = field(default_factory=list)

    def add(self, line: EntryLine, entry_id: UUID) -> None:
        """One line more."""
        self.amount_fen += line.amount_fen
        if entry_id not in self.entry_ids[-1:]:
            self.entry_ids.append(entry_id)


@dataclass(slots=True)
class BatchCost:
    """The cost of one batch so far, fen. `spent`: by item; `sold` and `lost`: where it went."""

    batch: str
    sold_g: int = 0
    harvested_g: int = 0
    spent: dict[str, CostItem] = field(default_factory=dict)
    sold: CostItem = field(default_factory=CostItem)
    lost: CostItem = field(default_factory=CostItem)

    @property
    def spent_fen(self) -> int:
        """Everything that was spent on the batch."""
        return sum(item.amount_fen for item in self.spent.values())

    @property
    def left_fen(self) -> int:
        """What the fish still there carry: spent, less sold and lost."""
        return self.spent_fen - self.sold.amount_fen - self.lost.amount_fen

    @property
    def sold_fen_per_kg(self) -> int | None:
        """Cost of sales per kg sold, half-up; None before the first sale."""
        return self._per_kg(self.sold.amount_fen)

    @property
    def all_in_fen_per_kg(self) -> int | None:
        """Cost of sales and of fish lost per kg sold, half-up; None before the first sale."""
        return self._per_kg(self.spent_fen - self.left_fen)

    def share_bp(self, item: str) -> int | None:
        """Share of an item in everything spent, basis points, half-up; None if nothing was."""
        if self.spent_fen <= 0:
            return None
        return half_up_div(self.spent[item].amount_fen * BP_WHOLE, self.spent_fen)

    def _per_kg(self, amount_fen: int) -> int | None:
        return half_up_div(amount_fen * GRAMS_PER_KG, self.sold_g) if self.sold_g else None


def batch_costs(
    entries: Iterable[Entry], books: Books, months: Iterable[MonthTally]
) -> list[BatchCost]:
    """The cost of every batch that has any, by name; one pass over the entries."""
    costs: dict[str, BatchCost] = {}
    for entry in entries:
        if entry.entity == books.entity:
            _take(entry, books, costs)
    for month in months:
        for name, batch in month.batches.items():
            if name in costs:
                costs[name].sold_g += batch.sold_weight_g
                costs[name].harvested_g += batch.harvested_g
    return [costs[name] for name in sorted(costs)]


def _take(entry: Entry, books: Books, costs: dict[str, BatchCost]) -> None:
    fish = account_in(books.system, Role.FISH)
    sales = account_in(books.system, Role.COST_OF_SALES)
    is_sale = any(line.account.within(sales) for line in entry.lines)
    for line in entry.lines:
        if line.batch is None or not line.account.within(fish):
            continue
        cost = costs.setdefault(line.batch, BatchCost(line.batch))
        sub = line.account.sub
        if sub == (TAKEN_OUT,):
            out = EntryLine(line.account, -line.amount_fen, line.batch)
            (cost.sold if is_sale else cost.lost).add(out, entry.entry_id)
        else:
            item = sub[0] if sub else OWN_ITEM
            cost.spent.setdefault(item, CostItem()).add(line, entry.entry_id)


def unit_cost_fen(costs: Sequence[BatchCost]) -> int | None:
    """All-in cost per kg sold over several batches, half-up; None without a sale."""
    sold_g = sum(cost.sold_g for cost in costs)
    gone_fen = sum(cost.spent_fen - cost.left_fen for cost in costs)
    return half_up_div(gone_fen * GRAMS_PER_KG, sold_g) if sold_g else None
