"""People's sealed fields through the door, and the closed file of payments for the bank.

It refuses to work without keys, and to hand a value to anything but the answer that was asked for.
"""

import csv
import os
from collections.abc import Sequence
from io import StringIO

from dashboard.caller import Caller
from dashboard.money.office import Office, asker, noted
from dashboard.money.personal_shapes import FileClosed, FileWish
from dashboard.refusals import refuse
from records.deeds.deed import Deed
from records.dividend.paying.batches import memo_text
from records.dividend.runs.paying_deeds import PaymentOrdered, PaymentRow
from records.dividend.runs.state import run_named, runs
from records.money import yuan_text
from records.parties.register import fold_parties
from records.personal.access import StepUp
from records.personal.fields import PersonalField
from records.personal.passphrase import closed_text
from records.personal.secret import Secret
from records.refusal import RuleRefused, problem
from records.store.act import Act
from records.store.personal_log import PersonalLog

BANK_HEADINGS = ("序号", "收款人", "账号", "开户行", "金额", "附言", "支付编号")
"""Columns that the online banking of rural banks commonly takes (engineering memory)."""


def personal_log(office: Office) -> PersonalLog:
    """The sealed fields; Refused where the process was given no keys."""
    if office.keys is None:
        raise refuse(
            503, "no_keys", "没有个人信息密钥，不能读写个人信息", "no keys of personal data were "
            "given, none is read or written",
            "用 ras keys make 建密钥文件，再以 --keys 启动看板",
            "make a key file with ras keys make and start the dashboard with --keys",
        )  # fmt: skip
    return office.store.personal(office.keys)


def payment_file(
    office: Office, caller: Caller, run: str, wish: FileWish, step: StepUp, second: str
) -> FileClosed:
    """One ordered batch with names and accounts, closed under a passphrase; told in the audit."""
    deeds = office.deeds()
    ordered = _ordered(deeds, run, wish.batch)
    log = personal_log(office)
    found = run_named(runs(deeds), run)
    known = fold_parties(deeds).parties.organisations.get(found.entity)
    memo = memo_text(known.title if known else found.entity, found.year)
    payees = list(dict.fromkeys(row.payee for row in ordered.rows))
    shown = {
        field: log.reveal_many(payees, field, asker(caller), wish.reason, step, second)
        for field in (PersonalField.NAME, PersonalField.BANK_ACCOUNT, PersonalField.BANK_NAME)
    }
    text = _csv(ordered.rows, shown, memo)
    closed = closed_text(text, Secret(wish.passphrase.get_secret_value()), os.urandom)
    row = noted(
        caller, "payment_file", run, reason=wish.reason,
        detail={"batch": wish.batch, "rows": len(ordered.rows), "second": second},
    )  # fmt: skip
    office.carry_out(Act(audit=(row,)), caller)
    return FileClosed(
        name=f"{run}-{wish.batch}.closed", closed=closed, rows=len(ordered.rows),
        total_fen=sum(one.amount_fen for one in ordered.rows), file_hash=ordered.file_hash,
    )  # fmt: skip


def _ordered(deeds: Sequence[Deed], run: str, batch: str) -> PaymentOrdered:
    for deed in deeds:
        if isinstance(deed, PaymentOrdered) and (deed.run, deed.batch) == (run, batch):
            return deed
    raise RuleRefused.of(
        problem(
            "BATCH_UNKNOWN",
            f"分配 {run} 没有支付批次 {batch}：先下达支付",
            f"run {run} has no batch {batch}: order the payments first",
        )
    )


def _csv(
    rows: Sequence[PaymentRow], shown: dict[PersonalField, dict[str, Secret]], memo: str
) -> Secret:
    held = StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow(BANK_HEADINGS)
    for number, row in enumerate(rows, 1):
        name, account, bank = (shown[field][row.payee].shown() for field in shown)
        told = (number, _plain(name), account, _plain(bank), yuan_text(row.amount_fen))
        writer.writerow((*told, memo, row.payment))
    return Secret(held.getvalue())


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP ASVS 5.0 V1.2.10)."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
