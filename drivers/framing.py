"""How Modbus requests and answers look on a line without transaction numbers: RTU and ASCII.

It refuses to know time and wires. Both are hunted for in all that came since the request, by the
header and the length that the answer must have, so that noise and foreign frames cost nothing.
"""

from typing import Protocol

from drivers.frame_forms import lrc
from drivers.modbus import (
    Answer,
    Refused,
    Request,
    Wrong,
    blame,
    bytes_missing,
    check_pdu,
    find_reply,
)

READS_UP_TO = 4
"""Functions 1 to 4 read; the answer to a write is its echo."""
ASCII_REFUSAL = 11  # characters: ':', unit, function, code, LRC, CR LF


class Framing(Protocol):
    """One of the two ways; lengths in characters on the wire."""

    def frame(self, request: Request) -> bytes:
        """The request as it goes out."""
        ...

    def reply_characters(self, request: Request) -> int:
        """Length of the answer."""
        ...

    def find(self, request: Request, received: bytes) -> Answer | Refused | Wrong | None:
        """The answer; None while it may still come, Wrong when it came damaged (crc, lrc)."""
        ...

    def missing(self, request: Request, received: bytes) -> int:
        """At least so many characters are still to come; never below 1."""
        ...

    def blame(self, request: Request, received: bytes) -> str:
        """Why nothing in `received` was the answer, as a short word."""
        ...


class RtuFraming:
    """Binary, sealed by a CRC, parted by silence (Modbus over serial line V1.02, 2.5.1)."""

    def frame(self, request: Request) -> bytes:
        """See Framing."""
        return request.rtu

    def reply_characters(self, request: Request) -> int:
        """See Framing."""
        return request.rtu_reply_bytes

    def find(self, request: Request, received: bytes) -> Answer | Refused | Wrong | None:
        """See Framing. An adapter may repeat our own question before the answer to it."""
        own = request.function <= READS_UP_TO and received.startswith(request.rtu)
        return find_reply(request, received[len(request.rtu) :] if own else received)

    def missing(self, request: Request, received: bytes) -> int:
        """See Framing."""
        return bytes_missing(request, received)

    def blame(self, request: Request, received: bytes) -> str:
        """See Framing."""
        return blame(request, received)


class AsciiFraming:
    """':', pairs of hexadecimal digits sealed by an LRC, CR LF (the same document, 2.5.2)."""

    def frame(self, request: Request) -> bytes:
        """See Framing."""
        return _text(bytes([request.unit]) + request.pdu)

    def reply_characters(self, request: Request) -> int:
        """See Framing."""
        return 2 * (request.reply_bytes + 2) + 3

    def find(self, request: Request, received: bytes) -> Answer | Refused | Wrong | None:
        """See Framing."""
        damaged: Wrong | None = None
        own = bytes([request.unit]) + request.pdu
        for body in _bodies(received):
            repeated = request.function <= READS_UP_TO and body[:-1] == own
            if repeated or not _may_answer(request, body):
                continue
            if lrc(body[:-1]) == body[-1]:
                return check_pdu(request, body[0], body[1:-1])
            damaged = Wrong("lrc")
        return damaged

    def missing(self, request: Request, received: bytes) -> int:
        """See Framing."""
        at = received.find(b":" + request.rtu_header.hex().upper().encode("ascii"))
        if at >= 0:
            return max(1, at + self.reply_characters(request) - len(received))
        return max(1, ASCII_REFUSAL - len(received))

    def blame(self, request: Request, received: bytes) -> str:
        """See Framing."""
        if not received:
            return "no_reply"
        for body in _bodies(received):
            if len(body) > 2 and lrc(body[:-1]) == body[-1]:
                verdict = check_pdu(request, body[0], body[1:-1])
                if isinstance(verdict, Wrong):
                    return verdict.reason
        return "truncated" if b":" in received and b"\n" not in received else "garbled"


def _text(body: bytes) -> bytes:
    return b":" + (body + bytes([lrc(body)])).hex().upper().encode("ascii") + b"\r\n"


def _bodies(received: bytes) -> list[bytes]:
    """What stands between each ':' and the CR LF behind it, where it is hexadecimal."""
    found = []
    for stretch in received.split(b":")[1:]:
        digits, end, _ = stretch.partition(b"\r\n")
        if end and digits.isalnum():
            try:
                found.append(bytes.fromhex(digits.decode("ascii")))
            except ValueError:
                continue
    return found


def _may_answer(request: Request, body: bytes) -> bool:
    """True for a body with LRC that has the header and the length of the answer or a refusal."""
    if body.startswith(request.rtu_header):
        return len(body) == request.reply_bytes + 2
    return body.startswith(request.rtu_refusal) and len(body) == 4


RTU, ASCII = RtuFraming(), AsciiFraming()
