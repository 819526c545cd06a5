"""What may be wrong with one station on the wire, and a reply made wrong on purpose.

It refuses to know registers: it bends bytes that were right. Shares are of replies, 0 to 1.
"""

from dataclasses import dataclass, fields
from random import Random

WRITES = (5, 6, 15, 16)
"""Functions that change a device (Modbus application protocol 6.5, 6.6, 6.11, 6.12)."""
EXTRA_BYTES_MOST = 8
"""Bytes that noise puts before or behind a frame, at most; engineering memory."""


@dataclass(slots=True)
class WireFaults:
    """Present faults of one station; all may hold at once."""

    mute: bool = False
    """Cut off: it neither hears nor answers."""
    late_s: float = 0.0
    """Added to every reply, s."""
    late_random_s: float = 0.0
    """Added to every reply, anything from nothing to this, s."""
    garble_share: float = 0.0
    """Share of replies with flipped bits after the checksum was made."""
    deaf_share: float = 0.0
    """Share of questions that reach it damaged, so that it says nothing."""
    cut_share: float = 0.0
    """Share of replies that lose their end."""
    extra_share: float = 0.0
    """Share of replies with noise bytes before or behind them."""
    wrong_function: bool = False
    wrong_count: bool = False
    """One register more than asked, checksum right."""
    echo_other_address: int = 0
    """Reply in the name of this station; 0 = its own."""
    listens_to: int = 0
    """It was given this station number, whoever has it already; 0 = its own."""
    map_shift: int = 0
    """Another register map: an address holds what should stand this many further on."""
    words_swapped: bool = False
    """Two-register numbers come with their words exchanged."""
    bytes_swapped: bool = False
    """Two-register numbers come with the bytes of each word exchanged."""
    not_executed: bool = False
    """A write is echoed, and nothing happens."""
    astray: int = 0
    """A write goes this many addresses further, and the echo says so."""

    def put(self, kind: str, value: float) -> None:
        """Set one fault by name; ValueError for a name that is none."""
        names = {field.name: field.type for field in fields(self)}
        if kind not in names:
            raise ValueError(f"fault {kind!r} is not one of {', '.join(sorted(names))}")
        now = getattr(self, kind)
        setattr(self, kind, type(now)(value))

    def clear(self) -> None:
        """Be healthy again."""
        for field in fields(self):
            setattr(self, field.name, field.default)

    def hears(self, dice: Random) -> bool:
        """Whether a question reached it whole."""
        if self.mute:
            return False
        return self.deaf_share <= 0.0 or dice.random() >= self.deaf_share

    def asked(self, pdu: bytes) -> bytes:
        """The question as the device takes it: a displaced map, a write that goes astray."""
        by = self.map_shift + (self.astray if pdu[0] in WRITES else 0)
        if by == 0 or len(pdu) < 5:
            return pdu
        address = (int.from_bytes(pdu[1:3], "big") + by) & 0xFFFF
        return pdu[:1] + address.to_bytes(2, "big") + pdu[3:]

    def late(self, dice: Random) -> float:
        """How much later than healthy this reply comes, s."""
        random_s = dice.uniform(0.0, self.late_random_s) if self.late_random_s > 0.0 else 0.0
        return self.late_s + random_s

    def turned(self, number: bytes) -> bytes:
        """Four bytes of a number in the order of this map."""
        if self.words_swapped:
            number = number[2:] + number[:2]
        if self.bytes_swapped:
            number = bytes((number[1], number[0], number[3], number[2]))
        return number

    def bent(self, unit: int, pdu: bytes) -> tuple[int, bytes]:
        """Address and body as they leave the station."""
        body = pdu
        if self.wrong_function:
            body = bytes((pdu[0] ^ 0x07 or 1,)) + pdu[1:]
        if self.wrong_count and pdu[0] in (1, 2, 3, 4) and len(pdu) < 250:
            body = bytes((body[0], pdu[1] + 2)) + body[2:] + b"\x00\x00"
        return self.echo_other_address or unit, body

    def garbled(self, frame: bytes, dice: Random) -> bytes:
        """The frame as it arrives: now and then one to three bits turned, cut, or with noise."""
        if self.garble_share > 0.0 and dice.random() < self.garble_share:
            frame = flipped(frame, dice)
        if self.cut_share > 0.0 and len(frame) > 1 and dice.random() < self.cut_share:
            frame = frame[: dice.randrange(1, len(frame))]
        if self.extra_share > 0.0 and dice.random() < self.extra_share:
            noise = dice.randbytes(dice.randint(1, EXTRA_BYTES_MOST))
            frame = noise + frame if dice.random() < 0.5 else frame + noise
        return frame


def flipped(frame: bytes, dice: Random) -> bytes:
    """The frame with one to three bits turned."""
    broken = bytearray(frame)
    for place in dice.sample(range(8 * len(frame)), k=dice.randint(1, 3)):
        broken[place >> 3] ^= 1 << (place & 7)
    return bytes(broken)
