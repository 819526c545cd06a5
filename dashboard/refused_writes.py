"""Whoever tried to write to the money and was told no stands in the audit log.

It refuses to know why: the row holds the address tried and the codes of the answer, never what
was sent, so no personal data and no secret can come in with it.
"""

import structlog
from fastapi import Request

from dashboard.caller import Caller
from dashboard.desk import desk_of
from dashboard.refusals import Refused
from dashboard.rights import ROUTES, Right
from records.durable import StorageFault

OF_MONEY = frozenset(
    {
        Right.PREPARE_DIVIDEND, Right.MOVE_RUN, Right.KEEP_REGISTERS, Right.SIGN_RULES,
        Right.KEEP_PERSONAL, Right.REVEAL_PERSONAL, Right.KEEP_KEYS, Right.SEND_ANCHOR,
    }
)  # fmt: skip
"""A refused request on a route that asks for one of these is kept."""
A_MINUTE = 30
"""So many refusals of one person are kept in a minute, so that nobody fills the log with them; the
same as commands (security reference section 4)."""

_log = structlog.get_logger("dashboard.refused")


async def keep(request: Request, refused: Refused) -> None:
    """Write the audit row of a refused write; a disk that cannot is told in the process's log."""
    caller = getattr(request.state, "caller", None)
    route = request.scope.get("route")
    asked = ROUTES.get((request.method, getattr(route, "path", "")))
    if not isinstance(caller, Caller) or asked not in OF_MONEY:
        return
    desk = desk_of(request)
    if desk.refused_limit.wait_s(caller.name) > 0:
        return
    desk.refused_limit.count(caller.name)
    codes = sorted({one.code for one in refused.failure.problems})
    try:
        await desk.audit(
            caller, "money_write", request.url.path[:200], result="refused",
            reason=refused.failure.error, detail=[*codes] or None,
        )  # fmt: skip
    except StorageFault as lost:
        _log.error("audit_lost", actor=caller.name, act="money_write", why=str(lost))
