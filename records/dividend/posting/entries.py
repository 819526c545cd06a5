"""The vouchers of a computed run as ledger entries, in any accounting system, and their reversal.

It refuses to choose a day or a period; the book it is posted to refuses a closed one.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from records.canonical import digest
from records.dividend.posting import company_vouchers
from records.dividend.posting.company_vouchers import closing
from records.dividend.prepare.prepared import Computed
from records.dividend.vouchers import MEMBERS, UNDISTRIBUTED, YEAR_INCOME, Voucher, pair
from records.ledger.accounts import Account, AccountingSystem
from records.ledger.entry import Entry, EntryLine, counter_entry

HELD: Mapping[AccountingSystem, str] = {
    AccountingSystem.REC: "113 内部往来-成员-代管",
    AccountingSystem.COOP: "211 应付款-成员-代管",
}
"""Where amounts wait that cannot be paid; a company's shareholders are always payable."""

SUMMARY = "年终结转与分配"


def run_entries(
    computed: Computed, run_id: str, day: date, closed_in_ledger: bool = False
) -> list[Entry]:
    """Recognition of the project's money, closing, distribution, and what waits; zeros left out.

    `closed_in_ledger`: only what the run itself recognises is still to be closed.
    """
    vouchers = late_closing(computed) if closed_in_ledger else computed.vouchers
    named = [
        *((f"R{at}", voucher) for at, voucher in enumerate(recognition(computed), 1)),
        *((str(at), voucher) for at, voucher in enumerate(vouchers, 1)),
        *((f"H{at}", voucher) for at, voucher in enumerate(holding(computed), 1)),
    ]
    made = (
        entry_of(voucher, computed, run_id, name, day, f"{SUMMARY} {name}")
        for name, voucher in named
    )
    return [entry for entry in made if entry is not None]


def recognition(computed: Computed) -> Iterator[Voucher]:
    """The village's claims on the project company and on guarantors, before they are income."""
    facts: Mapping[str, Any] = computed.provenance
    project = facts.get("project")
    if project and project["dividend_fen"]:
        yield pair(f"112 应收款-{project['company']}", "502 投资收益", project["dividend_fen"])
    if computed.system is AccountingSystem.REC:
        for one in facts["guarantees"]:
            label = Account(AccountingSystem.REC, one["account"]).label
            yield pair(f"112 应收款-{one['guarantor']}", label, one["topup_fen"])


def guarantor_entries(village: Computed, run_id: str, guarantor: str, day: date) -> list[Entry]:
    """The guarantor's own side, where its books are kept here: a loss outside its business."""
    facts: Mapping[str, Any] = village.provenance
    made = []
    for one in facts["guarantees"]:
        owed = pair("5711 营业外支出", f"2241 其他应付款-{village.entity}", one["topup_fen"])
        lines = tuple(entry_lines(owed, AccountingSystem.COMPANY))
        if one["guarantor"] == guarantor and lines:
            entry_id = voucher_id(guarantor, run_id, f"G/{one['contract']}")
            summary = f"保底补足 {one['contract']}"
            made.append(Entry(entry_id, guarantor, day, summary, lines, run_id))
    return made


def late_closing(computed: Computed) -> tuple[Voucher, ...]:
    """The run's vouchers where the ledger has closed the year: its own recognitions are added."""
    own: dict[str, int] = {}
    for debit, credit in (voucher for voucher in recognition(computed)):
        own[credit[0]] = own.get(credit[0], 0) + debit[1]
    if computed.system is AccountingSystem.REC:
        late = closing(own, {}, YEAR_INCOME, UNDISTRIBUTED)
        return (*late, *computed.vouchers[3:])
    if computed.system is AccountingSystem.COOP:
        return computed.vouchers[3:]
    spent = {voucher[0][0]: voucher[0][1] for voucher in computed.vouchers[:2] if voucher[0][1]}
    late = closing({}, spent, company_vouchers.RESULT, company_vouchers.UNDISTRIBUTED)
    return (*computed.vouchers[:2], *late, *computed.vouchers[5:])


def holding(computed: Computed) -> Iterator[Voucher]:
    """What waits goes to a sub-account of its own; holder by holder it stands in the run."""
    waiting = [line for line in computed.lines if line.held_fen]
    if not waiting:
        return
    held = HELD[computed.system]
    if computed.system is AccountingSystem.REC:
        yield pair(MEMBERS, held, sum(line.held_fen for line in waiting))
        return
    trade = sum(line.by_part[0] for line in waiting)
    capital = sum(line.by_part[1] for line in waiting)
    yield (
        ("221 应付盈余返还", trade, 0),
        ("222 应付剩余盈余", capital, 0),
        (held, 0, trade + capital),
    )


def counter_entries(
    computed: Computed,
    run_id: str,
    posted: date,
    counter_run: str,
    day: date,
    closed_in_ledger: bool = False,
) -> list[Entry]:
    """Red-letter vouchers that take a whole run back, voucher by voucher; payments stand.

    Source: 会计基础工作规范 art. 51. Run and counter-run together are zero on every account.
    """
    entity = computed.entity
    return [
        counter_entry(entry, voucher_id(entity, counter_run, str(entry.entry_id)), day)
        for entry in run_entries(computed, run_id, posted, closed_in_ledger)
    ]


def entry_of(
    voucher: Voucher, computed: Computed, run_id: str, name: str, day: date, summary: str
) -> Entry | None:
    """One voucher of the run as an entry; None if nothing moves."""
    lines = tuple(entry_lines(voucher, computed.system))
    if not lines:
        return None
    entity = computed.entity
    return Entry(voucher_id(entity, run_id, name), entity, day, summary, lines, run_id)


def entry_lines(
    voucher: Iterable[tuple[str, int, int]], system: AccountingSystem
) -> Iterator[EntryLine]:
    """Lines that move something."""
    for label, debit, credit in voucher:
        if debit != credit:
            yield EntryLine(Account.of_label(system, label), debit - credit)


def entries_hash(entries: Iterable[Entry]) -> str:
    """What the deed of posting says about the vouchers: digest over their texts, in order."""
    return digest([entry.canonical() for entry in entries])


def voucher_id(entity: str, run_id: str, name: str) -> UUID:
    """The same run of the same entity always makes the same voucher ids."""
    return uuid5(NAMESPACE_OID, f"{entity}/{run_id}/{name}")
