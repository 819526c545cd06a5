"""The books of one entity as Beancount text, with the balances that our ledger says it has.

It refuses to compute a balance from the text's own lines: what it asserts comes from a witness, so
that `bean-check` holds our vouchers against our balances, to the fen.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from records.civil import last_day_of, month_of, next_month
from records.exchange.beancount_names import ancestors, beancount_name
from records.exchange.chosen import Voucher, chosen
from records.ledger.accounts import CHARTS, Account
from records.ledger.book import TrialRow, trial_balance
from records.ledger.entry import Entry, EntryLine
from records.money import yuan_text

CURRENCY = "CNY"

EXACT = "~ 0.00"
"""Tolerance of an assertion; without it Beancount lets one fen pass."""

LINK_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/.")

Witness: TypeAlias = Callable[[date], Sequence[TrialRow]]
"""The trial balance at the end of a day, such as the database's own sums."""

Balances: TypeAlias = dict[Account, int]


@dataclass(frozen=True, slots=True)
class BeancountBook:
    """What is written: the entity's days, and where the text comes from, for its head."""

    entity: str
    first_day: date
    last_day: date
    made_at: str
    head_hash: str


def beancount_text(
    entries: Sequence[Entry], book: BeancountBook, witness: Witness | None = None
) -> str:
    """The text; `entries`: all of the entity from the first one on, in the order posted.

    What lies before `first_day` is one opening voucher on the day before it. Balances are
    asserted at the beginning, at every end of a month and at the end, of every account and of
    every general account as a whole. `witness`: by default the ledger's trial balance.
    """
    balance = witness or (lambda day: trial_balance(entries, book.entity, day))
    vouchers = chosen(entries, book.entity, book.first_day, book.last_day)
    before = book.first_day - timedelta(days=1)
    ends = {end: _by_account(balance(end)) for end in (before, *_ends(book))}
    used = {line.account for voucher in vouchers for line in voucher.entry.lines}
    used |= {account for balances in ends.values() for account in balances}
    accounts = sorted({one for account in used for one in ancestors(account)})
    blocks = [
        _head(book, accounts),
        "\n".join(_opened(account, before) for account in accounts),
        _opening(ends[before], before),
        *(_transaction(voucher) for voucher in vouchers),
        *(_asserted(accounts, balances, end) for end, balances in ends.items()),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(book: BeancountBook, accounts: Sequence[Account]) -> str:
    sources = dict.fromkeys(
        CHARTS[one.system].source for one in accounts if not CHARTS[one.system].verified
    )
    lines = [
        f";; {_plain(book.entity)} {book.first_day} … {book.last_day}",
        f";; {book.made_at}  SHA-256 {book.head_hash}",
        *(f";; 未核实 unverified: {source}" for source in sources),
        f'option "title" {_quoted(book.entity)}',
        f'option "operating_currency" "{CURRENCY}"',
    ]
    return "\n".join(lines)


def _opened(account: Account, day: date) -> str:
    name = beancount_name(account)
    system = account.system.value
    return (
        f"{day} open {name} {CURRENCY}\n"
        f"  label: {_quoted(account.label)}\n"
        f'  code: "{account.code}"\n'
        f'  system: "{system}"'
    )


def _opening(balances: Balances, day: date) -> str:
    if not any(balances.values()):
        return ""
    lines = [f'{day} * "期初余额"']
    lines += [
        f"  {beancount_name(account)}  {yuan_text(fen)} {CURRENCY}"
        for account, fen in sorted(balances.items())
        if fen
    ]
    return "\n".join(lines)


def _transaction(voucher: Voucher) -> str:
    entry = voucher.entry
    links = [f"v-{month_of(entry.day)}-{voucher.number}"]
    links += [f"e-{entry.event_id}"] if entry.event_id else []
    links += [f"r-{entry.run_id}"] if entry.run_id and set(entry.run_id) <= LINK_SIGNS else []
    told: list[tuple[str, object]] = [
        ("voucher", f"{voucher.word}-{voucher.number}"),
        ("entry", entry.entry_id),
        ("event", entry.event_id),
        ("run", entry.run_id),
        ("corrects", entry.corrects),
    ]
    if entry.basis is not None:
        told += [("basis", entry.basis.key), ("facts", entry.basis.count)]
        told += [("facts-sha256", entry.basis.digest)]
    first = f"{entry.day} * {_quoted(entry.summary)} {' '.join('^' + link for link in links)}"
    lines = (part for line in entry.lines for part in _posting(line))
    return "\n".join([first, *_metadata(told, "  "), *lines])


def _posting(line: EntryLine) -> Iterator[str]:
    yield f"  {beancount_name(line.account)}  {yuan_text(line.amount_fen)} {CURRENCY}"
    yield from _metadata(
        [("batch", line.batch), ("about", line.about), ("mass-g", line.mass_g)], "    "
    )


def _metadata(told: Iterable[tuple[str, object]], indent: str) -> Iterator[str]:
    for key, value in told:
        if value is not None:
            yield f"{indent}{key}: {_quoted(str(value))}"


def _asserted(accounts: Sequence[Account], balances: Balances, end: date) -> str:
    """Beancount asserts at the beginning of a day, and an account with all that lies below it."""
    sums = dict.fromkeys(accounts, 0)
    for account, fen in balances.items():
        for level in ancestors(account):
            sums[level] += fen
    day = end + timedelta(days=1)
    return "\n".join(
        f"{day} balance {beancount_name(account)}  {yuan_text(fen)} {EXACT} {CURRENCY}"
        for account, fen in sums.items()
    )


def _ends(book: BeancountBook) -> Iterator[date]:
    month = month_of(book.first_day)
    while last_day_of(month) < book.last_day:
        yield last_day_of(month)
        month = next_month(month)
    yield book.last_day


def _by_account(rows: Iterable[TrialRow]) -> Balances:
    return {row.account: row.balance_fen for row in rows}


def _quoted(text: str) -> str:
    escaped = _plain(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _plain(text: str) -> str:
    """Without line ends, control signs and halves of signs, which no text file should hold."""
    if text.isprintable():
        return text
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(sign) in ("Cc", "Cs") else sign
        for sign in text
    )
