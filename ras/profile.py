"""`ras profile`: the device profiles as a person meets them: list, show, check, schema.

It refuses to touch a wire and to change a profile.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from farm.problem import Misconfigured, Problem
from farm.profile import Profile
from ras.paper import emit, say, table
from ras.profile_families import families
from ras.profile_show import shown
from ras.refusal import NO, Refused
from ras.sites import read_text

app = typer.Typer(
    no_args_is_help=True,
    help="设备型号：列出、查看、检查 / device profiles: list, show, check"
    "\n\n例 / example: ras profile show yosemitech/y504-a",
)
AsJson = Annotated[bool, typer.Option("--json", help="给程序读 / for programs")]
ORIGINS = ("vendor", "captured", "computed")


@app.command()
def check(
    which: Annotated[
        str, typer.Argument(metavar="FILE|all", help="型号文件，或 all / profile file, or all")
    ],
    as_json: AsJson = False,
) -> None:
    """检查型号文件：点表、校验、换算、来源 / check profiles: map, check sums, values, sources.

    例 / example: ras profile check all
    """
    rows = [_verdict(path) for path in _files(which)]
    wrong = [problem for _, problems in rows for problem in problems]
    if as_json:
        for body, problems in rows:
            emit({**body, "problems": [_told(problem) for problem in problems]})
    else:
        heads = ["id", "status", *ORIGINS, "verdict"]
        cells = [[str(body[head]) for head in heads] for body, _ in rows]
        table("型号 / device profiles", heads, cells)
        for problem in Misconfigured(wrong).problems:
            say(str(problem))
        zh = f"{len(rows)} 个型号，{len(wrong)} 处错误"
        say(f"{zh} | profiles: {len(rows)}, mistakes: {len(wrong)}")
    raise typer.Exit(NO if wrong else 0)


def _files(which: str) -> list[Path]:
    from drivers.profiles import FOLDER

    if which == "all":
        return sorted(FOLDER.glob("*.yaml"))
    return [Path(which)]


def _verdict(path: Path) -> tuple[dict[str, object], list[Problem]]:
    """One row of the table, and what is wrong with the file."""
    from drivers.profiles import FOLDER, checked, examined

    shipped = path.resolve().parent == FOLDER
    file, text = path.name if shipped else str(path), read_text(path)
    try:
        profile, problems = examined(file, text)
        if shipped:  # the name of the file counts here
            problems = list({*problems, *checked(file, text)[1]})
    except Misconfigured as error:
        body: dict[str, object] = {"id": path.name, "status": "?", "verdict": "坏 / bad"}
        return body | dict.fromkeys(ORIGINS, 0), error.problems
    origins = [str(frame.origin) for frame in profile.frames]
    body = {"id": profile.id, "status": profile.status.value}
    body |= {origin: origins.count(origin) for origin in ORIGINS}
    if profile.signal is not None:
        body["computed"] = len(profile.signal.vectors)
    return body | {"verdict": "坏 / bad" if problems else "好 / good"}, problems


def _told(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "path": problem.path,
        "wrong": problem.wrong.model_dump(),
        "remedy": problem.remedy.model_dump(),
    }


@app.command("list")
def list_(
    as_json: AsJson = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="写成文档表格 / as a table for docs")
    ] = False,
) -> None:
    """列出全部型号 / every profile that ships.

    例 / example: ras profile list --markdown > docs/device-families.md
    """
    if markdown:
        typer.echo(families(_profiles()), nl=False)
        return
    rows: list[dict[str, object]] = [
        {
            "id": profile.id,
            "title": profile.title.model_dump(),
            "kind": profile.kind,
            "status": profile.status.value,
            "models": list(profile.models),
            "transports": [way.value for way in profile.transport],
        }
        for profile in _profiles().values()
    ]
    if as_json:
        for row in rows:
            emit(row)
        return
    heads = ["id", "名称 title", "kind", "status", "transports"]
    cells = [
        [p.id, f"{p.title.zh} {p.title.en}", p.kind, p.status.value, ", ".join(p.transport)]
        for p in _profiles().values()
    ]
    table("型号 / device profiles", heads, cells)


@app.command()
def show(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="型号，如 yosemitech/y504-a / profile id")
    ],
    as_json: AsJson = False,
) -> None:
    """看一个型号：点、单位、可写项、来源 / one profile: points, units, writes, sources.

    例 / example: ras profile show yosemitech/y504-a
    """
    profiles = _profiles()
    if name not in profiles:
        near = ", ".join(key for key in profiles if name.split("/")[0] in key) or "ras profile list"
        raise Refused(f"没有型号 {name}；看看：{near}", f"no profile {name}; see: {near}")
    if as_json:
        emit(profiles[name].model_dump(mode="json", by_alias=True))
    else:
        shown(profiles[name])


@app.command()
def schema() -> None:
    """打印型号文件的 JSON Schema / the JSON Schema of ras-device/1.

    例 / example: ras profile schema > docs/ras-device-1.schema.json
    """
    typer.echo(schema_text(), nl=False)


def schema_text() -> str:
    """The JSON Schema of a profile file, as it is committed."""
    body = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Profile.model_json_schema(by_alias=True),
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def _profiles() -> dict[str, Profile]:
    from drivers.profiles import load_profiles

    return load_profiles()
