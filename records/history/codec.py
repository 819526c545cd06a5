"""Pack columns of samples into few bytes and back, bit for bit. Arrays in, bytes out.

It refuses to know tags, files and what a value means.

Numbers: integers on a decimal grid where every stored double comes back identical, else a
dictionary of the distinct doubles, else the raw doubles; integers as steps, or as distances from
their median where they only jitter about it, zigzag, narrowest width, bytes shuffled, deflate. Bad
samples have no number and take no room among the numbers.
"""

import struct
import zlib
from collections.abc import Iterator
from enum import IntEnum

import numpy as np

from records.history.series import BAD, Codes, Floats, Integers

VERSION, READABLE = 2, (1, 2)
"""Version 1 knew steps only."""
LEVEL = 6
"""Deflate level; higher ones cost three times the time for about one percent."""
ABOUT_MEDIAN = 0x80
"""Bit of the width: the integers are distances from the first one named, not steps between them."""

GRID_LIMIT = 2.0**52
"""Integers up to this size are exact as doubles and their differences fit 64 bits."""

DECIMALS = range(7)
DICTIONARY_LIMIT = 4096
_INTEGERS = struct.Struct("<Bq")
_TIMES = struct.Struct("<q")
_LENGTH = struct.Struct("<I")
_CHUNK = struct.Struct("<BI")


class Mode(IntEnum):
    """How a column of numbers is written. `k` are integers, `e` a count of decimals."""

    RAW = 0
    QUOTIENT = 1
    """k / 10**e: decimals typed or divided."""
    PRODUCT = 2
    """k * 10**-e: registers multiplied by a resolution."""
    SINGLE = 3
    """k / 10**e rounded to single precision: decimals that came through a 32-bit float."""
    DICTIONARY = 4
    """Index into the distinct doubles: any other scaling of a converter's counts."""


def _widths() -> Iterator[tuple[int, int]]:
    return ((width, 1 << (8 * width)) for width in (1, 2, 4, 8))


def shuffled(data: bytes, width: int) -> bytes:
    """All first bytes of the items, then all second bytes, and so on."""
    return np.frombuffer(data, np.uint8).reshape(-1, width).T.tobytes()


def unshuffled(data: bytes, width: int) -> bytes:
    """Inverse of `shuffled`."""
    return np.frombuffer(data, np.uint8).reshape(width, -1).T.tobytes()


def deflated(data: bytes) -> bytes:
    """As few bytes as deflate can: noise is shorter without the search for repetitions."""
    coder = zlib.compressobj(LEVEL, strategy=zlib.Z_HUFFMAN_ONLY)
    coded = coder.compress(data) + coder.flush()
    return min(zlib.compress(data, LEVEL), coded, key=len)


def pack_integers(numbers: Integers) -> bytes:
    """Integers whose differences fit 62 bits; equal steps of zero take nine bytes in all."""
    if len(numbers) == 0:
        return b""
    first, moves, about = int(numbers[0]), np.diff(numbers), 0
    median = int(np.partition(numbers, len(numbers) // 2)[len(numbers) // 2])
    distances = numbers - median
    if np.abs(distances).sum(dtype=np.float64) < np.abs(moves).sum(dtype=np.float64):
        first, moves, about = median, distances, ABOUT_MEDIAN
    zigzag = ((moves << 1) ^ (moves >> 63)).view(np.uint64)
    top = int(zigzag.max()) if len(zigzag) else 0
    if top == 0:
        return _INTEGERS.pack(0, first)
    width = next(width for width, limit in _widths() if top < limit)
    body = shuffled(zigzag.astype(f"<u{width}").tobytes(), width)
    return _INTEGERS.pack(width | about, first) + deflated(body)


def unpack_integers(data: bytes, count: int) -> Integers:
    """Inverse of `pack_integers`; `count` is how many integers were packed."""
    if count == 0:
        return np.empty(0, np.int64)
    form, first = _INTEGERS.unpack_from(data)
    width = form & ~ABOUT_MEDIAN
    if width == 0:
        return np.full(count, int(first), np.int64)
    body = unshuffled(zlib.decompress(data[_INTEGERS.size :]), width)
    zigzag = np.frombuffer(body, f"<u{width}").astype(np.uint64)
    half, odd = zigzag >> np.uint64(1), zigzag & np.uint64(1)
    moves: Integers = half.view(np.int64) ^ -odd.view(np.int64)
    if form & ABOUT_MEDIAN:
        return moves + np.int64(first)
    return np.concatenate(([first], moves), dtype=np.int64).cumsum()


def encode_times(offset_ms: Integers) -> bytes:
    """Rising instants; a period kept to the millisecond takes about twenty bytes an hour."""
    period = int(np.median(np.diff(offset_ms))) if len(offset_ms) > 1 else 0
    drift = offset_ms - period * np.arange(len(offset_ms), dtype=np.int64)
    return _TIMES.pack(period) + pack_integers(drift)


def decode_times(data: bytes, count: int) -> Integers:
    """Inverse of `encode_times`."""
    (period,) = _TIMES.unpack_from(data)
    drift = unpack_integers(data[_TIMES.size :], count)
    return drift + int(period) * np.arange(count, dtype=np.int64)


def encode_codes(codes: Codes) -> bytes:
    """Status codes as runs (start, code); nothing at all when every one is Good (zero)."""
    if not codes.any():
        return b""
    starts = np.concatenate(([0], np.flatnonzero(np.diff(codes)) + 1))
    columns = np.concatenate((starts.astype("<u4"), codes[starts].astype("<u4")))
    return deflated(columns.tobytes())


def decode_codes(data: bytes, count: int) -> Codes:
    """Inverse of `encode_codes`."""
    if not data:
        return np.zeros(count, np.uint32)
    starts, codes = np.frombuffer(zlib.decompress(data), "<u4").reshape(2, -1)
    return np.repeat(codes, np.diff(starts, append=count)).astype(np.uint32)


def from_grid(mode: Mode, decimals: int, numbers: Integers) -> Floats:
    """The doubles that integers on a decimal grid stand for."""
    if mode is Mode.PRODUCT:
        return numbers.astype(np.float64) * float(f"1e-{decimals}")
    quotient: Floats = numbers.astype(np.float64) / 10.0**decimals
    if mode is Mode.SINGLE:
        with np.errstate(over="ignore"):
            return quotient.astype(np.float32).astype(np.float64)
    return quotient


def on_grid(mode: Mode, decimals: int, value: Floats) -> Integers | None:
    """Integers that come back as exactly these doubles, sign of zero included; else None."""
    with np.errstate(over="ignore"):
        scaled = np.rint(value * 10.0**decimals)
    if len(scaled) and np.abs(scaled).max() >= GRID_LIMIT:
        return None
    numbers = scaled.astype(np.int64)
    same = from_grid(mode, decimals, numbers).view(np.int64) == value.view(np.int64)
    return numbers if bool(same.all()) else None


def _grid(value: Floats) -> tuple[Mode, int, Integers] | None:
    taste = value[:: max(1, len(value) // 32)].copy()
    for decimals in DECIMALS:
        for mode in (Mode.QUOTIENT, Mode.PRODUCT, Mode.SINGLE):
            if on_grid(mode, decimals, taste) is None:
                continue
            numbers = on_grid(mode, decimals, value)
            if numbers is not None:
                return mode, decimals, numbers
    return None


def encode_numbers(value: Floats) -> bytes:
    """Finite doubles; every bit of each comes back."""
    if len(value) == 0:
        return b""
    found = _grid(value)
    if found is not None:
        mode, decimals, numbers = found
        return bytes((mode, decimals)) + pack_integers(numbers)
    raw = bytes((Mode.RAW, 0)) + deflated(shuffled(value.astype("<f8").tobytes(), 8))
    return min((raw, *_dictionary(value)), key=len)


def _dictionary(value: Floats) -> Iterator[bytes]:
    bits, index = np.unique(value.view(np.int64), return_inverse=True)
    if len(bits) > min(DICTIONARY_LIMIT, len(value) // 2):
        return
    order = np.argsort(bits.view(np.float64), kind="stable")  # neighbours in size get near indices
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    words = deflated(shuffled(bits[order].astype("<i8").tobytes(), 8))
    indices = pack_integers(rank[index].astype(np.int64))
    yield bytes((Mode.DICTIONARY, 0)) + _LENGTH.pack(len(words)) + words + indices


def decode_numbers(data: bytes, count: int) -> Floats:
    """Inverse of `encode_numbers`."""
    if count == 0:
        return np.empty(0, np.float64)
    mode, decimals, body = Mode(data[0]), data[1], data[2:]
    if mode is Mode.RAW:
        return np.frombuffer(unshuffled(zlib.decompress(body), 8), "<f8").astype(np.float64)
    if mode is not Mode.DICTIONARY:
        return from_grid(mode, decimals, unpack_integers(body, count))
    (length,) = _LENGTH.unpack_from(body)
    end = _LENGTH.size + length
    words = np.frombuffer(unshuffled(zlib.decompress(body[_LENGTH.size : end]), 8), "<f8")
    return words.astype(np.float64)[unpack_integers(body[end:], count)]


def encode_chunk(value: Floats, status: Codes) -> bytes:
    """Numbers and status codes of one tag; `value` is read only where the status is not Bad."""
    codes = encode_codes(status)
    return _CHUNK.pack(VERSION, len(codes)) + codes + encode_numbers(value[status < BAD])


def decode_chunk(data: bytes, count: int) -> tuple[Floats, Codes]:
    """Inverse of `encode_chunk`: NaN where the status is Bad. Damaged bytes may raise anything."""
    version, length = _CHUNK.unpack_from(data)
    if version not in READABLE:
        raise ValueError(f"chunk of version {version}")
    end = _CHUNK.size + length
    status = decode_codes(data[_CHUNK.size : end], count)
    has_number = status < BAD
    numbers = decode_numbers(data[end:], int(has_number.sum()))
    if len(numbers) == count:
        return numbers, status
    value = np.full(count, np.nan)
    value[has_number] = numbers
    return value, status
