"""What every text format makes of bytes: readings, events, what was thrown away, what is left.

It refuses to know any format.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from drivers.decode import Judgement
from farm.status import Status

Seen = float | Judgement
"""A number, or the reason why there is none."""


class Reading(NamedTuple):
    """One frame or answer. `values`: by place in the format's list; `frame`: the bytes behind."""

    values: Mapping[int, Seen]
    frame: bytes


class Scanned(NamedTuple):
    """One stretch of bytes.

    `events`: what the device said of itself, never a value. `says`: answers in words (identity).
    `refused`: why the device will not do what it was asked. `wrong`: lines or frames thrown away.
    `rest`: an unfinished line or frame, to be put in front of what comes next; always bounded.
    """

    readings: tuple[Reading, ...] = ()
    events: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    refused: str = ""
    wrong: int = 0
    rest: bytes = b""


Scan = Callable[[bytes, str], Scanned]
"""Received bytes and the command that was asked (empty: nothing was)."""


def bad_unit(unit: str) -> Judgement:
    """The device shows another unit than the profile takes: its keys were pressed."""
    return Judgement(None, Status.BAD_CONFIGURATION_ERROR, f"unit_{unit}" if unit else "unit")


def not_said(reason: str) -> Judgement:
    """The frame is sound and says that there is no such value."""
    return Judgement(None, Status.BAD_OUT_OF_SERVICE, reason)


def faulty(reason: str) -> Judgement:
    """The device says that it cannot measure."""
    return Judgement(None, Status.BAD_DEVICE_FAILURE, reason)


def lines_of(received: bytes, end: bytes, longest: int) -> tuple[list[bytes], int, bytes]:
    """Whole lines without their end, how many were too long, and the unfinished one.

    An endless line is kept just long enough to be known as too long when its end comes, so that
    its tail is never taken for a line, wherever the bytes were cut.
    """
    *whole, rest = received.split(end)
    fit = [line for line in whole if len(line) <= longest]
    return fit, len(whole) - len(fit), rest[: longest + 1]
