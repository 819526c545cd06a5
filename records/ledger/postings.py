"""Which vouchers follow from a distribution run.

It refuses to decide anything about money; the amounts are the run's.
"""

from datetime import date
from uuid import NAMESPACE_OID, UUID, uuid5

from records.dividend.rec_year import RecRun, SplitMode
from records.dividend.vouchers import Voucher
from records.ledger.accounts import Account, AccountingSystem
from records.ledger.entry import Entry, EntryLine

__all__ = ["SplitMode", "distribution_entries", "voucher_id"]


def distribution_entries(
    run: RecRun, mode: SplitMode, entity: str, day: date, run_id: str
) -> list[Entry]:
    """The vouchers of one collective's run (DIV-SPEC B11); vouchers of nothing are left out."""
    vouchers = run.vouchers_a() if mode is SplitMode.A_HAMILTON else run.vouchers_b()
    entries = [
        _entry(voucher, entity, day, run_id, number) for number, voucher in enumerate(vouchers, 1)
    ]
    return [entry for entry in entries if entry is not None]


def _entry(voucher: Voucher, entity: str, day: date, run_id: str, number: int) -> Entry | None:
    lines = tuple(
        EntryLine(Account.of_label(AccountingSystem.REC, label), debit - credit)
        for label, debit, credit in voucher
        if debit != credit
    )
    if not lines:
        return None
    return Entry(
        entry_id=voucher_id(entity, run_id, number),
        entity=entity,
        day=day,
        summary=f"年终结转与分配 {number}",
        lines=lines,
        run_id=run_id,
    )


def voucher_id(entity: str, run_id: str, number: int) -> UUID:
    """The same run of the same entity always makes the same voucher ids."""
    return uuid5(NAMESPACE_OID, f"{entity}/{run_id}/{number}")
