"""What any row may ask: a tag's status, a true quantity, an output's contact, the mode.

It refuses to know causes.
"""

from typing import Literal

import numpy as np
from pydantic import Field

from trials.expect.expected import Ran, Span
from trials.expect.looks import MODES, Look
from trials.finding import Finding

Mode = Literal["normal", "degraded", "life_support"]


class TagBad(Span):
    """Never Good from `from_s + by_s` to `to_s`; a tag that is not read at all is Bad."""

    check: Literal["tag_bad"]
    tag: str
    by_s: float = Field(0.0, ge=0)

    def found(self, ran: Ran) -> Finding:
        """Good readings in the span, and the last of them."""
        from_ms = ran.ms(self.from_s + self.by_s)
        mine = ran.trial.trace.readings().of(self.tag).between(from_ms, ran.ms(self.to_s))
        good_ms = mine.at_ms[mine.good]
        said = f"{self.tag}: {len(good_ms)} of {len(mine.at_ms)} readings Good"
        if len(good_ms):
            last_s = self.from_s + self.by_s + (int(good_ms[-1]) - from_ms) / 1000.0
            said += f", the last at {last_s:.1f} s"
        return self.finding(len(good_ms) == 0, said)


class TagGood(Span):
    """Every reading from `from_s + by_s` to `to_s` is Good, and there are some."""

    check: Literal["tag_good"]
    tag: str
    by_s: float = Field(0.0, ge=0)

    def found(self, ran: Ran) -> Finding:
        """Readings that are not."""
        from_ms = ran.ms(self.from_s + self.by_s)
        mine = ran.trial.trace.readings().of(self.tag).between(from_ms, ran.ms(self.to_s))
        bad = int((~mine.good).sum())
        ok = bad == 0 and len(mine.at_ms) > 0
        return self.finding(ok, f"{self.tag}: {bad} of {len(mine.at_ms)} readings not Good")


class TruthWithin(Span):
    """A true quantity (a key of hil_sim.truths) of a place stays between two values."""

    check: Literal["truth_within"]
    quantity: str
    place: str
    low: float = float("-1e12")
    high: float = float("1e12")

    def looks(self) -> tuple[Look, ...]:
        """The quantity, every second."""
        return (Look("truth", self.quantity, self.place),)

    def found(self, ran: Ran) -> Finding:
        """Its lowest and highest."""
        seen = ran.looked(self.looks()[0], self.from_s, self.to_s)
        if not len(seen):
            return self.finding(False, "nothing was seen in this span")
        low, high = float(seen.min()), float(seen.max())
        said = f"{self.place}: true {self.quantity} {low:.4g} to {high:.4g}"
        return self.finding(self.low <= low and high <= self.high, said)


class OutputWithin(Span):
    """What an output's contact or current truly is stays between two values, in its unit."""

    check: Literal["output_within"]
    tag: str
    low: float = float("-1e12")
    high: float = float("1e12")

    def looks(self) -> tuple[Look, ...]:
        """The contact, every second."""
        return (Look("output", self.tag),)

    def found(self, ran: Ran) -> Finding:
        """Its lowest and highest."""
        seen = ran.looked(self.looks()[0], self.from_s, self.to_s)
        if not len(seen):
            return self.finding(False, "nothing was seen in this span")
        low, high = float(seen.min()), float(seen.max())
        said = f"{self.tag}: truly {low:.4g} to {high:.4g}"
        return self.finding(self.low <= low and high <= self.high, said)


class NotLess(Span):
    """An output never stands lower than where it stood at `from_s`."""

    check: Literal["not_less"]
    tag: str

    def looks(self) -> tuple[Look, ...]:
        """The contact, every second."""
        return (Look("output", self.tag),)

    def found(self, ran: Ran) -> Finding:
        """Where it stood, and its lowest since."""
        seen = ran.looked(self.looks()[0], self.from_s, self.to_s)
        if not len(seen):
            return self.finding(False, "nothing was seen in this span")
        said = f"{self.tag}: {seen[0]:.4g} at {self.from_s:g} s, at least {seen.min():.4g} since"
        return self.finding(float(seen.min()) >= float(seen[0]), said)


class ModeIs(Span):
    """The controller says this mode of itself throughout the span."""

    check: Literal["mode_is"]
    mode: Mode

    def looks(self) -> tuple[Look, ...]:
        """The mode, every second."""
        return (Look("mode"),)

    def found(self, ran: Ran) -> Finding:
        """Seconds in another."""
        seen = ran.looked(Look("mode"), self.from_s, self.to_s)
        other = int(np.count_nonzero(seen != MODES.index(self.mode)))
        said = f"{other} of {len(seen)} seconds not in mode {self.mode}"
        return self.finding(len(seen) > 0 and other == 0, said)
