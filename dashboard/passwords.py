"""Passwords as argon2id hashes, checked one at a time beside the event loop.

It refuses to know accounts. Parameters: security reference section 4 (OWASP ASVS V11.4.2).
"""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dashboard.refusals import refuse

T = TypeVar("T")

LENGTH_MIN, LENGTH_MIN_HIGH = 10, 15
"""Least length; the second for manager, accountant and admin (ASVS V6.2.1)."""
QUEUE_MAX = 10
"""Checks that may wait; a login storm is refused beyond it."""
MEMORY_KIB, PASSES, LANES = 65_536, 3, 1

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_password(groups: int = 4) -> str:
    """A random password of groups of four letters that cannot be mistaken for one another."""
    parts = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(groups))
    return "-".join(parts)


class Passwords:
    """Hash and check; one worker thread, so that the rest of the machine stays free."""

    def __init__(
        self, memory_kib: int = MEMORY_KIB, passes: int = PASSES, lanes: int = LANES
    ) -> None:
        """Parameters of argon2id; lower ones are for tests only."""
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="argon2")
        self._queued = 0
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def hash_now(self, password: str) -> str:
        """The hash of a password; takes a fifth of a second."""
        return self._hasher.hash(password)

    def fits_now(self, stored: str | None, password: str) -> bool:
        """Whether the password fits; as slow for somebody who does not exist (None)."""
        try:
            self._hasher.verify(stored or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    async def fits(self, stored: str | None, password: str) -> bool:
        """As `fits_now`, off the event loop; Refused when too many wait."""
        return await self._beside(lambda: self.fits_now(stored, password))

    async def _beside(self, work: Callable[[], T]) -> T:
        if self._queued >= QUEUE_MAX:
            raise refuse(
                503, "busy", "登录的人太多", "too many sign-ins at once", "过几秒再试",
                "try again in a few seconds",
            )  # fmt: skip
        self._queued += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._queued -= 1

    def close(self) -> None:
        """End the thread."""
        self._pool.shutdown(wait=True, cancel_futures=True)
