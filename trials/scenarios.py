"""A scenario as data: schema `ras-trial/1`, where it runs, what goes wrong when, what must follow.

What may be ordered stands in `trials.orders`, what may be expected and how it is judged in
`trials.expect`. It refuses to judge and to know how a fault is made.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from farm.document import Document
from farm.people import Clock24
from farm.problem import Misconfigured, Problem
from farm.quantity import QUANTITIES, Kind
from farm.site import Device, Site, mapping
from farm.tag import FARM
from farm.words import Noun, Words
from trials.expect import Expectation, Span
from trials.orders import AnyOrder, Order
from trials.orders.overlap import overlapping

FOLDER = Path(__file__).parent / "scenario_files"
NAMES = ("device", "bus", "tank", "tag", "place")
"""Fields of orders and expectations that name something of a site."""


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
    there = names_of(site)
    return sorted({name for *_, kind, name in _named(scenario) if not _is_one(kind, name, there)})


def names_of(site: Site) -> dict[str, set[str]]:
    """What a scenario may name on a site, by the field that names it."""
    devices = [device for device in site.devices if device.enabled]
    tanks = {tank.id for tank in site.tanks()}
    places = tanks | {system.id for system in site.systems} | {FARM}
    return {
        "device": {device.id for device in devices},
        "bus": {bus.id for bus in site.buses},
        "tank": tanks,
        "tag": _tags(devices, places),
        "place": places,
    }


def unknown_names(scenario: Scenario, site: Site) -> list[tuple[str, int, str, str]]:
    """The same with where it stands: `orders` or `expect`, which one, the field, the name."""
    there = names_of(site)
    return [row for row in _named(scenario) if not _is_one(row[2], row[3], there)]


def _named(scenario: Scenario) -> Iterator[tuple[str, int, str, str]]:
    for part, rows in (("orders", scenario.orders), ("expect", scenario.expect)):
        for index, row in enumerate(rows):
            for kind in NAMES:
                if name := str(getattr(row, kind, "") or ""):
                    yield part, index, kind, name


def _is_one(kind: str, name: str, there: Mapping[str, set[str]]) -> bool:
    """Whether a name is known; 1/2 is drive 2 of system 1."""
    return (name.partition("/")[0] if kind == "place" else name) in there[kind]


def _tags(devices: list[Device], places: set[str]) -> set[str]:
    """Tags that devices carry, and what is derived at every place."""
    fitted = {
        mapping(entry).tag
        for device in devices
        for entry in [*device.points.values(), *device.outputs.values()]
    }
    derived = {key for key, row in QUANTITIES.items() if row.kind is Kind.DERIVED}
    return fitted | {f"{place}.{key}" for place in places for key in derived}
