"""JSON shapes of what is now: live values, tiles, a tank, outputs, alarms, history.

It refuses to know how a value was come by; who may see it is `dashboard.rights`.
"""

from typing import Literal

from pydantic import Field

from dashboard.api_models import Band, ClientId, Number, Whole
from farm.alarm import Alarm
from farm.link import OutputState
from farm.wish import CHECK_MAX_MIN
from farm.words import Noun, Words


class TagNow(Noun):
    """One value. `status`: OPC UA name; value None exactly when Bad."""

    value: float | None
    unit: str
    status: str
    at: str | None
    """ISO 8601 UTC, milliseconds; None: nothing was ever heard of this tag."""


class SnapshotNow(Noun):
    """Answer of GET /api/v1/snapshot."""

    at: str
    controller: Literal["live", "away"]
    tags: dict[str, TagNow]


class Tile(Noun):
    """One tank at a glance. `priority`: worst alarm at the tank. `oxygen_at_ms`: sample time.

    `falling`: oxygen has fallen for 3 minutes by `trend_mg_l_min` and would reach 4 mg/L within
    the hour; the minutes are then a countdown, else the reserve without water and oxygen.
    `manual_minutes`: least time left of outputs taken by hand.
    """

    id: str
    system: str
    oxygen_mg_l: float | None
    status: str
    oxygen_at_ms: int | None
    minutes_to_4: float | None
    falling: bool
    trend_mg_l_min: float | None
    priority: int | None
    unacknowledged: bool
    manual_minutes: float | None
    feeding_stopped: bool
    stage: Literal["nursery", "pregrow", "growout", "holding", "empty"]
    batch: str
    heads: int
    biomass_kg: float
    density_kg_m3: float


class SystemNow(Noun):
    """Common water of one system."""

    id: str
    flow_m3_h: float | None
    temperature_c: float | None
    ph: float | None
    co2_mg_l: float | None


class Overview(Noun):
    """Answer of GET /api/v1/overview. `worst`: ids, countdowns first, then least reserve."""

    at_ms: int
    controller: Literal["live", "away"]
    age_s: float | None
    tiles: tuple[Tile, ...]
    worst: tuple[str, ...]
    systems: tuple[SystemNow, ...]
    alarm_counts: dict[Literal["1", "2", "3", "4"], int]
    unacknowledged: int
    power_kw: float | None
    mains_ok: bool | None
    genset_running: bool | None
    genset_fuel_percent: float | None
    ups_percent: float | None
    lox_t: float | None
    fed_today_kg: float
    ration_today_kg: float


class ValueNow(Noun):
    """A value on the tank page, with its quantity's words and limits."""

    tag: str
    quantity: str
    value: float | None
    unit: str
    status: str
    ne107: Literal["ok", "F", "C", "S", "M"]
    at_ms: int | None
    age_s: float | None
    reason: str
    target: float | None
    normal: Band


class OutputNow(Noun):
    """An actuator on the tank page. `second_below`: a lower value needs a second person."""

    tag: str
    quantity: str
    unit: str
    state: OutputState
    minutes_left: float | None
    low: float
    high: float
    life_support: bool
    off_needs_second: bool
    second_below: float | None


class CheckNow(Noun):
    """An instrument that may be put aside for cleaning or calibration, and whether it is now.

    `by`: who put it aside, "" while it is in use; `minutes_left`: until it is used again by itself.
    """

    tag: str
    quantity: str
    by: str
    minutes_left: float | None


class TankBook(Noun):
    """What the books say about one tank."""

    batches: tuple[str, ...]
    heads: int
    biomass_kg: float
    mean_weight_g: float
    density_kg_m3: float
    ration_kg_d: float
    fed_today_kg: float
    dead_today: int
    dead_7_days: int
    dead_30_days: int
    stocked_on: str
    """Civil day of the oldest batch's first stocking, ISO; "" when empty."""


class TankPage(Noun):
    """Answer of GET /api/v1/tanks/{id}."""

    tile: Tile
    values: tuple[ValueNow, ...]
    outputs: tuple[OutputNow, ...]
    checks: tuple[CheckNow, ...]
    alarms: tuple[Alarm, ...]
    book: TankBook
    previous: str | None
    next: str | None


class AlarmList(Noun):
    """Answer of GET /api/v1/alarms: worst first, unacknowledged before acknowledged."""

    controller: Literal["live", "away"]
    revision: int
    alarms: tuple[Alarm, ...]


class AlarmChange(Noun):
    """What became of an alarm at one instant; `actor` "" = the controller itself."""

    at_ms: int
    alarm: Alarm
    actor: str
    note: str


class MostOften(Noun):
    """The alarm that came most often."""

    id: str
    place: str
    text: Words
    times: int


class AlarmFigures(Noun):
    """How good the alarms are. `worst_10_min`: most raised in any ten minutes (limit 10).

    `acknowledged_after_min`: median from raised to acknowledged by a person.
    """

    raised: int
    per_10_min: float
    worst_10_min: int
    acknowledged_after_min: float | None
    most_often: MostOften | None


class AlarmHistory(Noun):
    """Answer of GET /api/v1/alarms/history?from=&to= (ms; the last 24 h): newest first."""

    from_ms: int
    to_ms: int
    changes: tuple[AlarmChange, ...]
    more: bool
    figures: AlarmFigures


class Note(Noun):
    """Body of POST /api/v1/alarms/{id}/acknowledge and of other plain wishes (all optional).

    `expected_revision`: `changed_ms` of the alarm the person was looking at.
    """

    id: ClientId | None = None
    reason: str = Field("", max_length=200)
    expected_revision: Whole | None = None


class Shelve(Noun):
    """Body of POST /api/v1/alarms/{id}/shelve; priority 1 is refused."""

    id: ClientId | None = None
    minutes: Number = Field(gt=0, le=480)
    reason: str = Field(min_length=2, max_length=200)
    expected_revision: Whole | None = None


class Take(Noun):
    """Body of POST /api/v1/outputs/{tag}: take by hand for a time, in the unit of the tag.

    A life-support output needs `reason`; a value below its `second_below` (OutputNow) also
    `second_name` + `second_password` of another person who may operate.
    """

    id: ClientId | None = None
    value: Number
    minutes: Number = Field(30, gt=0, le=480)
    reason: str = Field("", max_length=200)
    expected_revision: Whole | None = None
    second_name: str = Field("", max_length=64)
    second_password: str = Field("", max_length=256)


class StartCheckBody(Noun):
    """Body of POST /api/v1/instruments/{tag}/check: it is taken out for so long at most."""

    id: ClientId | None = None
    minutes: Number = Field(CHECK_MAX_MIN, gt=0, le=CHECK_MAX_MIN)
    reason: str = Field("", max_length=200)


class WishDone(Noun):
    """Answer of a wish: what the controller said. `id`: of the wish."""

    id: str
    accepted: bool
    code: str
    text: Words


class HistorySeries(Noun):
    """One tag over time; column i of every list belongs to `at_ms[i]`.

    `value` is the mean of the bucket (None: no number), `low`/`high` its extremes; `status` the
    worst status in it as OPC UA name, "" where nothing was recorded.
    """

    tag: str
    unit: str
    at_ms: tuple[int, ...]
    value: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    status: tuple[str, ...]


class History(Noun):
    """Answer of GET /api/v1/history?tag=…&tag=…&from=…&to=…&points=… (ms; at most 8 tags)."""

    from_ms: int
    to_ms: int
    every_ms: int
    series: tuple[HistorySeries, ...]
