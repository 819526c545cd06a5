"""Carries out what a scenario orders the edge computer to suffer, at instants drawn by the seed.

It refuses to know scenarios and what follows.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from farm.clock import TURN_S, SimulatedLoop
from trials.orders.software import BOX_ORDERS
from trials.people import People
from trials.process import BOOT_S, RESTART_S, Box

Order = Mapping[str, Any]


class BoxOrders:
    """Puts each order on the loop; `second`: lets the world catch up while the loop stands."""

    def __init__(
        self, box: Box, people: People, second: Callable[[], None], orders: Sequence[Order]
    ) -> None:
        """Nothing is ordered before `plan`."""
        self._box, self._people, self._second, self._orders = box, people, second, orders
        self._do: dict[str, Callable[[Order], None]] = {
            "kill": lambda order: self._spread(order, float(order.get("for_s", 0)), self._kill),
            "box_off": lambda order: self._spread(
                order, float(order.get("within_s", 0)), self._box_off
            ),
            "stall": lambda order: self._at(order, self._stall),
            "break_task": lambda order: self._at(order, self._break),
            "disk": lambda order: self._at(order, self._disk),
            "reader": lambda order: self._at(order, self._reader),
            "clock": self._clock_set,
            "memory_leak": lambda order: self._at(order, self._leak),
            "uplink": lambda order: self._at(order, self._cut),
            "ask": lambda order: self._at(order, self._people.ask_soon),
        }
        assert self._do.keys() == BOX_ORDERS

    def plan(self) -> None:
        """All of them, before the first start."""
        self._box.breaker.armed = any(order["do"] == "break_task" for order in self._orders)
        for order in self._orders:
            self._do[order["do"]](order)

    def _at(self, order: Order, act: Callable[[Order], None]) -> None:
        _later(float(order["at_s"]), act, order)

    def _spread(self, order: Order, within_s: float, act: Callable[[Order], None]) -> None:
        """Once at its second; or several times, in as many equal parts of a span, drawn in each."""
        times, at_s = int(order.get("times", 1)), float(order["at_s"])
        part_s = within_s / times
        for number in range(times):
            _later(at_s + part_s * (number + self._box.dice.random()), act, order)

    def _kill(self, _: Order) -> None:
        if self._box.life is not None:
            self._box.die("killed")
            self._box.start_in(RESTART_S)

    def _box_off(self, order: Order) -> None:
        if self._box.life is None:  # off already: a cut ordered is a cut made, once it is back
            _later(TURN_S, self._box_off, order)
            return
        self._box.power_cut()
        self._box.start_in(float(order["for_s"]) + self._box.dice.uniform(*BOOT_S))

    def _stall(self, order: Order) -> None:
        loop, box = cast(SimulatedLoop, asyncio.get_running_loop()), self._box
        life, end_s = box.life, loop.time() + float(order["for_s"])
        box.told("stall")
        while life is not None and box.life is life and loop.time() < end_s:
            turn_s = TURN_S - loop.time() % TURN_S
            loop.pass_over(min(turn_s, end_s - loop.time()))
            box.written()
            self._second()

    def _break(self, order: Order) -> None:
        name = str(order["task"])
        names = self._box.breaker.children if name == "each" else (name,)
        for number, child in enumerate(names):
            _later(number * float(order.get("every_s", 20.0)), self._trip, child)

    def _trip(self, child: str) -> None:
        self._box.told(f"break {child}")
        self._box.breaker.trip(child)

    def _disk(self, order: Order) -> None:
        disk = self._box.disk
        assert disk is not None
        disk.mood, disk.slow_s = order["mood"], float(order.get("slow_s", 5.0))
        self._box.told(f"disk {disk.mood}")
        if "for_s" in order:
            _later(float(order["for_s"]), self._well, order)

    def _well(self, _: Order) -> None:
        assert self._box.disk is not None
        self._box.disk.mood = "well"
        self._box.told("disk well")

    def _reader(self, order: Order) -> None:
        disk = self._box.disk
        assert disk is not None
        disk.read_for_long(disk.state)
        if "for_s" in order:
            _later(float(order["for_s"]), lambda _: disk.readers_end(), order)

    def _cut(self, order: Order) -> None:
        self._people.cut = True
        self._box.told("uplink cut")
        if "for_s" in order:
            _later(float(order["for_s"]), self._healed, order)

    def _healed(self, _: Order) -> None:
        self._people.cut = False
        self._box.told("uplink healed")

    def _leak(self, order: Order) -> None:
        self._box.leak_mb_min = float(order["mb_min"])
        self._box.leaks_from_s = asyncio.get_running_loop().time()
        self._box.told(f"leak {self._box.leak_mb_min!r}")

    def _clock_set(self, order: Order) -> None:
        if float(order["at_s"]) > 0:
            self._at(order, self._step)
        else:
            self._step(order)

    def _step(self, order: Order) -> None:
        self._box.wall_ms += round(1000 * float(order["by_s"]))
        self._box.told(f"clock {order['by_s']!r}")


def _later(wait_s: float, act: Callable[[Any], None], what: Any) -> None:
    asyncio.get_running_loop().call_later(wait_s, act, what)
