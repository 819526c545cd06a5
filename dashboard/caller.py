"""Who is asking: a person with a session or a program with a token, and what they may do.

It refuses to know how that was proven (`sessions`, `doorkeeper`).
"""

from dataclasses import dataclass
from typing import Literal

from fastapi import Request

from dashboard.refusals import not_allowed, not_signed_in
from dashboard.rights import ROUTES, Right, Role, rights_of
from farm.words import Words


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who has proven who they are. `session`: hash of the token, "" for a program."""

    name: str
    display: Words
    roles: tuple[Role, ...]
    kind: Literal["person", "token"]
    session: str
    address: str
    expires_ms: int | None

    def may(self, right: Right) -> bool:
        """Whether one of the roles has the right."""
        return right in rights_of(self.roles)


async def admit(request: Request) -> Caller:
    """The caller, if the table of rights lets them through this route; deny by default."""
    caller = getattr(request.state, "caller", None)
    if not isinstance(caller, Caller):
        raise not_signed_in()
    path = request.scope["route"].path
    right = ROUTES.get((request.method, path))
    if right is None or not caller.may(right):
        raise not_allowed()
    return caller
