"""Everything that crosses the controller's socket: schema `ras-link/1`, one JSON object a line.

It refuses to know sockets, rights and laws; both ends check again what they care for.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from farm.alarm import Alarm
from farm.wish import (
    AcknowledgeAlarm,
    Act,
    EndCheck,
    Id,
    LeaveLifeSupport,
    ReleaseOutput,
    ReportPaths,
    ResetEmergency,
    SetOutput,
    SetStock,
    SetTarget,
    ShelveAlarm,
    StartCheck,
    StartLoop,
    Wish,
)
from farm.words import Noun, Words

SCHEMA = "ras-link/1"
LINE_BYTES_MAX = 1 << 20
"""Longest line either side accepts, bytes."""
PEERS_MAX = 8
"""Most connections the controller serves at once."""
WISHES_KEPT = 1024
"""How many wish ids the controller remembers to execute each at most once."""

__all__ = [
    "FROM_CONTROLLER",
    "LINE_BYTES_MAX",
    "PEERS_MAX",
    "REPLY_EDGES_MS",
    "SCHEMA",
    "TO_CONTROLLER",
    "WISHES_KEPT",
    "AcknowledgeAlarm",
    "Act",
    "Answer",
    "BusState",
    "CheckState",
    "EndCheck",
    "FromController",
    "Health",
    "Hello",
    "LeaveLifeSupport",
    "OutputState",
    "Question",
    "ReleaseOutput",
    "ReportPaths",
    "ResetEmergency",
    "Result",
    "SetOutput",
    "SetStock",
    "SetTarget",
    "SettingFound",
    "ShelveAlarm",
    "StartCheck",
    "StartLoop",
    "State",
    "StationState",
    "TagState",
    "ToController",
    "Wish",
]


class Question(Noun):
    """Something to be answered without effect."""

    kind: Literal["question"] = "question"
    id: Id
    ask: Literal["diagnostics", "full_state"]


class Hello(Noun):
    """First line of the controller."""

    kind: Literal["hello"] = "hello"
    schema_: Annotated[str, Field(alias="schema")] = SCHEMA
    site: str
    boot: str
    at_ms: int


class TagState(Noun):
    """A tag as it stands: value (None when Bad), OPC UA name, sample time, reason."""

    value: float | None
    status: str
    at_ms: int
    reason: str = ""


class OutputState(Noun):
    """An output as it stands: wanted and read back, who commands it, why, until when."""

    wanted: float | None
    actual: float | None
    rank: Literal["safe", "law", "operator", "interlock", "none"]
    by: str
    why: Words
    stage: Literal["idle", "sent", "read_back", "confirmed", "failed"]
    until_ms: int | None = None
    revision: int = 0


class CheckState(Noun):
    """An instrument that `actor` cleans or calibrates, until a UTC instant, ms."""

    until_ms: int
    actor: str


REPLY_EDGES_MS = tuple(float(1 << power) for power in range(15))
"""Upper edges of the reply-time histogram, ms: 1, 2, 4 … 16384; a last bucket holds the rest."""


class StationState(Noun):
    """How one station of a wire has answered since start; ms from end of request to end of answer.

    `reply_counts`: answers per bucket of REPLY_EDGES_MS. `reply_ms_p50`, `_p99`: to a fifth of
    their value; `_max`: late answers included. `reply_bound_ms`: the longest answer its profile
    grants; later ones cannot be told from right ones on RTU. `last_reason`: of its latest miss.
    `writes`: wishes that were put on the wire, counted for memories that wear out.
    """

    asked: int = 0
    answered: int = 0
    misses_in_row: int = 0
    breaker_open: bool = False
    last_reason: str = ""
    writes: int = 0
    reply_ms_p50: float = 0.0
    reply_ms_p99: float = 0.0
    reply_ms_max: float = 0.0
    reply_bound_ms: float = 0.0
    reply_counts: tuple[int, ...] = ()


class BusState(Noun):
    """Health of a wire since start.

    `trouble`: empty while the wire is open and speaks as the site file says; else `no_wire`,
    `wrong_mode_gateway` or `wrong_mode_transparent` (a serial server set up the other way).
    `round_s`: how long it takes to ask all stations once, by their latest visits.
    `used_share`: part of the last minute in which the line was spoken on or owed silence.
    `errors`: transactions without a believed answer, by reason. `late_ms_*`: how far visits began
    behind their grid. `stations`: by device id.
    """

    asked: int
    answered: int
    missed: int
    on_time: int
    worst_reply_ms: float
    wrong_rejected: int
    trouble: str = ""
    round_s: float = 0.0
    used_share: float = 0.0
    reconnects: int = 0
    writes: int = 0
    late_ms_p50: float = 0.0
    late_ms_p99: float = 0.0
    late_ms_max: float = 0.0
    errors: dict[str, int] = Field(default_factory=dict)
    stations: dict[str, StationState] = Field(default_factory=dict)


class SettingFound(Noun):
    """A setting of a device that is not as profile or site demand; values in `unit`.

    `found` None: the device refused to tell. `must_be` empty: the site file does not say what it
    must be. `comm_loss`: it decides what the device does when nobody talks to it. `outputs`: not
    driven automatically meanwhile.
    """

    device_id: str
    key: str
    unit: str
    found: float | None
    must_be: tuple[float, ...]
    reason: Literal["not_stated", "refused", "differs"]
    why: Words
    comm_loss: bool
    life_support: bool
    outputs: tuple[str, ...] = ()


class Health(Noun):
    """How the controller itself is."""

    mode: Literal["normal", "degraded", "life_support", "hands_off"]
    tick: int
    tick_late_ms_max: float
    tick_work_ms: float
    started_ms: int
    disk: Literal["ok", "failing"] = "ok"
    disk_text: str = ""
    dropped_samples: int = 0


class State(Noun):
    """State after a tick. `full` carries everything; otherwise only what changed since the last.

    A bus is looked at once every 10 s; its counts stand still in between.
    """

    kind: Literal["state"] = "state"
    full: bool
    revision: int
    at_ms: int
    tags: dict[str, TagState]
    outputs: dict[str, OutputState]
    alarms: tuple[Alarm, ...]
    health: Health
    buses: dict[str, BusState] = Field(default_factory=dict)
    findings: tuple[SettingFound, ...] | None = None
    """All settings that are not as demanded; None: as they were last told."""
    facts_seq: int = 0
    checks: dict[str, CheckState] = Field(default_factory=dict)
    """All instruments put aside now, by tag."""


class Result(Noun):
    """Answer to a wish, always sent, exactly once for each line received."""

    kind: Literal["result"] = "result"
    id: str
    accepted: bool
    code: str
    text: Words


class Answer(Noun):
    """Answer to a question."""

    kind: Literal["answer"] = "answer"
    id: str
    body: dict[str, object]


ToController = Annotated[Wish | Question, Field(discriminator="kind")]
FromController = Annotated[Hello | State | Result | Answer, Field(discriminator="kind")]

TO_CONTROLLER: TypeAdapter[Wish | Question] = TypeAdapter(ToController)
FROM_CONTROLLER: TypeAdapter[Hello | State | Result | Answer] = TypeAdapter(FromController)
