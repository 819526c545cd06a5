"""What rows about machines ask: true state no instrument shows, grams that fell, who was rung.

It refuses to know tags and the controller.
"""

from typing import Literal

import numpy as np
from pydantic import Field, field_validator

from hil_sim.dialer import DIAL_S
from hil_sim.machine_truths import VIEWS
from trials.expect.expected import Ran, Span
from trials.expect.looks import Look
from trials.finding import Finding


class _Seen(Span):
    """`view`: a name of hil_sim.machine_truths; `place`: where, empty for the farm."""

    view: str
    place: str = ""

    @field_validator("view")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in VIEWS:
            raise ValueError(f"{name} is not one of {', '.join(sorted(VIEWS))}")
        return name

    def looks(self) -> tuple[Look, ...]:
        """The view, every second."""
        return (Look("machine", self.view, self.place),)


class MachineWithin(_Seen):
    """A machine's true state stays between two values."""

    check: Literal["machine_within"]
    low: float = float("-1e12")
    high: float = float("1e12")

    def found(self, ran: Ran) -> Finding:
        """Its lowest and highest."""
        seen = ran.looked(self.looks()[0], self.from_s, self.to_s)
        if not len(seen):
            return self.finding(False, "nothing was seen in this span")
        low, high = float(seen.min()), float(seen.max())
        said = f"{self.place or 'farm'}: {self.view} {low:.4g} to {high:.4g}"
        return self.finding(self.low <= low and high <= self.high, said)


class MachineRises(_Seen):
    """Something that only grows, such as feed fallen, grows within the span by so much."""

    check: Literal["machine_rises"]
    least: float = 0.0
    most: float = float("1e12")

    def found(self, ran: Ran) -> Finding:
        """By how much."""
        seen = ran.looked(self.looks()[0], self.from_s, self.to_s)
        if not len(seen):
            return self.finding(False, "nothing was seen in this span")
        risen = float(seen[-1] - seen[0])
        said = f"{self.place or 'farm'}: {self.view} rose by {risen:.4g}"
        return self.finding(self.least <= risen <= self.most, said)


class DerivedGood(Span):
    """What the controller works out and shows, such as the minutes that are left, is there.

    `most_gap_s`: longest between two Good ones.
    """

    check: Literal["derived_good"]
    derived: str
    most_gap_s: float = Field(10.0, gt=0)

    def found(self, ran: Ran) -> Finding:
        """The longest gap."""
        from_ms, to_ms = ran.ms(self.from_s), ran.ms(self.to_s)
        mine = ran.trial.trace.readings().of(self.derived).between(from_ms, to_ms)
        moments = np.concatenate([[from_ms], mine.at_ms[mine.good], [to_ms]])
        longest_s = float(np.diff(moments).max()) / 1000.0
        said = f"{self.derived}: at most {longest_s:.0f} s without a Good value"
        return self.finding(longest_s <= self.most_gap_s, said)


class DialerRings(Span):
    """The dialer that hangs on no computer has rung somebody within the span."""

    check: Literal["dialer_rings"]
    dials_s: float = Field(DIAL_S, ge=0)

    def looks(self) -> tuple[Look, ...]:
        """Its relays, every second."""
        return (Look("dialer"),)

    def found(self, ran: Ran) -> Finding:
        """When it had dialled."""
        seen = ran.looked(Look("dialer"), self.from_s, self.to_s)
        first = np.flatnonzero(seen > 0.5)
        if not len(first):
            return self.finding(False, "no relay of the dialer dropped in this span")
        rang_s = self.from_s + float(first[0]) + self.dials_s
        return self.finding(rang_s <= self.to_s, f"somebody was rung at {rang_s:.0f} s")
