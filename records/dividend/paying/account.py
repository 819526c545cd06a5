"""What a run owes to whom, what was ordered, what the bank did, what waits: folded from deeds.

It refuses to know names and bank numbers, and to pay what waits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from records.deeds.deed import Deed
from records.dividend.prepare.prepared import RunLine
from records.dividend.runs.paying_deeds import (
    BankStatus,
    HeldReleased,
    PaymentOrdered,
    PaymentResults,
    PaymentRow,
)

Key = tuple[str, str]
"""Holder whose amount it is, and payee who gets it."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One ordered payment; `status` None while the bank has not answered."""

    row: PaymentRow
    batch: str
    status: BankStatus | None = None

    @property
    def key(self) -> Key:
        """Holder and payee."""
        return self.row.holder, self.row.payee

    @property
    def counts(self) -> bool:
        """Whether the money is on its way or there; a failed or returned one is owed again."""
        return self.status in (None, BankStatus.PAID)


@dataclass(slots=True)
class PayingAccount:
    """One run's payments. `owed`: net, fen; `held`: gross and not released, fen by holder.

    `prepaid`: what was got under the reversed run that this one stands in for.
    """

    run: str
    owed: dict[Key, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    payments: dict[UUID, Payment] = field(default_factory=dict)
    prepaid: Mapping[Key, int] = field(default_factory=dict)
    withheld: int = 0

    @property
    def open(self) -> dict[Key, int]:
        """What may still be ordered, fen; payees with nothing open are left out."""
        left = self._after_prepaid()
        for payment in self.payments.values():
            if payment.counts:
                left[payment.key] = left.get(payment.key, 0) - payment.row.amount_fen
        return {key: fen for key, fen in left.items() if fen > 0}

    @property
    def overpaid(self) -> dict[str, int]:
        """Holders who got more than this run owes them, fen; nothing is claimed back by itself."""
        got, due = _by_holder(self.prepaid), _by_holder(self.owed)
        return {
            holder: fen - due.get(holder, 0)
            for holder, fen in got.items()
            if fen > due.get(holder, 0)
        }

    @property
    def pending(self) -> list[Payment]:
        """Ordered, and not answered by the bank."""
        return [one for one in self.payments.values() if one.status is None]

    @property
    def paid_fen(self) -> int:
        """Confirmed by the bank and not come back, fen."""
        return sum(
            one.row.amount_fen for one in self.payments.values() if one.status is BankStatus.PAID
        )

    @property
    def received(self) -> dict[Key, int]:
        """What holder and payee have got so far, earlier runs included, fen."""
        got = dict(self.prepaid)
        for one in self.payments.values():
            if one.status is BankStatus.PAID:
                got[one.key] = got.get(one.key, 0) + one.row.amount_fen
        return got

    @property
    def received_by_holder(self) -> dict[str, int]:
        """What each holder's amount has paid so far, whoever got it, fen."""
        return _by_holder(self.received)

    def _after_prepaid(self) -> dict[Key, int]:
        """What is owed less what was paid before: to the payee first, then to the holder's others.

        Nothing of one holder's amount is paid twice because another took the holder's place.
        """
        left, over = dict(self.owed), dict[str, int]()
        for key, fen in self.prepaid.items():
            taken = min(fen, left.get(key, 0))
            if taken:
                left[key] -= taken
            over[key[0]] = over.get(key[0], 0) + fen - taken
        for key in sorted(key for key in left if over.get(key[0])):
            taken = min(left[key], over[key[0]])
            left[key], over[key[0]] = left[key] - taken, over[key[0]] - taken
        return left

    def enter(self, deed: Deed) -> None:
        """Enter one deed of this run; anything else is passed over."""
        match deed:
            case PaymentOrdered() if deed.run == self.run:
                for row in deed.rows:
                    self.payments[row.payment] = Payment(row, deed.batch)
            case PaymentResults() if deed.run == self.run:
                for result in deed.rows:
                    before = self.payments[result.payment]
                    self.payments[result.payment] = Payment(before.row, before.batch, result.status)
            case HeldReleased() if deed.run == self.run:
                for part in deed.parts:
                    self.held[deed.holder] = self.held.get(deed.holder, 0) - part.gross_fen
                    key = (deed.holder, part.payee)
                    self.owed[key] = self.owed.get(key, 0) + part.net_fen
                    self.withheld += part.tax_fen
            case _:
                return


def account_of(
    run: str,
    lines: Iterable[RunLine],
    deeds: Iterable[Deed],
    prepaid: Mapping[Key, int] | None = None,
) -> PayingAccount:
    """The paying account of a run from its lines and the deeds on record."""
    account = PayingAccount(run, prepaid=prepaid or {})
    for line in lines:
        if line.net_fen:
            account.owed[line.holder, line.holder] = line.net_fen
            account.withheld += line.gross_fen - line.net_fen
        if line.held_fen:
            account.held[line.holder] = line.held_fen
    for deed in deeds:
        account.enter(deed)
    return account


def _by_holder(amounts: Mapping[Key, int]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for (holder, _), fen in amounts.items():
        sums[holder] = sums.get(holder, 0) + fen
    return sums
