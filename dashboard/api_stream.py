"""JSON shapes of the live stream: what a watcher is sent, whole at first and then what changed.

It refuses to know how a value was come by and who may watch.
"""

from typing import Literal

from pydantic import Field

from farm.alarm import Alarm
from farm.link import BusState, Health, OutputState
from farm.words import Noun


class LiveTag(Noun):
    """A tag in the live stream. `ne107`: ok F C S M. `reason`: short word, why not Good."""

    value: float | None
    status: str
    ne107: Literal["ok", "F", "C", "S", "M"]
    at_ms: int
    reason: str = ""


class LastNumber(Noun):
    """The last number of a tag that is Bad now, with the time it was measured."""

    value: float
    at_ms: int


class LiveState(Noun):
    """Data of SSE event `state` of GET /api/v1/live.

    The first event of a connection is `full`; later ones carry only the tags, outputs and buses
    that changed. `alarms` and `health` are always whole. With the controller away the last
    known state stays, `controller` is "away" and `age_s` (since the last word of it) grows.
    `last`: in a full event, the last numbers of tags that are Bad, as far as this server heard any.
    Comment lines (`: beat`) come when nothing else does for 5 s.
    """

    full: bool
    controller: Literal["live", "away"]
    at_ms: int
    age_s: float | None
    revision: int
    tags: dict[str, LiveTag]
    outputs: dict[str, OutputState]
    alarms: tuple[Alarm, ...]
    health: Health | None
    buses: dict[str, BusState]
    last: dict[str, LastNumber] = Field(default_factory=dict)
