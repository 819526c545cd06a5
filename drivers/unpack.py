"""All raw numbers of one answer at once: a few struct calls instead of one for each value.

Bytes in, numbers out; it refuses to know what they mean.
"""

import struct
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from farm.profile import PointType, Swap

Numbers = Sequence[float]
Unpack = Callable[[bytes], Numbers]

FORMATS: Final[dict[PointType, tuple[str, int]]] = {
    "uint16": ("H", 2),
    "int16": ("h", 2),
    "uint32": ("I", 4),
    "int32": ("i", 4),
    "uint64": ("Q", 8),
    "int64": ("q", 8),
    "float32": ("f", 4),
}
"""Struct letter and bytes."""


class Field(NamedTuple):
    """One raw number in an answer: type, register or bit it begins at, byte order, bits kept."""

    kind: PointType
    place: int
    swap: Swap = Swap.NONE
    bits: tuple[int, int] | None = None
    mask: int | None = None

    def cut(self) -> tuple[int, int] | None:
        """Shift and mask of the bits kept; None keeps all."""
        if self.mask is not None:
            return 0, self.mask
        if self.bits is not None:
            return self.bits[0], (1 << (self.bits[1] - self.bits[0] + 1)) - 1
        return None

    def order(self) -> tuple[str, bool]:
        """Struct byte order, and whether the two bytes of every register change places first.

        A word-swapped value (CDAB) whose registers are turned round (DCBA) is little-endian.
        """
        if FORMATS[self.kind][1] == 2 or self.swap is Swap.NONE:
            return ">", False
        if self.swap is Swap.WORD_BYTE:
            return "<", False
        return ("<", True) if self.swap is Swap.WORD else (">", True)


def unpacker(fields: Sequence[Field]) -> tuple[list[int], Unpack]:
    """Order in which the numbers come (indices into `fields`), and the function that finds them."""
    parts: list[tuple[list[int], Unpack]] = []
    bits = [at for at, field in enumerate(fields) if field.kind == "bit"]
    if bits:
        parts.append((bits, _bits([fields[at].place for at in bits])))
    rest = sorted(set(range(len(fields))) - set(bits), key=lambda at: fields[at].place)
    while rest:
        layer = _layer(fields, rest)
        parts.append((layer, _registers([fields[at] for at in layer])))
        rest = [at for at in rest if at not in layer]
    order = [at for numbers, _ in parts for at in numbers]
    if len(parts) == 1:
        return order, parts[0][1]
    functions = [function for _, function in parts]
    return order, lambda data: [raw for function in functions for raw in function(data)]


def _layer(fields: Sequence[Field], rest: Sequence[int]) -> list[int]:
    """As many as one struct call can read: one byte order, no overlap, all cut or none."""
    first = fields[rest[0]]
    layer, end = [], 0
    for at in rest:
        field = fields[at]
        alike = field.order() == first.order() and (field.cut() is None) == (first.cut() is None)
        if alike and field.place >= end:
            layer.append(at)
            end = field.place + FORMATS[field.kind][1] // 2
    return layer


def _registers(fields: Sequence[Field]) -> Unpack:
    order, turned = fields[0].order()
    letters, end = order, 0
    for field in fields:
        letter, size = FORMATS[field.kind]
        letters += f"{2 * (field.place - end)}x{letter}"
        end = field.place + size // 2
    unpack: Unpack = struct.Struct(letters).unpack_from
    if turned:
        straight = unpack
        unpack = lambda data: straight(_turned(data))  # noqa: E731
    cuts = [cut for field in fields if (cut := field.cut()) is not None]
    if not cuts:
        return unpack
    return lambda data: [
        int(raw) >> shift & keep for raw, (shift, keep) in zip(unpack(data), cuts, strict=True)
    ]


def _bits(places: Sequence[int]) -> Unpack:
    where = [(place >> 3, place & 7) for place in places]
    return lambda data: [data[byte] >> shift & 1 for byte, shift in where]


def _turned(data: bytes) -> bytes:
    """The two bytes of every register exchanged."""
    turned = bytearray(data)
    turned[::2], turned[1::2] = data[1::2], data[::2]
    return bytes(turned)
