"""Yaohua XK3190-A9 and relatives, continuous mode tF=0: frames of twelve bytes.

STX, sign, six digits, number of decimals, exclusive or of these eight as two characters, ETX.
It refuses to know when a weight stands still: the frame has no flag for that. Source: public
programs in C# and Python that quote the format.
"""

from functools import reduce
from operator import xor

from drivers.text.reading import Reading, Scanned
from drivers.text.weight import WEIGHT, in_kg

STX, ETX = 0x02, 0x03
FRAME_BYTES = 12


def scan(received: bytes, asked: str = "") -> Scanned:
    """Every sound frame."""
    readings: list[Reading] = []
    wrong, at = 0, received.find(STX)
    while at >= 0 and at + FRAME_BYTES <= len(received):
        frame = received[at : at + FRAME_BYTES]
        reading = _reading(frame)
        if reading is None:
            wrong, at = wrong + 1, received.find(STX, at + 1)
        else:
            readings.append(reading)
            at = received.find(STX, at + FRAME_BYTES)
    return Scanned(tuple(readings), wrong=wrong, rest=received[at:] if at >= 0 else b"")


def _reading(frame: bytes) -> Reading | None:
    sign, digits, decimals = frame[1:2], frame[2:8], frame[8:9]
    shaped = frame[-1] == ETX and sign in (b"+", b"-") and digits.isdigit()
    if not shaped or decimals not in (b"0", b"1", b"2", b"3", b"4"):
        return None
    check = reduce(xor, frame[1:9])
    if frame[9:11] != b"%02X" % check and frame[9:11] != _counted_on(check):
        return None
    weight = int(digits) * (-1 if sign == b"-" else 1)
    return Reading({WEIGHT: in_kg(weight, int(decimals), "kg")}, frame)


def _counted_on(check: int) -> bytes:
    """High then low nibble as characters, 10 being '0' + 10: some indicators have no 'A'."""
    return bytes((0x30 + (check >> 4), 0x30 + (check & 15)))
