"""`ras sim`: the simulated farm as a process that serves real protocols.

It refuses to know who connects.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from farm.clock import wall_ms
from ras.paper import emit, say
from ras.refusal import Refused
from ras.sites import data_folder, open_site, read_text


def sim(
    source: Annotated[
        Path, typer.Argument(metavar="SITE.yaml|SCENARIO.yaml", help="场地或情景文件")
    ],
    data: Annotated[Path, typer.Option("--data", help="写 wires.yaml 和 sim.sock 的目录")] = Path(
        "var/sim"
    ),
    stock: Annotated[
        Path | None, typer.Option(help="各池存鱼 JSON；不给则为计划最满的一天")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="噪声和摆动的种子")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="给程序读")] = False,
) -> None:
    """用真实协议供出一座模拟渔场 / serve a simulated farm over real protocols.

    例 / example: ras sim sites/trial.yaml --data var/sim
    """
    from hil_sim.playback import read_series
    from hil_sim.scenario import Scenario, is_scenario, read_scenario
    from hil_sim.serve import main
    from hil_sim.stocking import read_stock

    text = read_text(source)
    played = Scenario.model_validate({"schema": "ras-sim/1"})
    if is_scenario(text):
        played = read_scenario(str(source), text)
        source = source.parent / played.site
    site, _ = open_site(source)
    try:
        series = [
            one
            for row in played.playback
            for one in read_series(
                read_text(_beside(source, row.file)), row.columns, row.temperature
            )
        ]
        fish = read_stock(read_text(stock), site) if stock else played.fish(site, wall_ms())
        main(
            site,
            fish,
            data_folder(data),
            seed=seed or played.seed,
            orders=played.orders,
            series=series,
            ready=_json if as_json else _people,
        )
    except ValueError as error:
        raise Refused(f"模拟不了：{error}", f"cannot simulate: {error}") from error


def _beside(source: Path, file: str) -> Path:
    path = Path(file)
    return path if path.is_absolute() or path.exists() else source.parent / path


def _json(wires: dict[str, str]) -> None:
    emit({"wires": wires})


def _people(wires: dict[str, str]) -> None:
    for bus, wire in wires.items():
        say(f"{bus}: {wire}")
    say(json.dumps({"ready": len(wires)}))
