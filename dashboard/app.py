"""The web application: every part made once and joined.

It refuses to open sockets and files that others own: the store is handed in open (`serve`).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import Depends, FastAPI

from dashboard import refusals, refused_writes
from dashboard.books import Books
from dashboard.caller import admit
from dashboard.desk import Desk
from dashboard.doorkeeper import Doorkeeper
from dashboard.facts_intake import FactsIntake
from dashboard.farm_info import farm_info, site_tags
from dashboard.limits import Limit, LoginLimits
from dashboard.link_client import ControllerLink
from dashboard.live import Live
from dashboard.messages.secrets import FOLDER
from dashboard.messages.sender import Sender
from dashboard.money.examining import anchor_beside
from dashboard.money.office import Office
from dashboard.overview import Glance
from dashboard.passwords import Passwords
from dashboard.present import Present
from dashboard.recent import Recent
from dashboard.routes import (
    books,
    calibrations,
    examine,
    money,
    papers,
    parties,
    past,
    personal,
    plant,
    production,
    project,
    reading,
    rules,
    runs,
    shares,
    signin,
    wishes,
)
from dashboard.sessions import Sessions
from dashboard.static_page import mount_page
from dashboard.stock_push import StockPush
from dashboard.supervised import kept_running
from dashboard.tank_page import TankDesk
from dashboard.threads import Threads
from dashboard.whereabouts import Whereabouts
from dashboard.wires import WireDesk
from farm.clock import Clock
from farm.health_tags import health_tags
from farm.profile import Profile
from farm.site import Site
from records.history.query import HistoryReader
from records.personal.keys import KeyRing
from records.state.reader import StateReader
from records.store.journal_store import JournalStore

Children = Mapping[str, Callable[[], Awaitable[None]]]

SUBJECTS = (
    signin, plant, past, wishes, production, money, reading, calibrations, parties, shares,
    rules, runs, books, personal, examine, project, papers,
)  # fmt: skip
"""The routes, subject by subject; `signin.open_api` alone asks for nothing."""

STATIC = Path(__file__).parent / "static"


def make_desk(
    site: Site,
    controller_dir: Path,
    clock: Clock,
    store: JournalStore,
    passwords: Passwords,
    profiles: Mapping[str, Profile],
    keys: KeyRing | None = None,
) -> Desk:
    """The parts the routes work with; `keys`: of people's sealed fields."""
    tags, threads, zone = site_tags(site), Threads(), ZoneInfo(site.timezone)
    link, recent = ControllerLink(controller_dir / "controller.sock", clock), Recent()
    link.told.append(recent.told)
    present = Present(link, clock, tags - frozenset(health_tags(site)))
    glance = Glance(site, present, recent)
    return Desk(
        site=site,
        info=farm_info(site),
        tags=tags,
        clock=clock,
        threads=threads,
        link=link,
        live=Live(link, clock),
        wires=WireDesk(site, profiles, link),
        present=present,
        glance=glance,
        tank_desk=TankDesk(site, present, glance, tags),
        books=Books(store, site, zone, clock, threads),
        money=Office(store, site, zone, clock, threads, keys),
        dividend_inputs=store.dividend_inputs,
        history=HistoryReader(controller_dir / "history"),
        state=StateReader(controller_dir / "state.db"),
        sessions=Sessions(store.people, threads, clock, Whereabouts(site.page.roam)),
        passwords=passwords,
        login_limits=LoginLimits(clock),
        wish_limit=Limit(clock, 30, 60),
        unit_limit=Limit(clock, 1, 1),
        refused_limit=Limit(clock, refused_writes.A_MINUTE, 60),
    )


def make_app(
    site: Site,
    controller_dir: Path,
    clock: Clock,
    store: JournalStore,
    *,
    viewer_token: str = "",
    passwords: Passwords | None = None,
    static: Path = STATIC,
    profiles: Mapping[str, Profile] | None = None,
    own_dir: Path | None = None,
    secrets: Path | None = None,
    keys: KeyRing | None = None,
) -> FastAPI:
    """The app; its tasks run from start-up to shut-down, the store stays the caller's.

    `controller_dir`: where controller.sock, state.db and history/ are or will be.
    `viewer_token`: at least 32 characters, or "" for none. `profiles`: of the site's devices.
    `own_dir`: where messages.db is, `secrets`: the robots' tokens; both beside the controller's
    files when not given. `keys`: of people's sealed fields; without them none is read or written.
    """
    words = passwords or Passwords()
    desk = make_desk(site, controller_dir, clock, store, words, profiles or {}, keys)
    mine = own_dir or controller_dir
    sender = Sender(site, mine, secrets or mine / FOLDER, desk.link, clock)
    sender.beside_the_test = lambda: anchor_beside(desk.money)
    children = _children(desk, controller_dir) | {"messages": sender.run}
    app = FastAPI(
        title="RAS farm", version="1", docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json", lifespan=lambda _app: _running(desk, children, sender),
    )  # fmt: skip
    app.state.desk, app.state.sender = desk, sender
    refusals.install(app, refused_writes.keep)
    app.include_router(signin.open_api)
    for subject in SUBJECTS:
        app.include_router(subject.api, dependencies=[Depends(admit)])
    mount_page(app, desk, static)
    app.add_middleware(Doorkeeper, find_session=desk.sessions.find, viewer_token=viewer_token)
    return app


def _children(desk: Desk, controller_dir: Path) -> dict[str, Callable[[], Awaitable[None]]]:
    intake = FactsIntake(controller_dir / "state.db", desk.books, desk.site.id, desk.threads)
    push = StockPush(desk.books, desk.link)
    return {
        "link": desk.link.run,
        "live": desk.live.run,
        "facts": intake.run,
        "stock": push.run,
    }


@asynccontextmanager
async def _running(desk: Desk, children: Children, sender: Sender) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(kept_running(*child)) for child in children.items()]
    try:
        yield
    finally:
        await desk.live.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        sender.close()
        desk.threads.close()
        desk.passwords.close()
