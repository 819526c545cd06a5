"""One act of people on the books: deeds, vouchers, decisions about periods and their audit rows.

It refuses to be carried out in part: all of it is written in one transaction, or nothing is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from records.deeds.deed import Deed
from records.ledger.entry import Entry
from records.ledger.period import PeriodMark, PeriodStatus
from records.store.audit_log import AuditEntry, AuditLog
from records.store.database import Database
from records.store.deed_log import DeedLog, Judge, StoredDeed
from records.store.ledger_log import LedgerLog


@dataclass(frozen=True, slots=True)
class Act:
    """What belongs together. A period is opened before the vouchers, and closed after them.

    `beside`: what other logs write in the same transaction, such as sealed fields of people.
    """

    deeds: Sequence[Deed] = ()
    entries: Sequence[Entry] = ()
    marks: Sequence[PeriodMark] = ()
    audit: Sequence[AuditEntry] = ()
    beside: Sequence[Callable[[Connection], object]] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What was written, or was there already: the deeds, and the numbers of the vouchers."""

    deeds: list[StoredDeed]
    vouchers: list[int]


class Acts:
    """Carries acts out; durable when it returns."""

    def __init__(
        self, database: Database, deeds: DeedLog, ledger: LedgerLog, audit: AuditLog
    ) -> None:
        """Use the logs of one database."""
        self._database = database
        self._deeds, self._ledger, self._audit = deeds, ledger, audit

    def carry_out(self, act: Act, actor: str, judge: Judge | None = None) -> Done:
        """Write all of an act; `actor` posts the vouchers, `judge` may refuse the deeds.

        RuleRefused with the rule's own words, StorageFault if the disk fails; then nothing stays.
        """
        with self._database.writing() as connection:
            deeds = self._deeds.append_in(connection, act.deeds, judge)
            for mark in act.marks:
                if mark.period.status is not PeriodStatus.CLOSED:
                    self._ledger.mark_in(connection, mark)
            vouchers = self._ledger.post_in(connection, act.entries, actor)
            for mark in act.marks:
                if mark.period.status is PeriodStatus.CLOSED:
                    self._ledger.mark_in(connection, mark)
            for write in act.beside:
                write(connection)
            for entry in act.audit:
                self._audit.append_in(connection, entry)
        return Done(deeds, vouchers)
