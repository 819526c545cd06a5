"""`ras trail`: a figure down to its papers: run, voucher, event, weigh ticket, deed.

It refuses to recompute a figure; what is not proven is marked.
"""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from ras.money_door import HERE, AsJson, Login, MoneyDoor, Url
from ras.paper import emit
from ras.person import Person
from ras.refusal import USAGE, Refused

Run = Annotated[str | None, typer.Option(help="哪次分配 / of which run")]
Voucher = Annotated[str | None, typer.Option(help="哪张凭证 / of which voucher")]
Fact = Annotated[str | None, typer.Option(help="哪个事件或登记 / of which event or deed")]
OfAccount = Annotated[
    str | None,
    typer.Option("--account", help="单位:科目[-明细] / entity:code[-sub], village:502"),
]


def trail(
    run: Run = None,
    voucher: Voucher = None,
    fact: Fact = None,
    account: OfAccount = None,
    first: Annotated[str | None, typer.Option(help="起日 / first day")] = None,
    last: Annotated[str | None, typer.Option(help="止日 / last day")] = None,
    depth: Annotated[int, typer.Option(min=1, max=8, help="几层 / levels")] = 4,
    url: Url = HERE,
    login: Login = "auditor",
    as_json: AsJson = False,
) -> None:
    """从数字追到磅单 / from a figure down to the weigh ticket.

    例 / example: ras trail --run v-2026
    """
    query: dict[str, object] = {"run": run, "voucher": voucher, "fact": fact, "depth": depth}
    if account is not None:
        entity, found, rest = account.partition(":")
        code, *sub = rest.split("-")
        if not found or not code:
            raise Refused("写成 单位:科目，如 cun:502", "write entity:code, such as cun:502", USAGE)
        query |= {"entity": entity, "code": code, "sub": sub, "first": first, "last": last}
    top = MoneyDoor(url, login, Person()).get("/trail", **query)
    if as_json:
        emit(top)
        return
    for line in _lines(top, 0):
        typer.echo(line)


def _lines(step: dict[str, Any], level: int) -> Iterator[str]:
    from records.money import yuan_text

    number = "" if step["seq"] is None else f" №{step['seq']}"
    amount = "" if step["amount_fen"] is None else f"  {yuan_text(step['amount_fen'])}"
    doubt = "" if step["whole"] else "  ？未证实 not proven"
    day = f"{step['day']} " if step["day"] else ""
    head = f"{'  ' * level}{step['kind']}{number} {day}{step['text']['zh']}{amount}{doubt}"
    yield f"{head}  [{step['id']}]"
    for below in step["below"]:
        yield from _lines(below, level + 1)
