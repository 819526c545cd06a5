"""`ras people`: the accounts of a real farm, while its dashboard is stopped.

It refuses to show a password: a new one is typed or made once and printed once.
"""

from pathlib import Path
from typing import Annotated

import typer

from farm.clock import Clock, wall_ms
from ras.folders import dashboard_folder
from ras.paper import say, table
from ras.person import quiet_getpass
from ras.refusal import NO, Refused
from ras.sites import data_folder, open_site

app = typer.Typer(no_args_is_help=True)

Data = Annotated[Path, typer.Option("--data", help="数据目录 / data folder")]
Site = Annotated[Path, typer.Argument(metavar="SITE.yaml", help="场地文件 / site file")]


@app.callback()
def _only_a_group() -> None:
    """人员和权限 / people and roles.

    例 / example: ras people list sites/xiaojieling.yaml
    """


RoleOption = Annotated[
    str,
    typer.Option(
        help="角色 / role: viewer operator technician accountant manager admin auditor reviewer"
    ),
]


@app.command()
def add(
    site: Site,
    login: Annotated[str, typer.Argument(help="登录名，小写字母开头 / login, lower case")],
    post: Annotated[str, typer.Option(help="岗位，如 值班员 01 / post")],
    role: RoleOption,
    data: Data = Path("var/farm"),
) -> None:
    """加一个人，密码现场输入 / add a person; the password is asked for.

    例 / example: ras people add sites/xiaojieling.yaml op01 --post 值班员 --role operator
    """
    from dashboard.passwords import Passwords
    from dashboard.people import create_person
    from dashboard.rights import Role
    from dashboard.serve import CannotServe, open_books
    from records.durable import StorageFault
    from records.refusal import RuleRefused

    if role not in [known.value for known in Role]:
        known = ", ".join(known.value for known in Role)
        raise Refused(f"没有角色 {role}，有 {known}", f"no role {role}; there are {known}")
    loaded, _ = open_site(site)
    with quiet_getpass():
        password = typer.prompt("密码 / password", hide_input=True, confirmation_prompt=True)
    try:
        with open_books(
            data_folder(dashboard_folder(data), private=True),
            loaded,
            Clock(lambda: 0.0, 0.0, wall_ms()),
        ) as store:
            words = Passwords()
            create_person(
                store.people, words, login=login, post=post, role=Role(role), password=password
            )
    except RuleRefused as refusal:
        raise Refused(refusal.explanation.zh, refusal.explanation.en) from refusal
    except (CannotServe, StorageFault) as fault:
        raise Refused(fault.words.zh, fault.words.en) from fault
    say(f"{login}（{post}，{role}）可以登录了 | may log in now")


@app.command("list")
def everyone(site: Site, data: Data = Path("var/farm")) -> None:
    """谁有什么角色 / who has which role.

    例 / example: ras people list sites/xiaojieling.yaml
    """
    from dashboard.serve import JOURNAL, CannotServe, open_books
    from records.durable import StorageFault

    loaded, _ = open_site(site)
    folder = dashboard_folder(data)
    if not (folder / JOURNAL).exists():
        raise Refused(
            f"{data} 里还没有账：先启动看板，或用 ras people add 加第一个人",
            f"no books in {data} yet: start the dashboard, or add the first person with "
            "ras people add",
            NO,
        )
    try:
        with open_books(folder, loaded, Clock(lambda: 0.0, 0.0, wall_ms())) as store:
            rows = [
                [person.login, person.post_name, person.role] for person in store.people.everyone()
            ]
    except (CannotServe, StorageFault) as fault:
        raise Refused(fault.words.zh, fault.words.en) from fault
    table("人员 / people", ["登录名 login", "岗位 post", "角色 role"], rows)
