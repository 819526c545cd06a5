"""What people and the plan may want of the controller: every act, and the wish that carries one.

It refuses to know how a wish travels (`farm.link`) and whether it is granted.
"""

from typing import Annotated, Literal

from pydantic import Field

from farm.stock import TankStock
from farm.words import Noun

WISH_TTL_S = 10.0
"""A wish older than this is never executed (safety reference 3.11)."""

Id = Annotated[str, Field(min_length=8, max_length=64)]
Actor = Annotated[str, Field(min_length=1, max_length=64)]
Reason = Annotated[str, Field(max_length=200)]


class SetOutput(Noun):
    """Take an output by hand: `value` in the unit of the tag for `minutes`."""

    act: Literal["set_output"] = "set_output"
    output: str
    value: float
    minutes: float = Field(30, gt=0, le=480)


class ReleaseOutput(Noun):
    """Give an output back to its law."""

    act: Literal["release_output"] = "release_output"
    output: str


class StartLoop(Noun):
    """A person has looked at a loop whose water stood for long: its pumps may start (F-44)."""

    act: Literal["start_loop"] = "start_loop"
    place: str


class AcknowledgeAlarm(Noun):
    """Take note of an alarm."""

    act: Literal["acknowledge_alarm"] = "acknowledge_alarm"
    alarm: str


class ShelveAlarm(Noun):
    """Hide an alarm for a time; P1 is refused."""

    act: Literal["shelve_alarm"] = "shelve_alarm"
    alarm: str
    minutes: float = Field(gt=0, le=480)


class SetTarget(Noun):
    """A day's set-point of a law, with the plan's id and its lease.

    `confirmed`: whoever asks was shown what a larger step does.
    """

    act: Literal["set_target"] = "set_target"
    place: str
    target: Literal["oxygen_mg_l", "flow_m3_h"]
    value: float
    plan: str
    lease_s: float = Field(172_800, gt=0, le=172_800)
    confirmed: bool = False


class SetStock(Noun):
    """The books' stock and rations, the base of feed-forward and feeding."""

    act: Literal["set_stock"] = "set_stock"
    tanks: tuple[TankStock, ...] = Field(max_length=2000)
    lease_s: float = Field(172_800, gt=0, le=172_800)


CHECK_MAX_MIN = 15.0
"""A probe counts as cleaned or calibrated this long at most, then it is back (safety F-13), min."""


class StartCheck(Noun):
    """A measured tag is being cleaned or calibrated: believe it no more for `minutes`."""

    act: Literal["start_check"] = "start_check"
    tag: str
    minutes: float = Field(CHECK_MAX_MIN, gt=0, le=CHECK_MAX_MIN)


class EndCheck(Noun):
    """It is back in its place: believe it again."""

    act: Literal["end_check"] = "end_check"
    tag: str


class PathReport(Noun):
    """How a robot of the site file is. `failing`: why nothing goes out by it, "" when it does."""

    id: str
    failing: str = Field("", max_length=40)
    tested_ms: int = Field(0, ge=0)


class ReportPaths(Noun):
    """The dashboard says how its ways to people are; it changes nothing on the farm."""

    act: Literal["report_paths"] = "report_paths"
    paths: tuple[PathReport, ...] = Field(max_length=16)


class LeaveLifeSupport(Noun):
    """A person ends LIFE_SUPPORT."""

    act: Literal["leave_life_support"] = "leave_life_support"


class ResetEmergency(Noun):
    """A person ends a latched emergency-oxygen trip of a tank."""

    act: Literal["reset_emergency"] = "reset_emergency"
    tank: str


Act = Annotated[
    SetOutput
    | StartLoop
    | ReleaseOutput
    | AcknowledgeAlarm
    | ShelveAlarm
    | SetTarget
    | SetStock
    | StartCheck
    | EndCheck
    | ReportPaths
    | LeaveLifeSupport
    | ResetEmergency,
    Field(discriminator="act"),
]


class Wish(Noun):
    """What a person or the plan wants; executed at most once by its id, refused when stale."""

    kind: Literal["wish"] = "wish"
    id: Id
    actor: Actor
    second_actor: str = Field("", max_length=64)
    reason: Reason = ""
    made_ms: int
    ttl_s: float = Field(WISH_TTL_S, gt=0, le=WISH_TTL_S)
    expected_revision: int | None = None
    """Revision of the output or alarm the person was looking at; None = does not matter."""
    what: Act
