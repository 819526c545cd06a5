"""Tell the controller what the books say: heads, biomass and ration of every tank.

It refuses to decide when fish are fed. Rations follow `book_view.ration_kg_d` until a plan is in
force; the controller holds them for two days and keeps its own limits.
"""

import asyncio

import structlog

from dashboard.book_view import tank_stocks
from dashboard.books import Books
from dashboard.link_client import ControllerLink
from dashboard.refusals import Refused
from farm.link import SetStock
from farm.stock import TankStock

EVERY_S = 3600.0
RETRY_S = 5.0
ACTOR = "dashboard"

_log = structlog.get_logger()


class StockPush:
    """Sends the stock when it changed, when the controller came back, and every hour."""

    def __init__(self, books: Books, link: ControllerLink) -> None:
        """Listen to the books and to the link."""
        self._books, self._link = books, link
        self._wake = asyncio.Event()
        self._wake.set()
        self._sent: tuple[TankStock, ...] = ()
        self._boot = ""
        books.changed.append(self._wake.set)
        link.greeted.append(self._wake.set)

    async def run(self) -> None:
        """A task of the app."""
        while True:
            wait_s = EVERY_S if await self.push() else RETRY_S
            try:
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()
            except TimeoutError:
                self._sent = ()
            self._wake.clear()

    async def push(self) -> bool:
        """Send the stock unless this controller has it; False when it must be tried again."""
        view = await self._books.view()
        tanks = tank_stocks(view, 0)
        boot = self._link.hello.boot if self._link.hello else ""
        if not boot:
            return False
        if tanks == self._sent and boot == self._boot:
            return True
        what = SetStock(tanks=tank_stocks(view, self._link.controller_ms()))
        try:
            result = await self._link.wish(what, actor=ACTOR)
        except Refused:
            return False
        if not result.accepted:
            _log.warning("stock_refused", code=result.code, why=result.text.en)
            return False
        self._sent, self._boot = tanks, boot
        return True
