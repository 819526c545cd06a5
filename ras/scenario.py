"""`ras scenario`: whole farms on a clock that jumps, with faults, and a verdict on each.

It refuses to judge (trials.verdict does) and to touch a wire or a file of a real farm.
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ras.paper import emit, say, table
from ras.refusal import NO, Refused

if TYPE_CHECKING:
    from trials.scenarios import Scenario
    from trials.verdict import Verdict

app = typer.Typer(no_args_is_help=True)
ALL = "all"
Json = Annotated[
    bool, typer.Option("--json", help="给程序读，每行一个 / for programs, a line each")
]


@app.callback()
def _only_a_group() -> None:
    """情景试验 / scenarios.

    例 / example: ras scenario run F-14
    """


@app.command("list")
def list_all(as_json: Json = False) -> None:
    """有哪些情景 / which scenarios there are.

    例 / example: ras scenario list
    """
    from trials.scenarios import scenarios

    rows = [
        {"name": one.name, "title": one.title.model_dump(), "sites": list(one.sites),
         "seconds": one.seconds, "source": one.source}
        for one in scenarios().values()
    ]  # fmt: skip
    if as_json:
        for row in rows:
            emit(row)
        return
    cells = [
        [one.name, one.title.zh, one.title.en, ", ".join(one.sites), f"{one.seconds:g} s"]
        for one in scenarios().values()
    ]
    table("情景 / scenarios", ["name", "名称", "title", "sites", "length"], cells)


@app.command()
def run(
    name: Annotated[
        str, typer.Argument(metavar="NAME|all", help="情景名，或 all / scenario, or all")
    ],
    seed: Annotated[int, typer.Option(min=0, help="噪声和摆动的种子 / seed of noise")] = 1,
    site: Annotated[
        str, typer.Option(help="只在这一个场地上跑，如 trial / only at this site")
    ] = "",
    as_json: Json = False,
) -> None:
    """跑情景并给出结论 / run and judge; exit 1 when something did not hold.

    例 / example: ras scenario run F-14 --seed 7
    """
    from drivers.profiles import load_profiles
    from hil_sim.plant.finite import NotFinite
    from ras.sim import lost_numbers
    from trials.unknown_names import refuse_unknown
    from trials.verdict import open_site, tried

    runs = _runs(_chosen(name), site)
    profiles, ok = load_profiles(), True
    sites = {where: open_site(where, profiles) for _, where in runs}
    for one, where in runs:
        refuse_unknown(one, sites[where])
    for one, where in runs:
        say(f"{one.name} @ {where}: {one.seconds:g} s …")
        try:
            verdict = tried(one, sites[where], seed, profiles)
        except NotFinite as lost:
            raise lost_numbers(lost) from lost
        ok = ok and verdict.ok
        _print(verdict, as_json)
    raise typer.Exit(0 if ok else NO)


def _chosen(name: str) -> "list[Scenario]":
    from trials.scenarios import scenarios

    known = scenarios()
    if name != ALL and name not in known:
        names = ", ".join(known)
        raise Refused(f"没有情景 {name}；有：{names}", f"no scenario {name}; there are: {names}")
    return list(known.values()) if name == ALL else [known[name]]


def _runs(chosen: "list[Scenario]", site: str) -> "list[tuple[Scenario, str]]":
    runs = [(one, where) for one in chosen for where in one.sites if site in ("", where)]
    if not runs:
        raise Refused(f"没有情景在 {site} 上跑", f"no scenario runs on {site}")
    return runs


def _print(verdict: "Verdict", as_json: bool) -> None:
    if as_json:
        body: dict[str, Any] = asdict(verdict)
        emit({**body, "ok": verdict.ok})
        return
    word = "通过 ok" if verdict.ok else "不通过 FAILED"
    print(
        f"{verdict.scenario} @ {verdict.site} seed {verdict.seed}: {word}, "
        f"{verdict.seconds:g} s, ×{verdict.speed:g}, {verdict.fingerprint}"
    )
    for finding in verdict.findings:
        print(f"  {finding}")
