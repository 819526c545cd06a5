"""JSON shapes of the wires: every line and station with its health, map, bounds and settings.

It refuses to know how they are counted (farm.link says what each figure means).
"""

from typing import Literal

from farm.link import BusState, SettingFound, StationState
from farm.words import Noun, Words

Trusted = Literal["hardware", "manual", "code", "specification", "draft", "unknown"]


class StationNow(Noun):
    """One device. `state` None: the controller has said nothing of it yet.

    `trust`: how well its register map is known; a draft is read-only and not verified.
    """

    id: str
    name: Words
    profile: str
    title: Words
    trust: Trusted
    unit: int
    period_s: float
    enabled: bool
    life_support: bool
    state: StationState | None


class LineNow(Noun):
    """One bus of the site file. `state` without its stations, which stand beside it.

    `baud`: of the serial line, also behind a serial server; None for Modbus TCP.
    """

    id: str
    where: Words
    kind: str
    wire: str
    baud: int | None
    state: BusState | None
    stations: tuple[StationNow, ...]


class WiresNow(Noun):
    """Answer of GET /api/v1/wires; the controller looks at each line once in 10 s.

    `edges_ms`: upper edges of the buckets of `reply_counts`; a last bucket holds the rest.
    `findings`: settings of devices that are not as demanded.
    """

    at_ms: int
    controller: Literal["live", "away"]
    edges_ms: tuple[float, ...]
    lines: tuple[LineNow, ...]
    findings: tuple[SettingFound, ...]
