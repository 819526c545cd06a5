"""`ras soak`: random farms with random faults until the time is up, and a report.

It refuses to draw and to judge (trials.soak does) and to touch a wire or a file of a real farm.
"""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ras.paper import say
from ras.refusal import NO, Refused

if TYPE_CHECKING:
    from trials.soak.report import Soaked

HOUR_S = 3600.0
SEEDS = 1_000_000
"""Seeds of one soak lie within this, so that a soak of tomorrow draws others."""


def soak(
    hours: Annotated[float, typer.Option(help="多久，小时 / how long, hours")] = 1.0,
    seed: Annotated[
        int | None,
        typer.Option(min=0, help="第一个种子；不给则取时刻 / first seed; else the time's"),
    ] = None,
    site: Annotated[str, typer.Option(help="哪个场地 / which site")] = "trial",
    report: Annotated[
        Path, typer.Option(help="报告；记录在旁边 .jsonl / the report, records beside it")
    ] = Path("var/soak/report.md"),
    processes: Annotated[
        int, typer.Option(min=0, help="几个进程，0 = 每核一个 / how many, 0 = one a core")
    ] = 0,
    runs: Annotated[int | None, typer.Option(min=1, help="最多几次 / most runs")] = None,
    replay: Annotated[
        int | None, typer.Option(min=0, help="只重放这个种子 / only this seed again, in full")
    ] = None,
) -> None:
    """随机故障浸泡试验 / soak in random faults; exit 1 when something did not hold.

    例 / example: ras soak --hours 8 --report var/soak/night.md
    """
    if replay is not None:
        raise typer.Exit(_replayed(replay, site))
    if hours <= 0:
        raise Refused("小时数要大于 0", "hours must be above 0")
    soaked = _soaked(hours, seed, site, report, processes or os.cpu_count() or 1, runs)
    say(f"{soaked.runs} 次 / runs, {len(soaked.breaks)} 次有问题 / with a break: {report}")
    raise typer.Exit(NO if soaked.breaks else 0)


def _soaked(
    hours: float, seed: int | None, site: str, report: Path, processes: int, runs: int | None
) -> "Soaked":
    from trials.soak.crew import Crew
    from trials.soak.report import Soaked

    _known(site)
    began = datetime.now(UTC)
    first = int(began.timestamp()) % SEEDS * 100 if seed is None else seed
    report.parent.mkdir(parents=True, exist_ok=True)
    now_s = time.monotonic()
    soaked = Soaked(site, f"{began:%Y-%m-%d %H:%M}", first, processes, hours, now_s, now_s)
    with report.with_suffix(".jsonl").open("w", encoding="utf-8") as file:
        ends_s = now_s + hours * HOUR_S
        crew = Crew(site, first, time.monotonic, ends_s, file, report, soaked, _told, runs)
        try:
            crew.work(processes)
        except KeyboardInterrupt:
            say("停下了，报告到此为止 / stopped, the report stands as it is")
    return soaked


def _known(site: str) -> None:
    """A mistake in the site is said here, before any process is started."""
    from drivers.profiles import load_profiles
    from trials.verdict import SITES, open_site

    there = sorted(path.stem for path in SITES.glob("*.yaml"))
    if site not in there:
        names = ", ".join(there)
        raise Refused(f"没有场地 {site}；有：{names}", f"no site {site}; there are: {names}")
    open_site(site, load_profiles())


def _told(record: dict[str, Any], soaked: "Soaked") -> None:
    left_h = soaked.planned_h - (soaked.now_s - soaked.began_s) / HOUR_S
    word = "; ".join(record["broken"]) or "ok"
    say(
        f"{soaked.runs} ({max(left_h, 0.0):.2f} h) seed {record['seed']}: "
        f"{' + '.join(record['faults'])}: {word}"
    )


def _replayed(seed: int, site: str) -> int:
    from drivers.profiles import load_profiles
    from trials.soak.draw import drawn
    from trials.verdict import open_site, tried

    _known(site)
    profiles = load_profiles()
    farm = open_site(site, profiles)
    scenario = drawn(seed, farm, site)
    say(f"{scenario.name}: {scenario.seconds:g} s, {scenario.starts}, {scenario.load_share:g}")
    for order in scenario.orders:
        say(f"  {order.as_request()}")
    verdict = tried(scenario, farm, seed, profiles)
    for finding in verdict.findings:
        print(finding)
    print(f"{'通过 ok' if verdict.ok else '不通过 FAILED'}, {verdict.fingerprint}")
    return 0 if verdict.ok else NO
