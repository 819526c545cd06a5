"""A text message as an AT modem takes it: text mode, UCS2, so that Chinese arrives.

It refuses to know wires and to whom anything is sent. Source: 3GPP TS 27.005 (3.1 parameters, 3.4
+CSMP, 3.5.1 +CMGS, 2.5.3 prompt and ending characters), 3GPP TS 27.007 5.5 (+CSCS), 3GPP TS 23.038
(UCS2, 70 characters).
"""

import re

CHARS_MAX = 70
"""Characters of one message in UCS2 (23.038: 140 octets)."""
ABORT, SEND = b"\x1b", b"\x1a"
"""ESC leaves the prompt without sending; Ctrl-Z sends (27.005 3.5.1)."""
PROMPT = b">"
PREPARE = ("AT+CMGF=1", 'AT+CSCS="UCS2"', "AT+CSMP=17,167,0,8")
"""Text mode; strings in UCS2; submitted for a day (23.040 9.2.3.12: 167), coded as UCS2 (8)."""

_DONE = re.compile(rb"\+CMGS: ?([0-9]{1,5})[^\r\n]*[\r\n]+OK[\r\n]")
_REFUSED = re.compile(rb"(?:\+CM[ES] ERROR: ?([^\r\n]{1,40})|ERROR)[\r\n]")


def command(number: str) -> str:
    """What begins a message to a number."""
    return f'AT+CMGS="{_hex(number)}"'


def body(text: str) -> bytes:
    """What follows the prompt; a text longer than one message is cut."""
    return _hex(fitting(text)).encode("ascii") + SEND


def fitting(text: str) -> str:
    """As much as one message holds: characters outside the first plane are none of UCS2."""
    plain = "".join(one if ord(one) < 0x10000 else "？" for one in text)
    return plain if len(plain) <= CHARS_MAX else plain[: CHARS_MAX - 1] + "…"


def outcome(received: bytes) -> str | None:
    """Empty once the network has taken it, the reason when it was refused, None while open."""
    refused = _REFUSED.search(received)
    if refused is not None:
        code = (refused[1] or b"").decode("latin-1").strip().replace(" ", "_").lower()
        return f"error_{code}" if code else "error"
    return "" if _DONE.search(received) else None


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()
