"""A run looks after itself: dates what it holds once the clock is set, begins anew in time.

It refuses to know fish and water, and to end anything itself: `due` says that it is time.
"""

import asyncio
import json

from controller.cycle import Cycle
from controller.health.own import OwnHealth
from controller.held_history import HeldHistory
from controller.renewal import Renewal, is_quiet
from controller.store import History, LastingNote, Store
from farm.clock import TURN_S, Clock
from farm.words import Words

DOUBT = Words(zh="计算机的时间不可信", en="the computer's clock is doubted")


class Upkeep:
    """Looked at once a turn. `history` is where samples are to go."""

    def __init__(self, clock: Clock, store: Store, history: History, own: OwnHealth) -> None:
        """`history`: what keeps samples; held back while the date is doubted."""
        self._clock, self._store, self._own = clock, store, own
        self._held = HeldHistory(history) if own.doubt else None
        self.history: History = self._held or history
        self._renewal = Renewal(store, clock.utc_ms())
        self.due = asyncio.Event()
        self.cause = ""
        if own.doubt:
            self._noted(None)

    def look(self, cycle: Cycle, *, renewed: bool) -> None:
        """Date what was held; see whether to begin anew, where somebody starts us again."""
        own, held = self._own, self._held
        if own.add_ms is not None and held is not None and held.holds:
            held.dated(own.add_ms)
            cycle.put_right(own.add_ms)
            self._noted(own.add_ms)
        if not renewed or self.due.is_set():
            return
        at_ms = self._clock.utc_ms()
        causes = own.causes()
        quiet = bool(causes) and is_quiet(cycle.memory, at_ms)
        self.cause = self._renewal.due(causes, TURN_S, quiet=quiet, at_ms=at_ms)
        if self.cause:
            self._renewal.note(self.cause, at_ms)
            self.due.set()

    def ended(self) -> None:
        """The run ends in order: nothing may stay in memory."""
        if self._held is not None and self._held.holds:
            self._held.dated(0)

    def _noted(self, add_ms: int | None) -> None:
        """Mark the run whose stamps are estimates, and how far off they were once that is known."""
        row = {"boot": self._store.boot, "loop_s": self._clock.now_s(), "add_ms": add_ms}
        note = LastingNote("mode", "clock/doubt", json.dumps(row), "", DOUBT)
        self._store.lasting(self._clock.utc_ms(), note)
