"""A scenario as data: schema `ras-trial/1`, where it runs, what goes wrong when, what must follow.

What may be ordered stands in `trials.orders`, what may be expected and how it is judged in
`trials.expect`. It refuses to judge and to know how a fault is made.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from farm.document import Document
from farm.problem import Misconfigured, Problem
from farm.site import Clock24, Site, mapping
from farm.tag import FARM
from farm.words import Noun, Words
from trials.expect import Expectation, Span
from trials.orders import AnyOrder, Order
from trials.orders.overlap import overlapping

FOLDER = Path(__file__).parent / "scenario_files"


class Scenario(Noun):
    """One trial. `sites`: names of files in `sites/`. `source`: where the demand stands.

    `starts`: civil time of the site at second 0.
    """

    schema_: Annotated[Literal["ras-trial/1"], Field(alias="schema")]
    name: str = Field(pattern=r"^[A-Z0-9][A-Za-z0-9-]*$")
    title: Words
    source: str
    sites: tuple[str, ...] = Field(min_length=1)
    seconds: float = Field(gt=0, le=864_000)
    starts: Clock24 = "07:40"
    load_share: float = Field(1.0, ge=0, le=2)
    oxygen_floor_mg_l: float = 4.0
    pump_still_s: float = 20.0
    orders: tuple[AnyOrder, ...] = ()
    expect: tuple[Expectation, ...] = ()

    @property
    def quiet_since_s(self) -> float | None:
        """When the last order's effect ends; None: it stays to the end."""
        ends = [order.ends_s for order in self.orders]
        return None if None in ends else max((end for end in ends if end is not None), default=0.0)


def read_scenario(file: str, text: str) -> Scenario:
    """The scenario of a YAML text; Misconfigured with every mistake."""
    document = Document(file, text)
    scenario = document.parse(Scenario)
    problems = [
        problem
        for index, order in enumerate(scenario.orders)
        for problem in _order_problems(document, index, order, scenario.seconds)
    ]
    problems += [_twice(document, *pair) for pair in overlapping(scenario.orders)]
    for index, row in enumerate(scenario.expect):
        if isinstance(row, Span) and not row.from_s < row.to_s <= scenario.seconds:
            problems.append(_late(document, ("expect", index), scenario.seconds))
    if problems:
        raise Misconfigured(problems)
    return scenario


def _order_problems(document: Document, index: int, order: Order, seconds: float) -> list[Problem]:
    path = ("orders", index)
    problems = []
    if order.at_s >= seconds:
        problems.append(_late(document, path, seconds))
    unknown = order.unknown()
    if unknown is not None:
        given, names = unknown[0] or "—", ", ".join(sorted(unknown[1]))
        problems.append(
            document.problem(
                path,
                Words(zh=f"不认识 {given}", en=f"{given} is not known"),
                Words(zh=f"用：{names}", en=f"use one of: {names}"),
            )
        )
    return problems


def _twice(document: Document, index: int, earlier: int) -> Problem:
    line = document.line(("orders", earlier))
    return document.problem(
        ("orders", index),
        Words(
            zh=f"第 {line} 行的同一故障还没有结束",
            en=f"the same fault on the same place, of line {line}, still holds",
        ),
        Words(
            zh="改时间使两者不重叠，或合成一条",
            en="move one so that they do not overlap, or make one of both",
        ),
    )


def _late(document: Document, path: tuple[str, int], seconds: float) -> Problem:
    return document.problem(
        path,
        Words(zh=f"时间不在 0 到 {seconds:g} 秒内", en=f"outside the run of {seconds:g} s"),
        Words(zh="改时间或延长 seconds", en="change the time, or make `seconds` longer"),
    )


def scenarios(folder: Path = FOLDER) -> dict[str, Scenario]:
    """Every scenario by name; Misconfigured with the mistakes of all files at once."""
    found: dict[str, Scenario] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            one = read_scenario(str(path), path.read_text(encoding="utf-8"))
        except Misconfigured as wrong:
            problems += wrong.problems
            continue
        found[one.name] = one
    if problems:
        raise Misconfigured(problems)
    return found


def strangers(scenario: Scenario, site: Site) -> list[str]:
    """Devices, tanks, tags and places a scenario names that this site does not have."""
    devices = [device for device in site.devices if device.enabled]
    tanks = {tank.id for tank in site.tanks()}
    tags = {
        mapping(entry).tag
        for device in devices
        for entry in [*device.points.values(), *device.outputs.values()]
    }
    places = tanks | {system.id for system in site.systems} | {FARM}
    there = {"device": {d.id for d in devices}, "tank": tanks, "tag": tags, "place": places}
    there["bus"] = {bus.id for bus in site.buses}
    strange: set[str] = set()
    for row in [*scenario.orders, *scenario.expect]:
        for kind, names in there.items():
            name = str(getattr(row, kind, ""))
            if kind == "place":
                name = name.partition("/")[0]  # 1/2 is drive 2 of system 1
            if name and name not in names:
                strange.add(name)
    return sorted(strange)
