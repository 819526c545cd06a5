"""A cellular modem asked how it is: AT+CSQ, AT+CREG?, AT+CPIN?, ATI; echo on or off.

It refuses to call; messages have a module of their own (sms). Lines it says of itself (RING,
+CREG: 1) may stand between any two lines and are events. Source: 3GPP TS 27.007 (7.2
+CREG, 8.3 +CPIN, 8.5 +CSQ, 9.2 errors).

Places: 0 signal dBm, 1 registered (home or roaming), 2 registration state, 3 SIM ready.
"""

import re

from drivers.text.reading import Reading, Scanned, Seen, faulty, not_said

END = b"\r"
DONE = "OK"
PLACES = ("signal_dbm", "registered", "registration", "sim_ready")
SIGNAL, REGISTERED, REGISTRATION, SIM = range(len(PLACES))
ANSWER_BYTES_MAX = 512
"""A longer answer without its final OK is no answer; ATI takes a few lines."""
HOME, ROAMING = 1, 5
UNKNOWN_SIGNAL = 99
LOWEST_DBM, STEP_DBM = -113, 2  # dBm, 27.007 8.5: 0 → -113 or less, 31 → -51 or more

_LINE = re.compile(rb"[^\r\n]+(?=[\r\n])")
_CSQ = re.compile(r"\+CSQ: ?([0-9]{1,2}), ?([0-9]{1,2})")
_CREG = re.compile(r'\+CREG: ?[0-2], ?([0-9])(, ?"?[0-9A-Fa-f]+"?.*)?')
_CPIN = re.compile(r"\+CPIN: ?([A-Z0-9 -]+)")
_ERROR = re.compile(r"ERROR|\+CM[ES] ERROR: ?(.{1,40})")
_EVENT = re.compile(r"[+^*][A-Z]|RING|NO CARRIER|RDY|Call Ready|SMS Ready")


def scan(received: bytes, asked: str = "") -> Scanned:
    """An answer is whole at its final OK or ERROR; until then everything is kept, up to a bound."""
    total, before, start = Scanned(), list[str](), 0
    for found in _LINE.finditer(received):
        line = found[0].decode("latin-1")
        if line != DONE and not _ERROR.fullmatch(line):
            before.append(line)
            continue
        frame = received[start : found.end()]
        total = _joined(total, _whole(asked, before, line, frame))
        before, start = [], found.end()
    return total._replace(rest=received[start:].lstrip(b"\r\n")[: ANSWER_BYTES_MAX + 1])


def _joined(one: Scanned, other: Scanned) -> Scanned:
    return Scanned(
        one.readings + other.readings,
        one.events + other.events,
        one.says + other.says,
        one.refused or other.refused,
        one.wrong + other.wrong,
    )


def _whole(asked: str, before: list[str], final: str, frame: bytes) -> Scanned:
    if len(frame) > ANSWER_BYTES_MAX:
        return Scanned(wrong=1)
    values: dict[int, Seen] = {}
    events: list[str] = []
    says: list[str] = []
    wrong = 0
    for line in before:
        found = _values(asked, line)
        if line.upper().endswith(asked) and asked:
            continue
        if found:
            values.update(found)
        elif _EVENT.match(line):
            events.append(line)
        elif asked == "ATI":
            says.append(line)
        else:
            wrong += 1
    refused = "" if final == DONE else _reason(final)
    if refused and (place := _PLACE_OF.get(asked)) is not None:
        values, refused = {place: faulty(refused)}, ""
    if final == DONE and not values:
        events.append(DONE)
    readings = (Reading(values, frame),) if values else ()
    return Scanned(readings, tuple(events), tuple(says), refused, wrong)


def _reason(final: str) -> str:
    match = _ERROR.fullmatch(final)
    code = match[1] if match and match[1] else ""
    return f"error_{code.strip().replace(' ', '_').lower()}" if code else "error"


_PLACE_OF = {"AT+CSQ": SIGNAL, "AT+CREG?": REGISTERED, "AT+CPIN?": SIM}


def _values(asked: str, line: str) -> dict[int, Seen]:
    if asked == "AT+CSQ" and (match := _CSQ.fullmatch(line)):
        return {SIGNAL: _dbm(int(match[1]))}
    if asked == "AT+CREG?" and (match := _CREG.fullmatch(line)):
        state = int(match[1])
        return {REGISTERED: float(state in (HOME, ROAMING)), REGISTRATION: float(state)}
    if asked == "AT+CPIN?" and (match := _CPIN.fullmatch(line)):
        return {SIM: float(match[1] == "READY")}
    return {}


def _dbm(level: int) -> Seen:
    if level > 31:
        return not_said("signal_unknown" if level == UNKNOWN_SIGNAL else "signal_code")
    return float(LOWEST_DBM + STEP_DBM * level)
