"""One voucher: lines of debit and credit that sum to zero, for ever as they were posted.

It refuses to exist unbalanced, and to be changed: a mistake is met by a counter-entry.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from farm.words import Words
from records.canonical import Json, canonical_json
from records.integers import SAFE_INTEGER
from records.ledger.accounts import Account, AccountingSystem
from records.refusal import RuleRefused

SUMMARY_MAX_CHARS = 200
LINES_MAX = 10_000


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line: debit positive, credit negative, fen."""

    account: Account
    amount_fen: int

    @property
    def debit_fen(self) -> int:
        """The debit side, fen."""
        return max(0, self.amount_fen)

    @property
    def credit_fen(self) -> int:
        """The credit side, fen."""
        return max(0, -self.amount_fen)


@dataclass(frozen=True, slots=True)
class Entry:
    """One voucher of one entity. `entry_id` is made where it arose, so posting twice is once.

    `run_id`: the distribution run, `event_id`: the production event, `corrects`: the entry it
    takes back.
    """

    entry_id: UUID
    entity: str
    day: date
    summary: str
    lines: tuple[EntryLine, ...]
    run_id: str | None = None
    event_id: UUID | None = None
    corrects: UUID | None = None

    def __post_init__(self) -> None:
        """Refuse what is not a voucher: unbalanced, empty, with zero lines or mixed systems."""
        for code, zh, en in _faults(self):
            raise RuleRefused(code, Words(zh=zh, en=en))

    @property
    def system(self) -> AccountingSystem:
        """The accounting system of all lines."""
        return self.lines[0].account.system

    @property
    def total_fen(self) -> int:
        """Sum of the debit side, fen."""
        return sum(line.debit_fen for line in self.lines)

    def as_json(self) -> dict[str, Json]:
        """The voucher as plain JSON values; entries without a value are left out."""
        optional = {
            "run_id": self.run_id,
            "event_id": str(self.event_id) if self.event_id else None,
            "corrects": str(self.corrects) if self.corrects else None,
        }
        return {
            "entry_id": str(self.entry_id),
            "entity": self.entity,
            "day": self.day.isoformat(),
            "summary": self.summary,
            "system": self.system.value,
            "lines": [
                {"code": line.account.code, "sub": line.account.sub, "amount_fen": line.amount_fen}
                for line in self.lines
            ],
            **{name: value for name, value in optional.items() if value is not None},
        }

    def canonical(self) -> str:
        """The one text of this voucher."""
        return canonical_json(self.as_json())


def counter_entry(entry: Entry, entry_id: UUID, day: date) -> Entry:
    """The red-letter voucher that takes `entry` back, line by line (会计基础工作规范 art. 51)."""
    lines = tuple(EntryLine(line.account, -line.amount_fen) for line in entry.lines)
    summary = f"注销 {entry.day.isoformat()} {entry.summary}"[:SUMMARY_MAX_CHARS]
    return Entry(
        entry_id, entry.entity, day, summary, lines, entry.run_id, entry.event_id, entry.entry_id
    )


def _faults(entry: Entry) -> Iterable[tuple[str, str, str]]:
    amounts = [line.amount_fen for line in entry.lines]
    if not 2 <= len(entry.lines) <= LINES_MAX:
        yield "ENTRY_EMPTY", "凭证至少要两行", "a voucher has at least two lines"
    if any(type(amount) is not int or abs(amount) >= SAFE_INTEGER for amount in amounts):
        yield "BAD_AMOUNT", "金额须为整数分", "amounts are whole fen"
    elif 0 in amounts:
        yield "BAD_AMOUNT", "不能有金额为零的行", "a line of zero says nothing"
    elif sum(amounts):
        total = sum(amounts)
        yield "ENTRY_UNBALANCED", f"借贷不平，差 {total} 分", f"unbalanced by {total} fen"
    if len({line.account.system for line in entry.lines}) > 1:
        yield "MIXED_SYSTEMS", "一张凭证只能用一种会计制度", "one voucher, one accounting system"
    if not entry.entity or not 0 < len(entry.summary) <= SUMMARY_MAX_CHARS:
        yield "ENTRY_UNNAMED", "须有单位和摘要", "entity and summary are needed"
