"""UPS with the Megatec protocol: `Q1` status, `F` ratings, `I` words; each answer ends with CR.

It refuses to know how long the battery lasts. Source: Megatec protocol information 2.7 (Network
UPS Tools protocol library).

Places: 0 input V, 1 fault V, 2 output V, 3 load %, 4 Hz, 5 battery V, 6 °C, 7 to 14 status bits 7
to 0, 15 V per cell, 16 rated V, 17 rated A, 18 rated battery V, 19 rated Hz.
"""

import re

from drivers.text.reading import Reading, Scanned, Seen, lines_of, not_said

END = b"\r"
LINE_BYTES_MAX = 64
PLACES = (
    *("input_v", "fault_v", "output_v", "load", "hz", "battery_v", "temperature"),
    *("utility_fail", "battery_low", "bypass", "failed", "standby", "testing", "shutdown"),
    *("beeper", "cell_v", "rated_v", "rated_a", "rated_battery_v", "rated_hz"),
)
BATTERY_V, TEMPERATURE, BITS, CELL_V, RATED = 5, 6, 7, 15, 16

_V = rb"([0-9]{3}\.[0-9])"
_STATUS = re.compile(
    rb"\(" + b" ".join((_V, _V, _V, rb"([0-9]{3})", rb"([0-9]{2}\.[0-9])"))
    + rb" ([0-9]\.[0-9]{2}|[0-9]{2}\.[0-9]) ([0-9]{2}\.[0-9]|--\.-)  ?([01]{8})"
)  # fmt: skip
_RATINGS = re.compile(
    rb"#([0-9]{3}\.[0-9]) ([0-9]{3}) ([0-9]{2}\.[0-9]{2}|[0-9]{3}\.[0-9]) ([0-9]{2}\.[0-9])"
)


def scan(received: bytes, asked: str = "") -> Scanned:
    """Every sound line; a UPS that does not know a command sends it back."""
    lines, wrong, rest = lines_of(received, END, LINE_BYTES_MAX)
    readings: list[Reading] = []
    says: list[str] = []
    refused = ""
    for line in (line.removeprefix(b"\n") for line in lines):
        values = _status(line) or _ratings(line)
        if values is not None:
            readings.append(Reading(values, line + END))
        elif line.startswith(b"#") and line.isascii() and asked == "I":
            says.append(line.decode("ascii"))
        elif line == b"(NAK" or (asked and line == asked.encode("ascii")):
            refused = "refused"
        else:
            wrong += bool(line)
    return Scanned(tuple(readings), says=tuple(says), refused=refused, wrong=wrong, rest=rest)


def _status(line: bytes) -> dict[int, Seen] | None:
    match = _STATUS.fullmatch(line)
    if match is None:
        return None
    *numbers, battery, heat, bits = match.groups()
    values: dict[int, Seen] = {place: float(part) for place, part in enumerate(numbers)}
    per_cell = battery[1:2] == b"."
    values[CELL_V if per_cell else BATTERY_V] = float(battery)
    values[BATTERY_V if per_cell else CELL_V] = not_said("other_form")
    values[TEMPERATURE] = not_said("no_sensor") if heat.startswith(b"-") else float(heat)
    return values | {BITS + place: float(bit == 0x31) for place, bit in enumerate(bits)}


def _ratings(line: bytes) -> dict[int, Seen] | None:
    match = _RATINGS.fullmatch(line)
    if match is None:
        return None
    return {RATED + place: float(part) for place, part in enumerate(match.groups())}
