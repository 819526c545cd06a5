"""What a payment file says: who gets how much, in an order and under ids that never change.

It refuses to know names and bank numbers; the file joins them from encrypted ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_OID, uuid5

from records.canonical import Json, digest
from records.dividend.paying.account import PayingAccount, Payment
from records.dividend.runs.paying_deeds import BankStatus, PaymentRow

MEMO_MAX_CHARS = 20
"""Longest remark that bank files commonly take (engineering memory)."""


def rows_to_order(account: PayingAccount, batch: str) -> tuple[PaymentRow, ...]:
    """Every payment that is open now, by holder and payee; the same batch gives the same ids."""
    return tuple(
        PaymentRow(
            payment=uuid5(NAMESPACE_OID, f"{account.run}/{batch}/{holder}/{payee}"),
            holder=holder,
            payee=payee,
            amount_fen=fen,
        )
        for (holder, payee), fen in sorted(account.open.items())
    )


def batch_hash(rows: Iterable[PaymentRow]) -> str:
    """Digest of what a batch orders, without names and numbers."""
    listed: list[Json] = [row.model_dump(mode="json") for row in rows]
    return digest(listed)


def memo_text(entity: str, year: int) -> str:
    """The remark on a payment."""
    return f"{year}年分红 {entity}"[:MEMO_MAX_CHARS]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one payee can be shown about one payment, fen; its number is the payment's id."""

    number: str
    entity: str
    year: int
    run: str
    holder: str
    payee: str
    amount_fen: int
    paid_on: date

    @property
    def hash(self) -> str:
        """Digest printed on the receipt."""
        return digest(
            [
                self.number, self.entity, self.year, self.run, self.holder, self.payee,
                self.amount_fen, self.paid_on.isoformat(),
            ]
        )  # fmt: skip


def receipt(payment: Payment, entity: str, year: int, run: str, paid_on: date) -> Receipt:
    """The receipt of a payment that the bank confirmed."""
    assert payment.status is BankStatus.PAID, "only what was paid has a receipt"
    row = payment.row
    return Receipt(
        str(row.payment), entity, year, run, row.holder, row.payee, row.amount_fen, paid_on
    )


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One run's money beside the bank and the books, fen; `gap_fen` 0: they agree."""

    net_owed_fen: int
    paid_fen: int
    pending_fen: int
    open_fen: int
    held_fen: int
    overpaid_fen: int
    statement_fen: int

    @property
    def gap_fen(self) -> int:
        """Statement less what is recorded as paid, fen."""
        return self.statement_fen - self.paid_fen


def reconciliation(account: PayingAccount, statement_fen: int) -> Reconciliation:
    """The figures of an account beside the sum that the bank statement shows for the run."""
    return Reconciliation(
        net_owed_fen=sum(account.owed.values()),
        paid_fen=account.paid_fen,
        pending_fen=sum(one.row.amount_fen for one in account.pending),
        open_fen=sum(account.open.values()),
        held_fen=sum(account.held.values()),
        overpaid_fen=sum(account.overpaid.values()),
        statement_fen=statement_fen,
    )
