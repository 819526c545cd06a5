"""What witnesses outside the books say, held against the books: bank, count, confirmation, scale.

It refuses to bend either side: a difference is told with both figures, a person finds the cause.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate

from records.journal.events import Harvest, ProductionEvent, Sale
from records.journal.stored import standing
from records.ledger.accounts import CHARTS, Account, account_of
from records.ledger.deeds import BalanceClaimed
from records.ledger.drafts import Books
from records.ledger.entry import Entry
from records.money import kilograms, yuan_text
from records.refusal import Problem, problem

_WITNESSES = {
    "BANK_STATEMENT": ("银行对账单", "the bank's statement"),
    "CASH_COUNT": ("现金盘点", "the cash count"),
    "STOCK_TAKE": ("盘点", "the stock-take"),
    "CONFIRMATION": ("往来函证", "the other side's confirmation"),
}


def claim_problems(
    entries: Iterable[Entry], books: Books, claims: Iterable[BalanceClaimed]
) -> list[Problem]:
    """Claims that the books contradict at the end of their day, in the order of the claims.

    One pass over the entries, which may come in any order.
    """
    mine = [claim for claim in claims if claim.entity == books.entity]
    found = [_no_account(claim) for claim in mine if not _in_chart(books, claim)]
    asked = [claim for claim in mine if _in_chart(books, claim)]
    days = sorted({claim.day for claim in asked})
    balances = _balances(entries, books.entity, days, {_account(books, one) for one in asked})
    for claim in asked:
        account = _account(books, claim)
        by_day = balances.get((account, claim.about))
        booked_fen = by_day[bisect_left(days, claim.day)] if by_day else 0
        if booked_fen != claim.balance_fen:
            found.append(_differs(claim, account, booked_fen))
    return found


def _balances(
    entries: Iterable[Entry], entity: str, days: Sequence[date], accounts: Collection[Account]
) -> dict[tuple[Account, str | None], list[int]]:
    """Balance at the end of each of the days, by account with what it is about, and as a whole."""
    by_code: dict[str, list[Account]] = {}
    for account in accounts:
        by_code.setdefault(account.code, []).append(account)
    changes: dict[tuple[Account, str | None], list[int]] = {}
    for entry in entries:
        if entry.entity != entity or not days or entry.day > days[-1]:
            continue
        place = bisect_left(days, entry.day)
        for line in entry.lines:
            for account in by_code.get(line.account.code, ()):
                if line.account.within(account):
                    for about in {line.about, None}:
                        by_day = changes.setdefault((account, about), [0] * len(days))
                        by_day[place] += line.amount_fen
    return {key: list(accumulate(by_day)) for key, by_day in changes.items()}


def ticket_problems(events: Iterable[ProductionEvent], tickets: Mapping[str, int]) -> list[Problem]:
    """Weighbridge tickets (number, net g) that harvests and sales contradict, by number.

    What is harvested on a ticket must weigh what the ticket says; so must what is sold on it.
    """
    harvested: dict[str, int] = {}
    sold: dict[str, int] = {}
    for event in standing(events):
        if isinstance(event, Harvest | Sale) and event.ticket_no is not None:
            sums = harvested if isinstance(event, Harvest) else sold
            sums[event.ticket_no] = sums.get(event.ticket_no, 0) + event.mass_g
    found = [
        _weighs_otherwise(number, said_g, sums[number])
        for number, said_g in sorted(tickets.items())
        for sums in (harvested, sold)
        if number in sums and sums[number] != said_g
    ]
    known = {*harvested, *sold}
    return found + [_unused(number) for number in sorted(tickets) if number not in known]


def _in_chart(books: Books, claim: BalanceClaimed) -> bool:
    return claim.code in CHARTS[books.system].rows


def _no_account(claim: BalanceClaimed) -> Problem:
    return problem(
        "UNKNOWN_ACCOUNT",
        f"{claim.day} 的对账登记写了科目 {claim.code}，账上没有这个科目；请撤回后重新登记",
        f"the claim of {claim.day} names account {claim.code}, which the chart does not have: "
        "withdraw it and enter it anew",
    )


def _account(books: Books, claim: BalanceClaimed) -> Account:
    return account_of(books.system, claim.code, claim.sub)


def _differs(claim: BalanceClaimed, account: Account, booked_fen: int) -> Problem:
    zh, en = _WITNESSES[claim.witness]
    about = f" {claim.about}" if claim.about else ""
    said, booked = yuan_text(claim.balance_fen), yuan_text(booked_fen)
    return problem(
        "BALANCE_DIFFERS",
        f"{claim.day} {account.label}{about}：{zh} {said} 元，账面 {booked} 元，"
        f"差 {yuan_text(claim.balance_fen - booked_fen)} 元；请查明原因后补记或订正",
        f"{claim.day} {account.label}{about}: {en} says {said} yuan, the books {booked} yuan: "
        "find the cause, then book or correct",
    )


def _weighs_otherwise(number: str, said_g: int, booked_g: int) -> Problem:
    said, booked = kilograms(said_g), kilograms(booked_g)
    return problem(
        "TICKET_DIFFERS",
        f"磅单 {number} 净重 {said} kg，记录为 {booked} kg；请核对磅单后冲销并订正",
        f"ticket {number} weighs {said} kg, the records say {booked} kg: check it, then reverse "
        "and correct",
    )


def _unused(number: str) -> Problem:
    return problem(
        "TICKET_NOT_BOOKED",
        f"磅单 {number} 没有对应的出塘或销售记录；请补录",
        f"no harvest and no sale names ticket {number}: enter it",
    )
