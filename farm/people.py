"""Who is called and how, and from where the page is used: the part of a site file about people.

It refuses to hold a secret: tokens of robots are in files that are named here.
"""

from typing import Annotated, Literal

from pydantic import Field

from farm.words import Noun, Words

FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Network = Annotated[str, Field(pattern=r"^[0-9A-Fa-f:.]{2,39}/\d{1,3}$")]
Clock24 = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
RobotId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]


class Person(Noun):
    """Somebody to call, by post, in order; `phone` gets text messages from the farm's own modem.

    `after_s`: so long after an alarm of the first priority rose and nobody has seen to it; not
    said: at once for the first in order, `Messages.escalate_s` later for each that follows.
    """

    post: Words
    order: int = Field(ge=1, le=100)
    phone: str = Field("", pattern=r"^(\+?[0-9]{5,15})?$")
    after_s: float | None = Field(None, ge=0, le=86_400)


class Robot(Noun):
    """A robot of a chat group. `token_file`, `secret_file`: names in the folder of secrets.

    `secret_file`: the signing secret of a 钉钉 robot. `url`: instead of the service's own, for a
    gateway of the farm; never with the token in it.
    """

    id: RobotId
    kind: Literal["dingtalk", "wecom"]
    token_file: FileName
    secret_file: FileName | None = None
    url: str | None = Field(None, pattern=r"^https?://[^\s?#@]{1,200}$")


class Messages(Noun):
    """How alarms of the first priority leave the farm until somebody has seen to them.

    `escalate_s`: from one person in order to the next (safety 2.1: every 90 s). `repeat_s`: to
    those who were told. `test_at`: civil time of the daily test of every path; `proof_h`: a path
    whose test nobody confirmed for so long is told through the others (safety F-61: 24 h).
    """

    robots: tuple[Robot, ...] = Field((), max_length=8)
    escalate_s: float = Field(90, ge=30, le=3600)
    repeat_s: float = Field(300, ge=60, le=3600)
    test_at: Clock24 = "08:00"
    proof_h: float = Field(26, ge=1, le=168)


class Page(Noun):
    """Where the page is used. `roam`: the farm's own networks, within each of which a phone that
    changes its cell keeps its session; elsewhere a session stays with the address it began at."""

    roam: tuple[Network, ...] = Field((), max_length=16)
