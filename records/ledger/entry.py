"""One voucher: lines of debit and credit that sum to zero, for ever as they were posted.

It refuses to exist unbalanced, and to be changed: a mistake is met by a counter-entry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from farm.words import Words
from records.canonical import Json, canonical_json
from records.integers import SAFE_INTEGER
from records.ledger.accounts import Account, AccountingSystem, account_of
from records.ledger.basis import Basis
from records.refusal import RuleRefused

SUMMARY_MAX_CHARS = 200
LINES_MAX = 10_000


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line: debit positive, credit negative, fen.

    What the line is about beside its account: `batch` of fish; `about`, a customer, supplier,
    material or asset; `mass_g`, the quantity that went the same way as the amount.
    """

    account: Account
    amount_fen: int
    batch: str | None = None
    about: str | None = None
    mass_g: int | None = None

    @property
    def debit_fen(self) -> int:
        """The debit side, fen."""
        return max(0, self.amount_fen)

    @property
    def credit_fen(self) -> int:
        """The credit side, fen."""
        return max(0, -self.amount_fen)

    def reversed(self) -> "EntryLine":
        """The line that takes this one back."""
        mass_g = None if self.mass_g is None else -self.mass_g
        return EntryLine(self.account, -self.amount_fen, self.batch, self.about, mass_g)

    def as_json(self) -> dict[str, Json]:
        """The line as plain JSON values; what it does not have is left out."""
        beside = {"batch": self.batch, "about": self.about, "mass_g": self.mass_g}
        return {
            "code": self.account.code,
            "sub": self.account.sub,
            "amount_fen": self.amount_fen,
            **{name: value for name, value in beside.items() if value is not None},
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """One voucher of one entity. `entry_id` is made where it arose, so posting twice is once.

    `run_id`: the distribution run; `event_id`: the production event or deed it was made from, and
    `basis` where that were many; `corrects`: the entry it takes back or sets right.
    """

    entry_id: UUID
    entity: str
    day: date
    summary: str
    lines: tuple[EntryLine, ...]
    run_id: str | None = None
    event_id: UUID | None = None
    corrects: UUID | None = None
    basis: Basis | None = None

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
        optional: dict[str, Json] = {
            "run_id": self.run_id,
            "event_id": str(self.event_id) if self.event_id else None,
            "corrects": str(self.corrects) if self.corrects else None,
            "basis": self.basis.as_json() if self.basis else None,
        }
        return {
            "entry_id": str(self.entry_id),
            "entity": self.entity,
            "day": self.day.isoformat(),
            "summary": self.summary,
            "system": self.system.value,
            "lines": [line.as_json() for line in self.lines],
            **{name: value for name, value in optional.items() if value is not None},
        }

    def canonical(self) -> str:
        """The one text of this voucher."""
        return canonical_json(self.as_json())


def counter_entry(entry: Entry, entry_id: UUID, day: date) -> Entry:
    """The red-letter voucher that takes `entry` back, line by line (会计基础工作规范 art. 51)."""
    return Entry(
        entry_id,
        entry.entity,
        day,
        f"注销 {entry.day.isoformat()} {entry.summary}"[:SUMMARY_MAX_CHARS],
        tuple(line.reversed() for line in entry.lines),
        entry.run_id,
        entry.event_id,
        entry.entry_id,
        entry.basis,
    )


def entry_of(document: Mapping[str, Any]) -> Entry:
    """The voucher of its JSON values; ValueError, KeyError or RuleRefused for what is none."""
    system = AccountingSystem(document["system"])
    event_id, corrects = document.get("event_id"), document.get("corrects")
    basis = document.get("basis")
    return Entry(
        UUID(document["entry_id"]),
        document["entity"],
        date.fromisoformat(document["day"]),
        document["summary"],
        tuple(_line_of(system, line) for line in document["lines"]),
        document.get("run_id"),
        UUID(event_id) if event_id else None,
        UUID(corrects) if corrects else None,
        Basis(basis["key"], basis["count"], basis["digest"]) if basis else None,
    )


def _line_of(system: AccountingSystem, line: Mapping[str, Any]) -> EntryLine:
    return EntryLine(
        account_of(system, line["code"], tuple(line["sub"])),
        line["amount_fen"],
        line.get("batch"),
        line.get("about"),
        line.get("mass_g"),
    )


def _faults(entry: Entry) -> Iterable[tuple[str, str, str]]:
    amounts = [line.amount_fen for line in entry.lines]
    if not 2 <= len(entry.lines) <= LINES_MAX:
        yield "ENTRY_EMPTY", f"凭证须有 2 … {LINES_MAX} 行", f"a voucher has 2 … {LINES_MAX} lines"
    if any(type(amount) is not int or abs(amount) >= SAFE_INTEGER for amount in amounts):
        yield "BAD_AMOUNT", "金额须为整数分", "amounts are whole fen"
    elif 0 in amounts:
        yield "BAD_AMOUNT", "不能有金额为零的行", "a line of zero says nothing"
    elif sum(amounts):
        total = sum(amounts)
        yield "ENTRY_UNBALANCED", f"借贷不平，差 {total} 分", f"unbalanced by {total} fen"
    if not all(map(_quantity_holds, entry.lines)):
        yield "BAD_MASS", "数量须为整数克，不能为零", "a quantity is whole grams and not zero"
    if len({line.account.system for line in entry.lines}) > 1:
        yield "MIXED_SYSTEMS", "一张凭证只能用一种会计制度", "one voucher, one accounting system"
    if not entry.entity or not 0 < len(entry.summary) <= SUMMARY_MAX_CHARS:
        yield "ENTRY_UNNAMED", "须有单位和摘要", "entity and summary are needed"


def _quantity_holds(line: EntryLine) -> bool:
    mass_g = line.mass_g
    return mass_g is None or (type(mass_g) is int and 0 < abs(mass_g) < SAFE_INTEGER)
