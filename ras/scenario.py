"""`ras scenario`: whole farms on a clock that jumps, with faults, and a verdict on each.

It refuses to judge (trials.verdict does) and to touch a wire or a file of a real farm.
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ras.paper import emit, say, table
from ras.refusal import NO, Refused

if TYPE_CHECKING:
    from trials.scenarios import Scenario
    from trials.verdict import Verdict

app = typer.Typer(no_args_is_help=True)
ALL, PAIRS, TEN = "all", "pairs", "ten"
Json = Annotated[
    bool, typer.Option("--json", help="给程序读，每行一个 / for programs, a line each")
]


@app.callback()
def _only_a_group() -> None:
    """情景试验 / scenarios.

    例 / example: ras scenario run F-14
    """


@app.command("list")
def list_all(
    pairs: Annotated[bool, typer.Option("--pairs", help="双重故障 / double faults")] = False,
    as_json: Json = False,
) -> None:
    """有哪些情景 / which scenarios there are.

    例 / example: ras scenario list
    """
    chosen = _chosen(PAIRS if pairs else ALL)
    if as_json:
        for one in chosen:
            emit({"name": one.name, "title": one.title.model_dump(), "sites": list(one.sites),
                  "seconds": one.seconds, "source": one.source})  # fmt: skip
        return
    cells = [
        [one.name, one.title.zh, one.title.en, ", ".join(one.sites), f"{one.seconds:g} s"]
        for one in chosen
    ]
    table("情景 / scenarios", ["name", "名称", "title", "sites", "length"], cells)


@app.command()
def run(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME|all|pairs",
            help="情景名、甲+乙、all、pairs / scenario, A+B, all, pairs",
        ),
    ],
    seed: Annotated[int, typer.Option(min=0, help="噪声和摆动的种子 / seed of noise")] = 1,
    seeds: Annotated[int, typer.Option(min=1, help="连试几个种子 / so many seeds from it on")] = 1,
    site: Annotated[
        str, typer.Option(help="只在这一个场地上跑，如 trial / only at this site")
    ] = "",
    part: Annotated[str, typer.Option(help="分几份中的第几份，如 1/2 / shard, such as 1/2")] = "",
    hil: Annotated[bool, typer.Option("--hil", help="真实进程 / with real processes")] = False,
    speed: Annotated[float, typer.Option(help="--hil 的时钟快几倍 / clock of --hil")] = 10.0,
    as_json: Json = False,
) -> None:
    """跑情景并给出结论 / run and judge; exit 1 when something did not hold.

    例 / example: ras scenario run F-14 --seed 7
    """
    runs = _share(_runs(_chosen(name), site, range(seed, seed + seeds)), part)
    failed = 0
    for verdict in _hil(runs, speed) if hil else _tried(runs):
        failed += not verdict.ok
        _print(verdict, as_json, whole=len(runs) == 1)
    if len(runs) > 1:
        say(f"{len(runs) - failed} / {len(runs)} 通过 held")
    raise typer.Exit(NO if failed else 0)


def _chosen(name: str) -> "list[Scenario]":
    from trials.hil import CHOSEN
    from trials.pairs import is_pair, pair_names, paired
    from trials.scenarios import scenarios

    known = scenarios()
    if name == ALL:
        return list(known.values())
    wanted = pair_names() if name == PAIRS else list(CHOSEN) if name == TEN else [name]
    strange = sorted({part for one in wanted for part in one.split("+")} - known.keys())
    if strange:
        names, lost = ", ".join(known), ", ".join(strange)
        raise Refused(f"没有情景 {lost}；有：{names}", f"no scenario {lost}; there are: {names}")
    return [
        paired(one, *(known[part] for part in one.split("+")[:2])) if is_pair(one) else known[one]
        for one in wanted
    ]


def _runs(chosen: "list[Scenario]", site: str, seeds: range) -> "list[tuple[Scenario, str, int]]":
    runs = [
        (one, where, seed)
        for one in chosen
        for where in one.sites
        if site in ("", where)
        for seed in seeds
    ]
    if not runs:
        raise Refused(f"没有情景在 {site} 上跑", f"no scenario runs on {site}")
    return runs


def _share(runs: "list[tuple[Scenario, str, int]]", part: str) -> "list[tuple[Scenario, str, int]]":
    """Every n-th run, so that parts are about as long as each other."""
    if not part:
        return runs
    number, _, of = part.partition("/")
    if not (number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of)):
        raise Refused(f"--part {part} 不对：如 1/2", f"--part {part}: such as 1/2")
    return runs[int(number) - 1 :: int(of)]


def _tried(runs: "list[tuple[Scenario, str, int]]") -> "Iterator[Verdict]":
    from drivers.profiles import load_profiles
    from trials import verdict
    from trials.unknown_names import refuse_unknown

    profiles = load_profiles()
    sites = {where: verdict.open_site(where, profiles) for _, where, _ in runs}
    for one, where, _ in runs:
        refuse_unknown(one, sites[where])
    for number, (one, where, seed) in enumerate(runs, 1):
        say(f"{number}/{len(runs)} {one.name} @ {where}: {one.seconds:g} s …")
        yield verdict.tried_to_the_end(one, sites[where], seed, profiles)


def _hil(runs: "list[tuple[Scenario, str, int]]", speed: float) -> "Iterator[Verdict]":
    from ras.scenario_hil import tried_for_real

    for number, (one, where, seed) in enumerate(runs, 1):
        wall_s = one.seconds / speed
        say(f"{number}/{len(runs)} {one.name} @ {where}: {wall_s:.0f} s ×{speed:g} …")
        yield tried_for_real(one, where, seed, speed)


def _print(verdict: "Verdict", as_json: bool, *, whole: bool = True) -> None:
    if as_json:
        body: dict[str, Any] = asdict(verdict)
        emit({**body, "ok": verdict.ok, "replay": verdict.replay})
        return
    word = "通过 ok" if verdict.ok else "不通过 FAILED"
    print(
        f"{verdict.scenario} @ {verdict.site} seed {verdict.seed}: {word}, "
        f"{verdict.seconds:g} s, ×{verdict.speed:g}, {verdict.fingerprint}"
        + ("" if whole else f" | {_figure(verdict)}"),
        flush=True,
    )
    if whole:
        for finding in verdict.findings:
            print(f"  {finding}")
    if not verdict.ok:
        print(f"  重放 / replay: {verdict.replay}", flush=True)


def _figure(verdict: "Verdict") -> str:
    """What is worth a line: all that failed, or how low oxygen truly went."""
    wrong = [finding for finding in verdict.findings if not finding.ok]
    if wrong:
        return "; ".join(f"{finding.id}: {finding.said}" for finding in wrong)[:400]
    rows = {finding.id: finding.said for finding in verdict.findings}
    return rows.get("I4", next(reversed(rows.values()), ""))
