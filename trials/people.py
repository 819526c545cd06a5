"""People and the dashboard of a trial: wishes with a name, the stock told to every new controller.

It refuses to judge a wish: the production controller answers.
"""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from farm.clock import loop_clock
from farm.link import Act, Result, SetStock, Wish
from farm.stock import TankStock
from farm.words import Words
from trials.process import Box

AWAY = "away"
"""Answer of the dashboard while no controller lives, or when it died over the wish."""
SAID = Words(zh="控制器不在线", en="the controller is away")


@dataclass(frozen=True, slots=True)
class Asked:
    """One wish and its answer; loop seconds."""

    at_s: float
    wish: Wish
    result: Result


class People:
    """Asks as the dashboard does, over one link."""

    def __init__(self, box: Box, stock: Sequence[TankStock]) -> None:
        """`stock`: of the books."""
        self._box, self._stock = box, tuple(stock)
        self._told = -1
        self.cut = False
        """The way to the controller is gone."""
        self.asked: list[Asked] = []

    async def stock_told(self) -> None:
        """A controller that is new to the dashboard is told the books' stock."""
        number = len(self._box.lives)
        if self._box.run is not None and self._told != number and not self.cut:
            what = SetStock(tanks=self._stock)
            if (await self.ask(what, "dashboard", kept=False)).accepted:
                self._told = number

    def ask_soon(self, order: Mapping[str, Any]) -> None:
        """A person's wish of a scenario."""
        act = _act(order["what"])
        coming = self.ask(
            act, str(order.get("who", "operator")), str(order.get("second", "")),
            str(order.get("id", "")), float(order.get("old_s", 0.0)),
        )  # fmt: skip
        self._box.hold(asyncio.ensure_future(coming))

    async def ask(
        self,
        what: Act,
        actor: str = "trial",
        second: str = "",
        wish_id: str = "",
        old_s: float = 0.0,
        *,
        kept: bool = True,
    ) -> Result:
        """The controller's answer, or `away`."""
        clock, box = loop_clock(), self._box
        at_s = clock.now_s()
        heard = clock if box.run is None else box.run.around.clock
        made_ms = heard.utc_ms() - round(1000 * old_s)
        named = wish_id or uuid.uuid5(uuid.NAMESPACE_OID, f"{made_ms}/{actor}/{what}").hex
        wish = Wish(
            id=named, actor=actor, second_actor=second, reason="trial", made_ms=made_ms, what=what
        )
        try:
            result = await self._answer(wish)
        except asyncio.CancelledError:
            result = Result(id=wish.id, accepted=False, code=AWAY, text=SAID)
        if kept:
            self.asked.append(Asked(at_s, wish, result))
            box.told(f"asked {what.act} {actor} {result.code}")
        return result

    async def _answer(self, wish: Wish) -> Result:
        run = self._box.run
        if run is None or self.cut:
            return Result(id=wish.id, accepted=False, code=AWAY, text=SAID)
        return Result.model_validate(await run._answer(wish))


def _act(row: Mapping[str, Any]) -> Act:
    return Wish.model_validate(
        {"id": "00000000", "actor": "x", "made_ms": 0, "what": dict(row)}
    ).what
