"""`ras demo`: the whole farm on one desk, simulated, under one supervisor.

It refuses to judge: the verdict is read from the plant's true state (ras.verdict).
"""

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from farm.clock import wall_ms
from ras.demo_farm import DemoFarm
from ras.paper import emit, pairs, say
from ras.timeline import Act, parse, possible
from ras.verdict import verdict

DEFAULT_SITE = Path(__file__).parents[1] / "sites" / "xiaojieling.yaml"
PAGE = Path(__file__).parents[1] / "dashboard" / "static"
"""Where make setup puts the page."""
LOOK_S = 0.1
"""How often the supervisor looks after its children, wall s."""


def demo(
    site: Annotated[Path, typer.Option("--site", help="场地文件")] = DEFAULT_SITE,
    port: Annotated[int, typer.Option(min=1, max=65535, help="页面端口")] = 8080,
    data: Annotated[
        Path | None, typer.Option("--data", help="数据目录；不给则 var/demo，--for 时为新目录")
    ] = None,
    speed: Annotated[float, typer.Option(help="时钟快几倍，1 到 10")] = 1.0,
    seconds: Annotated[
        float | None, typer.Option("--for", min=1, help="墙钟几秒后自己结束并给出结论")
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            help="故障：mute:设备@秒、late:设备:超时倍数@秒、garble:设备:比例@秒、heal:设备@秒"
        ),
    ] = None,
    kill: Annotated[list[str] | None, typer.Option(help="强杀：controller@秒")] = None,
    seed: Annotated[int, typer.Option(min=0, help="模拟的种子")] = 0,
    host: Annotated[str, typer.Option(help="页面监听地址")] = "127.0.0.1",
    as_json: Annotated[bool, typer.Option("--json", help="结论给程序读")] = False,
) -> None:
    """整座渔场在一张桌子上跑起来：模拟、控制、看板 / the whole farm on one desk.

    例 / example: ras demo --speed 10 --for 600 --json
    """
    acts = parse(fault or [], kill or [])
    folder = data or (Path("var/demo") if seconds is None else _new_folder())
    farm = DemoFarm.prepared(site, folder, host, port, speed, seed, verdict_run=seconds is not None)
    body = _run(farm, acts, seconds)
    if body is None:
        return
    emit(body) if as_json else pairs("结论 / verdict", body)
    raise typer.Exit(0 if body["ok"] else 1)


def _run(farm: DemoFarm, acts: list[Act], seconds: float | None) -> dict[str, Any] | None:
    """Start, watch, judge, end; None without a verdict."""
    try:
        possible(acts, [device.id for device in farm.site.devices], seconds)
        farm.start()
        _welcome(farm)
        _watch(farm, acts, seconds)
        return None if seconds is None else verdict(farm)
    except KeyboardInterrupt:
        say("结束中…… | stopping …")
        return None
    finally:
        farm.end()


def _new_folder() -> Path:
    return Path(f"var/verdict-{wall_ms() // 1000}")


def _welcome(farm: DemoFarm) -> None:
    say(f"页面 / page: http://{farm.host}:{farm.port}/")
    if not (PAGE / "index.html").is_file():
        say("页面还没有生成，先运行 make setup | the page has not been built: run make setup")
    say(f"只读令牌 / read-only token: {farm.data / 'viewer.token'}")
    for name, password in farm.accounts().items():
        say(f"  {name:<12} {password}")
    say("Ctrl-C 结束 / Ctrl-C ends it")


def _watch(farm: DemoFarm, acts: list[Act], seconds: float | None) -> None:
    """Look after the children; do the acts when they are due; end after `seconds`."""
    started_s = time.monotonic()
    left = list(acts)
    said_s = 0.0
    while seconds is None or time.monotonic() - started_s < seconds:
        now_s = time.monotonic() - started_s
        while left and left[0].at_s <= now_s:
            farm.do(left.pop(0))
        farm.look_after()
        if seconds is not None and now_s - said_s >= 30:
            said_s = now_s
            say(f"{now_s:.0f} / {seconds:.0f} s")
        time.sleep(LOOK_S)
