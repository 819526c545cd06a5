"""Which event moves how many fish from which account to which.

It refuses to know mass; together with records.stock.heads it counts the farm a second way.
"""

from records.journal.events import CountAdjust, Death, Harvest, Move, ProductionEvent, StockIn
from records.stock.heads import Posting
from records.stock.lot import LotKey


def movement(event: ProductionEvent) -> Posting[LotKey] | None:
    """The posting of an event; None if it moves no fish."""
    match event:
        case StockIn():
            return Posting(None, LotKey(event.batch, event.tank), event.count_heads)
        case Death() | Harvest():
            return Posting(LotKey(event.batch, event.tank), None, event.count_heads)
        case Move():
            source = LotKey(event.batch, event.from_tank)
            return Posting(source, LotKey(event.batch, event.to_tank), event.count_heads)
        case CountAdjust():
            lot, heads = LotKey(event.batch, event.tank), abs(event.delta_heads)
            return Posting(lot, None, heads) if event.delta_heads < 0 else Posting(None, lot, heads)
        case _:
            return None
