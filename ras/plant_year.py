"""`ras plant year`: a production year of the simulated farm, its figures beside the design's.

It refuses to judge fish and water (trials.year_figures does) and to touch a wire.
"""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from ras.paper import emit, say, table
from ras.refusal import Refused

if TYPE_CHECKING:
    from trials.year import Year
    from trials.year_figures import Figure


def year(
    site: Annotated[str, typer.Option(help="哪个场地 / which site, by name")] = "xiaojieling",
    seed: Annotated[int, typer.Option(min=0, help="摆动的种子 / seed of what is unknown")] = 1,
    days: Annotated[int, typer.Option(min=1, max=3650, help="多少天 / how many days")] = 365,
    compare_days: Annotated[
        int, typer.Option(min=0, max=12, help="与 1 Hz 全系统对照的天数 / days run again at 1 Hz")
    ] = 0,
    compare_hours: Annotated[
        float, typer.Option(min=0.5, max=24, help="每天对照多少小时，自 07:00 / hours of each")
    ] = 24.0,
    as_json: Annotated[bool, typer.Option("--json", help="给程序读 / for programs")] = False,
) -> None:
    """跑一个生产年并与 320 吨设计算例对照 / a production year beside the design of 320 t.

    例 / example: ras plant year --days 61 --seed 7
    """
    from drivers.profiles import load_profiles
    from trials.verdict import open_site
    from trials.year import live
    from trials.year_compare import Chosen, compared, days_of
    from trials.year_figures import figures

    farm = open_site(site, load_profiles())
    chosen = Chosen(days_of(days, compare_days), compare_hours)
    began_s = time.process_time()
    try:
        lived = live(farm, seed, days, watch=chosen.watch, told=_tell)
    except ValueError as error:
        raise Refused(f"这个场地住不下计划：{error}", f"the plan does not fit: {error}") from None
    spent_s = time.process_time() - began_s
    _print(lived, figures(lived), spent_s, as_json)
    for day in compared(chosen, farm, seed):
        if as_json:
            emit(day.as_dict())
        else:
            table(day.title, ["", "1 min", "1 Hz", "差 diff"], day.rows())


def _tell(lived: "Year", day: int) -> None:
    if day % 30 == 29:
        kg = sum(row.kg for row in lived.books.harvests)
        say(f"{day + 1} d: {kg / 1000:.1f} t 已起捕 harvested")


def _print(lived: "Year", rows: "list[Figure]", spent_s: float, as_json: bool) -> None:
    if as_json:
        emit(
            {
                "site": lived.site.id, "seed": lived.seed, "days": len(lived.days),
                "processor_s": round(spent_s, 1), "figures": [row.as_dict() for row in rows],
            }
        )  # fmt: skip
        return
    cells = [
        [
            f"{row.what.zh} {row.what.en}", f"{row.value:.4g} {row.unit}",
            "" if row.low is None else f"{row.low:.4g} – {row.high:.4g}",
            {True: "ok", False: "不在范围 OUTSIDE", None: ""}[row.ok],
            f"{row.remark.zh} {row.remark.en}" if row.remark else "",
        ]
        for row in rows
    ]  # fmt: skip
    table(
        f"{lived.site.id}，{len(lived.days)} d，seed {lived.seed}，{spent_s:.0f} s 处理器时间",
        ["什么 what", "本场 ours", "设计 design", "?", "说明 remark"],
        cells,
    )
