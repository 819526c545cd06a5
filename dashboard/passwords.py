"""Passwords as argon2id hashes, checked one at a time beside the event loop.

It refuses to know accounts. Parameters: security reference section 4 (OWASP ASVS V11.4.2).
"""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dashboard.threads import Threads
from farm.words import Words

LENGTH_MIN, LENGTH_MIN_HIGH = 10, 15
"""Least length; the second for manager, accountant, admin, auditor and reviewer (ASVS V6.2.1)."""
QUEUE_MAX = 10
"""Checks that may wait; a login storm is refused beyond it."""
BUSY = Words(zh="登录的人太多", en="too many sign-ins at once")
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
        self._threads = Threads("argon2", 1, QUEUE_MAX, BUSY)
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
        return await self._threads.run(lambda: self.fits_now(stored, password))

    def close(self) -> None:
        """End the thread."""
        self._threads.close()
