"""The rows of the controller's memory: a command given, an alarm's change, a mode or trip.

It refuses to know SQL. Facts are `farm.fact.Fact` as they are.
"""

from dataclasses import dataclass
from enum import StrEnum

from farm.alarm import Alarm
from farm.command import Rank
from farm.fact import Fact
from farm.words import Words


@dataclass(frozen=True, slots=True)
class CommandRow:
    """One command to one output. `id` is made where the wish or decision arose.

    `at_ms`: UTC milliseconds; `value`: in the unit of the output's quantity; `by`: law,
    interlock or wish; `actor`, `second_actor`: people, empty for the machine itself; `result`:
    what became of it, empty while unknown (`confirmed`, `not_confirmed`, `refused` …).
    """

    id: str
    at_ms: int
    output: str
    value: float
    rank: Rank
    by: str
    why: Words
    actor: str = ""
    second_actor: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class AlarmEvent:
    """An alarm as it stands since `at_ms` (UTC milliseconds), and who brought it there."""

    at_ms: int
    alarm: Alarm
    actor: str = ""
    note: str = ""


class Scope(StrEnum):
    """What kind of lasting state a `ModeRow` holds."""

    MODE = "mode"
    """Mode of a loop, a system or the farm: key is the place."""
    TRIP = "trip"
    """A latched trip: key is the interlock; value `tripped` or `reset`."""


@dataclass(frozen=True, slots=True)
class ModeRow:
    """One lasting state and who set it; the newest row of (scope, key) is what holds."""

    at_ms: int
    scope: Scope
    key: str
    value: str
    actor: str
    why: Words


@dataclass(frozen=True, slots=True)
class AtStart:
    """What the last run left behind.

    `modes`, `trips`: key → newest row; `alarms`: id → newest event, alarms that went back to
    normal left out. `clean_stop`: None when there was no run before. `trouble`: why nothing could
    be read, then all else is empty; `unreadable`: alarms and facts written in another version's
    words; `facts`: the newest fact of each source.
    """

    modes: dict[str, ModeRow]
    trips: dict[str, ModeRow]
    alarms: dict[str, AlarmEvent]
    clean_stop: bool | None
    trouble: Words | None = None
    unreadable: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


NOTHING = AtStart(modes={}, trips={}, alarms={}, clean_stop=None)
