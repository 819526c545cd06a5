"""Bytes of Modbus as the manuals print them: checksums, words, floats in all four orders.

It refuses to know any device, and shares nothing with the codec of the programs it tests.
"""

import struct
from collections.abc import Iterable


def _crc_table() -> tuple[int, ...]:
    rows = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
        rows.append(crc)
    return tuple(rows)


_CRC = _crc_table()


def crc16(data: bytes) -> int:
    """CRC-16/MODBUS, polynomial 0xA001 reflected, start 0xFFFF (Modbus over serial line 6.2.2)."""
    crc = 0xFFFF
    table = _CRC
    for byte in data:
        crc = (crc >> 8) ^ table[(crc ^ byte) & 0xFF]
    return crc


def sealed(body: bytes) -> bytes:
    """The body with its CRC, low byte first."""
    crc = crc16(body)
    return body + bytes((crc & 0xFF, crc >> 8))


def lrc(data: bytes) -> int:
    """Longitudinal check: with it the sum is 0 modulo 256 (Modbus over serial line 6.2.1).

    So the LRC of a body that ends in its own LRC is 0.
    """
    return -sum(data) & 0xFF


def intact(frame: bytes) -> bool:
    """True when the last two bytes are the CRC of the rest."""
    return len(frame) >= 4 and crc16(frame) == 0


def words(values: Iterable[int]) -> bytes:
    """16-bit registers, big-endian; negative values as two's complement."""
    return b"".join((value & 0xFFFF).to_bytes(2, "big") for value in values)


def u16(value: float) -> bytes:
    """One register from the nearest whole number, held to 0…65535; not-a-number is 0xFFFF."""
    if value != value:
        return b"\xff\xff"
    number = round(value)
    if not 0 <= number <= 0xFFFF:
        number = 0 if number < 0 else 0xFFFF
    return number.to_bytes(2, "big")


def s16(value: float) -> bytes:
    """One signed register from the nearest whole number, held to its range."""
    return struct.pack(">h", min(max(round(value), -0x8000), 0x7FFF))


def u32_abcd(value: float) -> bytes:
    """Two registers, high word first."""
    return struct.pack(">I", min(max(round(value), 0), 0xFFFF_FFFF))


def u32_cdab(value: float) -> bytes:
    """Two registers, low word first."""
    return _swapped(u32_abcd(value))


def s32_cdab(value: float) -> bytes:
    """Two registers, low word first, signed."""
    return _swapped(struct.pack(">i", round(value)))


def f32_abcd(value: float) -> bytes:
    """IEEE 754, big-endian throughout."""
    return struct.pack(">f", value)


def f32_dcba(value: float) -> bytes:
    """IEEE 754, little-endian throughout: every Yosemitech probe."""
    return struct.pack("<f", value)


def f32_cdab(value: float) -> bytes:
    """IEEE 754, low word first: TUF-2000M, Hamilton."""
    return _swapped(struct.pack(">f", value))


def f32_badc(value: float) -> bytes:
    """IEEE 754, bytes swapped inside each word."""
    raw = struct.pack(">f", value)
    return bytes((raw[1], raw[0], raw[3], raw[2]))


def _swapped(raw: bytes) -> bytes:
    return raw[2:] + raw[:2]


def as_f32(value: float) -> float:
    """What is left of a number once it has been a 32-bit float."""
    kept: float = struct.unpack(">f", struct.pack(">f", value))[0]
    return kept


def bits(states: Iterable[bool]) -> bytes:
    """Coils packed low bit first, the last byte filled with zeros."""
    flags = list(states)
    return bytes(
        sum(1 << place for place, on in enumerate(flags[start : start + 8]) if on)
        for start in range(0, len(flags), 8)
    )


def unpacked(data: bytes, count: int) -> list[bool]:
    """The first `count` coils of packed bytes."""
    return [bool(data[place >> 3] >> (place & 7) & 1) for place in range(count)]


def xk3190_frame(sign: str, digits: int, decimals: int) -> bytes:
    """Twelve bytes of a Yaohua indicator sending without being asked (tF=0)."""
    body = f"{sign}{digits:06d}{decimals}".encode("ascii")
    mixed = 0
    for byte in body:
        mixed ^= byte
    check = f"{mixed:02X}".encode("ascii")
    return b"\x02" + body + check + b"\x03"
