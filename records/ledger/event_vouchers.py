"""The vouchers of single production events: a sale, a delivery of feed, fish or supplies.

It refuses to value what leaves the stock; that takes the whole month (records.cost).
"""

from records.civil import civil_day
from records.integers import line_amount
from records.journal.events import InputReceive, Sale
from records.ledger.bookings import Matter
from records.ledger.drafts import About, Books, lines_of, of_one
from records.ledger.entry import Entry

_BOUGHT = {
    "FEED": (Matter.FEED_BOUGHT, "购饲料"),
    "FISH": (Matter.FISH_BOUGHT, "购鱼苗"),
    "SUPPLIES": (Matter.SUPPLIES_BOUGHT, "购物料"),
}


def sale_entry(sale: Sale, books: Books) -> Entry | None:
    """The voucher of one sales line, on the civil day of the sale; None for a gift.

    Sales of own produce carry no value-added tax (增值税法 art. 24(1)).
    """
    amount_fen = line_amount(sale.mass_g, sale.price_fen_per_kg)
    about = About(batch=sale.batch, about=sale.customer, credit_g=sale.mass_g)
    return of_one(
        books,
        sale.event_id,
        Matter.FISH_SOLD,
        civil_day(sale.happened_at),
        f"售鱼 批次 {sale.batch} {sale.customer}",
        lines_of(books, Matter.FISH_SOLD, amount_fen, about),
    )


def receipt_entry(received: InputReceive, books: Books) -> Entry | None:
    """The voucher of a delivery, at its invoice; None while the price is not known."""
    matter, word = _BOUGHT[received.category]
    about = About(
        batch=received.batch,
        about=received.item,
        credit_about=received.supplier,
        debit_g=received.mass_g if received.category == "FEED" else None,
    )
    return of_one(
        books,
        received.event_id,
        matter,
        civil_day(received.happened_at),
        f"{word} {received.item} {received.supplier}",
        lines_of(books, matter, received.amount_fen, about),
    )
