"""`ras members`: a collective's member list from a spreadsheet into the share register.

It refuses to take a part of a list: the dashboard takes all of it, or tells every mistake.
"""

from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import NAMESPACE_OID, uuid5

import typer

from farm.words import Words
from ras.money_door import HERE, AsJson, Login, MoneyDoor, Url, Yes, named
from ras.paper import emit, pairs
from ras.person import Person
from ras.refusal import NO
from ras.sheet import read_sheet
from ras.sites import read_bytes

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _only_a_group() -> None:
    """成员名单 / member lists.

    例 / example: ras members import xiaojieling list.xlsx --day 2026-01-01 --proof 成员确认公告
    """


@app.command("import")
def import_list(
    entity: Annotated[str, typer.Argument(help="村集体编号 / id of the collective")],
    file: Annotated[Path, typer.Argument(metavar="LIST.xlsx", help="名单 / the list")],
    day: Annotated[str, typer.Option(help="自哪天起 / from which day, YYYY-MM-DD")],
    proof: Annotated[str, typer.Option(help="依据文件 / the paper it rests on")],
    reason: Annotated[str, typer.Option(help="录入个人信息的原因 / why personal data")] = "",
    url: Url = HERE,
    login: Login = "accountant",
    agrees: Yes = False,
    as_json: AsJson = False,
) -> None:
    """把名单读进股份登记簿：先核对，同意后一次写入 / check a list, then record all of it.

    例 / example: ras members import xiaojieling list.xlsx --day 2026-01-01 --proof 成员确认公告
    """
    from hashlib import sha256

    columns, rows = read_sheet(file)
    scan = sha256(read_bytes(file)).hexdigest()
    body = {
        "import_id": str(uuid5(NAMESPACE_OID, f"{entity}/{day}/{scan}")),
        "day": _day(day), "columns": columns, "rows": rows, "reason": reason,
        "proof": {"title": proof, "sha256": scan},
    }  # fmt: skip
    person = Person(agrees=agrees)
    door = MoneyDoor(url, login, person)
    path = f"/shares/{named(entity)}/list"
    found = door.post(path, body)
    if not found["repeated"]:
        _show(found, as_json=False)
        words = Words(zh="核对无误，写入登记簿吗？", en="record it in the register?")
        if not person.agree(words):
            raise typer.Exit(NO)
        found = door.post(path, {**body, "take": True})
    _show(found, as_json=as_json)


def _day(text: str) -> str:
    from ras.refusal import Refused

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused(f"日期 {text} 不对，写成 2026-01-01", f"{text} is no day") from None


def _show(found: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        emit(found)
        return
    shares = found["hundredths"]
    assert isinstance(shares, dict)
    pairs(
        f"{found['entity']} 成员名单 / member list",
        {
            "人 holders": found["holders"],
            "户 households": found["households"],
            **{f"{name} shares": f"{held / 100:.2f}" for name, held in shares.items()},
            "个人信息项 personal fields": found["personal_fields"],
            "状态 state": "已登记 recorded" if found["taken"] else "仅核对 checked only",
        },
    )
