"""Text that devices speak: Atlas EZO lines and Yaohua XK3190-A9 weight frames.

It refuses to know wires and time; bytes in, readings out.
Formats: device reference 1.4 and 1.13.
"""

import re
from dataclasses import dataclass

EZO_END = b"\r"
EZO_LINE_BYTES_MAX = 64
STX, ETX = 0x02, 0x03
XK_FRAME_BYTES = 12
XK_STABLE_FRAMES = 5
"""Equal weights in a row that count as standing still; the frame has no flag of its own."""

_NUMBER = re.compile(rb"[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class EzoText:
    """Lines of one chunk: values in their order of output, events (`*OK` …), answers (`?…`)."""

    values: tuple[tuple[float, ...], ...]
    events: tuple[str, ...]
    answers: tuple[str, ...]
    wrong: int
    rest: bytes


def ezo_lines(received: bytes) -> EzoText:
    """Sort complete lines; a line that begins with `*` is an event and never a value."""
    *lines, rest = received.split(EZO_END)
    values, events, answers, wrong = [], [], [], 0
    for line in (line.strip(b"\n") for line in lines):
        if not line:
            continue
        if line.startswith(b"*"):
            events.append(line.decode("ascii", "replace"))
        elif line.startswith(b"?"):
            answers.append(line.decode("ascii", "replace"))
        elif all(_NUMBER.fullmatch(part) for part in line.split(b",")):
            values.append(tuple(float(part) for part in line.split(b",")))
        else:
            wrong += 1
    if len(rest) > EZO_LINE_BYTES_MAX:
        rest, wrong = b"", wrong + 1
    return EzoText(tuple(values), tuple(events), tuple(answers), wrong, rest)


@dataclass(frozen=True, slots=True)
class Weight:
    """One frame of the indicator. `weight`: in the unit its panel shows; `frame`: its bytes."""

    weight: float
    frame: bytes


@dataclass(frozen=True, slots=True)
class Weights:
    """Frames of one chunk, how many were thrown away, and the bytes of an unfinished one."""

    weights: tuple[Weight, ...]
    wrong: int
    rest: bytes


def xk3190_frames(received: bytes) -> Weights:
    """Every sound frame: STX, sign, six digits, decimals, XOR of these as two characters, ETX."""
    weights: list[Weight] = []
    wrong, at = 0, received.find(STX)
    while at >= 0 and at + XK_FRAME_BYTES <= len(received):
        frame = received[at : at + XK_FRAME_BYTES]
        weight = _xk3190_weight(frame)
        if weight is None:
            wrong, at = wrong + 1, received.find(STX, at + 1)
        else:
            weights.append(Weight(weight, frame))
            at = received.find(STX, at + XK_FRAME_BYTES)
    return Weights(tuple(weights), wrong, received[at:] if at >= 0 else b"")


def _xk3190_weight(frame: bytes) -> float | None:
    sign, digits, decimals = frame[1:2], frame[2:8], frame[8:9]
    shaped = frame[-1] == ETX and sign in (b"+", b"-") and digits.isdigit()
    if not shaped or decimals not in (b"0", b"1", b"2", b"3", b"4"):
        return None
    check = 0
    for byte in frame[1:9]:
        check ^= byte
    if frame[9:11] not in (_nibbles(check, 0x41), _nibbles(check, 0x3A)):
        return None
    weight: float = int(digits) / 10 ** int(decimals)
    return -weight if sign == b"-" else weight


def _nibbles(check: int, ten: int) -> bytes:
    """High then low nibble as characters; `ten`: the character for 10 ('A', or '0' + 10)."""
    return bytes(n + 0x30 if n < 10 else n - 10 + ten for n in (check >> 4, check & 15))


@dataclass(frozen=True, slots=True)
class Stillness:
    """How often the last weight came in a row."""

    weight: float | None = None
    times: int = 0

    def after(self, weight: float) -> "Stillness":
        """With one more frame."""
        return Stillness(weight, self.times + 1 if weight == self.weight else 1)

    @property
    def is_stable(self) -> bool:
        """True once the same weight came often enough."""
        return self.times >= XK_STABLE_FRAMES
