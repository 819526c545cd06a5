"""Answers that went wrong in every way a wire knows, for each way of framing Modbus.

They know the framings by heart (own CRC, own LRC, own MBAP), never from what they are there to
test, and can say of any stretch of bytes which answers it holds that nobody could tell from true
ones.
"""

import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from tests.drivers.late_line import sealed

Chunks = list[tuple[float, bytes]]
"""When a piece begins after the normal moment, s, and its bytes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the station understands it."""

    unit: int
    pdu: bytes
    transaction: int = 0

    def expects(self, pdu: bytes) -> bool:
        """True for an answer that has every outward mark of a right one."""
        if self.pdu[0] > 4:
            return pdu == self.pdu[:5]
        count = int.from_bytes(self.pdu[3:5], "big")
        size = -(-count // 8) if self.pdu[0] < 3 else 2 * count
        return len(pdu) == 2 + size and pdu[:2] == bytes([self.pdu[0], size])


class Framing(Protocol):
    """How a PDU travels."""

    def asked(self, sent: bytes) -> Asked | None: ...

    def frame(self, unit: int, pdu: bytes, transaction: int) -> bytes: ...

    def believable(self, asked: Asked, said: bytes) -> Iterator[bytes]:
        """PDUs in `said` that have every outward mark of the answer to `asked`."""
        ...


class Rtu:
    """Unit, PDU, CRC."""

    def asked(self, sent: bytes) -> Asked | None:
        return Asked(sent[0], sent[1:-2]) if sealed(sent[:-2]) == sent else None

    def frame(self, unit: int, pdu: bytes, transaction: int) -> bytes:
        return sealed(bytes([unit]) + pdu)

    def believable(self, asked: Asked, said: bytes) -> Iterator[bytes]:
        for at in range(len(said) - 3):
            if said[at] == asked.unit:
                for end in range(at + 4, min(len(said), at + 256) + 1):
                    pdu = said[at + 1 : end - 2]
                    if asked.expects(pdu) and sealed(said[at : end - 2]) == said[at:end]:
                        yield pdu


class Tcp:
    """MBAP and PDU."""

    head = struct.Struct(">HHHB")

    def asked(self, sent: bytes) -> Asked | None:
        transaction, protocol, length, unit = self.head.unpack_from(sent)
        sound = protocol == 0 and length == len(sent) - 6
        return Asked(unit, sent[7:], transaction) if sound else None

    def frame(self, unit: int, pdu: bytes, transaction: int) -> bytes:
        return self.head.pack(transaction, 0, len(pdu) + 1, unit) + pdu

    def believable(self, asked: Asked, said: bytes) -> Iterator[bytes]:
        for at in range(len(said) - 8):
            transaction, protocol, length, unit = self.head.unpack_from(said, at)
            if (transaction, protocol, unit) == (asked.transaction, 0, asked.unit):
                pdu = said[at + 7 : at + 6 + length]
                if len(pdu) == length - 1 and asked.expects(pdu):
                    yield pdu


class Ascii:
    """Colon, hexadecimal digits of unit, PDU and LRC, CR LF."""

    def asked(self, sent: bytes) -> Asked | None:
        if not sent.startswith(b":"):
            return None
        body = bytes.fromhex(sent[1:-2].decode("ascii"))
        return Asked(body[0], body[1:-1]) if sum(body) & 0xFF == 0 else None

    def frame(self, unit: int, pdu: bytes, transaction: int) -> bytes:
        body = bytes([unit]) + pdu
        return b":" + (body + bytes([-sum(body) & 0xFF])).hex().upper().encode() + b"\r\n"

    def believable(self, asked: Asked, said: bytes) -> Iterator[bytes]:
        for piece in said.split(b":")[1:]:
            digits = piece.partition(b"\r\n")[0]
            try:
                body = bytes.fromhex(digits.decode("ascii"))
            except ValueError:
                continue
            sound = len(body) > 3 and sum(body) & 0xFF == 0
            if sound and body[0] == asked.unit and asked.expects(body[1:-1]):
                yield body[1:-1]


@dataclass(slots=True)
class Spoiler:
    """Makes of a right answer what really comes out; one way of spoiling, drawn by the dice."""

    framing: Framing
    dice: random.Random
    character_s: float

    def spoilt(self, asked: Asked, pdu: bytes) -> Chunks:
        """`pdu`: the right answer."""
        if self.dice.random() < 0.3:
            return [(0.0, self._whole(asked, pdu))]
        way: Callable[[Spoiler, Asked, bytes], Chunks] = self.dice.choice(WAYS)
        return way(self, asked, pdu)

    def _whole(self, asked: Asked, pdu: bytes) -> bytes:
        return self.framing.frame(asked.unit, pdu, asked.transaction)

    def random_body(self, asked: Asked, pdu: bytes) -> Chunks:
        body = pdu[:2] + self.dice.randbytes(len(pdu) - 2)
        return [(0.0, self._whole(asked, body))]

    def random_pdu(self, asked: Asked, pdu: bytes) -> Chunks:
        return [(0.0, self._whole(asked, self.dice.randbytes(self.dice.randint(1, 60))))]

    def flipped(self, asked: Asked, pdu: bytes) -> Chunks:
        frame = bytearray(self._whole(asked, pdu))
        for _ in range(self.dice.randint(1, 8)):
            place = self.dice.randrange(8 * len(frame))
            frame[place >> 3] ^= 1 << (place & 7)
        return [(0.0, bytes(frame))]

    def truncated(self, asked: Asked, pdu: bytes) -> Chunks:
        frame = self._whole(asked, pdu)
        return [(0.0, frame[: self.dice.randrange(len(frame))])]

    def merged(self, asked: Asked, pdu: bytes) -> Chunks:
        other = self._another(asked, pdu)
        both = [self._whole(asked, pdu), other]
        self.dice.shuffle(both)
        return [(0.0, both[0] + both[1])]

    def noise_before(self, asked: Asked, pdu: bytes) -> Chunks:
        noise = self.dice.choice((b"\x00", b"\xff", self.dice.randbytes(self.dice.randint(1, 3))))
        return [(0.0, noise + self._whole(asked, pdu))]

    def echo(self, asked: Asked, pdu: bytes) -> Chunks:
        mirror = self.framing.frame(asked.unit, asked.pdu, asked.transaction)
        return [(0.0, mirror + self.dice.choice((b"", self._whole(asked, pdu))))]

    def foreign(self, asked: Asked, pdu: bytes) -> Chunks:
        late = [(0.02, self._whole(asked, pdu))] if self.dice.random() < 0.5 else []
        return [(0.0, self._another(asked, pdu)), *late]

    def garbage(self, asked: Asked, pdu: bytes) -> Chunks:
        return [(0.0, self.dice.randbytes(300))]

    def refusal(self, asked: Asked, pdu: bytes) -> Chunks:
        code = self.dice.choice((1, 2, 3, 4, 5, 6, 0x0A, 0x0B, self.dice.randrange(256)))
        return [(0.0, self._whole(asked, bytes([asked.pdu[0] | 0x80, code])))]

    def wrong_count(self, asked: Asked, pdu: bytes) -> Chunks:
        claimed = bytes([pdu[0], self.dice.randrange(256)]) + pdu[2:]
        more = pdu + self.dice.randbytes(2)
        return [(0.0, self._whole(asked, self.dice.choice((claimed, more, pdu[:-1]))))]

    def wrong_function(self, asked: Asked, pdu: bytes) -> Chunks:
        return [(0.0, self._whole(asked, bytes([self.dice.randrange(256)]) + pdu[1:]))]

    def other_transaction(self, asked: Asked, pdu: bytes) -> Chunks:
        """Where there are no transactions this is another station's number."""
        off = self.dice.choice((-1, 1, -300, 0x8000))
        wrong = (asked.transaction + off) & 0xFFFF
        body = pdu[:2] + self.dice.randbytes(len(pdu) - 2)
        unit = asked.unit if asked.transaction else asked.unit ^ 0x55
        stale = self.framing.frame(unit, body, wrong)
        return [(0.0, stale + self.dice.choice((b"", self._whole(asked, pdu))))]

    def in_single_bytes(self, asked: Asked, pdu: bytes) -> Chunks:
        pause_s = self.dice.choice((0.0, 0.001, 0.004, 0.02))
        frame = self._whole(asked, pdu)
        return [(n * (pause_s + self.character_s), frame[n : n + 1]) for n in range(len(frame))]

    def in_two_pieces(self, asked: Asked, pdu: bytes) -> Chunks:
        frame = self._whole(asked, pdu)
        at = self.dice.randrange(len(frame))
        return [(0.0, frame[:at]), (self.dice.uniform(0.0, 0.1), frame[at:])]

    def twice(self, asked: Asked, pdu: bytes) -> Chunks:
        frame = self._whole(asked, pdu)
        return [(0.0, frame), (self.dice.choice((0.0, 0.004, 0.05)), frame)]

    def silence(self, asked: Asked, pdu: bytes) -> Chunks:
        return []

    def _another(self, asked: Asked, pdu: bytes) -> bytes:
        body = pdu[:2] + self.dice.randbytes(len(pdu) - 2)
        return self.framing.frame(asked.unit ^ 0x20, body, asked.transaction)


WAYS: tuple[Callable[[Spoiler, Asked, bytes], Chunks], ...] = (
    Spoiler.random_body,
    Spoiler.random_pdu,
    Spoiler.flipped,
    Spoiler.truncated,
    Spoiler.merged,
    Spoiler.noise_before,
    Spoiler.echo,
    Spoiler.foreign,
    Spoiler.garbage,
    Spoiler.refusal,
    Spoiler.wrong_count,
    Spoiler.wrong_function,
    Spoiler.other_transaction,
    Spoiler.in_single_bytes,
    Spoiler.in_two_pieces,
    Spoiler.twice,
    Spoiler.silence,
)
