"""The vouchers of deeds about money: wages, bills and payments, what became of a loss.

It refuses to know amounts of its own; each is what a paper says.
"""

from records.civil import last_day_of
from records.ledger.bookings import Matter
from records.ledger.deeds import Billed, LossSettled, WagesDue
from records.ledger.drafts import About, Books, lines_of, of_one
from records.ledger.entry import Entry

_WAGES = {
    "PRODUCTION": Matter.WAGES_PRODUCTION,
    "LABOUR": Matter.LABOUR_PRODUCTION,
    "ADMIN": Matter.WAGES_ADMIN,
}

_WORDS = {
    Matter.SUPPLIES_BOUGHT: "购物料",
    Matter.ENERGY: "电费",
    Matter.OXYGEN: "氧气费",
    Matter.WATER_FEE: "水资源费",
    Matter.RENT: "租金",
    Matter.ASSET_BOUGHT: "购固定资产",
    Matter.REPAIR: "修理费",
    Matter.ADMIN_COST: "管理费用",
    Matter.INTEREST_DUE: "计提利息",
    Matter.TAX_DUE: "计提税费",
    Matter.INCOME_TAX_DUE: "计提所得税",
    Matter.OTHER_INCOME: "其他收入",
    Matter.RENT_EARNED: "租金收入",
    Matter.WATER_FEE_EARNED: "水资源费收入",
    Matter.CAPITAL_PAID_IN: "收到出资",
    Matter.CUSTOMER_PAID: "收到货款",
    Matter.SUPPLIER_PAID: "支付货款",
    Matter.WAGES_PAID: "发放工资",
    Matter.LABOUR_PAID: "发放劳务费",
    Matter.TAX_PAID: "缴纳税费",
    Matter.INTEREST_PAID: "支付利息",
    Matter.BANK_CHARGE: "银行手续费",
    Matter.BANK_INTEREST: "银行利息",
}


def wages_entry(due: WagesDue, books: Books) -> Entry | None:
    """What a month's payroll of one group owes, on the last day of the month it was earned in."""
    matter = _WAGES[due.group]
    summary = f"计提 {due.month} 工资 {due.people} 人"
    day = last_day_of(due.month)
    return of_one(books, due.deed_id, matter, day, summary, lines_of(books, matter, due.gross_fen))


def bill_entry(billed: Billed, books: Books) -> Entry | None:
    """The voucher of a paper with an amount."""
    number = f" {billed.number}" if billed.number else ""
    summary = f"{_WORDS[billed.matter]} {billed.party}{number}"
    lines = lines_of(books, billed.matter, billed.amount_fen, About(about=billed.party))
    return of_one(books, billed.deed_id, billed.matter, billed.day, summary, lines)


def settlement_entry(settled: LossSettled, books: Books) -> Entry | None:
    """The voucher that clears a difference out of 待处理财产损溢, part by part."""
    owed = About(about=settled.compensator)
    lines = (
        *lines_of(books, Matter.SETTLED_COMPENSATED, settled.compensated_fen, owed),
        *lines_of(books, Matter.SETTLED_LOST, settled.lost_fen),
        *lines_of(books, Matter.SETTLED_GAINED, settled.gained_fen),
    )
    summary = f"待处理财产损溢转销 {settled.proof.title}"
    return of_one(books, settled.deed_id, Matter.SETTLED_LOST, settled.day, summary, lines)
