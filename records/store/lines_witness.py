"""Trial balances from the lines that the database keeps beside the vouchers.

It refuses to read the vouchers themselves, so that what it says can be held against them.
"""

from collections.abc import Sequence
from datetime import date

from records.audit.vouchers_checked import SUB_MARK
from records.ledger.accounts import Account, AccountingSystem, account_of
from records.ledger.book import TrialRow
from records.store.reading import JournalReader

_TURNOVER = """
SELECT e.entity, e.day, l.system, l.code, l.sub,
       SUM(MAX(l.amount_fen, 0)), SUM(MAX(-l.amount_fen, 0))
FROM ledger_lines l JOIN ledger_entries e ON e.seq = l.entry_seq
WHERE e.seq <= {last}
GROUP BY e.entity, e.day, l.system, l.code, l.sub
"""


class LinesWitness:
    """The balances of one entity, of the vouchers up to and with number `last_seq`."""

    def __init__(self, reader: JournalReader, entity: str, last_seq: int) -> None:
        """Read the turnover of every day once. StorageFault where the file is damaged."""
        self._turnover = [
            (date.fromisoformat(day), _account(system, code, sub), int(debit), int(credit))
            for name, day, system, code, sub, debit, credit in reader.ask(
                _TURNOVER.format(last=last_seq)
            )
            if name == entity
        ]

    def __call__(self, until: date) -> Sequence[TrialRow]:
        """Turnover and balance of every account at the end of the day."""
        sums: dict[Account, tuple[int, int]] = {}
        for day, account, debit, credit in self._turnover:
            if day <= until:
                before = sums.get(account, (0, 0))
                sums[account] = (before[0] + debit, before[1] + credit)
        return [TrialRow(account, *sums[account]) for account in sorted(sums)]


def _account(system: str, code: str, sub: str) -> Account:
    return account_of(AccountingSystem(system), code, tuple(sub.split(SUB_MARK)) if sub else ())
