"""What the routes have in common: the caller, the desk, and how a failure looks in OpenAPI.

It refuses to know any route.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from dashboard.api_models import Failure
from dashboard.caller import Caller, admit
from dashboard.desk import Desk, desk_of
from records.journal.events import Name

PREFIX = "/api/v1"

Who = Annotated[Caller, Depends(admit)]
At = Annotated[Desk, Depends(desk_of)]
EntityName = Annotated[Name, Path()]
"""An organisation, by its id in the register of parties."""
RunName = Annotated[str, Path(min_length=1, max_length=64)]
"""A distribution run, by its id."""

_SAID = {
    400: "unreadable request",
    401: "not signed in",
    403: "not allowed",
    404: "no such thing",
    409: "it collides with what is there",
    413: "too large",
    415: "not JSON",
    422: "bad input",
    429: "too many attempts",
    503: "cannot be done now",
    504: "no answer from the controller",
}
FAILURES: dict[int | str, dict[str, Any]] = {
    status: {"model": Failure, "description": words} for status, words in _SAID.items()
}


def router() -> APIRouter:
    """A router under /api/v1 whose failures are described."""
    return APIRouter(prefix=PREFIX, responses=FAILURES)
