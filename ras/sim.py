"""`ras sim`: the simulated farm as a process that serves real protocols.

It refuses to know who connects.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from farm.clock import wall_ms
from farm.site import Site
from farm.stock import TankStock
from ras.paper import emit, say
from ras.refusal import NO, Refused
from ras.sites import data_folder, open_site, read_text

if TYPE_CHECKING:
    from hil_sim.plant.finite import NotFinite
    from hil_sim.playback import Series
    from hil_sim.scenario import Scenario


SourceOption = Annotated[
    Path,
    typer.Argument(
        metavar="SITE.yaml|SCENARIO.yaml", help="场地或情景文件 / site or scenario file"
    ),
]
DataOption = Annotated[
    Path,
    typer.Option("--data", help="写 wires.yaml 和 sim.sock 的目录 / folder for wires.yaml"),
]
StockOption = Annotated[
    Path | None,
    typer.Option(help="各池存鱼 JSON；不给则为计划最满的一天 / stock, default: the fullest day"),
]


def sim(
    source: SourceOption,
    data: DataOption = Path("var/sim"),
    stock: StockOption = None,
    seed: Annotated[int, typer.Option(min=0, help="噪声和摆动的种子 / seed of noise")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="给程序读 / for programs")] = False,
) -> None:
    """用真实协议供出一座模拟渔场 / serve a simulated farm over real protocols.

    例 / example: ras sim sites/trial.yaml --data var/sim
    """
    from hil_sim.holdable import held
    from hil_sim.plant.finite import NotFinite
    from hil_sim.serve import main

    played, place = _played(source)
    site, _ = open_site(place)
    held(str(place), read_text(place), site)
    try:
        main(
            site,
            _fish(stock, played, site),
            data_folder(data),
            seed=seed or played.seed,
            orders=played.orders,
            series=_series(source, played),
            ready=_json if as_json else _people,
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "(file)"
        raise Refused(
            f"{stock} 第一处错误在 {where}：{first['msg']}",
            f"{stock}: first mistake at {where}: {first['msg']}",
        ) from error
    except NotFinite as lost:
        raise lost_numbers(lost) from lost
    except ValueError as error:
        raise Refused(f"模拟不了：{error}", f"cannot simulate: {error}") from error


def lost_numbers(lost: "NotFinite") -> Refused:
    """What a person is told when a simulated plant is no longer made of numbers."""
    where = ", ".join(lost.where[:5])
    return Refused(
        f"种子 {lost.seed} 第 {lost.at_s:.0f} 秒 {where} 不再是有限的数；"
        f"最后一个好的状态（第 {lost.good_s:.0f} 秒）在 {lost.file}，请把它报告给开发者",
        f"{lost}; report it with that file",
        NO,
    )


def _played(source: Path) -> "tuple[Scenario, Path]":
    """What happens by itself, and the site it happens on."""
    from hil_sim.scenario import Scenario, is_scenario, read_scenario

    text = read_text(source)
    if not is_scenario(text):
        return Scenario.model_validate({"schema": "ras-sim/1"}), source
    played = read_scenario(str(source), text)
    return played, source.parent / played.site


def _fish(stock: Path | None, played: "Scenario", site: Site) -> list[TankStock]:
    from hil_sim.stocking import read_stock

    return read_stock(read_text(stock), site) if stock else played.fish(site, wall_ms())


def _series(source: Path, played: "Scenario") -> "list[Series]":
    from hil_sim.playback import read_series

    return [
        one
        for row in played.playback
        for one in read_series(read_text(_beside(source, row.file)), row.columns, row.temperature)
    ]


def _beside(source: Path, file: str) -> Path:
    path = Path(file)
    return path if path.is_absolute() or path.exists() else source.parent / path


def _json(wires: dict[str, str]) -> None:
    emit({"wires": wires})


def _people(wires: dict[str, str]) -> None:
    for bus, wire in wires.items():
        say(f"{bus}: {wire}")
    say(json.dumps({"ready": len(wires)}))
