"""Atlas Scientific EZO circuits on UART: numbers, events `*…` and answers `?…`, each ended by CR.

It refuses to know which quantity a circuit measures. Source: EZO UART chapter (vendor's CO2 data
sheet, common to the family) and the vendor's sample code.
"""

import re

from drivers.text.reading import Reading, Scanned, lines_of

END = b"\r"
LINE_BYTES_MAX = 64
NUMBERS_MAX = 4
"""EZO-EC with everything switched on: conductivity, solids, salinity, gravity."""

READ = "R"
DONE, UNKNOWN = "*OK", "*ER"
UNASKED = "unasked"
"""Our own word for numbers nobody asked for."""
RESTARTED = ("*RS", "*RE")
"""Reset, boot complete: the circuit may send by itself again."""
SUPPLY = ("*OV", "*UV")
"""Over- and undervoltage: what is measured then is not to be trusted."""
EVENTS = frozenset((DONE, UNKNOWN, *RESTARTED, *SUPPLY, "*SL", "*WA"))

_NUMBER = re.compile(rb"-?(0|[1-9][0-9]{0,6})(\.[0-9]{1,4})?")


def scan(received: bytes, asked: str = "") -> Scanned:
    """Sort complete lines; one that begins with `*` is an event and never a value.

    Numbers are an answer only when `*OK` follows them and `R` was asked. Numbers alone are a line
    of continuous mode, or what noise left of one: event UNASKED.
    """
    lines, wrong, rest = lines_of(received, END, LINE_BYTES_MAX)
    readings: list[Reading] = []
    events: list[str] = []
    says: list[str] = []
    waiting = b""
    for line in (line.removeprefix(b"\n") for line in lines):
        text = line.decode("latin-1")
        numbers = _numbers(line)
        if text == DONE and waiting:
            readings.append(Reading(_numbers(waiting[:-1]) or {}, waiting + line + END))
            waiting = b""
        elif text in EVENTS:
            events.append(text)
        elif line.startswith(b"?") and text.isascii() and text.isprintable():
            says.append(text)
        elif numbers is not None:
            events += [UNASKED] if waiting or not asked.startswith(READ) else []
            waiting = line + END if asked.startswith(READ) else b""
        elif line and text.upper() != asked.upper():
            wrong += 1
    refused = "refused" if UNKNOWN in events else ""
    return Scanned(tuple(readings), tuple(events), tuple(says), refused, wrong, waiting + rest)


def _numbers(line: bytes) -> dict[int, float] | None:
    parts = line.split(b",")
    if len(parts) > NUMBERS_MAX or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    return {place: float(part) for place, part in enumerate(parts)}
