"""`ras keys`: the file of the keys of personal data, made and rotated where no data lies.

It refuses to show a key and to overwrite a file; lose the file and nobody reads a field again.
"""

from pathlib import Path
from typing import Annotated

import typer

from ras.folders import dashboard_folder
from ras.money_door import HERE, Login, MoneyDoor, Url
from ras.paper import say
from ras.person import Person
from ras.refusal import Refused

app = typer.Typer(no_args_is_help=True)

KeyFile = Annotated[Path, typer.Argument(metavar="KEYS", help="密钥文件 / key file")]
Data = Annotated[
    Path, typer.Option("--data", help="数据目录，密钥不能放在里面 / data, never holds the keys")
]


@app.callback()
def _only_a_group() -> None:
    """个人信息的密钥 / keys of personal data.

    例 / example: ras keys make keys/personal.keys
    """


@app.command()
def make(file: KeyFile, data: Data = Path("var/farm")) -> None:
    """新建密钥文件，仅本人可读 / make a key file that only its owner may read.

    例 / example: ras keys make keys/personal.keys
    """
    from records.durable import StorageFault
    from records.store.key_file import make_key_file

    try:
        make_key_file(file, dashboard_folder(data))
    except StorageFault as fault:
        raise Refused(fault.words.zh, fault.words.en) from fault
    say(
        f"{file} 已建：立即备份到保险柜，再以 ras dashboard --keys {file} 启动 | made: put a copy "
        "into the safe at once, then start the dashboard with it"
    )


@app.command()
def rotate(file: KeyFile, data: Data = Path("var/farm")) -> None:
    """加一把新密钥，旧的留着读旧数据 / add a key; the older ones stay for what they sealed.

    例 / example: ras keys rotate keys/personal.keys
    """
    from records.durable import StorageFault
    from records.refusal import RuleRefused
    from records.store.key_file import add_key

    try:
        ring = add_key(file, dashboard_folder(data))
    except StorageFault as fault:
        raise Refused(fault.words.zh, fault.words.en) from fault
    except RuleRefused as refusal:
        raise Refused(refusal.explanation.zh, refusal.explanation.en) from refusal
    say(
        f"现用第 {ring.current} 号：备份文件，重启看板，再运行 ras keys reseal | key "
        f"{ring.current} is current: back the file up, restart the dashboard, then ras keys reseal"
    )


@app.command()
def reseal(
    reason: Annotated[str, typer.Option(help="原因，记入审计 / why, for the audit trail")],
    url: Url = HERE,
    login: Login = "admin",
) -> None:
    """把全部个人信息换到现用密钥下 / bring every field under the current key.

    例 / example: ras keys reseal --reason 年度轮换
    """
    found = MoneyDoor(url, login, Person()).post("/personal/reseal", {"reason": reason})
    say(f"{found['fields']} 项已换 | fields brought under the current key")
