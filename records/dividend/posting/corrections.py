"""Setting right what was wrong: net change of a new run, the memo of a closed one, a return.

It refuses to edit a run or a closed period, and to claim anything back by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid5

from records.canonical import Json, digest
from records.dividend.posting.entries import entry_lines, voucher_id
from records.dividend.prepare.prepared import Computed
from records.dividend.prepare.recompute import recompute
from records.dividend.runs.deeds import ReturnDemanded
from records.dividend.vouchers import pair
from records.ledger.accounts import AccountingSystem
from records.ledger.entry import Entry


@dataclass(frozen=True, slots=True)
class NetChange:
    """One holder through a correction, fen; `net_fen` is what is still to be paid or too much."""

    holder: str
    run_fen: int
    counter_fen: int
    new_fen: int

    @property
    def net_fen(self) -> int:
        """New run plus counter-run; the run itself is taken back line by line."""
        return self.new_fen + self.counter_fen


def net_changes(old: Computed, new: Computed) -> tuple[NetChange, ...]:
    """Every holder of either run, in the order of the first (DIV-SPEC B13)."""
    before = {line.holder: line.gross_fen for line in old.lines}
    after = {line.holder: line.gross_fen for line in new.lines}
    holders = [*before, *(holder for holder in after if holder not in before)]
    return tuple(
        NetChange(one, before.get(one, 0), -before.get(one, 0), after.get(one, 0))
        for one in holders
    )


@dataclass(frozen=True, slots=True)
class Memo:
    """What a closed run would have been with an error known; disclosed, not claimed back.

    `difference_fen`: what each holder got beyond that, negative where it was less.
    """

    run: str
    error_fen: int
    would_be: Computed
    difference_fen: Mapping[str, int]

    def as_json(self) -> dict[str, Json]:
        """The memo as it is disclosed and hashed."""
        return {
            "run": self.run,
            "error_fen": self.error_fen,
            "inputs_hash": self.would_be.inputs_hash,
            "difference_not_clawed_back": dict(self.difference_fen),
        }

    @property
    def hash(self) -> str:
        """Digest of the memo."""
        return digest(self.as_json())


def memo(run: str, closed: Computed, error_fen: int) -> Memo:
    """The closed run computed again with the error in its result; the run itself stays.

    The error is booked in the current year (会计基础工作规范 art. 51; 财会〔2021〕37号 art. 59).
    """
    would_be = recompute(_with_error(closed.document, error_fen), closed.provenance)
    after = {line.holder: line.gross_fen for line in would_be.lines}
    difference = {line.holder: line.gross_fen - after.get(line.holder, 0) for line in closed.lines}
    return Memo(run, error_fen, would_be, difference)


def return_entries(
    deed: ReturnDemanded, company: str, shareholder_system: AccountingSystem | None
) -> list[Entry]:
    """An unlawful dividend claimed back: a receivable of the company, a debt of the shareholder.

    Source: 公司法 art. 211. `shareholder_system` None: the shareholder's books are not ours. The
    shareholder books it in the current year; what went on to members is not touched.
    """
    lines = tuple(
        entry_lines(
            pair(
                f"1221 其他应收款-{deed.shareholder}", "3104 利润分配-未分配利润", deed.amount_fen
            ),
            AccountingSystem.COMPANY,
        )
    )
    summary = f"违法分红退回 {deed.run}"
    entries = [
        Entry(
            uuid5(deed.deed_id, "company"), company, deed.day, summary, lines,
            event_id=deed.deed_id,
        )
    ]  # fmt: skip
    if shareholder_system is AccountingSystem.REC:
        owed = pair("502 投资收益", f"211 应付款-{company}", deed.amount_fen)
        entries.append(
            Entry(
                uuid5(deed.deed_id, "shareholder"), deed.shareholder, deed.day, summary,
                tuple(entry_lines(owed, AccountingSystem.REC)), event_id=deed.deed_id,
            )
        )  # fmt: skip
    return entries


def received_entry(
    village: str, company: str, fen: int, day: date, run_id: str, payment: str
) -> Entry:
    """The village's side of a dividend that arrived from the project company."""
    lines = tuple(
        entry_lines(pair("102 银行存款", f"112 应收款-{company}", fen), AccountingSystem.REC)
    )
    return Entry(
        voucher_id(village, run_id, f"received/{payment}"), village, day,
        f"收到 {company} 分红", lines, run_id,
    )  # fmt: skip


def _with_error(document: Mapping[str, Any], error_fen: int) -> dict[str, Json]:
    inputs = dict(document["inputs"])
    kind = document["kind"]
    if kind == "company_years":
        year = inputs["years"][0]
        inputs["net_profit"] = {year: inputs["net_profit"][year] + error_fen}
    elif kind == "coop_year":
        inputs["net_surplus"] += error_fen
    else:
        assert kind in ("rec_year", "rec_class_year"), "an increment has no result of its own"
        inputs["income"] = {**inputs["income"], "504 其他收入(以前年度差错)": error_fen}
    return {**document, "inputs": inputs}
