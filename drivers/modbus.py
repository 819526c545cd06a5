"""Modbus as bytes: what a request looks like, and whether what came back is its answer.

It refuses to know time, wires and the meaning of registers. The only door to pymodbus, which
encodes the requests and computes the CRC; the judgement of a reply is ours, because the library
accepts a wrong function, a wrong register count and a wrong write echo (safety reference 3.2.1).
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pymodbus.framer import FramerRTU
from pymodbus.pdu import ModbusPDU
from pymodbus.pdu.bit_message import (
    ReadCoilsRequest,
    ReadDiscreteInputsRequest,
    WriteMultipleCoilsRequest,
    WriteSingleCoilRequest,
)
from pymodbus.pdu.register_message import (
    ReadHoldingRegistersRequest,
    ReadInputRegistersRequest,
    WriteMultipleRegistersRequest,
    WriteSingleRegisterRequest,
)

from farm.profile import Area

_READS = {
    Area.COIL: ReadCoilsRequest,
    Area.DISCRETE: ReadDiscreteInputsRequest,
    Area.HOLDING: ReadHoldingRegistersRequest,
    Area.INPUT: ReadInputRegistersRequest,
}
_BIT_FUNCTIONS = (1, 2)
_READS_UP_TO = 4
_REFUSAL_LENGTH = 5  # unit, function with the top bit set, code, CRC (Modbus over serial line 2.5)
_MBAP: Final = struct.Struct(">HHHB")  # transaction, protocol 0, bytes that follow, unit
_MBAP_LENGTHS = range(3, 255)  # unit + PDU of 2 to 253 bytes (Modbus messaging on TCP/IP 3.1)


@dataclass(frozen=True, slots=True)
class Request:
    """One request with all that its answer must be.

    `reply`: the bytes the answer's PDU must begin with: function and byte count for a read, the
    whole echo for a write. `reply_bytes`: length of the answer's PDU.
    """

    unit: int
    function: int
    address: int
    pdu: bytes
    rtu: bytes
    reply: bytes
    reply_bytes: int
    rtu_header: bytes
    rtu_refusal: bytes

    @property
    def rtu_reply_bytes(self) -> int:
        """Length of the answer on an RTU line: unit, PDU, CRC."""
        return self.reply_bytes + 3


@dataclass(frozen=True, slots=True)
class Answer:
    """A proven answer; `data`: the registers or bits as they came, empty for a write."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """The station answered with an exception code."""

    code: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """No answer one may believe; `reason` is a short word."""

    reason: str


def crc(data: bytes) -> bytes:
    """CRC of an RTU frame as it goes out on the wire (low byte first)."""
    return FramerRTU.compute_CRC(data).to_bytes(2, "big")


def read_request(unit: int, area: Area, address: int, count: int) -> Request:
    """Read `count` registers or bits."""
    message = _READS[area](address=address, count=count, dev_id=unit)
    body = -(-count // 8) if message.function_code in _BIT_FUNCTIONS else 2 * count
    return _request(message, bytes([message.function_code, body]), 2 + body)


def write_request(unit: int, function: int, address: int, words: Sequence[int]) -> Request:
    """Write registers (function 6, 16) or bits (5, 15); its answer is an echo."""
    message: ModbusPDU
    if function == 5:
        message = WriteSingleCoilRequest(address=address, bits=[bool(words[0])], dev_id=unit)
    elif function == 15:
        message = WriteMultipleCoilsRequest(
            address=address, bits=[bool(word) for word in words], dev_id=unit
        )
    elif function == 6:
        message = WriteSingleRegisterRequest(
            address=address, registers=list(words[:1]), dev_id=unit
        )
    else:
        assert function == 16, function
        message = WriteMultipleRegistersRequest(address=address, registers=list(words), dev_id=unit)
    echo = (bytes([function]) + message.encode())[:5]
    return _request(message, echo, len(echo))


def coil_word_request(unit: int, address: int, word: int) -> Request:
    """Function 5 with a word of the maker's own (a time); the library sends FF00 or 0000 only."""
    pdu = struct.pack(">BHH", 5, address, word)
    return _whole(unit, 5, address, pdu, pdu, len(pdu))


def _request(message: ModbusPDU, reply: bytes, reply_bytes: int) -> Request:
    unit, function = message.dev_id, message.function_code
    pdu = bytes([function]) + message.encode()
    return _whole(unit, function, message.address, pdu, reply, reply_bytes)


def _whole(
    unit: int, function: int, address: int, pdu: bytes, reply: bytes, reply_bytes: int
) -> Request:
    frame = bytes([unit]) + pdu
    return Request(
        unit=unit,
        function=function,
        address=address,
        pdu=pdu,
        rtu=frame + crc(frame),
        reply=reply,
        reply_bytes=reply_bytes,
        rtu_header=bytes([unit]) + reply,
        rtu_refusal=bytes([unit, function | 0x80]),
    )


def check_pdu(request: Request, unit: int, pdu: bytes) -> Answer | Refused | Wrong:
    """Judge a PDU whose frame is sound: unit, function, length, byte count, echo."""
    if unit != request.unit:
        return Wrong("wrong_unit")
    if len(pdu) == 2 and pdu[0] == request.function | 0x80:
        return Refused(pdu[1])
    if not pdu or pdu[0] != request.function:
        return Wrong("wrong_function")
    if request.function > _READS_UP_TO:
        return Answer(b"") if pdu == request.reply else Wrong("wrong_echo")
    if len(pdu) != request.reply_bytes or not pdu.startswith(request.reply):
        return Wrong("wrong_count")
    return Answer(pdu[2:])


def check_reply(request: Request, frame: bytes) -> Answer | Refused | Wrong:
    """Judge one whole RTU frame."""
    if len(frame) < 4:
        return Wrong("truncated")
    if FramerRTU.compute_CRC(frame):
        return Wrong("crc")
    return check_pdu(request, frame[0], frame[1:-2])


def find_reply(request: Request, received: bytes) -> Answer | Refused | Wrong | None:
    """Hunt for the answer in all that came since the request; noise before it costs nothing.

    None: it may still come. Wrong("crc"): a frame of the expected header and length is complete,
    but its CRC is not right, and nothing else looks like an answer. A read is never answered by
    its own bytes: a line that repeats them would make inputs of an address.
    """
    length = request.rtu_reply_bytes
    if len(received) == length and received.startswith(request.rtu_header):
        candidates = [(0, length)]
    else:
        candidates = _candidates(request, received)
    verdict: Wrong | None = None
    for start, size in candidates:
        if start + size > len(received):
            return None
        frame = received[start : start + size]
        if frame == request.rtu and request.function <= _READS_UP_TO:
            continue
        if not FramerRTU.compute_CRC(frame):
            return check_pdu(request, frame[0], frame[1:-2])
        verdict = Wrong("crc")
    return verdict


def bytes_missing(request: Request, received: bytes) -> int:
    """At least so many bytes are still to come before anything can be proven; never below 1."""
    at = received.find(request.rtu_header)
    if at < 0 and len(received) == 2 and request.rtu_header.startswith(received):
        at = 0  # a refusal has another function
    if at >= 0:
        return max(1, at + request.rtu_reply_bytes - len(received))
    return max(1, _REFUSAL_LENGTH - len(received))


def _candidates(request: Request, received: bytes) -> list[tuple[int, int]]:
    """Places where the answer or a refusal may begin, whole ones first."""
    found = [(at, request.rtu_reply_bytes) for at in _places(received, request.rtu_header)]
    found += [(at, _REFUSAL_LENGTH) for at in _places(received, request.rtu_refusal)]
    return sorted(found, key=lambda place: (place[0] + place[1] > len(received), place[0]))


def _places(received: bytes, wanted: bytes) -> list[int]:
    places, at = [], received.find(wanted)
    while at >= 0:
        places.append(at)
        at = received.find(wanted, at + 1)
    return places


def blame(request: Request, received: bytes) -> str:
    """Why nothing in `received` was the answer, as a short word; a guess for people only."""
    if not received:
        return "no_reply"
    verdict = check_reply(request, received)
    if isinstance(verdict, Wrong) and verdict.reason != "crc":
        return verdict.reason
    return "truncated" if received.startswith(request.rtu_header[:2]) else "garbled"


def mbap_frame(request: Request, transaction: int) -> bytes:
    """The request as Modbus TCP sends it."""
    return _MBAP.pack(transaction, 0, len(request.pdu) + 1, request.unit) + request.pdu


def plain_answer(request: Request, transaction: int, received: bytes) -> Answer | None:
    """The answer when it is all that was received; None says only that one must look closer."""
    head = _MBAP.pack(transaction, 0, request.reply_bytes + 1, request.unit) + request.reply
    if len(received) == _MBAP.size + request.reply_bytes and received.startswith(head):
        return Answer(received[len(head) :])
    return None


class MbapFrame(NamedTuple):
    """One whole frame of a Modbus TCP stream; `size`: bytes it took of the stream."""

    transaction: int
    unit: int
    pdu: bytes
    size: int


def split_mbap(received: bytes) -> MbapFrame | Wrong | None:
    """First frame of a TCP stream; None while it is not whole, Wrong when it is no MBAP at all."""
    if len(received) < _MBAP.size:
        return None
    transaction, protocol, length, unit = _MBAP.unpack_from(received)
    if protocol != 0 or length not in _MBAP_LENGTHS:
        return Wrong("mbap")
    size = 6 + length
    if len(received) < size:
        return None
    return MbapFrame(transaction, unit, received[_MBAP.size : size], size)
