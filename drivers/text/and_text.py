"""A&D text and the many indicators that print it: `ST,GS,+0012.45kg` and `ST,+001234.5  g`.

It refuses to know when two frames are enough. Source: A&D AD-4404 manual 9.2.6, AD-4403-FP manual
8-6 (indicators); A&D EK-L manual 9-2 (balances, without the second header).
"""

import re

from drivers.decode import Judgement
from drivers.text.reading import Reading, Scanned, Seen, faulty, lines_of
from drivers.text.weight import NET, OVERLOAD, STABLE, TARE, WEIGHT, kg_of_text
from farm.status import Status

LINE_BYTES_MAX = 24
_INDICATOR = re.compile(
    rb"(ST|US|OL|LO|QT),(GS|NT|TR|G |N |T |PT),([+\- ][0-9. +-]{7})([a-z]{2}| [a-z])"
)
_BALANCE = re.compile(rb"(ST|US|OL|LO|QT)(),([+\- ][0-9. +-]{8})( ?[A-Za-z]{2}|  [a-z%]|[a-z]{3})")
"""Widths are fixed: a lost character makes no shorter number, it makes no line."""
_ZEROES = re.compile(r"[+-][0-9]+(\.[0-9]+)?")
_SPACES = re.compile(r"(?:[+-] *| *[+-]?)(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
NETS, TARES = ("NT", "N "), ("TR", "T ", "PT")


def scan(received: bytes, asked: str = "") -> Scanned:
    """Every sound line; what says OL or LO has no number."""
    lines, wrong, rest = lines_of(received, b"\n", LINE_BYTES_MAX)
    readings: list[Reading] = []
    for line in lines:
        bare = line.removesuffix(b"\r")
        values = _values(bare)
        if values is None:
            wrong += bool(bare)
        else:
            readings.append(Reading(values, line + b"\n"))
    return Scanned(tuple(readings), wrong=wrong, rest=rest)


def _values(line: bytes) -> dict[int, Seen] | None:
    match = _INDICATOR.fullmatch(line) or _BALANCE.fullmatch(line)
    if match is None:
        return None
    head, kind, number, unit = (part.decode("ascii") for part in match.groups())
    over = head in ("OL", "LO")
    if not over and not (_ZEROES.fullmatch(number) or _SPACES.fullmatch(number)):
        return None
    seen = _seen(head, number.replace(" ", ""), unit.strip())
    if kind in TARES:
        return {TARE: seen}
    return {
        WEIGHT: seen,
        STABLE: float(head == "ST" and isinstance(seen, float)),
        NET: float(kind in NETS),
        OVERLOAD: float(over),
    }


def _seen(head: str, number: str, unit: str) -> Seen:
    if head in ("OL", "LO"):
        return faulty("overload")
    if head == "QT" or unit in ("PC", "%"):
        return Judgement(None, Status.BAD_CONFIGURATION_ERROR, "not_a_weight")
    return kg_of_text(number, unit)
