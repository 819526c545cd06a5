"""Scales that send by themselves: Yaohua A9 and A12, Toledo continuous, A&D text.

It refuses to know wires and how the load came onto the platform. Frames typed from the manuals.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hil_sim.codec import xk3190_frame
from hil_sim.text_voice import Voice
from hil_sim.wire import Delivery

SWING = 0.5
"""Share of the way to the load that the filter goes in one frame."""
STILL_FRAMES = 4
"""Equal frames after which a scale with a flag calls itself stable."""
DECIMALS = 2
MOST = 999_999


@dataclass(frozen=True, slots=True)
class Display:
    """What the indicator shows: counts of the last digit, and whether it moves."""

    counts: int
    moving: bool
    tare: int = 0
    net: bool = False
    overload: bool = False


def a9_frame(shown: Display) -> bytes:
    """Twelve bytes, tF=0."""
    return xk3190_frame("-" if shown.counts < 0 else "+", abs(shown.counts), DECIMALS)


def a12_line(shown: Display) -> bytes:
    """`ww` gross or `wn` net, kilograms."""
    sign = "-" if shown.counts < 0 else ""
    number = f"{abs(shown.counts) / 10**DECIMALS:06.{DECIMALS}f}"
    return f"w{'n' if shown.net else 'w'}{sign}{number}kg\r\n".encode("ascii")


def toledo_frame(shown: Display, checked: bool = False) -> bytes:
    """Status words, six digits of weight, six of tare, CR, check character if switched on."""
    a = 0x20 | 1 << 3 | (DECIMALS + 2)
    b = 0x30 | shown.net | (shown.counts < 0) << 1 | shown.overload << 2 | shown.moving << 3
    digits = f"{abs(shown.counts):6d}{shown.tare:6d}".encode("ascii")
    frame = bytes((0x02, a, b, 0x20)) + digits + b"\r"
    return frame + bytes((-sum(frame) % 128,)) if checked else frame


def toledo_checked_frame(shown: Display) -> bytes:
    """With the check character."""
    return toledo_frame(shown, checked=True)


def and_line(shown: Display) -> bytes:
    """`ST,GS,+0012.45kg`."""
    head = "OL" if shown.overload else "US" if shown.moving else "ST"
    number = f"{shown.counts / 10**DECIMALS:+08.{DECIMALS}f}"
    return f"{head},{'NT' if shown.net else 'GS'},{number}kg\r\n".encode("ascii")


@dataclass(frozen=True, slots=True)
class Talk:
    """How one model looks on the wire and how often it speaks, s."""

    frame: Callable[[Display], bytes]
    period_s: float


TALKS = {
    "yaohua/xk3190-a9": Talk(a9_frame, 0.2),
    "yaohua/xk3190-a12": Talk(a12_line, 0.2),
    "toledo/continuous": Talk(toledo_frame, 1 / 7),
    "toledo/continuous-checksum": Talk(toledo_checked_frame, 1 / 7),
    "and/text": Talk(and_line, 0.1),
}


class TalkingScale:
    """A frame several times a second, whoever listens."""

    def __init__(self, voice: Voice) -> None:
        """Empty platform."""
        self._voice, self._talk = voice, TALKS[voice.device.profile]
        self._shown = 0.0
        self._counts, self._equal = 0, 0
        self._off_until_s = 0.0
        self.next_due_s: float | None = 0.0
        self.broken = False

    def power_cycle(self, at_s: float, off_s: float = 3.0) -> None:
        """Silent for a while, then as before."""
        self._off_until_s = at_s + off_s

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """It does not listen."""
        return []

    def due(self, at_s: float) -> list[Delivery]:
        """The next frame; a new weight swings in within about two seconds."""
        if self.next_due_s is None or at_s < self.next_due_s:
            return []
        self.next_due_s = at_s + self._talk.period_s
        if at_s < self._off_until_s or not self._voice.measures(at_s):
            return []
        return self._voice.say(self._talk.frame(self.display()), at_s)

    def display(self) -> Display:
        """One step of the indicator's filter."""
        load = self._voice.binding.shown("weight")
        self._shown += (load - self._shown) * SWING
        if abs(self._shown - load) < 0.006:
            self._shown = load
        counts = max(-MOST, min(round(self._shown * 10**DECIMALS), MOST))
        self._equal = self._equal + 1 if counts == self._counts else 0
        self._counts = counts
        return Display(counts, self._equal < STILL_FRAMES)
