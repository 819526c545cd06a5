"""The vouchers of money on its way: withheld tax, what the bank paid, what came back, a release.

It refuses to know names and bank numbers; the batch and the day stand in the summary.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from records.dividend.paying.account import Payment
from records.dividend.posting.entries import HELD, entry_of
from records.dividend.prepare.prepared import Computed, RunLine
from records.dividend.runs.paying_deeds import BankStatus, HeldReleased
from records.dividend.vouchers import MEMBERS, Line, Voucher, pair
from records.ledger.accounts import AccountingSystem
from records.ledger.entry import Entry

WITHHELD = "214 应交税费-代扣个人所得税"
BANK: Mapping[AccountingSystem, str] = {
    AccountingSystem.REC: "102 银行存款",
    AccountingSystem.COOP: "102 银行存款",
    AccountingSystem.COMPANY: "1002 银行存款",
}
TRADE, CAPITAL = "221 应付盈余返还", "222 应付剩余盈余"


def withheld_now(computed: Computed) -> dict[str, int]:
    """Tax of every holder who is payable now, fen; who waits is taxed at the release."""
    return {line.holder: line.tax_fen for line in computed.lines if line.net_fen and line.tax_fen}


def withholding_entry(
    computed: Computed, run_id: str, day: date, before: Mapping[str, int] = MappingProxyType({})
) -> Entry | None:
    """Tax on what is payable now, on the day of the first payment; None without tax.

    Source: 个人所得税法 art. 9, the payer withholds on payment. `before`: withheld from the holder
    under the run that this one corrects; tax withheld too much is set right with the tax office.
    """
    owing = withheld_now(computed)
    tax = sum(max(0, fen - before.get(holder, 0)) for holder, fen in owing.items())
    owed = MEMBERS if computed.system is AccountingSystem.REC else CAPITAL
    voucher = pair(owed, WITHHELD, tax) if tax else ()
    return entry_of(voucher, computed, run_id, "W", day, "代扣个人所得税")


def payment_entry(
    computed: Computed,
    run_id: str,
    batch: str,
    day: date,
    answered: Iterable[tuple[Payment, BankStatus]],
    received: Mapping[str, int],
) -> Entry | None:
    """One voucher for a bank return: what was paid, less what came back; failures move nothing.

    `received`: what each holder's amount had paid before this return, fen.
    """
    moved = [
        (payment, 1 if status is BankStatus.PAID else -1)
        for payment, status in answered
        if status is not BankStatus.FAILED
    ]
    voucher = _moved(computed, moved, received)
    return entry_of(voucher, computed, run_id, f"P/{batch}/{day}", day, f"支付分红 {batch}")


def release_entry(computed: Computed, run_id: str, deed: HeldReleased) -> Entry | None:
    """Out of what waits: net to what is payable, tax at the regime of that day."""
    gross = sum(part.gross_fen for part in deed.parts)
    tax = sum(part.tax_fen for part in deed.parts)
    payable = MEMBERS if computed.system is AccountingSystem.REC else TRADE
    voucher: Voucher = (
        (HELD[computed.system], gross, 0),
        (payable, 0, gross - tax),
        (WITHHELD, 0, tax),
    )
    name = f"F/{deed.deed_id}"
    return entry_of(voucher, computed, run_id, name, deed.day, f"解除代管 {deed.holder}")


def _moved(
    computed: Computed, moved: list[tuple[Payment, int]], received: Mapping[str, int]
) -> Voucher:
    sums: dict[str, int] = {}
    lines = {line.holder: line for line in computed.lines}
    got = dict(received)
    for payment, sign in moved:
        holder, fen = payment.row.holder, sign * payment.row.amount_fen
        before = got.get(holder, 0)
        got[holder] = before + fen
        for label, part in _owed(computed.system, lines[holder], before, fen):
            sums[label] = sums.get(label, 0) + part
    total = sum(sums.values())
    debit: list[Line] = [(label, fen, 0) for label, fen in sums.items()]
    return (*debit, (BANK[computed.system], 0, total))


def _owed(
    system: AccountingSystem, line: RunLine, before: int, fen: int
) -> Iterator[tuple[str, int]]:
    if system is AccountingSystem.REC:
        yield MEMBERS, fen
    elif system is AccountingSystem.COMPANY:
        yield f"2232 应付利润-{line.holder}", fen
    else:
        # What is returned by trade is paid before the part by capital.
        trade = line.by_part[0] if line.net_fen else before + fen
        first = min(before + fen, trade) - min(before, trade)
        yield TRADE, first
        yield CAPITAL, fen - first
