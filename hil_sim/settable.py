"""What a person may set in a Yosemitech probe: its number, slope and offset, buffers it was in.

It refuses to know what the probe measures; typed from the manuals Y504 v6.2 and Y532 v1.7.
"""

import struct
from collections.abc import Callable

from hil_sim.codec import f32_dcba
from hil_sim.registers import Area, Table

NUMBERS = range(1, 248)
OK, NO_STANDARD, TOO_FEW, OUT_OF_RANGE = 0, 1, 2, 4
"""High byte of 0x0E00 (Y532 v1.7)."""
BUFFERS = (4.00, 6.86, 9.18)
OFFSET_MOST = 1.5
"""PH by which a healthy electrode may be off; our own figure."""


def renumbered(table: Table) -> None:
    """0x3000: the high byte becomes the station number."""

    def take(word: int) -> None:
        if word >> 8 in NUMBERS:
            table.unit = word >> 8

    table.takes(Area.HOLDING, 0x3000, take)


def kept(table: Table, address: int, content: bytes) -> bytearray:
    """Holding registers that remember what was written, from `address` on."""
    stored = bytearray(content)

    def door(at: int) -> Callable[[int], None]:
        def take(word: int) -> None:
            stored[at : at + 2] = word.to_bytes(2, "big")

        return take

    table.holds(Area.HOLDING, address, len(content) // 2, lambda: bytes(stored))
    for offset in range(len(content) // 2):
        table.takes(Area.HOLDING, address + offset, door(2 * offset))
    return stored


def customer(table: Table) -> Callable[[float], float]:
    """K and B at 0x1100; the function they stand for."""
    stored = kept(table, 0x1100, f32_dcba(1.0) + f32_dcba(0.0))

    def corrected(value: float) -> float:
        slope, offset = struct.unpack("<ff", stored)
        return float(slope * value + offset)

    return corrected


class Buffered:
    """A pH probe that was told buffers: registers 0x2300, 0x0E00, 0x2900."""

    def __init__(self, table: Table, raw: Callable[[], float]) -> None:
        """`raw`: pH before any calibration."""
        self._raw = raw
        self._told: list[tuple[float, float]] = []
        self._result = OK
        self._stored = kept(
            table, 0x2900, b"".join(map(f32_dcba, (6.86, -6.72, 0.04, 6.86, -6.56, -1.04)))
        )
        self._word = bytearray(4)
        self.slope, self.offset = 1.0, 0.0
        table.holds(Area.HOLDING, 0x2300, 2, lambda: bytes(self._word))
        for place in (0, 1):
            table.takes(Area.HOLDING, 0x2300 + place, self._door(place))
        table.holds(Area.HOLDING, 0x0E00, 1, self._verdict)

    def shown(self) -> float:
        """PH as the probe shows it."""
        return self.slope * self._raw() + self.offset

    def _door(self, place: int) -> Callable[[int], None]:
        def take(word: int) -> None:
            self._word[2 * place : 2 * place + 2] = word.to_bytes(2, "big")
            if place == 1:
                self._told.append((float(struct.unpack("<f", self._word)[0]), self._raw()))

        return take

    def _verdict(self) -> bytes:
        if self._told:
            self._result, self._told = self._judged(self._told), []
        return bytes((self._result, 0))

    def _judged(self, told: list[tuple[float, float]]) -> int:
        if any(min(abs(value - one) for one in BUFFERS) > 0.01 for value, _ in told):
            return NO_STANDARD
        if len(told) < len(BUFFERS):
            return TOO_FEW
        points = told[-3:]
        worst = max(abs(value - raw) for value, raw in points)
        low, high = points[0], points[-1]
        if worst > OFFSET_MOST or abs(high[1] - low[1]) < 1.0:
            return OUT_OF_RANGE
        self.slope = (high[0] - low[0]) / (high[1] - low[1])
        self.offset = low[0] - self.slope * low[1]
        self._stored[8:12] = f32_dcba(0.04 + self.offset)
        self._stored[4:8] = f32_dcba(-6.72 * self.slope)
        return OK
