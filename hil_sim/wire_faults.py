"""What may be wrong with one station on the wire, and a reply made wrong on purpose.

It refuses to know registers: it bends bytes that were right.
"""

from dataclasses import dataclass, fields
from random import Random


@dataclass(slots=True)
class WireFaults:
    """Present faults of one station; all may hold at once."""

    mute: bool = False
    late_s: float = 0.0
    """Added to every reply, s."""
    garble_share: float = 0.0
    """Share of replies with flipped bits after the checksum was made."""
    wrong_function: bool = False
    wrong_count: bool = False
    """One register more than asked, checksum right."""
    echo_other_address: int = 0
    """Reply in the name of this station; 0 = its own."""

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

    def bent(self, unit: int, pdu: bytes) -> tuple[int, bytes]:
        """Address and body as they leave the station."""
        body = pdu
        if self.wrong_function:
            body = bytes((pdu[0] ^ 0x07 or 1,)) + pdu[1:]
        if self.wrong_count and pdu[0] in (1, 2, 3, 4) and len(pdu) < 250:
            body = bytes((body[0], pdu[1] + 2)) + body[2:] + b"\x00\x00"
        return self.echo_other_address or unit, body

    def garbled(self, frame: bytes, dice: Random) -> bytes:
        """The frame, now and then with one to three bits turned."""
        if self.garble_share <= 0.0 or dice.random() >= self.garble_share:
            return frame
        broken = bytearray(frame)
        for place in dice.sample(range(8 * len(frame)), k=dice.randint(1, 3)):
            broken[place >> 3] ^= 1 << (place & 7)
        return bytes(broken)
