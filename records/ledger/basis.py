"""What a voucher was computed from when that is more than one event: how many, and which.

It refuses to list them in the voucher; they are found again by the key and proven by the digest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from records.canonical import Json, digest


@dataclass(frozen=True, slots=True)
class Basis:
    """The facts under one voucher.

    `key`: what it is the voucher of, such as `FEED_USED/2026-11`; of one key at most one stands.
    `count`, `digest`: number of the events and deeds, SHA-256 over their sorted ids.
    """

    key: str
    count: int
    digest: str

    def as_json(self) -> dict[str, Json]:
        """The basis as plain JSON values."""
        return {"key": self.key, "count": self.count, "digest": self.digest}


def basis_of(key: str, ids: Iterable[UUID]) -> Basis:
    """The basis of the facts with these ids, in any order, each counted once."""
    every = sorted({str(one) for one in ids})
    return Basis(key, len(every), digest(every))
