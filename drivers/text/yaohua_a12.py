"""Yaohua XK3190-A12 and A12E, text lines: `ww000.50kg` gross, `wn-003.17kg` net, `wt000.00kg` tare.

It refuses to know when a weight stands still: the line has no flag for that. Source: a public
Python driver (MCUSH, P. Shulin) with examples of the lines.
"""

import re

from drivers.text.reading import Reading, Scanned, Seen, lines_of
from drivers.text.weight import NET, TARE, WEIGHT, kg_of_text

LINE_BYTES_MAX = 16
_LINE = re.compile(rb"w([wnt])(-?(?=[0-9.]{6,7}[a-z])[0-9]{1,6}\.[0-9]{1,5})(kg|lb)")


def scan(received: bytes, asked: str = "") -> Scanned:
    """Every sound line; a tare line is no weight."""
    lines, wrong, rest = lines_of(received, b"\n", LINE_BYTES_MAX)
    readings: list[Reading] = []
    for line in lines:
        bare = line.removesuffix(b"\r")
        match = _LINE.fullmatch(bare)
        if match is None:
            wrong += bool(bare)
            continue
        kind, number, unit = (part.decode("ascii") for part in match.groups())
        readings.append(Reading(_values(kind, kg_of_text(number, unit)), line + b"\n"))
    return Scanned(tuple(readings), wrong=wrong, rest=rest)


def _values(kind: str, seen: Seen) -> dict[int, Seen]:
    return {TARE: seen} if kind == "t" else {WEIGHT: seen, NET: float(kind == "n")}
