"""A master's end of a wire as values: bytes and loop seconds in, bytes and loop seconds out.

It refuses to know what hangs on the wire and what carries the bytes.
"""

from collections.abc import Callable
from random import Random
from typing import NamedTuple, Protocol


class Delivery(NamedTuple):
    """Bytes that reach the master whole at `at_s` (loop seconds)."""

    at_s: float
    data: bytes


class Wire(Protocol):
    """Anything one can send bytes to. `next_due_s`: when `due` is to be asked again, or never."""

    @property
    def next_due_s(self) -> float | None:
        """Loop seconds at which the wire speaks unasked; None: only when spoken to."""

    @property
    def broken(self) -> bool:
        """Whether what was sent cannot be this wire's language: a real device hangs up."""

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """Bytes the master began to send at `at_s`; what comes back and when."""

    def due(self, at_s: float) -> list[Delivery]:
        """What is said unasked up to `at_s`."""


class Passes(Protocol):
    """What lies between a master and its stations (hil_sim.line_faults)."""

    @property
    def cuts(self) -> bool:
        """Whether nothing gets through."""

    @property
    def gone(self) -> bool:
        """Whether the master finds no wire at all."""

    def sent(self, data: bytes, dice: Random) -> bytes:
        """What the master sent, as the stations get it."""

    def said(self, deliveries: list[Delivery], dice: Random) -> list[Delivery]:
        """What the stations said, as the master gets it."""


class StepsFirst:
    """A wire that brings its farm to the moment before anything is read from it."""

    def __init__(
        self, inner: Wire, step_to: Callable[[float], None], faults: Passes, dice: Random
    ) -> None:
        """`step_to`: moves the farm to a loop second; `faults`: of the whole wire."""
        self._inner, self._step_to, self._faults, self._dice = inner, step_to, faults, dice

    @property
    def next_due_s(self) -> float | None:
        """As the wire inside."""
        return self._inner.next_due_s

    @property
    def broken(self) -> bool:
        """As the wire inside, or pulled."""
        return self._inner.broken or self._faults.gone

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """As the wire inside, on a farm that stands at `at_s`."""
        self._step_to(at_s)
        faults = self._faults
        if faults.cuts:
            return []
        return faults.said(self._inner.feed(faults.sent(data, self._dice), at_s), self._dice)

    def due(self, at_s: float) -> list[Delivery]:
        """As the wire inside, on a farm that stands at `at_s`."""
        self._step_to(at_s)
        said = self._inner.due(at_s)
        return [] if self._faults.cuts else self._faults.said(said, self._dice)
