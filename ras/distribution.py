"""`ras dividend` beside `run`: one distribution prepared, reviewed, approved, booked, paid.

It refuses to know a rule: the dashboard takes a step or says why not. Each step is taken under the
account of whoever answers for it.
"""

import csv
import io
import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from farm.words import Words
from ras.money_door import HERE, AsJson, Login, MoneyDoor, Url, Yes, named
from ras.paper import emit, pairs, say, table
from ras.person import Person
from ras.refusal import NO, Refused
from ras.sites import read_bytes, read_text

Run = Annotated[str, typer.Argument(help="分配编号 / id of the run")]
Day = Annotated[str | None, typer.Option(help="日期，不给则今天 / day, default: today")]


def prepare(
    entity: Annotated[str, typer.Argument(help="单位编号 / id of the entity")],
    year: Annotated[int, typer.Argument(help="年度 / year")],
    run: Run,
    project: Annotated[
        str, typer.Option(help="项目公司:分配 / company:run whose dividend arrives")
    ] = "",
    operator: Annotated[str, typer.Option(help="合作主体（公司） / operator")] = "",
    supersedes: Annotated[str, typer.Option(help="取代哪次 / run it replaces")] = "",
    correction_of: Annotated[str, typer.Option(help="更正哪次 / reversed run it mends")] = "",
    url: Url = HERE,
    login: Login = "accountant",
    agrees: Yes = False,
) -> None:
    """编制：先试算并逐行说明，同意后登记 / prepare: every line explained, then recorded.

    例 / example: ras dividend prepare village 2026 v-2026 --project company:c-2026
    """
    person = Person(agrees=agrees)
    door = MoneyDoor(url, login, person)
    company, _, theirs = project.partition(":")
    chosen: dict[str, Any] = {"operator": operator}
    if project:
        chosen["project"] = {"company": company, "run": theirs}
    opened: dict[str, Any] = {
        "purpose": "CORRECTION" if correction_of else "YEAR", "of_run": correction_of or None,
    }  # fmt: skip
    tried = door.post("/runs/preview", {"entity": entity, "year": year, "chosen": chosen, **opened})
    _explain(tried["figures"])
    for found in (*tried["warnings"], *tried["open_questions"]):
        say(f"{found['code']}: {found['text']['zh']} | {found['text']['en']}")
    if tried["open_questions"]:
        raise Refused("有问题未答复，不能编制", "questions are open, it cannot be recorded", NO)
    if not person.agree(Words(zh=f"登记为 {run} 吗？", en=f"record it as {run}?")):
        raise typer.Exit(NO)
    fields = {"year": year, "supersedes": supersedes or None, **opened}
    _take(door, "RUN_DRAFTED", run, entity, fields)
    _take(door, "RUN_COMPUTED", run, entity, {"chosen": chosen})


def review(
    run: Run,
    accept: Annotated[bool, typer.Option("--accept/--reject", help="通过或退回 / or send back")],
    note: Annotated[str, typer.Option(help="理由 / why")] = "",
    url: Url = HERE,
    login: Login = "reviewer",
) -> None:
    """审核：由另一人通过或退回 / review by another person.

    例 / example: ras dividend review v-2026 --accept
    """
    door = MoneyDoor(url, login, Person())
    _take(door, "RUN_REVIEWED", run, None, {"accepted": accept, "note": note or None})


def approve(
    run: Run,
    vote: Annotated[Path, typer.Argument(metavar="VOTE.json", help="表决记录 / the vote")],
    day: Day = None,
    url: Url = HERE,
    login: Login = "manager",
) -> None:
    """登记表决结果：由第三人 / record the vote, by a third person.

    例 / example: ras dividend approve v-2026 vote.json
    """
    _take(MoneyDoor(url, login, Person()), "RUN_APPROVED", run, None, _fields(vote), day)


def post(run: Run, url: Url = HERE, login: Login = "manager") -> None:
    """入账：全部凭证一次写入 / book it: every voucher, or none.

    例 / example: ras dividend post v-2026
    """
    _take(MoneyDoor(url, login, Person()), "RUN_POSTED", run, None, {})


def pay(
    run: Run,
    batch: Annotated[str, typer.Argument(help="批次 / batch")],
    out: Annotated[Path, typer.Argument(metavar="OUT.closed", help="加密付款文件 / closed file")],
    reason: Annotated[str, typer.Option(help="原因，记入审计 / why")] = "银行代发",
    url: Url = HERE,
    login: Login = "accountant",
) -> None:
    """下达支付，取加密付款文件；要第二人 / order payments, take the closed file; two people.

    例 / example: ras dividend pay v-2026 B1 v-2026-B1.closed
    """
    door = MoneyDoor(url, login, Person())
    second = door.second(Words(zh="下达支付要第二个人同意", en="payments need a second person"))
    shown = door.get(f"/runs/{named(run)}/payments")
    if all(one["batch"] != batch for one in shown["payments"]):
        _take(door, "PAYMENT_ORDERED", run, None, {"batch": batch}, None, second)
    words = Words(zh="付款文件口令（至少 15 个字符）", en="passphrase of the file")
    found = door.post(
        f"/runs/{named(run)}/payment-file",
        {
            "batch": batch, "reason": reason, "password": door.password,
            "passphrase": door.person.secret(words, hidden=True), **second,
        },
    )  # fmt: skip
    out.write_text(found["closed"] + "\n", encoding="utf-8")
    from records.money import yuan_text

    say(f"{out}：{found['rows']} 笔 {yuan_text(found['total_fen'])} 元 | payments in yuan")


def results(
    run: Run,
    batch: Annotated[str, typer.Argument(help="批次 / batch")],
    file: Annotated[Path, typer.Argument(metavar="CSV", help="回单 / the bank's return")],
    day: Day = None,
    url: Url = HERE,
    login: Login = "accountant",
) -> None:
    """导入银行回单：支付编号, 金额, PAID/FAILED/RETURNED, 原因 / import the bank's return.

    例 / example: ras dividend results v-2026 B1 return.csv
    """
    body = read_bytes(file)
    fields = {"batch": batch, "rows": _returned(file, body), "file_hash": sha256(body).hexdigest()}
    _take(MoneyDoor(url, login, Person()), "PAYMENT_RESULTS", run, None, fields, day)


def step(
    run: Run,
    kind: Annotated[str, typer.Argument(help="步骤，如 RUN_CLOSED / kind of the step")],
    fields: Annotated[
        Path | None, typer.Argument(metavar="FIELDS.json", help="内容 / its fields")
    ] = None,
    day: Day = None,
    second: Annotated[
        bool, typer.Option("--second", help="要第二人 / asks a second person")
    ] = False,
    url: Url = HERE,
    login: Login = "accountant",
) -> None:
    """其他步骤：公示、异议、解除代管、付清、对账、关闭、冲销、披露 / any other step of a run.

    例 / example: ras dividend step v-2026 RUN_PUBLICISED posted.json
    """
    door = MoneyDoor(url, login, Person())
    words = Words(zh=f"{kind} 要第二个人同意", en=f"{kind} needs a second person")
    agreed = door.second(words) if second else {}
    _take(door, kind, run, None, _fields(fields) if fields else {}, day, agreed)


def show(run: Run, url: Url = HERE, login: Login = "auditor", as_json: AsJson = False) -> None:
    """一次分配：谁在哪天做了什么，每个数字怎么来 / a run: who did what, every figure.

    例 / example: ras dividend show v-2026
    """
    door = MoneyDoor(url, login, Person())
    found = door.get(f"/runs/{named(run)}")
    figures = door.get(f"/runs/{named(run)}/figures") if found["inputs_hash"] else None
    if as_json:
        emit({"run": found, "figures": figures})
        return
    head = found["head"]
    rows = [[one["day"], one["title"]["zh"], one["actor"], one["note"] or ""]
            for one in found["steps"]]  # fmt: skip
    title = f"{run} {head['entity']} {head['year']} {head['state_title']['zh']} {head['state']}"
    table(title, ["日期 day", "步骤 step", "谁 who", "说明 note"], rows)
    if figures:
        _explain(figures)


def _take(
    door: MoneyDoor, kind: str, run: str, entity: str | None, fields: dict[str, Any],
    day: str | None = None, second: dict[str, str] | None = None,
) -> None:  # fmt: skip
    of = entity or door.get(f"/runs/{named(run)}")["head"]["entity"]
    told = {name: value for name, value in fields.items() if value is not None}
    made = {
        "kind": kind, "deed_id": str(uuid4()), "entity": of, "run": run,
        "day": day or _today(door), **told,
    }  # fmt: skip
    taken = door.post("/runs/steps", {"step": made, **(second or {})})
    head = taken["head"]
    say(f"{run} → {head['state']} {head['state_title']['zh']}，凭证 {len(taken['vouchers'])} 张")


def _today(door: MoneyDoor) -> str:
    """The farm's day, which need not be this machine's."""
    return date.fromisoformat(door.get("/parties")["day"]).isoformat()


def _fields(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(read_text(path))
    except ValueError as error:
        raise Refused(f"{path} 不是 JSON（{error}）", f"{path} is no JSON ({error})") from error
    if not isinstance(told, dict):
        raise Refused(f"{path} 应是一个 JSON 对象", f"{path} should hold one JSON object")
    return told


def _returned(file: Path, body: bytes) -> list[dict[str, Any]]:
    from records.refusal import RuleRefused

    found: list[dict[str, Any]] = []
    wrong: list[int] = []
    for number, row in enumerate(csv.reader(io.StringIO(body.decode("utf-8-sig"))), 1):
        if not row or row[0].startswith("支付编号"):
            continue
        try:
            found.append(_result(row))
        except (ValueError, IndexError, RuleRefused):
            wrong.append(number)
    if wrong or not found:
        lines = "、".join(map(str, wrong[:20])) or "—"
        raise Refused(
            f"{file} 第 {lines} 行读不懂：每行为 支付编号, 金额（元，两位小数）, 状态, 原因",
            f"lines {lines} of {file} cannot be read: payment, amount in yuan, status, reason",
        )
    return found


def _result(row: list[str]) -> dict[str, Any]:
    from records.money import fen_from_yuan

    told = {"payment": row[0].strip(), "amount_fen": fen_from_yuan(row[1].strip())}
    reason = row[3].strip() if len(row) > 3 else ""
    return {**told, "status": row[2].strip(), **({"reason": reason} if reason else {})}


def _explain(figures: dict[str, Any]) -> None:
    from records.money import yuan_text

    rows = [
        [one["title"]["zh"], yuan_text(one["amount_fen"]), one["how"]["zh"], one["article"]["zh"]]
        for one in figures["figures"]
    ]
    title = f"{figures['entity']} {figures['year']}"
    table(title, ["项目 figure", "元 yuan", "怎么来 how", "依据 article"], rows)
    pairs(
        "合计 / totals",
        {
            "人 holders": figures["holders"],
            "应发 gross": yuan_text(figures["gross_fen"]),
            "代管 held": yuan_text(figures["held_fen"]),
            "输入哈希 inputs": figures["inputs_hash"],
        },
    )


def add_to(app: typer.Typer) -> None:
    """Put the verbs beside `run`."""
    for verb in (prepare, review, approve, post, pay, results, step, show):
        app.command()(verb)
