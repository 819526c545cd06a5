"""Mettler Toledo continuous output and its many clones.

STX, status words A B C, six digits of weight, six of tare, CR, and, where it is switched on, a
check character. It refuses to know whether a site switched it on: that is two formats. Source:
METTLER TOLEDO Wildcat technical manual (12/00), appendix 2, tables 6-8 to 6-11; unit `t` from the
Triner TS-700 manual, state C.
"""

import re
from functools import partial

from drivers.decode import Judgement
from drivers.text.reading import Reading, Scan, Scanned, Seen, bad_unit, faulty
from drivers.text.weight import (
    DIVISION,
    NET,
    OVERLOAD,
    PRINT_KEY,
    STABLE,
    TARE,
    WEIGHT,
    in_kg,
)
from farm.status import Status

STX, CR = 0x02, 0x0D
PLAIN_BYTES = 17
ALWAYS_ONE = 0x20  # bit 5 of every status word
INCREMENTS = {0b01: 1, 0b10: 2, 0b11: 5}
"""Bits 4 and 3 of status word A."""
FIRST_PLACE = 2
"""Bits 2 to 0 of status word A less this are the digits behind the point; below: dummy zeros."""
UNITS = {0: "", 1: "g", 2: "t"}

_DIGITS = re.compile(rb" *[0-9]+")


def check_character(frame: bytes) -> int:
    """Two's complement of the sum of all characters so far, seven bits."""
    return -sum(byte & 0x7F for byte in frame) & 0x7F


def _scan(received: bytes, asked: str = "", *, checked: bool) -> Scanned:
    size = PLAIN_BYTES + checked
    readings: list[Reading] = []
    wrong, at = 0, received.find(STX)
    while at >= 0 and at + size <= len(received):
        frame = received[at : at + size]
        reading = _reading(frame) if not checked or _intact(frame) else None
        if reading is None:
            wrong, at = wrong + 1, received.find(STX, at + 1)
        else:
            readings.append(reading)
            at = received.find(STX, at + size)
    return Scanned(tuple(readings), wrong=wrong, rest=received[at:] if at >= 0 else b"")


scan: Scan = partial(_scan, checked=False)
scan_checked: Scan = partial(_scan, checked=True)


def _intact(frame: bytes) -> bool:
    return check_character(frame[:-1]) == frame[-1]


def _reading(frame: bytes) -> Reading | None:
    """Seven bits only: an eighth bit set says that the line is set up with another parity."""
    a, b, c = frame[1:4]
    shaped = frame[16] == CR and max(frame) < 0x80 and a & b & c & ALWAYS_ONE
    if not shaped or a >> 3 & 3 not in INCREMENTS or a & 0x40 or c & 0x40:
        return None
    weight, tare = (_number(frame[start : start + 6]) for start in (4, 10))
    if tare is None or (weight is None and not b & 4):
        return None
    return Reading(_values((a, b, c), weight, tare), frame)


def _number(field: bytes) -> int | None:
    return int(field) if _DIGITS.fullmatch(field) else None


def _values(status: tuple[int, int, int], weight: int | None, tare: int) -> dict[int, Seen]:
    a, b, c = status
    decimals, unit = (a & 7) - FIRST_PLACE, _unit(b, c)
    flaw = _flaw(b, c)
    if weight is None or flaw is not None:
        seen: Seen = flaw or faulty("overload")
    else:
        seen = in_kg(-weight if b & 2 else weight, decimals, unit)
    return {
        WEIGHT: seen,
        STABLE: float(not b & 8 and isinstance(seen, float)),
        TARE: in_kg(tare, decimals, unit),
        NET: float(b & 1),
        OVERLOAD: float(bool(b & 4)),
        DIVISION: in_kg(INCREMENTS[a >> 3 & 3], decimals, unit),
        PRINT_KEY: float(bool(c & 8)),
    }


def _unit(b: int, c: int) -> str:
    named = UNITS.get(c & 7, "other")
    return named or ("kg" if b & 16 else "lb")


def _flaw(b: int, c: int) -> Judgement | None:
    """Why there is no weight although the frame is sound."""
    if b & 4:
        return faulty("overload")
    if b & 0x40:
        return faulty("not_zeroed")
    if c & 16:
        return Judgement(None, Status.BAD_CONFIGURATION_ERROR, "expanded_display")
    unit = _unit(b, c)
    return None if unit in ("kg", "g", "t") else bad_unit(unit)
