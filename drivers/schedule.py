"""Which station is asked next, and when: a timetable on fixed grids, with patience for the mute.

It refuses to wait, to ask and to read a clock: every method is handed the time.

* A slot is a station at one pace; one with tags at two paces has two, which share its patience.
* A slot's polls fall due on a grid that never drifts: phase, phase + period, …; one period is
  one poll owed. It is *answered* when all its reads were answered within that period or later,
  and *on time* when that was before the next one fell due. A period without an answer is missed,
  including those that passed while the station was being left alone.
* Stations that answer go first, of these life support, of these the earliest deadline.
* A station that misses is visited again 1, 2, 4, 8, 10 s after the visit began, at most 2 s later
  for life support (DESIGN, line silence); from the third miss in a row its breaker is open.
"""

from dataclasses import dataclass, field

from farm.clock import POLLS_FROM_S, POLLS_WITHIN_S, TURN_S, next_turn_s

BREAKER_MISSES = 3  # misses in a row; safety reference F-14
REVISIT_FIRST_S, REVISIT_MAX_S, REVISIT_LIFE_S = 1.0, 10.0, 2.0  # s, DESIGN section 3


@dataclass(slots=True)
class Patience:
    """What the slots of one station share. `busy`: a visit has begun and is not over."""

    life_support: bool = False
    least_s: float = 0.0
    misses: int = 0
    busy: bool = False

    def revisit_s(self) -> float:
        """How long after a missed visit began the next one may."""
        most_s = REVISIT_LIFE_S if self.life_support else REVISIT_MAX_S
        wait_s = min(REVISIT_FIRST_S * 2.0 ** min(self.misses - 1, 10), most_s)
        return max(wait_s, self.least_s)


@dataclass(slots=True)
class Slot:
    """One pace of one station. `due_s`: start of the oldest period still owed."""

    period_s: float
    life_support: bool
    due_s: float = 0.0
    visit_s: float = 0.0
    patience: Patience = field(default_factory=Patience)
    asked: int = 0
    answered: int = 0
    on_time: int = 0

    @property
    def misses(self) -> int:
        """Visits of the station in a row that were not answered."""
        return self.patience.misses

    @property
    def breaker_open(self) -> bool:
        """True once the station counts as dead; it is still visited."""
        return self.patience.misses >= BREAKER_MISSES

    def rank(self) -> tuple[bool, bool, float]:
        """What decides between stations that are due; lower goes first."""
        return self.patience.misses > 0, not self.life_support, self.due_s + self.period_s


class Timetable:
    """The slots of one bus, numbered as they were added."""

    def __init__(self) -> None:
        """Empty; `add` the stations, then `start`."""
        self.slots: list[Slot] = []
        self._patience: dict[str, Patience] = {}

    def add(
        self, period_s: float, *, life_support: bool, least_s: float = 0.0, station: str = ""
    ) -> None:
        """Add a station at one pace; `least_s`: one that misses is never asked sooner than that.

        `station`: whose slot it is; without a name it is a station of its own.
        """
        name = station or f"#{len(self.slots)}"
        patience = self._patience.setdefault(name, Patience())
        patience.life_support |= life_support
        patience.least_s = max(patience.least_s, least_s)
        self.slots.append(Slot(period_s, life_support, patience=patience))

    def start(self, now_s: float, *, orders: bool = False) -> None:
        """Begin the grids, spread over each period so that a line is loaded evenly.

        `orders`: the line carries the controller's decisions; see farm.clock.TURN_S.
        """
        for index, slot in enumerate(self.slots):
            share = index / len(self.slots)
            after_s = slot.period_s * share
            if orders and slot.period_s % TURN_S == 0:
                after_s = next_turn_s(now_s) - now_s + after_s // TURN_S * TURN_S
                after_s = (after_s + POLLS_FROM_S + share * POLLS_WITHIN_S) % slot.period_s
            slot.due_s = slot.visit_s = now_s + after_s

    def restart(self, now_s: float, *, patient: bool = False) -> None:
        """The wire is new: owed periods are closed and everyone may be asked at once.

        `patient`: it was opened anew only because nobody answered; the mute stay mute until heard.
        Those of life support are asked at once all the same: there is nobody whose turn they take.
        """
        for slot in self.slots:
            self._close_until(slot, now_s)
            slot.patience.busy = False
            if not patient:
                slot.patience.misses = 0
            if slot.misses == 0:
                slot.visit_s = slot.due_s
            elif slot.patience.life_support:
                slot.visit_s = min(slot.visit_s, now_s + slot.patience.least_s)

    def due(self, now_s: float) -> list[int]:
        """Stations to be visited now, in no order."""
        return [index for index, slot in enumerate(self.slots) if slot.visit_s <= now_s]

    def next(self, now_s: float) -> tuple[int | None, float]:
        """Slot to visit now, or None with the time at which the next falls due."""
        best, best_rank, soonest_s = None, (True, True, float("inf")), float("inf")
        for index, slot in enumerate(self.slots):
            if slot.patience.busy:
                continue
            if slot.visit_s > now_s:
                if slot.visit_s < soonest_s:
                    soonest_s = slot.visit_s
            elif best is None or slot.rank() < best_rank:
                best, best_rank = index, slot.rank()
        return best, soonest_s

    def begun(self, index: int) -> None:
        """A visit began that is not over at once: its station is not visited again meanwhile."""
        self.slots[index].patience.busy = True

    def answered(self, index: int, now_s: float) -> None:
        """All reads of the visit were answered at `now_s`."""
        slot = self.slots[index]
        self._welcome(slot, now_s)
        self._close_until(slot, slot.visit_s)
        slot.asked += 1
        slot.answered += 1
        slot.on_time += now_s < slot.due_s + slot.period_s
        slot.due_s += slot.period_s
        self._close_until(slot, now_s)
        slot.visit_s = slot.due_s

    def missed(self, index: int, started_s: float) -> None:
        """The visit that began at `started_s` got no (whole) answer."""
        patience = self.slots[index].patience
        patience.busy = False
        patience.misses += 1
        visit_s = started_s + patience.revisit_s()
        for slot in self.slots:
            if slot.patience is patience:
                slot.visit_s = max(visit_s, slot.due_s)
                self._close_until(slot, visit_s)

    def unreachable(self, index: int, now_s: float) -> None:
        """There is no wire: the period is missed, the next one is the next chance."""
        slot = self.slots[index]
        slot.asked += 1
        slot.due_s += slot.period_s
        self._close_until(slot, now_s)
        slot.visit_s = slot.due_s

    def totals(self) -> tuple[int, int, int]:
        """Periods owed and closed, answered, answered on time, over all stations."""
        return (
            sum(slot.asked for slot in self.slots),
            sum(slot.answered for slot in self.slots),
            sum(slot.on_time for slot in self.slots),
        )

    def _close_until(self, slot: Slot, at_s: float) -> None:
        """Count every period that has ended by `at_s` unanswered as missed."""
        if slot.due_s + slot.period_s <= at_s:
            periods = int((at_s - slot.due_s) // slot.period_s)
            slot.asked += periods
            slot.due_s += periods * slot.period_s

    def _welcome(self, answering: Slot, now_s: float) -> None:
        """A station that answers again may be asked for all it owes."""
        patience = answering.patience
        patience.busy = False
        if patience.misses == 0:
            return
        patience.misses = 0
        for slot in self.slots:
            if slot.patience is patience and slot is not answering:
                self._close_until(slot, now_s)
                slot.visit_s = slot.due_s
