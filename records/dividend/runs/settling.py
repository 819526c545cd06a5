"""Whether a payment, a bank result, a release or a closing step fits what the run owes.

It refuses to pay twice, to pay what waits, and to call paid what the bank has not confirmed.
"""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from records.deeds.deed import Deed
from records.dividend.contract_terms import tax_fen
from records.dividend.paying.account import Key, PayingAccount, account_of
from records.dividend.prepare.recompute import recompute
from records.dividend.runs.deeds import ReturnDemanded, RunPaid, RunReconciled, RunReversed
from records.dividend.runs.paying_deeds import (
    BankStatus,
    HeldReleased,
    PaymentOrdered,
    PaymentResults,
    ResultRow,
)
from records.dividend.runs.state import Run
from records.ledger.accounts import AccountingSystem
from records.refusal import Problem, problem


def paying_account(run: Run, found: Mapping[str, Run], deeds: Sequence[Deed]) -> PayingAccount:
    """The account of a run; one that corrects a reversed run starts with what that one paid."""
    assert run.computed is not None
    lines = recompute(run.computed.document, run.computed.provenance).lines
    before = found.get(run.of_run or "")
    prepaid: Mapping[Key, int] = {}
    if before is not None and before.counter_run is not None:
        prepaid = paying_account(before, found, deeds).received
    return account_of(run.id, lines, deeds, prepaid)


def settling_problems(
    deed: Deed, run: Run, found: Mapping[str, Run], deeds: Sequence[Deed]
) -> Iterator[Problem]:
    """Every reason against a deed about money on its way."""
    account = paying_account(run, found, deeds)
    match deed:
        case PaymentOrdered():
            yield from _ordered(deed, account)
        case PaymentResults():
            yield from _results(deed, account)
        case HeldReleased():
            yield from _released(deed, account)
        case RunPaid():
            yield from _all_paid(run, account)
        case RunReconciled() if deed.statement_fen != account.paid_fen:
            yield _differs(deed, account)
        case RunReversed() if account.pending:
            yield _pending(run, account)
        case ReturnDemanded():
            yield from _returned(deed, run)
        case _:
            return


def _ordered(deed: PaymentOrdered, account: PayingAccount) -> Iterator[Problem]:
    left, known = account.open, set(account.payments)
    for row in deed.rows:
        if row.payment in known:
            yield problem(
                "PAYMENT_TWICE",
                f"支付 {row.payment} 已下达过，同一笔不付两次：从支付文件中去掉",
                f"payment {row.payment} was ordered before and is not paid twice: take it out",
            )
        known.add(row.payment)
        key = (row.holder, row.payee)
        if row.amount_fen > left.get(key, 0):
            held = account.held.get(row.holder, 0)
            yield problem(
                "PAYMENT_TOO_MUCH",
                f"应付 {row.holder}（收款 {row.payee}）{left.get(key, 0)} 分，下达 "
                f"{row.amount_fen} 分；"
                f"代管 {held} 分须先解除：改正金额或先登记解除代管",
                f"{left.get(key, 0)} fen are open for {row.holder} (payee {row.payee}), "
                f"{row.amount_fen} were ordered; {held} fen are held and need a release first",
            )
        left[key] = left.get(key, 0) - row.amount_fen


def _results(deed: PaymentResults, account: PayingAccount) -> Iterator[Problem]:
    told: set[UUID] = set()
    for row in deed.rows:
        known = account.payments.get(row.payment)
        if known is None or known.batch != deed.batch:
            yield problem(
                "PAYMENT_UNKNOWN",
                f"银行回单中的支付 {row.payment} 不在批次 {deed.batch} 内：核对回单是否属于本批",
                f"payment {row.payment} of the bank's return is not in batch {deed.batch}: check "
                "that the file belongs to it",
            )
        elif known.row.amount_fen != row.amount_fen:
            yield problem(
                "PAYMENT_DIFFERS",
                f"支付 {row.payment} 下达 {known.row.amount_fen} 分，回单 {row.amount_fen} 分：向"
                "银行查明",
                f"payment {row.payment}: {known.row.amount_fen} fen ordered, {row.amount_fen} in "
                "the bank's return: ask the bank",
            )
        elif row.payment in told or not _follows(known.status, row):
            yield problem(
                "PAYMENT_ANSWERED",
                f"支付 {row.payment} 已是 {known.status}，不能再为 {row.status}：失败的另下一笔，"
                "退回的只能在已付之后",
                f"payment {row.payment} is {known.status} and cannot become {row.status}: order "
                "a failed one anew; only a paid one can come back",
            )
        told.add(row.payment)


def _follows(status: BankStatus | None, row: ResultRow) -> bool:
    if row.status is BankStatus.RETURNED:
        return status is BankStatus.PAID
    return status is None


def _released(deed: HeldReleased, account: PayingAccount) -> Iterator[Problem]:
    total = sum(part.gross_fen for part in deed.parts)
    held = account.held.get(deed.holder, 0)
    if total > held:
        yield problem(
            "HELD_TOO_MUCH",
            f"{deed.holder} 代管 {held} 分，解除 {total} 分：改正金额（分配不重算）",
            f"{held} fen of {deed.holder} are held, {total} were released: correct the amounts "
            "(the run is not computed again)",
        )
    for part in deed.parts:
        due = tax_fen(part.gross_fen, deed.tax_regime)
        if part.tax_fen != due:
            yield problem(
                "RELEASE_TAX",
                f"解除 {part.gross_fen} 分，{deed.tax_regime} 应扣 {due} 分，写的是 "
                f"{part.tax_fen} 分（个人所得税法"
                "第三条，按次、按人）：改正",
                f"{part.gross_fen} fen released: {deed.tax_regime} withholds {due}, not "
                f"{part.tax_fen} (Individual Income Tax Law, article 3, per payee and payment)",
            )


def _all_paid(run: Run, account: PayingAccount) -> Iterator[Problem]:
    if account.pending:
        yield _pending(run, account)
    if account.open:
        total = sum(account.open.values())
        yield problem(
            "PAYMENTS_OUTSTANDING",
            f"分配 {run.id} 还有 {len(account.open)} 人共 {total} 分未付：下达支付，或登记代管原因",
            f"run {run.id} still owes {total} fen to {len(account.open)} payees: order the "
            "payments",
        )


def _pending(run: Run, account: PayingAccount) -> Problem:
    total = sum(one.row.amount_fen for one in account.pending)
    return problem(
        "PAYMENTS_PENDING",
        f"分配 {run.id} 有 {len(account.pending)} 笔共 {total} 分等银行回单：导入回单后再办",
        f"{len(account.pending)} payments of run {run.id}, {total} fen, wait for the bank: import "
        "its return first",
    )


def _differs(deed: RunReconciled, account: PayingAccount) -> Problem:
    gap = deed.statement_fen - account.paid_fen
    return problem(
        "STATEMENT_DIFFERS",
        f"对账单付出 {deed.statement_fen} 分，登记已付 {account.paid_fen} 分，差 {gap} 分：逐笔查"
        "明后再对账",
        f"the statement shows {deed.statement_fen} fen, {account.paid_fen} are recorded as paid, "
        f"a gap of {gap}: find it payment by payment",
    )


def _returned(deed: ReturnDemanded, run: Run) -> Iterator[Problem]:
    assert run.computed is not None
    line = recompute(run.computed.document, run.computed.provenance).line_of(deed.shareholder)
    got = line.gross_fen if line is not None else 0
    if run.system is not AccountingSystem.COMPANY or deed.amount_fen > got:
        yield problem(
            "RETURN_TOO_MUCH",
            f"{deed.shareholder} 从分配 {run.id} 得 {got} 分，不能要求退回 {deed.amount_fen} 分（"
            "公司法第二百一十一条"
            "只针对公司违法分红）：核对",
            f"{deed.shareholder} got {got} fen of run {run.id}; {deed.amount_fen} cannot be "
            "claimed back (Company Law, article 211, on unlawful dividends of a company): check",
        )
