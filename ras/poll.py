"""`ras poll`: read every device of a site once, as a table; for commissioning.

With --plan it only says what it would ask. It refuses to write to any device.
"""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from farm.clock import ScaledLoop, anchor_from_env, loop_clock, run_on
from farm.profile import Profile
from farm.sample import Sample, one_by_one
from farm.site import Site
from farm.status import Status
from farm.tag import TagName, quantity_of
from ras.instants import iso
from ras.meanings import Meanings, meaning, meanings
from ras.paper import emit, say, table
from ras.reasons import in_words
from ras.sites import open_site

NOT_YET = frozenset({"in_motion", "order_unsure"})
"""Reasons that a little more patience ends."""


def poll(
    site: Annotated[Path, typer.Argument(metavar="SITE.yaml", help="场地文件 / site file")],
    wires: Annotated[
        Path | None, typer.Option(help="总线替换表，如 var/sim/wires.yaml / table of wires")
    ] = None,
    patience: Annotated[
        float, typer.Option(min=1, max=600, help="最多等几秒 / seconds to wait")
    ] = 15.0,
    plan: Annotated[
        bool, typer.Option("--plan", help="只列出要问的，不碰线路 / ask nobody")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="给程序读，每行一个 / for programs, a line each")
    ] = False,
) -> None:
    """把每台设备读一遍 / read every device once; exit 1 when one did not answer.

    例 / example: ras poll sites/bench.yaml --plan
    """
    loaded, profiles = open_site(site, wires)
    if plan:
        _show_plan(loaded, profiles, as_json=as_json)
        return
    loop = ScaledLoop(anchor_from_env())
    samples = run_on(loop, _once(loaded, profiles, patience))
    words = meanings(loaded, profiles)
    rows = [_row(name, sample, words) for name, sample in sorted(samples.items())]
    if as_json:
        for row in rows:
            emit(row)
    else:
        heads = ["tag", "value", "unit", "status", "reason", "source"]
        cells = [[_cell(row, head) for head in heads] for row in rows]
        table(f"{loaded.name.zh} {loaded.name.en}", heads, cells)
    raise typer.Exit(0 if all(row["status"] == "Good" for row in rows) else 1)


def _show_plan(site: Site, profiles: dict[str, Profile], *, as_json: bool) -> None:
    from ras.read_plan_report import HEADS, cells_of, planned, totals

    stations = planned(site, profiles)
    if as_json:
        for station in stations:
            emit(station)
        return
    rows = [cells for station in stations for cells in cells_of(station)]
    table(f"{site.name.zh} {site.name.en}", HEADS, rows)
    sums = totals(stations)
    say(
        f"全部问一遍：{sums['requests']:.0f} 个请求，{sums['ms']:.0f} ms；逐点问："
        f"{sums['one_by_one_requests']:.0f} 个，{sums['one_by_one_ms']:.0f} ms"
        f" | all once: {sums['requests']:.0f} requests, {sums['ms']:.0f} ms; one by one:"
        f" {sums['one_by_one_requests']:.0f}, {sums['one_by_one_ms']:.0f} ms"
    )


async def _once(
    site: Site, profiles: dict[str, Profile], patience_s: float
) -> dict[TagName, Sample | None]:
    """First settled sample of every tag, or its last; None for a tag nothing was heard of."""
    from drivers.field import build_field
    from drivers.ports import open_port

    heard: dict[TagName, Sample] = {}
    ready: set[TagName] = set()
    complete = asyncio.Event()

    def take(sample: Sample) -> None:
        if sample.tag not in ready:
            heard[sample.tag] = sample
        if _settled(sample):
            ready.add(sample.tag)
        if ready >= field.periods_s.keys():
            complete.set()

    field = build_field(site, profiles, open_port, loop_clock(), one_by_one(take))
    tasks = [asyncio.ensure_future(bus.run()) for bus in field.buses.values()]
    try:
        async with asyncio.timeout(patience_s):
            await complete.wait()
    except TimeoutError:
        pass
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return {name: heard.get(name) for name in field.periods_s}


def _settled(sample: Sample) -> bool:
    """Whether more patience could not tell more: a scale comes to rest, a counter counts."""
    waits = sample.status is Status.BAD_WAITING_FOR_INITIAL_DATA
    return not waits and sample.reason not in NOT_YET


def _row(name: TagName, sample: Sample | None, words: Meanings) -> dict[str, object]:
    unit = quantity_of(name).unit
    if sample is None:
        return {
            "tag": name, "value": None, "unit": unit, "status": "BadWaitingForInitialData",
            "reason": "silent", "source": "", "at": "", "means": None,
        }  # fmt: skip
    means = meaning(words, name, sample.value)
    return {
        "tag": name,
        "value": _short(sample.value),
        "unit": unit,
        "status": sample.status.opc_name,
        "reason": sample.reason,
        "source": sample.source,
        "at": iso(sample.at_ms),
        "means": means.model_dump() if means else None,
    }


def _short(value: object) -> object:
    """Without the digits that only binary arithmetic put there."""
    return float(f"{value:.10g}") if isinstance(value, float) else value


def _cell(row: dict[str, object], head: str) -> str:
    value, means = row[head], row["means"]
    if value is None:
        return ""
    if head == "value" and isinstance(value, float) and means is None:
        return f"{value:.{_decimals(str(row['tag']))}f}"
    if head == "value" and isinstance(means, dict):
        return f"{value:g} {means['zh']} {means['en']}"
    return in_words(str(value)) if head == "reason" else str(value)


def _decimals(tag: str) -> int:
    return quantity_of(TagName(tag)).decimals
