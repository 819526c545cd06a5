"""The edge computer: back after a death, no output moved by it, nothing lost.

It refuses to know water and fish.
"""

from itertools import pairwise
from typing import Literal

import numpy as np
from pydantic import Field

from farm.site import OutputRule
from hil_sim.binding import CAUSE_WIRE
from trials.expect.expected import Expected, Ran, Span
from trials.expect.looks import Look
from trials.finding import Finding
from trials.life import IN_ORDER, Life
from trials.orders.order import Seconds

UNSAVED_S = 2.5
"""History may lose what came in this last before a death: a second, a commit and a poll, s."""
SAFETY = {"siren": None, "heartbeat": None, "emergency_valve": 1.0, "feeder": 0.0}
"""Outputs that may move at a start, to this value (None: any): a safety demand, not a step."""


class Back(Span):
    """Every process that ended has a successor in `exec_s`, that decides in `ready_s` more."""

    check: Literal["back"]
    exec_s: float = Field(gt=0)
    ready_s: float = Field(20.0, gt=0)
    least: int = Field(1, ge=1)
    """So many must have ended, or nothing was tried."""
    most: int = Field(100_000, ge=1)

    def found(self, ran: Ran) -> Finding:
        """The slowest."""
        lives = ran.trial.box.lives
        pairs = [
            (old, new)
            for old, new in pairwise(lives)
            if old.ended_s is not None and self.from_s <= old.ended_s < self.to_s
        ]
        exec_s = max((new.began_s - (old.ended_s or 0.0) for old, new in pairs), default=0.0)
        ready = [new.ready_s - new.began_s for _, new in pairs if new.ready_s is not None]
        unready = sum(new.ready_s is None and _lived_s(new) > self.ready_s for _, new in pairs)
        ready_s = max(ready, default=0.0)
        ok = (
            self.least <= len(pairs) <= self.most
            and exec_s <= self.exec_s
            and ready_s <= self.ready_s
        )
        said = f"{len(pairs)} ends, next process after at most {exec_s:.1f} s, deciding"
        said += f" {ready_s:.1f} s later" + (f", {unready} never" if unready else "")
        return self.finding(ok and not unready, said)


def _lived_s(life: Life) -> float:
    return (life.ended_s or float("inf")) - life.began_s


TWO_STATE = frozenset({"feeder"})
"""What knows on and off only and has no inrush: a meal that goes on is no step of a tenth."""


class NoStep(Span):
    """No new process moves an output in `still_s`, nor by more than `part` of its range at once."""

    check: Literal["no_step"]
    still_s: float = Field(0.5, gt=0)
    settle_s: float = Field(15.0, gt=0)
    part: float = Field(0.1, gt=0, le=1)

    def found(self, ran: Ran) -> Finding:
        """The first that moved, and the largest step."""
        rules = {rule.quantity: rule for rule in ran.farm.site.outputs}
        early: list[str] = []
        worst, where = 0.0, "none"
        fell: dict[str, str] = {}
        starts_s = [life.began_s for life in ran.trial.box.lives[1:]]
        for change in ran.farm.contacts.log:
            at_s = ran.farm.now_s + (change.at_ms - ran.ms(ran.farm.now_s)) / 1000.0
            began_s = max((s for s in starts_s if s <= at_s), default=None)
            by_itself = fell.get(change.tag, CAUSE_WIRE) != CAUSE_WIRE
            fell[change.tag] = change.cause
            if by_itself:
                continue  # the device fell back while nobody spoke: putting it right is no step
            if change.cause != CAUSE_WIRE or began_s is None or not self.from_s <= at_s < self.to_s:
                continue
            quantity = change.tag.partition(".")[2]
            if quantity in SAFETY and SAFETY[quantity] in (None, change.to_value):
                continue
            if at_s - began_s < self.still_s:
                early.append(f"{change.tag} {at_s - began_s:.1f} s after a start")
            if at_s - began_s < self.settle_s and quantity not in TWO_STATE:
                step = abs(change.to_value - change.from_value) / _range(rules, quantity)
                worst, where = (step, change.tag) if step > worst else (worst, where)
        said = f"{len(early)} moved within {self.still_s:g} s of a start"
        said += f" ({early[0]})" if early else ""
        said += f", largest step after one {100 * worst:.1f} % of range ({where})"
        return self.finding(not early and worst <= self.part, said)


def _range(rules: dict[str, OutputRule], quantity: str) -> float:
    rule = rules.get(quantity)
    return rule.high - rule.low if rule is not None and rule.high > rule.low else 1.0


class Kept(Expected):
    """History holds every reading but the last seconds before a death or a failing disk."""

    check: Literal["kept"]
    but: tuple[tuple[Seconds, Seconds], ...] = ()
    """Spans in which the disk took nothing, longer than the queue of history."""

    def found(self, ran: Ran) -> Finding:
        """Readings of oxygen that are missing."""
        held = ran.trial.box.left.readings
        readings = ran.trial.trace.readings()
        lost = checked = 0
        gaps = [(ran.ms(low), ran.ms(high)) for low, high in self.but]
        for life in ran.trial.box.lives:
            if life.ended_s is not None and life.why not in IN_ORDER:
                gaps.append((ran.ms(life.ended_s - UNSAVED_S), ran.ms(life.ended_s + 0.1)))
        for tag, there in held.items():
            mine = readings.of(tag).at_ms
            safe = np.ones(len(mine), dtype=bool)
            for low, high in gaps:
                safe &= (mine < low) | (mine >= high)
            wanted = {int(at) for at in mine[safe]}
            checked += len(wanted)
            lost += len(wanted - there)
        said = f"{lost} of {checked} oxygen readings are not in the history files"
        return self.finding(checked > 0 and lost == 0, said)


class Restarted(Span):
    """This task of the controller was started again, so often, within its process."""

    check: Literal["restarted"]
    task: str
    times: int = Field(1, ge=1)

    def found(self, ran: Ran) -> Finding:
        """How often."""
        count = sum(life.restarts.get(self.task, 0) for life in ran.trial.box.lives)
        return self.finding(count == self.times, f"{self.task} started again {count} times")


class WatchdogSilent(Span):
    """Within the span nothing was told to the service manager for longer than `longer_s`."""

    check: Literal["watchdog_silent"]
    longer_s: float = Field(gt=0)

    def found(self, ran: Ran) -> Finding:
        """The longest silence."""
        fed_s = [at for life in ran.trial.box.lives for at in life.fed_s]
        inside = [self.from_s, *[s for s in fed_s if self.from_s <= s < self.to_s], self.to_s]
        longest_s = float(np.diff(np.array(inside)).max())
        said = f"nothing told for {longest_s:.1f} s, wanted more than {self.longer_s:g} s"
        return self.finding(longest_s > self.longer_s, said)


class LogSmall(Span):
    """The write-ahead log of the state never grew beyond this, whoever forgot to stop reading."""

    check: Literal["log_small"]
    most_mb: int = Field(gt=0)

    def looks(self) -> tuple[Look, ...]:
        """Its size, every second: an orderly stop takes it away."""
        return (Look("log"),)

    def found(self, ran: Ran) -> Finding:
        """Its largest size."""
        seen = ran.looked(self.looks()[0], self.from_s, self.to_s)
        largest_mb = float(seen.max(initial=0.0)) / 1e6
        said = f"write-ahead log at most {largest_mb:.2f} MB"
        return self.finding(0.0 < largest_mb <= self.most_mb, said)


class FedWithin(Span):
    """What one tank's feeder truly threw in the span, g."""

    check: Literal["fed_within"]
    tank: str
    low_g: float = 0.0
    high_g: float

    def found(self, ran: Ran) -> Finding:
        """Seconds the relay was closed, times what it throws."""
        tag, farm = f"{self.tank}.feeder", ran.farm
        on_ms, since_ms = 0, None
        from_ms, to_ms = ran.ms(self.from_s), ran.ms(self.to_s)
        for change in farm.contacts.log:
            if change.tag != tag:
                continue
            at_ms = min(max(change.at_ms, from_ms), to_ms)
            if change.to_value > 0.5:
                since_ms = at_ms
            elif since_ms is not None:
                on_ms, since_ms = on_ms + at_ms - since_ms, None
        on_ms += to_ms - since_ms if since_ms is not None else 0
        column = farm.plant.layout.tank_ids.index(self.tank)
        grams = on_ms / 1000.0 * float(farm.plant.feeders.g_s[column])
        return self.finding(self.low_g <= grams <= self.high_g, f"{tag} threw {grams:.0f} g")


class FactsKept(Expected):
    """Every fact of every life is on the disk, also those it refused at first; none died in hand.

    For runs in which no process is killed while the disk is bad.
    """

    check: Literal["facts_kept"]
    least: int = Field(1, ge=1)

    def found(self, ran: Ran) -> Finding:
        """Those that are missing."""
        facts = {(fact.boot, fact.seq) for fact in ran.trial.store.facts}
        lost = len(facts - ran.trial.box.left.facts)
        said = f"{lost} of {len(facts)} facts handed over are not in the state database"
        return self.finding(lost == 0 and len(facts) >= self.least, said)


class FactsInTime(Expected):
    """No fact carries a time more than a day away from when it happened: books are not misled."""

    check: Literal["facts_in_time"]

    def found(self, ran: Ran) -> Finding:
        """Those that do."""
        from_ms, to_ms = ran.ms(0.0) - 86_400_000, ran.ms(ran.farm.now_s) + 86_400_000
        facts = ran.trial.store.facts
        wrong = sum(not from_ms <= fact.to_ms <= to_ms for fact in facts)
        said = f"{wrong} of {len(facts)} facts more than a day away from when they happened"
        return self.finding(wrong == 0, said)
