"""A whole frame as bytes in each form Modbus has, and whether its own check sum holds.

It refuses to know what a frame is about, and lines, which hunt for frames among noise.
"""

from collections.abc import Iterable

from drivers.modbus import MbapFrame, Request, crc, mbap_frame, split_mbap
from farm.profile import Transport

_SERIAL = {Transport.RTU, Transport.RTU_OVER_TCP}
_MBAP_LEAST = 8  # header of seven bytes and a function (Modbus messaging on TCP/IP 3.1.3)


def typed(text: str) -> bytes:
    """Bytes of a frame as a profile writes it; ValueError when it is neither form."""
    if text.startswith(":"):
        return text.encode("ascii")
    return bytes.fromhex(text)


def lrc(data: bytes) -> int:
    """Longitudinal check of Modbus ASCII: the bytes and it sum to 0 (serial line 2.5.2.2)."""
    return -sum(data) & 0xFF


def opened(frame: bytes, transports: Iterable[Transport]) -> tuple[int, bytes]:
    """Unit and PDU of one whole frame; ValueError says what does not hold."""
    ways = set(transports)
    if frame[:1] == b":" and Transport.MODBUS_ASCII in ways:
        return _ascii(frame)
    if Transport.TCP in ways and (not ways & _SERIAL or _looks_like_mbap(frame)):
        found = split_mbap(frame)
        if not isinstance(found, MbapFrame) or found.size != len(frame):
            raise ValueError("not one whole MBAP frame")
        return found.unit, found.pdu
    if len(frame) < 4 or crc(frame[:-2]) != frame[-2:]:
        raise ValueError(f"CRC should be {crc(frame[:-2]).hex(' ').upper()}")
    return frame[0], frame[1:-2]


def _ascii(frame: bytes) -> tuple[int, bytes]:
    text = frame[1:-2]
    if frame[-2:] != b"\r\n" or len(text) < 6 or text != text.upper():
        raise ValueError("not one whole Modbus ASCII frame: colon, capital hex pairs, CR LF")
    body = bytes.fromhex(text.decode("ascii"))
    if len(body) * 2 != len(text):
        raise ValueError("not one whole Modbus ASCII frame: spaces inside")
    if lrc(body[:-1]) != body[-1]:
        raise ValueError(f"LRC should be {lrc(body[:-1]):02X}")
    return body[0], body[1:-1]


def like(frame: bytes, request: Request) -> bytes:
    """The request in the form `frame` has."""
    if frame[:1] == b":":
        body = bytes([request.unit]) + request.pdu
        return b":" + (body + bytes([lrc(body)])).hex().upper().encode("ascii") + b"\r\n"
    if _looks_like_mbap(frame):
        return mbap_frame(request, int.from_bytes(frame[:2], "big"))
    return request.rtu


def has_own_sum(frame: bytes, transports: Iterable[Transport]) -> bool:
    """Whether a damaged bit of this frame is seen by the frame itself."""
    ways = set(transports)
    if frame[:1] == b":" or Transport.TCP not in ways:
        return True
    return bool(ways & _SERIAL and not _looks_like_mbap(frame))


def _looks_like_mbap(frame: bytes) -> bool:
    return (
        len(frame) >= _MBAP_LEAST
        and frame[2:4] == b"\0\0"
        and int.from_bytes(frame[4:6], "big") == len(frame) - 6
        and crc(frame[:-2]) != frame[-2:]  # an RTU read of two registers at 0 has this shape too
    )
