"""Mettler Toledo MT-SICS level 0: answers to S, SI and SIR such as `S S     12.345 kg`.

It refuses to know which command is asked how often. XON and XOFF are taken out of the stream: our
commands are shorter than any buffer, so nothing waits for them. Source: MT-SICS as used by public
drivers (mettler_toledo_device_python, PyLabRobot).
"""

import re

from drivers.text.reading import Reading, Scanned, Seen, faulty, lines_of
from drivers.text.weight import OVERLOAD, STABLE, WEIGHT, kg_of_text

LINE_BYTES_MAX = 40
FLOW = bytes((0x11, 0x13))
_WEIGHT = re.compile(rb"S ([SD]) +(-?(?:0|[1-9][0-9]{0,7})(?:\.[0-9]{1,6})?) +([A-Za-z]{1,3})")
_NO_WEIGHT = {b"S I": "not_executable", b"S +": "overload", b"S -": "underload"}
_REFUSED = {b"ES": "syntax", b"EL": "logical_error"}


def scan(received: bytes, asked: str = "") -> Scanned:
    """Every sound line; ET (transmission error) is a line thrown away by the other side."""
    lines, wrong, rest = lines_of(received.translate(None, FLOW), b"\n", LINE_BYTES_MAX)
    readings: list[Reading] = []
    says: list[str] = []
    refused = ""
    for line in lines:
        bare = line.removesuffix(b"\r")
        values = _values(bare)
        if values is not None:
            readings.append(Reading(values, line + b"\n"))
        elif bare in _REFUSED:
            refused = _REFUSED[bare]
        elif bare.startswith(b"I") and bare.isascii():
            says.append(bare.decode("ascii"))
        else:
            wrong += bool(bare)
    return Scanned(tuple(readings), says=tuple(says), refused=refused, wrong=wrong, rest=rest)


def _values(line: bytes) -> dict[int, Seen] | None:
    if line in _NO_WEIGHT:
        reason = _NO_WEIGHT[line]
        over = float(reason != "not_executable")
        return {WEIGHT: faulty(reason), STABLE: 0.0, OVERLOAD: over}
    match = _WEIGHT.fullmatch(line)
    if match is None:
        return None
    flag, number, unit = (part.decode("ascii") for part in match.groups())
    seen = kg_of_text(number, unit)
    rests = flag == "S" and isinstance(seen, float)
    return {WEIGHT: seen, STABLE: float(rests), OVERLOAD: 0.0}
