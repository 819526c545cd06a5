"""Fish counted like money: every event moves heads from one account to another.

It refuses to know mass and which event moved them; None is the world outside the tanks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Account = TypeVar("Account")


@dataclass(frozen=True, slots=True)
class Posting(Generic[Account]):
    """`heads` > 0 fish from `source` to `target`; None is outside; the two differ."""

    source: Account | None
    target: Account | None
    heads: int


class NegativeAccount(Exception):
    """A posting would take more fish out of an account than it holds."""

    def __init__(self, account: object, heads: int, wanted: int) -> None:
        """Keep account, fish present and fish wanted."""
        self.account, self.heads, self.wanted = account, heads, wanted
        super().__init__(f"{account}: {heads} heads present, {wanted} wanted")


def close(
    opening: Mapping[Account, int], postings: Iterable[Posting[Account]]
) -> dict[Account, int]:
    """Heads by account after all postings, in order; NegativeAccount at the first impossible one.

    The world outside holds minus the sum of all accounts, so the whole is always zero.
    """
    heads = dict(opening)
    for posting in postings:
        if posting.source is not None:
            present = heads.get(posting.source, 0)
            if present < posting.heads:
                raise NegativeAccount(posting.source, present, posting.heads)
            heads[posting.source] = present - posting.heads
        if posting.target is not None:
            heads[posting.target] = heads.get(posting.target, 0) + posting.heads
    return heads
