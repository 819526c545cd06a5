"""Books for the tests of postings: entries, balances, a cooperative's run, what the bank paid."""

from dataclasses import replace
from datetime import date
from typing import Any

from records.dividend.paying.account import Payment
from records.dividend.posting.entries import run_entries
from records.dividend.prepare.books import read_books
from records.dividend.prepare.coop_case import CoopCase, CoopMembers, prepare_coop
from records.dividend.prepare.prepared import Computed
from records.dividend.runs.paying_deeds import BankStatus, PaymentRow
from records.ledger.accounts import AccountingSystem
from records.ledger.book import Book, trial_balance
from records.ledger.entry import Entry
from records.ledger.period import Period
from tests.records.dividend_scene import (
    COOP,
    LAST_DAY,
    NAMES,
    VILLAGE,
    YEAR,
    answered,
    entry,
    period,
    rules,
)

NEXT = Period(VILLAGE, date(2027, 1, 1), date(2027, 12, 31))
PAY_DAY = date(2027, 2, 1)


def balances(entries: list[Entry], entity: str) -> dict[str, int]:
    book = Book([period(entity), replace(NEXT, entity=entity)])
    book = book.post_all(entries)
    rows = trial_balance(book, entity)
    return {row.account.label: row.balance_fen for row in rows if row.balance_fen}


def posted(done: Computed, before: list[Entry], **given: Any) -> dict[str, int]:
    return balances([*before, *run_entries(done, "r1", LAST_DAY, **given)], done.entity)


def result_is_closed(found: dict[str, int], system: AccountingSystem) -> bool:
    first = {"REC": ("501", "502", "503", "504", "51", "52", "321"), "COOP": ("5", "331"),
             "COMPANY": ("5", "3103")}[system.value]  # fmt: skip
    return not any(label.startswith(first) for label in found)


def undistributed(found: dict[str, int], code: str) -> int:
    return -sum(fen for label, fen in found.items() if label.startswith(code))


def coop_entries() -> list[Entry]:
    return [
        entry("coop", COOP, ("113 应收款", 1_000_000), ("501 经营收入", -1_000_000)),
        entry("coop", COOP, ("521 经营支出", 400_001), ("102 银行存款", -400_001)),
    ]


def coop_run(waits: dict[str, str] | None = None) -> Computed:
    books = read_books(coop_entries(), [period("coop")], "coop", YEAR, COOP)
    people = CoopMembers({"A": 3, "B": 1}, {"A": 10, "B": 10, "C": 5}, {}, 0, "成员账户")
    case = CoopCase(books, rules(COOP, "coop"), answered(COOP, "coop"), people, waits or {})
    return prepare_coop(case).computed


def pay(done: Computed) -> list[tuple[Payment, BankStatus]]:
    return [
        (
            Payment(
                PaymentRow(
                    payment=NAMES, holder=line.holder, payee=line.holder, amount_fen=line.net_fen
                ),
                "B1",
            ),
            BankStatus.PAID,
        )
        for line in done.lines
        if line.net_fen
    ]


def made(*entries: Entry | None) -> list[Entry]:
    return [one for one in entries if one is not None]
