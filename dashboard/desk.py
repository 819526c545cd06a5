"""Everything the routes work with, made once and handed in.

It refuses to hold any state of its own.
"""

from dataclasses import dataclass

from fastapi import Request

from dashboard.api_models import FarmInfo
from dashboard.books import Books
from dashboard.caller import Caller
from dashboard.limits import Limit, LoginLimits
from dashboard.link_client import ControllerLink
from dashboard.live import Live
from dashboard.money.office import Office
from dashboard.overview import Glance
from dashboard.passwords import Passwords
from dashboard.present import Present
from dashboard.sessions import Sessions
from dashboard.tank_page import TankDesk
from dashboard.threads import Threads
from dashboard.wires import WireDesk
from farm.clock import Clock
from farm.site import Site
from records.canonical import Json
from records.history.query import HistoryReader
from records.state.reader import StateReader
from records.store.audit_log import AuditEntry
from records.store.dividend_inputs import DividendInputs


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts; see their modules."""

    site: Site
    info: FarmInfo
    tags: frozenset[str]
    clock: Clock
    threads: Threads
    link: ControllerLink
    live: Live
    wires: WireDesk
    present: Present
    glance: Glance
    tank_desk: TankDesk
    books: Books
    money: Office
    dividend_inputs: DividendInputs
    history: HistoryReader
    state: StateReader
    sessions: Sessions
    passwords: Passwords
    login_limits: LoginLimits
    wish_limit: Limit
    unit_limit: Limit
    refused_limit: Limit

    async def audit(
        self,
        caller: Caller,
        action: str,
        target: str,
        *,
        result: str = "ok",
        reason: str = "",
        detail: Json = None,
    ) -> None:
        """Write down what somebody did or tried; StorageFault when that cannot be kept."""
        entry = AuditEntry(
            actor=caller.name,
            action=action,
            target=target,
            result=result,
            reason=reason,
            session=caller.session[:16],
            address=caller.address,
            detail=detail,
        )
        await self.threads.run(lambda: self.books.store.audit.append(entry))


def desk_of(request: Request) -> Desk:
    """The desk of the app that serves a request."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk
