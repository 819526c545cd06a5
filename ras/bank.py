"""`ras bank`: the bank's statement beside the books, and the closed file of payments opened.

It refuses to match by guess; a person says which row and which voucher are one payment.
"""

import os
from base64 import b64encode
from pathlib import Path
from typing import Annotated, Any
from uuid import NAMESPACE_OID, uuid5

import typer

from farm.words import Words
from ras.money_door import HERE, AsJson, Login, MoneyDoor, Url, named
from ras.paper import emit, pairs, say, table
from ras.person import Person
from ras.refusal import NO, Refused
from ras.sites import read_bytes, read_text

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _only_a_group() -> None:
    """银行对账和付款文件 / bank statements and payment files.

    例 / example: ras bank check village statement.csv
    """


@app.command()
def check(
    entity: Annotated[str, typer.Argument(help="单位编号 / id of the entity")],
    files: Annotated[list[Path], typer.Argument(metavar="CSV...", help="按时间排 / in order")],
    claim: Annotated[
        bool, typer.Option(help="把期末余额登记为对账依据 / record the balance as a claim")
    ] = False,
    url: Url = HERE,
    login: Login = "accountant",
    as_json: AsJson = False,
) -> None:
    """银行流水与账面逐笔核对，不平退出码 1 / compare with the books; exit 1 if they differ.

    例 / example: ras bank check village 2026-12.csv --claim
    """
    bodies = [read_bytes(path) for path in files]
    body: dict[str, Any] = {
        "files": [
            {"name": path.name[:64], "content": b64encode(content).decode()}
            for path, content in zip(files, bodies, strict=True)
        ]
    }  # fmt: skip
    if claim:
        body["claim"] = str(uuid5(NAMESPACE_OID, f"{entity}/{b64encode(bodies[-1]).decode()}"))
    path = f"/ledger/{named(entity)}/bank"
    found = MoneyDoor(url, login, Person()).post(path, body)
    if as_json:
        emit(found)
    else:
        _print(found)
    raise typer.Exit(0 if found["agrees"] else NO)


def _print(found: dict[str, Any]) -> None:
    from records.money import yuan_text

    rows = [
        [side, row["day"], yuan_text(row["amount_fen"]), row["text"]]
        for side, name in (("仅银行 bank only", "bank_only"), ("仅账面 books only", "book_only"))
        for row in found[name]
    ]
    for pair in found["suggested"]:
        one, other = pair["row"], pair["booked"]
        amount = yuan_text(one["amount_fen"])
        rows.append(["疑似 near", f"{one['day']} / {other['day']}", amount, other["text"]])
    table(found["account"], ["哪边 side", "日期 day", "金额 yuan", "摘要 text"], rows)
    bank = found["adjusted_bank_fen"]
    pairs(
        "余额调节 / reconciliation",
        {
            "对上 matched": found["matched"],
            "调节后银行 bank": "—" if bank is None else yuan_text(bank),
            "调节后账面 books": yuan_text(found["adjusted_book_fen"]),
            "相符 agrees": "是 yes" if found["agrees"] else "否 no",
        },
    )


@app.command("open")
def open_file(
    closed: Annotated[Path, typer.Argument(metavar="FILE.closed", help="加密文件 / closed file")],
    out: Annotated[Path, typer.Argument(metavar="OUT.csv", help="写到哪里 / where to write")],
) -> None:
    """用口令打开付款文件；交银行后立即删除 / open a payment file; delete it after the bank took it.

    例 / example: ras bank open v-2026-B1.closed pay.csv
    """
    from records.personal.passphrase import opened_text
    from records.personal.secret import Secret
    from records.refusal import RuleRefused

    words = Words(zh="文件口令", en="passphrase of the file")
    passphrase = Secret(Person().secret(words, hidden=True))
    try:
        text = opened_text(read_text(closed), passphrase)
    except RuleRefused as refusal:
        raise Refused(refusal.explanation.zh, refusal.explanation.en, NO) from refusal
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(b"\xef\xbb\xbf" + text.shown().encode())
    say(f"{out}：交银行后立即删除 | delete it once the bank has taken it")
