"""`ras replay`: recompute a past decision from what was recorded.

It refuses to explain by memory: the production code decides again on the recorded samples.
"""

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from farm.site import Site, mapping
from farm.tag import TagName
from ras.demo_folder import farm_now_ms
from ras.folders import controller_folder
from ras.instants import instant_ms, iso
from ras.paper import emit, pairs
from ras.refusal import NO, Refused
from ras.sites import open_site


def replay(
    site: Annotated[Path, typer.Argument(metavar="SITE.yaml", help="场地文件 / site file")],
    output: Annotated[str, typer.Argument(help="输出，如 1-07.oxygen_valve / output")],
    at: Annotated[str, typer.Option("--at", help="时刻：2026-11-22T14:26:08 或 -5m / instant")],
    data: Annotated[Path, typer.Option("--data", help="数据目录 / data folder")] = Path("var/demo"),
    as_json: Annotated[bool, typer.Option("--json", help="给程序读 / for programs")] = False,
) -> None:
    """重算过去的一个决定，并与当时的命令比较 / recompute a past decision; exit 1 when it differs.

    例 / example: ras replay sites/xiaojieling.yaml 1-07.oxygen_valve --at -5m
    """
    from controller.assemble import replay as recomputed
    from records.durable import StorageFault

    loaded, _ = open_site(site)
    _is_output(loaded, output)
    at_ms = instant_ms(at, loaded.timezone, farm_now_ms(data))
    try:
        found = recomputed(loaded, controller_folder(data), TagName(output), at_ms)
    except StorageFault as fault:
        raise Refused(fault.words.zh, fault.words.en) from fault
    if found is None:
        raise Refused(
            f"没有保存 {iso(at_ms)} 那一分钟（只留 48 小时）",
            f"the minute of {iso(at_ms)} is not kept (48 hours are)",
            NO,
        )
    body: dict[str, object] = {
        "output": found.output,
        "at": iso(found.at_ms),
        "value": found.value,
        "rank": found.rank.name.lower(),
        "by": found.by,
        "why": found.why.model_dump(),
        "recorded": list(found.recorded) if found.recorded else None,
        "same": found.same,
    }
    emit(body) if as_json else pairs("重算 / replay", body)
    raise typer.Exit(0 if found.same else 1)


def _is_output(site: Site, name: str) -> None:
    known = [mapping(entry).tag for device in site.devices for entry in device.outputs.values()]
    if name not in known:
        near = ", ".join(get_close_matches(name, known, cutoff=0.0))
        raise Refused(
            f"{site.id} 没有输出 {name}，相近的有 {near}",
            f"{site.id} has no output {name}; the nearest are {near}",
        )
