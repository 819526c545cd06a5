"""JSON shapes of people, of failures and of the farm's structure, which does not change.

It refuses to know what is now (`api_live`), the books (`api_books`) and money (`api_money`).

Names end in their unit. `*_ms`: UTC milliseconds since 1970. `Words`: {"zh", "en"}.
Every error of every route has the shape of `Failure`.
"""

from typing import Annotated, Literal

from pydantic import Field

from farm.site import Limit, OutputRule, Rule
from farm.words import Noun, Words

Whole = Annotated[int, Field(strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
ClientId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
"""Made by the page (a UUID) so that a repeated request has its effect once."""
RoleName = Literal[
    "viewer", "operator", "technician", "accountant", "manager", "admin", "auditor", "reviewer"
]  # fmt: skip


class Reason(Noun):
    """One reason of several; `code` in upper case, as the rule's own room writes it."""

    code: str
    text: Words


class Failure(Noun):
    """Why a request was not done: a stable code, what happened, what to do."""

    error: str
    text: Words
    do: Words
    fields: dict[str, Words] = Field(default_factory=dict)
    """For bad input: dotted place in the request -> what is wrong there."""
    problems: tuple[Reason, ...] = ()
    """For rules of money: every reason, each with the code of the specification."""


class Login(Noun):
    """Body of POST /api/v1/login."""

    name: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=256)


class Me(Noun):
    """Answer of GET /api/v1/me and POST /api/v1/login. `may`: names of permissions (rights.py)."""

    name: str
    display: Words
    roles: tuple[RoleName, ...]
    may: tuple[str, ...]
    kind: Literal["person", "token"]
    expires_ms: int | None


class Done(Noun):
    """Answer of a request that has nothing to return."""

    done: Literal[True] = True


class TankInfo(Noun):
    """One tank of the site."""

    id: str
    volume_m3: float
    stage: Literal["nursery", "pregrow", "growout", "holding", "empty"]
    tags: tuple[str, ...]


class SystemInfo(Noun):
    """One recirculation system."""

    id: str
    name: Words
    tanks: tuple[TankInfo, ...]
    tags: tuple[str, ...]
    flow_target_m3_h: float | None


class QuantityInfo(Noun):
    """A row of the quantity table: words, unit, range of belief, decimals."""

    zh: str
    en: str
    unit: str
    place: Literal["tank", "system", "farm", "line", "station"]
    kind: Literal["measured", "output", "counter", "derived", "health"]
    low: float
    high: float
    decimals: int
    life_support: bool


class Band(Noun):
    """Where a quantity is at home: between its innermost limits; None = no limit on that side."""

    low: float | None
    high: float | None


class PostInfo(Noun):
    """Somebody on call, by post (screens show posts, not names)."""

    post: Words
    order: int


class FarmInfo(Noun):
    """Answer of GET /api/v1/farm: everything about the site that does not change while running."""

    id: str
    name: Words
    note: Words | None
    timezone: str
    systems: tuple[SystemInfo, ...]
    farm_tags: tuple[str, ...]
    quantities: dict[str, QuantityInfo]
    limits: tuple[Limit, ...]
    normal: dict[str, Band]
    outputs: tuple[OutputRule, ...]
    oxygen_target_mg_l: float
    emergency_open_mg_l: float
    feeding_stops_below_mg_l: float
    meals: tuple[str, ...]
    on_call: tuple[PostInfo, ...]
    rules: tuple[Rule, ...]
    yearly_plan_kg: float
    species: Words
    death_causes: dict[str, Words]
    places: dict[str, Words]
    """Where a device, line or output is, by its id: alarms and tags name it as their place."""
    constructed: bool
    """True: the plant's figures are an example and must be shown as such."""


class AuditRow(Noun):
    """One act somebody did or tried."""

    seq: int
    at_ms: int
    actor: str
    action: str
    target: str
    result: str
    reason: str
    address: str


class AuditList(Noun):
    """Answer of GET /api/v1/audit; go on with `after` = `last_seq`, or `before` = it backwards."""

    rows: tuple[AuditRow, ...]
    last_seq: int
    more: bool
