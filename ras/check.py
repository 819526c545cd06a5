"""`ras check`: is this site file right, all mistakes at once, and does each line carry its round?

It refuses to touch a wire.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from farm.problem import Misconfigured
from farm.profile import Profile, Trust
from farm.quantity import QUANTITIES
from farm.site import Device, Site, mapping
from ras.feeder_age import overdue
from ras.paper import emit, say, table
from ras.sites import open_site

Figures = Mapping[str, object]
"""Of one line, by name, as --json prints them."""


def check(
    site: Annotated[Path, typer.Argument(metavar="SITE.yaml", help="场地文件 / site file")],
    as_json: Annotated[bool, typer.Option("--json", help="给程序读 / for programs")] = False,
) -> None:
    """检查场地文件，一次说出全部错误 / check a site file, every mistake at once.

    退出码 1：有一条线路放不下 / exit 1: a line carries too much.

    例 / example: ras check sites/xiaojieling.yaml
    """
    try:
        loaded, profiles = open_site(site)
    except Misconfigured as error:
        _refuse(error, as_json)
        raise typer.Exit(2) from None
    from ras.line_report import reports

    lines = reports(loaded, profiles)
    body = _summary(loaded, profiles, [figures for figures, _ in lines])
    emit(body) if as_json else _print(loaded, body, lines)
    if not body["ok"]:
        raise typer.Exit(1)


def _refuse(error: Misconfigured, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                "file": p.file,
                "line": p.line,
                "path": p.path,
                "wrong": p.wrong.model_dump(),
                "remedy": p.remedy.model_dump(),
            }
            for p in error.problems
        ]
        emit({"ok": False, "problems": rows})
        return
    for problem in error.problems:
        say(str(problem))
    count = len(error.problems)
    say(f"{count} 处错误，什么都没有启动 | mistakes: {count}, nothing starts")


def _summary(
    site: Site, profiles: dict[str, Profile], lines: Sequence[Figures]
) -> dict[str, object]:
    tags = {
        mapping(entry).tag
        for device in site.devices
        for side in (device.points, device.outputs)
        for entry in side.values()
    }
    return {
        "ok": all(line["verdict"] != "too_much" for line in lines),
        "site": site.id,
        "systems": len(site.systems),
        "tanks": len(site.tanks()),
        "devices": len(site.devices),
        "tags": len(tags),
        "unsigned_outputs": [rule.quantity for rule in site.outputs if not rule.signed_by],
        "unverified_rules": [rule.id for rule in site.rules],  # proposals: deeds are in force
        "drafts": sorted(
            {d.profile for d in site.devices if profiles[d.profile].status is Trust.DRAFT}
        ),
        "comm_loss_not_stated": _unstated(site, profiles),
        "feeders_overdue": overdue(site, profiles, datetime.now(ZoneInfo(site.timezone)).date()),
        "lines": lines,
    }


def _unstated(site: Site, profiles: dict[str, Profile]) -> list[dict[str, object]]:
    """Life support on devices of which nobody says what they do when the line goes silent."""
    return [
        {"device": device.id, "setting": row.key, "unit": row.unit, "outputs": tags}
        for device in site.devices
        if (tags := _life_support(device))
        for row in profiles[device.profile].settings
        if row.comm_loss and row.must_be is None and row.key not in device.settings
    ]


def _life_support(device: Device) -> list[str]:
    tags = [mapping(entry).tag for entry in device.outputs.values()]
    return [tag for tag in tags if QUANTITIES[tag.partition(".")[2]].life_support]


def _print(site: Site, body: dict[str, object], lines: Sequence[tuple[Figures, list[str]]]) -> None:
    say(
        f"{site.name.zh}：{body['systems']} 个系统，{body['tanks']} 口池，"
        f"{body['devices']} 台设备，{body['tags']} 个测点，没有错误 | no mistakes"
    )
    from ras.line_report import HEADS, cells_of

    table("线路负荷 / line load", HEADS, [cells_of(figures) for figures, _ in lines])
    for _, sentences in lines:
        for sentence in sentences:
            say(sentence)
    say(f"未签字的安全值 / unsigned safe values: {_listed(body['unsigned_outputs'])}")
    say(f"未核实的规则 / unverified rules: {_listed(body['unverified_rules'])}")
    if body["drafts"]:
        say(f"草稿设备资料，只读 / draft profiles, read-only: {_listed(body['drafts'])}")
    _print_unstated(body["comm_loss_not_stated"])
    _print_overdue(body["feeders_overdue"])


def _listed(names: object) -> str:
    assert isinstance(names, list)
    return ", ".join(map(str, names)) or "没有 none"


def _print_unstated(rows: object) -> None:
    assert isinstance(rows, list)
    for row in rows:
        say(
            f"{row['device']}：断线后怎么办没有写明（settings.{row['setting']}），"
            f"不投自动 | what it does at a loss of communication is not stated, no AUTO: "
            f"{', '.join(row['outputs'])}"
        )


def _print_overdue(rows: object) -> None:
    assert isinstance(rows, list)
    for row in rows:
        by = f"（{row['by']}）" if row["by"] else ""
        say(
            f"{row['tag']}：{row['days']} 天前标定{by}，应每 {row['every_days']} 天一次，请重新称"
            f" | weighed {row['days']} days ago, due every {row['every_days']}: weigh it again"
        )
