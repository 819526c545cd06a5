"""One reading: value, status, time and source, together or not at all.

It refuses to know how old is too old (see `farm.snapshot`) and where it is stored.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from farm.status import Status
from farm.tag import TagName


class _Claim(NamedTuple):
    tag: TagName
    value: float | None
    status: Status
    at_s: float
    at_ms: int
    source: str
    reason: str


class Sample(_Claim):
    """A claim about the farm at one instant.

    `value`: in the unit of the tag's quantity; None exactly when the status is Bad.
    `at_s`: loop clock, seconds; `at_ms`: UTC, milliseconds since 1970; both of the moment the
    answer was complete (or the miss was known). `source`: `bus/device/point`. `reason`: short
    machine word saying why the status is not Good (`no_reply`, `crc`, `sentinel`, `frozen` …).

    A named tuple, for a farm makes a thousand of them every second.
    """

    __slots__ = ()

    def __new__(
        cls,
        tag: TagName,
        value: float | None,
        status: Status,
        at_s: float,
        at_ms: int,
        source: str,
        reason: str = "",
    ) -> "Sample":
        """A Bad sample carries no number; a number carries a status that is not Bad."""
        assert (value is None) == status.is_bad, (tag, value, status)
        return tuple.__new__(cls, (tag, value, status, at_s, at_ms, source, reason))


Sink: TypeAlias = Callable[[Sequence[Sample]], None]
"""Takes what became known at one moment: all samples of an answer, of a miss, of a read-back."""


def one_by_one(take: Callable[[Sample], None]) -> Sink:
    """A sink that hands its samples on singly, in their order."""

    def sink(samples: Sequence[Sample]) -> None:
        for sample in samples:
            take(sample)

    return sink
