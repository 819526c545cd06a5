"""What must follow once a true quantity is past a limit: an output moves, people are told.

The plant says when the limit was passed, so that no time is counted from what a probe showed. It
refuses to know why it was passed.
"""

from abc import abstractmethod
from typing import Literal, Self

import numpy as np
from pydantic import Field, model_validator

from trials.expect.alarms import Named
from trials.expect.expected import Ran, Span
from trials.expect.looks import Look
from trials.finding import Finding


class _Past(Span):
    """From the first second in the span at which a true quantity is past `above` or `below`."""

    quantity: str
    place: str
    above: float | None = None
    below: float | None = None
    within_s: float = Field(ge=0)

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise ValueError("give either above or below")
        return self

    def looks(self) -> tuple[Look, ...]:
        """The quantity, every second."""
        return (Look("truth", self.quantity, self.place),)

    def found(self, ran: Ran) -> Finding:
        """Nothing to judge where the limit was never passed: that is a failure of the row."""
        seen = ran.looked(_Past.looks(self)[0], self.from_s, self.to_s)
        past = seen > self.above if self.above is not None else seen < (self.below or 0.0)
        first = np.flatnonzero(past)
        limit = f"above {self.above:g}" if self.above is not None else f"below {self.below:g}"
        if not len(first):
            return self.finding(False, f"{self.place}: true {self.quantity} never {limit}")
        past_s = self.from_s + float(first[0])
        ok, said = self.followed(ran, past_s)
        head = f"{self.place}: true {self.quantity} {limit} at {past_s:.0f} s"
        return self.finding(ok, f"{head}, {said}")

    @abstractmethod
    def followed(self, ran: Ran, past_s: float) -> tuple[bool, str]:
        """Whether it followed in time, with the figure."""
        raise NotImplementedError


class OutputFollows(_Past):
    """The contact of `tag` is between two values `within_s` later, and stays so for `for_s`."""

    check: Literal["output_follows"]
    tag: str
    low: float = float("-1e12")
    high: float = float("1e12")
    for_s: float = Field(0.0, ge=0)

    def looks(self) -> tuple[Look, ...]:
        """The quantity and the contact."""
        return (*super().looks(), Look("output", self.tag))

    def followed(self, ran: Ran, past_s: float) -> tuple[bool, str]:
        """How long it took, and how long it then stayed."""
        stands = ran.looked(Look("output", self.tag), past_s, self.to_s)
        so = (stands >= self.low) & (stands <= self.high)
        lasting = 1 + int(self.for_s)
        kept = [bool(so[at : at + lasting].all()) for at in range(len(so) - lasting + 1)]
        first = np.flatnonzero(kept)
        if not len(first):
            return False, f"{self.tag} never followed for {lasting} s"
        return int(first[0]) <= self.within_s, f"{self.tag} {int(first[0])} s later"


class AlarmFollows(_Past, Named):
    """An alarm of this pattern stands `within_s` later."""

    check: Literal["alarm_follows"]

    def followed(self, ran: Ran, past_s: float) -> tuple[bool, str]:
        """When it came; one that stood already is no answer to this."""
        past_ms = ran.ms(past_s)
        later = [from_ms for _, from_ms, _ in self.spans(ran) if from_ms >= past_ms]
        if not later:
            return False, f"{self.alarm} never"
        took_s = (min(later) - past_ms) / 1000.0
        return took_s <= self.within_s, f"{self.alarm} {took_s:.0f} s later"
