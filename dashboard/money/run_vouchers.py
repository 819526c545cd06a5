"""The vouchers that follow from one step of a run, in the books of everybody it touches.

It refuses to judge the step, and to book for an organisation that keeps no books here.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from dashboard.money.computed_again import computed_of
from dashboard.money.run_deeds import Scene
from records.deeds.deed import Deed
from records.dividend.paying.account import Payment
from records.dividend.posting.corrections import received_entry, return_entries
from records.dividend.posting.entries import (
    counter_entries,
    guarantor_entries,
    run_entries,
    voucher_id,
)
from records.dividend.posting.paid import (
    payment_entry,
    release_entry,
    withheld_now,
    withholding_entry,
)
from records.dividend.runs.deeds import ReturnDemanded, RunPosted, RunReversed
from records.dividend.runs.paying_deeds import BankStatus, HeldReleased, PaymentResults
from records.dividend.runs.settling import paying_account
from records.dividend.runs.state import Run
from records.ledger.accounts import AccountingSystem
from records.ledger.entry import Entry, counter_entry
from records.ledger.period import indexed

OfRun = Callable[[str], Sequence[Entry]]
"""The vouchers of a run that are in the books already."""


def vouchers_of(deed: Deed, scene: Scene, of_run: OfRun) -> list[Entry]:
    """What must be booked with the deed; nothing for a step that moves no money."""
    run = scene.found.get(str(getattr(deed, "run", "")))
    if run is None or run.computed is None:
        return []
    match deed:
        case RunPosted():
            return _posted(deed, run, scene)
        case PaymentResults():
            return list(_answered(deed, run, scene, of_run))
        case HeldReleased():
            return _some(release_entry(computed_of(run), run.id, deed))
        case RunReversed():
            return _reversed(deed, run, scene)
        case ReturnDemanded():
            return return_entries(deed, run.entity, _system_of(deed.shareholder, scene))
        case _:
            return []


def _some(entry: Entry | None) -> list[Entry]:
    return [] if entry is None else [entry]


def _posted(deed: RunPosted, run: Run, scene: Scene) -> list[Entry]:
    done, day = computed_of(run), deed.posted_on or deed.day
    own = run_entries(done, run.id, day, deed.closed_in_ledger)
    return [*own, *_of_guarantors(run, scene, day)]


def _of_guarantors(run: Run, scene: Scene, day: date) -> list[Entry]:
    done = computed_of(run)
    told: Any = done.provenance.get("guarantees") or ()
    if run.system is not AccountingSystem.REC:
        return []
    names = dict.fromkeys(str(one["guarantor"]) for one in told)
    return [
        entry
        for name in names
        if _system_of(name, scene) is AccountingSystem.COMPANY and _has_books(name, scene)
        for entry in guarantor_entries(done, run.id, name, day)
    ]


def _answered(deed: PaymentResults, run: Run, scene: Scene, of_run: OfRun) -> Iterator[Entry]:
    done, account = computed_of(run), paying_account(run, scene.found, scene.archive.deeds)
    told = [
        (account.payments[row.payment], row.status)
        for row in deed.rows
        if row.payment in account.payments
    ]
    booked = {entry.entry_id for entry in of_run(run.id)}
    if any(status is BankStatus.PAID for _, status in told):
        withheld = withholding_entry(done, run.id, deed.day, _withheld_before(run, scene))
        yield from (one for one in _some(withheld) if one.entry_id not in booked)
    batch = _own_name(deed, run, booked)
    received = account.received_by_holder
    yield from _some(payment_entry(done, run.id, batch, deed.day, told, received))
    for payment, status in told:
        yield from _arrived(payment, status, run, scene, deed.day)


def _own_name(deed: PaymentResults, run: Run, booked: set[Any]) -> str:
    """The batch, with a number where the bank answers twice on one day."""
    number, name = 1, deed.batch
    while voucher_id(run.entity, run.id, f"P/{name}/{deed.day}") in booked:
        number += 1
        name = f"{deed.batch}#{number}"
    return name


def _withheld_before(run: Run, scene: Scene) -> dict[str, int]:
    before = scene.found.get(run.of_run or "")
    stood_in = before is not None and before.counter_run is not None
    return withheld_now(computed_of(before)) if before is not None and stood_in else {}


def _arrived(
    payment: Payment, status: BankStatus, run: Run, scene: Scene, day: date
) -> Iterator[Entry]:
    """The village's own side of a company's dividend that reached it, or went back."""
    payee, row = payment.row.payee, payment.row
    company = run.system is AccountingSystem.COMPANY and status is not BankStatus.FAILED
    if company and _system_of(payee, scene) is AccountingSystem.REC and _has_books(payee, scene):
        back = status is BankStatus.RETURNED
        fen, name = (-1, "/returned") if back else (1, "")
        yield received_entry(
            payee, run.entity, fen * row.amount_fen, day, run.id, f"{row.payment}{name}"
        )


def _reversed(deed: RunReversed, run: Run, scene: Scene) -> list[Entry]:
    assert run.posted is not None
    done, posted = computed_of(run), run.posted.posted_on or run.posted.day
    closed = indexed(scene.archive.periods).is_closed(run.entity, posted)
    day = deed.day if closed else posted
    own = counter_entries(done, run.id, posted, deed.counter_run, day, run.posted.closed_in_ledger)
    theirs = [
        counter_entry(entry, voucher_id(entry.entity, deed.counter_run, str(entry.entry_id)), day)
        for entry in _of_guarantors(run, scene, posted)
    ]
    return [*own, *theirs]


def _system_of(name: str, scene: Scene) -> AccountingSystem | None:
    known = scene.parties.organisations.get(name)
    return None if known is None else known.accounting


def _has_books(name: str, scene: Scene) -> bool:
    return any(period.entity == name for period in scene.archive.periods)
