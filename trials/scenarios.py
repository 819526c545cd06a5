"""A scenario as data: schema `ras-trial/1`, where it runs, what goes wrong when, what must follow.

It refuses to judge (see `expectations`) and to know how a fault is made.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from farm.document import Document
from farm.problem import Misconfigured, Problem
from farm.site import Clock24, Site
from farm.words import Noun, Words
from hil_sim.mishaps import MISHAPS
from hil_sim.wire_faults import WireFaults

FOLDER = Path(__file__).parent / "scenario_files"
Seconds = Annotated[float, Field(ge=0, le=864_000)]


class Order(Noun):
    """One happening, as the simulator's control takes it. `for_s`: undone after this."""

    at_s: Seconds
    do: Literal["fault", "clear", "freeze", "free", "drift", "plant", "meal", "restart", "forget"]
    device: str = ""
    kind: str = ""
    tag: str = ""
    what: str = ""
    place: str = ""
    tank: str = ""
    value: float | None = None
    grams: float | None = None
    part: float | None = None
    minutes: float | None = None
    per_h: float | None = None
    for_s: Seconds | None = None

    @property
    def ends_s(self) -> float | None:
        """When all is well again; None: it stays."""
        if self.do in ("clear", "free", "meal", "restart", "forget"):
            return self.at_s
        return None if self.for_s is None else self.at_s + self.for_s

    def as_request(self) -> dict[str, Any]:
        """The request for `hil_sim.control`."""
        return {key: value for key, value in self.model_dump().items() if value not in ("", None)}


class Span(Noun):
    """From when to when, seconds into the run."""

    from_s: Seconds
    to_s: Seconds


class StationBad(Span):
    """Tags of a silent station are Bad with a reason within `polls` polls, Good within `back_s`."""

    check: Literal["station_bad"]
    device: str
    polls: int = Field(3, ge=1, le=20)
    back_s: float = Field(5.0, gt=0)


class OthersKeepPace(Span):
    """All others on the station's bus: mean time between Good readings within `factor` periods."""

    check: Literal["others_keep_pace"]
    device: str
    factor: float = Field(1.2, ge=1)


class Visited(Span):
    """A silent station is still asked, `least_s` to `most_s` apart once its breaker is open."""

    check: Literal["visited"]
    device: str
    least_s: float = Field(gt=0)
    most_s: float = Field(gt=0)


class OxygenWithin(Noun):
    """True oxygen of every stocked tank, throughout."""

    check: Literal["oxygen_within"]
    low: float
    high: float


class OxygenHeld(Span):
    """True oxygen of one tank stays near a value: it is still controlled."""

    check: Literal["oxygen_held"]
    tank: str
    at_mg_l: float
    within_mg_l: float = Field(gt=0)


class AlarmsShown(Noun):
    """These alarms, each shown by `by_s`, and never more than `most` at once by themselves."""

    check: Literal["alarms_shown"]
    ids: tuple[str, ...]
    by_s: float
    most: int = Field(1, ge=0)


Expectation = Annotated[
    StationBad | OthersKeepPace | Visited | OxygenWithin | OxygenHeld | AlarmsShown,
    Field(discriminator="check"),
]


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
    orders: tuple[Order, ...] = ()
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
    known = _known(order)
    if known is not None and known[0] not in known[1]:
        given, names = known[0] or "—", ", ".join(sorted(known[1]))
        problems.append(
            document.problem(
                path,
                Words(zh=f"不认识 {given}", en=f"{given} is not known"),
                Words(zh=f"用：{names}", en=f"use one of: {names}"),
            )
        )
    return problems


def _known(order: Order) -> tuple[str, set[str]] | None:
    if order.do == "fault":
        return order.kind, set(WireFaults.__dataclass_fields__)
    return (order.what, set(MISHAPS)) if order.do == "plant" else None


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
    """Devices, tanks and tags a scenario names that this site does not have."""
    devices = {device.id for device in site.devices if device.enabled}
    tanks = {tank.id for tank in site.tanks()}
    rows = [*scenario.orders, *scenario.expect]
    named = {getattr(row, "device", "") for row in rows} - {""}
    in_tanks = {getattr(row, "tank", "") for row in rows} - {""}
    return sorted((named - devices) | (in_tanks - tanks))
