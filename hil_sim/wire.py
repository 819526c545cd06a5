"""A master's end of a wire as values: bytes and loop seconds in, bytes and loop seconds out.

It refuses to know what hangs on the wire and what carries the bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Delivery:
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


class StepsFirst:
    """A wire that brings its farm to the moment before anything is read from it."""

    def __init__(self, inner: Wire, step_to: Callable[[float], None]) -> None:
        """`step_to`: moves the farm to a loop second."""
        self._inner, self._step_to = inner, step_to

    @property
    def next_due_s(self) -> float | None:
        """As the wire inside."""
        return self._inner.next_due_s

    @property
    def broken(self) -> bool:
        """As the wire inside."""
        return self._inner.broken

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """As the wire inside, on a farm that stands at `at_s`."""
        self._step_to(at_s)
        return self._inner.feed(data, at_s)

    def due(self, at_s: float) -> list[Delivery]:
        """As the wire inside, on a farm that stands at `at_s`."""
        self._step_to(at_s)
        return self._inner.due(at_s)
