"""An office that moves runs step by step, and takes only what may stand.

Its words are the usual ones; a test hands in what it wants otherwise.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from records.deeds.deed import Deed
from records.dividend.paying.account import PayingAccount
from records.dividend.paying.batches import (
    batch_hash,
    rows_to_order,
)
from records.dividend.posting.entries import entries_hash, run_entries
from records.dividend.prepare.prepared import Prepared
from records.dividend.prepare.village_case import prepare_village
from records.dividend.runs import deeds as kinds
from records.dividend.runs.admission import Circumstances, admit
from records.dividend.runs.paying_deeds import (
    BankStatus,
    PaymentOrdered,
    PaymentResults,
    PaymentRow,
)
from records.dividend.runs.settling import paying_account
from records.dividend.runs.state import Run, State, runs
from records.rules.days import NO_HOLIDAYS
from records.rules.votes import Body
from tests.records.dividend_scene import (
    COMPANY,
    COOP,
    LAST_DAY,
    PAPER,
    REC,
    VILLAGE,
    YEAR,
    answered,
    deed,
    period,
    refusal,
    rules,
    village_case,
)

RUN = "v-2026"
BODY = {
    REC: Body.MEMBER_ASSEMBLY, COMPANY: Body.SHAREHOLDERS, COOP: Body.COOP_ASSEMBLY,
}  # fmt: skip
POSTED_UP, VOTED = date(2027, 1, 5), date(2027, 1, 21)


@dataclass
class Office:
    """A log that only takes what may stand, with usual words for usual steps."""

    prepared: Prepared = field(default_factory=lambda: prepare_village(village_case()))
    log: list[Deed] = field(default_factory=list)
    run: str = RUN
    entity: str = VILLAGE
    system: Any = REC

    def deed(self, kind: Any, **fields: Any) -> Any:
        name = f"{kind.__name__} {self.run} {len(self.log)}"
        return deed(kind, name, self.entity, **{"run": self.run, "day": VOTED, **fields})

    def around(self, **fields: Any) -> Circumstances:
        given: dict[str, Any] = {
            "rules": rules(self.system, self.entity), "periods": [period(self.entity)],
            "holidays": NO_HOLIDAYS, "answers": answered(self.system, self.entity),
            "prepared": self.prepared,
        }  # fmt: skip
        return Circumstances(**{**given, **fields})

    def wish(self, made: Deed, **around: Any) -> dict[str, Run]:
        return admit(made, self.log, self.around(**around))

    def step(self, kind: Any, **fields: Any) -> Run:
        made = self.deed(kind, **fields)
        found = self.wish(made)
        self.log.append(made)
        return found[self.run]

    def refused(self, kind: Any, around: Any = None, **fields: Any) -> Any:
        return refusal(self.wish, self.deed(kind, **fields), **(around or {}))

    def draft(self, **fields: Any) -> Run:
        return self.step(kinds.RunDrafted, year=YEAR, system=self.system, **fields)

    def compute(self, **fields: Any) -> Run:
        done = self.prepared.computed
        return self.step(
            kinds.RunComputed, document=done.document, provenance=done.provenance,
            inputs_hash=done.inputs_hash, result_hash=done.result_hash,
            lines_hash=done.lines_hash, **fields,
        )  # fmt: skip

    def review(self, **fields: Any) -> Run:
        return self.step(kinds.RunReviewed, **{"accepted": True, "actor": "jianshi", **fields})

    def publicise(self, **fields: Any) -> Run:
        given = {"place": "村公告栏", "proof": PAPER, "day": POSTED_UP, "actor": "kuaiji", **fields}
        return self.step(kinds.RunPublicised, **given)

    def vote(self, **fields: Any) -> dict[str, Any]:
        told = date(2027, 1, 10) if self.system is REC else POSTED_UP
        return {
            "body": BODY[self.system], "electorate": 1203, "present": 900,
            "in_favour": 802 if self.system is REC else 803, "notice_day": told,
            "papers_day": told, "minutes": PAPER, "party_study": PAPER, "actor": "zhuren",
            **fields,
        }  # fmt: skip

    def approve(self, **fields: Any) -> Run:
        return self.step(kinds.RunApproved, **self.vote(**fields))

    def post(self, **fields: Any) -> Run:
        entries = run_entries(self.prepared.computed, self.run, LAST_DAY)
        return self.step(
            kinds.RunPosted, entries=len(entries), entries_hash=entries_hash(entries),
            actor="zhuren", posted_on=LAST_DAY, **fields,
        )  # fmt: skip

    def account(self) -> PayingAccount:
        found = runs(self.log)
        return paying_account(found[self.run], found, self.log)

    def order(self, batch: str = "B1", **fields: Any) -> tuple[PaymentRow, ...]:
        rows = fields.pop("rows", rows_to_order(self.account(), batch))
        self.step(
            PaymentOrdered, batch=batch, approved_by="zhuren", rows=rows,
            file_hash=batch_hash(rows), **fields,
        )  # fmt: skip
        return rows

    def answer(self, rows: Any, status: BankStatus = BankStatus.PAID, batch: str = "B1") -> None:
        self.step(PaymentResults, **self.results(rows, status, batch))

    def results(self, rows: Any, status: BankStatus, batch: str = "B1") -> dict[str, Any]:
        told = [
            {"payment": row.payment, "amount_fen": row.amount_fen, "status": status} for row in rows
        ]
        return {"batch": batch, "rows": told, "file_hash": "b" * 64}

    def until(self, state: State) -> "Office":
        """Walk the usual way up to a state."""
        walk = [
            self.draft, self.compute, self.review, self.publicise, self.approve, self.post,
        ]  # fmt: skip
        for reached, act in zip(list(State)[:6], walk, strict=True):
            act()
            if reached is state:
                return self
        self.answer(self.order())
        self.step(kinds.RunPaid)
        if state is State.PAID:
            return self
        paid = self.account().paid_fen
        self.step(kinds.RunReconciled, statement_fen=paid, proof=PAPER)
        if state is State.CLOSED:
            self.step(kinds.RunClosed)
        return self
