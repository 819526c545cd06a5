"""Expectations of a scenario, a file for each family: nouns together with their judges.

A new family is a file here and its names in `Expectation`; it refuses to know scenarios.
"""

from typing import Annotated

from pydantic import Field

from trials.expect.alarms import AlarmBy, AlarmsShown, NoAlarm, ShownAlone
from trials.expect.bus import (
    AlarmFollowsWrite,
    AskedLeast,
    GoodBy,
    LineBad,
    MovedMost,
    PutBack,
    TriesMost,
    Useful,
    WritesMost,
)
from trials.expect.equipment import DerivedGood, DialerRings, MachineRises, MachineWithin
from trials.expect.expected import Expected, Ran, Span
from trials.expect.fish import FishAlive
from trials.expect.follows import AlarmFollows, OutputFollows
from trials.expect.general import ModeIs, NotLess, OutputWithin, TagBad, TagGood, TruthWithin
from trials.expect.looks import Looks
from trials.expect.oxygen import OxygenHeld, OxygenWithin
from trials.expect.people import (
    AnsweredWith,
    Asserted,
    Dialled,
    LedBy,
    LinesShown,
    Proven,
    SirenHeard,
)
from trials.expect.sensors import Believed, Doubted
from trials.expect.software import (
    Back,
    FactsInTime,
    FactsKept,
    FedWithin,
    Kept,
    LogSmall,
    NoStep,
    Restarted,
    WatchdogSilent,
)
from trials.expect.stations import OthersKeepPace, StationBad, Visited
from trials.finding import Finding
from trials.orders import Seconds

Expectation = Annotated[
    # stations
    StationBad | OthersKeepPace | Visited
    # oxygen
    | OxygenWithin | OxygenHeld
    # fish
    | FishAlive
    # alarms
    | AlarmsShown | AlarmBy | NoAlarm | ShownAlone
    # what follows what
    | OutputFollows | AlarmFollows
    # sensors
    | Believed | Doubted
    # the edge computer and people
    | Back | NoStep | Kept | AnsweredWith | Restarted | WatchdogSilent | LogSmall | FedWithin
    | FactsInTime | FactsKept | LinesShown | SirenHeard | Dialled | Proven | Asserted | LedBy
    # wires and boards
    | LineBad | Useful | GoodBy | AskedLeast | WritesMost | TriesMost | PutBack | MovedMost
    | AlarmFollowsWrite
    # equipment
    | MachineWithin | MachineRises | DialerRings | DerivedGood
    # general
    | TagBad | TagGood | TruthWithin | OutputWithin | NotLess | ModeIs,
    Field(discriminator="check"),
]  # fmt: skip
"""Everything a scenario may expect, told apart by `check`."""


def found(ran: Ran, expected: Expected) -> Finding:
    """Whether one expectation was met, with the figure."""
    return expected.found(ran)


__all__ = ["Expectation", "Expected", "Finding", "Looks", "Ran", "Seconds", "Span", "found"]
