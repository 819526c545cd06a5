"""What a bad line does to text: noise between frames, frames cut, bits flipped, chunks merged.

It refuses to know formats: it bends bytes that were right, and counts what it did.
"""

from dataclasses import dataclass, field
from random import Random

NOISE_BYTES_MOST = 12
FLIPS_MOST = 3


@dataclass(slots=True)
class TextFaults:
    """Shares of frames, 0 to 1, that meet each fault; all may hold at once."""

    noise_share: float = 0.0
    cut_share: float = 0.0
    flip_share: float = 0.0
    merge_share: float = 0.0
    """The frame waits in some buffer and arrives together with the next one."""
    events: dict[str, int] = field(default_factory=dict)
    _held: bytes = b""

    def bent(self, data: bytes, dice: Random) -> bytes:
        """The bytes as they arrive; empty when they wait for the next ones."""
        if dice.random() < self.cut_share:
            start = dice.randrange(len(data))
            data = data[:start] + data[start + dice.randint(1, len(data)) :]
            self._count("cut")
        if data and dice.random() < self.flip_share:
            data = _flipped(data, dice)
            self._count("flipped")
        if dice.random() < self.noise_share:
            data = dice.randbytes(dice.randint(1, NOISE_BYTES_MOST)) + data
            self._count("noise")
        data, self._held = self._held + data, b""
        if dice.random() < self.merge_share:
            self._held, data = data, b""
            self._count("merged")
        return data

    def _count(self, what: str) -> None:
        self.events[what] = self.events.get(what, 0) + 1


def _flipped(data: bytes, dice: Random) -> bytes:
    broken = bytearray(data)
    for place in dice.sample(range(8 * len(data)), k=dice.randint(1, FLIPS_MOST)):
        broken[place >> 3] ^= 1 << (place & 7)
    return bytes(broken)
