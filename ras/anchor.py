"""`ras anchor`: the heads of the books' chains, taken off the box: on paper, a second host, a chat.

It refuses to change an anchor that was kept; without one outside, a cut tail is never found.
"""

from pathlib import Path
from typing import Annotated

import typer

from ras.money_door import HERE, AsJson, Login, MoneyDoor, Url
from ras.paper import emit, pairs, say
from ras.person import Person
from ras.refusal import Refused

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _only_a_group() -> None:
    """账本锚点 / anchors of the books.

    例 / example: ras anchor print
    """


@app.command("print")
def show(url: Url = HERE, login: Login = "manager", as_json: AsJson = False) -> None:
    """打印锚点，贴在公示表或存档 / print the anchor, for the notice or the archive.

    例 / example: ras anchor print
    """
    found = MoneyDoor(url, login, Person()).get("/anchor")
    if as_json:
        emit(found)
        return
    heads = {
        f"{head['title']['zh']} {head['title']['en']}": f"{head['seq']:,}  {head['hash']}"
        for head in found["heads"]
    }
    pairs(
        "账本锚点 / anchor of the books",
        {"时间 at (UTC)": found["at"], **heads, "指纹 fingerprint": found["fingerprint"]},
    )


@app.command()
def save(
    file: Annotated[
        Path, typer.Argument(metavar="ANCHORS", help="第二台主机上的文件 / file on a second host")
    ],
    url: Url = HERE,
    login: Login = "manager",
) -> None:
    """在第二台主机上运行：追加一行锚点 / run on a second host: append the anchor to a file.

    例 / example: ras anchor save anchors.txt --url http://farm-box:8080
    """
    from records.audit.anchor import read_anchors
    from records.durable import StorageFault
    from records.refusal import RuleRefused
    from records.store.anchor_file import add_anchor

    found = MoneyDoor(url, login, Person()).get("/anchor")
    try:
        add_anchor(file, read_anchors(found["line"])[0])
    except StorageFault as fault:
        raise Refused(fault.words.zh, fault.words.en) from fault
    except RuleRefused as refusal:
        raise Refused(refusal.explanation.zh, refusal.explanation.en) from refusal
    say(f"{file} +1  {found['fingerprint']}")


@app.command()
def send(url: Url = HERE, login: Login = "manager") -> None:
    """把指纹发到聊天群（每天的通路测试也带着它） / send the fingerprint to the chat groups.

    例 / example: ras anchor send
    """
    found = MoneyDoor(url, login, Person()).post("/anchor/send", {})
    say(f"{found['fingerprint']} → {', '.join(found['robots'])}")
