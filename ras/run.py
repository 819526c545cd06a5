"""`ras run` and `ras dashboard`: the two processes of a real farm.

It refuses to do their work; each is imported only in its own process.
"""

from pathlib import Path
from typing import Annotated

import typer

from farm.clock import anchor_from_env
from ras.folders import controller_folder, dashboard_folder
from ras.logs import plain_log
from ras.refusal import Refused
from ras.sites import data_folder, open_site

Site = Annotated[Path, typer.Argument(metavar="SITE.yaml", help="场地文件 / site file")]
Data = Annotated[Path, typer.Option("--data", help="数据目录 / data folder")]
Wires = Annotated[
    Path | None, typer.Option(help="总线替换表（模拟器写的 wires.yaml） / table of wires")
]


def run(site: Site, data: Data = Path("var/farm"), wires: Wires = None) -> None:
    """控制进程：读现场、决定、动作、记录 / the controller process.

    例 / example: ras run sites/xiaojieling.yaml --data /var/lib/ras
    """
    from controller.assemble import serve
    from controller.lease import LeaseTaken
    from drivers.ports import open_port

    plain_log()
    loaded, profiles = open_site(site, wires)
    folder = data_folder(controller_folder(data))
    try:
        code = serve(loaded, profiles, folder, open_port, anchor_from_env())
    except LeaseTaken as error:
        zh, _, en = str(error).partition(" / ")
        raise Refused(zh, en) from error
    raise typer.Exit(code)


def dashboard(
    site: Site,
    data: Data = Path("var/farm"),
    host: Annotated[str, typer.Option(help="监听地址 / address to listen at")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口 / port")] = 8080,
    keys: Annotated[
        Path | None,
        typer.Option(
            envvar="RAS_KEYS",
            help="个人信息密钥文件，在数据目录之外 / key file of personal data, outside the data",
        ),
    ] = None,
) -> None:
    """看板进程：页面、接口、账 / the dashboard process: page, API, books.

    例 / example: ras dashboard sites/xiaojieling.yaml --data /var/lib/ras --port 8080
    """
    from dashboard.serve import serve

    plain_log()
    loaded, profiles = open_site(site)
    folder = data_folder(dashboard_folder(data), private=True)
    theirs = controller_folder(data)
    code = serve(
        loaded, folder, controller_dir=theirs, host=host, port=port, profiles=profiles, keys=keys
    )
    raise typer.Exit(code)
