"""`ras check`: is this site file right, all mistakes at once, and does each line carry its round?

It refuses to touch a wire.
"""

from pathlib import Path
from typing import Annotated

import typer

from farm.problem import Misconfigured
from farm.profile import Profile, Trust
from farm.site import Bus, Device, Site, mapping
from ras.paper import emit, say, table
from ras.sites import open_site


def check(
    site: Annotated[Path, typer.Argument(metavar="SITE.yaml", help="场地文件")],
    as_json: Annotated[bool, typer.Option("--json", help="给程序读")] = False,
) -> None:
    """检查场地文件，一次说出全部错误 / check a site file, every mistake at once.

    例 / example: ras check sites/xiaojieling.yaml
    """
    try:
        loaded, profiles = open_site(site)
    except Misconfigured as error:
        _refuse(error, as_json)
        raise typer.Exit(2) from None
    body = _summary(loaded, profiles)
    emit(body) if as_json else _print(loaded, body)


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


def _summary(site: Site, profiles: dict[str, Profile]) -> dict[str, object]:
    tags = {
        mapping(entry).tag
        for device in site.devices
        for side in (device.points, device.outputs)
        for entry in side.values()
    }
    lines = [_line(bus, site, profiles) for bus in site.buses if bus.kind == "rtu"]
    return {
        "ok": True,
        "site": site.id,
        "systems": len(site.systems),
        "tanks": len(site.tanks()),
        "devices": len(site.devices),
        "tags": len(tags),
        "unsigned_outputs": [rule.quantity for rule in site.outputs if not rule.signed_by],
        "unverified_rules": [rule.id for rule in site.rules if not rule.verified],
        "drafts": sorted(
            {d.profile for d in site.devices if profiles[d.profile].status is Trust.DRAFT}
        ),
        "lines": lines,
    }


def _line(bus: Bus, site: Site, profiles: dict[str, Profile]) -> dict[str, object]:
    used = sum(
        _share(bus, device, profiles[device.profile])
        for device in site.devices
        if device.bus == bus.id and device.enabled
    )
    return {"bus": bus.id, "baud": bus.baud, "load_percent": round(100 * used, 1)}


def _share(bus: Bus, device: Device, profile: Profile) -> float:
    """Share of the line's time one device takes: characters, two gaps and a typical turnaround.

    Frame lengths: Modbus over serial line V1.02. Turnaround: guard time of the profile.
    """
    bits = 1 + bus.data_bits + (bus.parity != "N") + bus.stop_bits
    char_s = bits / bus.baud
    gap_s = max(3.5 * char_s, 0.00175)
    busy_s = sum(
        (8 + 5 + _reply_bytes(read.area, read.count)) * char_s
        + 2 * gap_s
        + profile.timing.guard_ms / 1000
        for read in profile.reads
    )
    return busy_s / device.period_s


def _reply_bytes(area: str, count: int) -> int:
    return (count + 7) // 8 if area in ("coil", "discrete") else 2 * count


def _print(site: Site, body: dict[str, object]) -> None:
    say(
        f"{site.name.zh}：{body['systems']} 个系统，{body['tanks']} 口池，"
        f"{body['devices']} 台设备，{body['tags']} 个测点，没有错误 | no mistakes"
    )
    lines = body["lines"]
    assert isinstance(lines, list)
    rows = [[row["bus"], str(row["baud"]), f"{row['load_percent']} %"] for row in lines]
    table("RTU 线路负荷 / line load", ["总线 bus", "波特率 baud", "占用 load"], rows)
    say(f"未签字的安全值 / unsigned safe values: {body['unsigned_outputs']}")
    say(f"未核实的规则 / unverified rules: {body['unverified_rules']}")
