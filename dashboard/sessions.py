"""Who is signed in: sessions of journal.db, remembered here for a few seconds at a time.

It refuses to know passwords and rights. Times: security reference section 4 (ASVS V7.3).
"""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

import structlog

from dashboard.caller import Caller
from dashboard.refusals import moved
from dashboard.rights import Role
from dashboard.threads import Threads
from dashboard.whereabouts import Whereabouts
from farm.clock import Clock
from farm.words import Words
from records.store.people import LoginSession, People, Person

ABSOLUTE = timedelta(hours=12)
IDLE_MS = 30 * 60_000
IDLE_WATCHER_MS = 12 * 60 * 60_000
"""A wall display has a viewer's account and nobody touches it."""
LOOK_AGAIN_S = 5.0
"""How long a session is believed without asking journal.db again."""
NOTE_SEEN_MS = 60_000
KNOWN_MAX = 1000
_log = structlog.get_logger()


@dataclass(slots=True)
class _Known:
    session: LoginSession
    person: Person
    looked_s: float
    seen_ms: int
    noted_ms: int

    @property
    def ends_ms(self) -> int:
        idle_ms = IDLE_WATCHER_MS if self.person.role == Role.VIEWER else IDLE_MS
        return min(_ms(self.session), self.seen_ms + idle_ms)


def _own(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _ms(session: LoginSession) -> int:
    return round(session.expires_at.timestamp() * 1000)


def hash_of(token: str, place: str) -> str:
    """What is stored of a token: nothing that fits from another place (`whereabouts`)."""
    return sha256(f"{place}\n{token}".encode()).hexdigest()


class Sessions:
    """Begin, find and end sessions."""

    def __init__(
        self, people: People, threads: Threads, clock: Clock, where: Whereabouts | None = None
    ) -> None:
        """`people`: where they are written; `where`: what a session is bound to."""
        self._people, self._threads, self._clock = people, threads, clock
        self._where = where or Whereabouts()
        self._begun: OrderedDict[str, str] = OrderedDict()
        """Of tokens this process has seen used, by their own hash: the hash that was stored."""
        self._known: dict[str, _Known] = {}

    async def begin(self, person: Person, address: str) -> tuple[str, Caller]:
        """A new session: the token, which is never seen again, and who it stands for."""
        token = secrets.token_urlsafe(32)
        hashed = hash_of(token, self._where.of(address))
        until = self._clock.utc() + ABSOLUTE
        await self._threads.run(lambda: self._people.open_session(hashed, person.login, until))
        caller = await self.find(token, address)
        assert caller is not None
        return token, caller

    async def find(self, token: str, address: str) -> Caller | None:
        """Who a token stands for, if its session still runs; the session is then in use.

        Refused when it runs, and began at another address: it is not ended, for whoever shows it
        elsewhere must not be able to sign its owner out.
        """
        hashed = hash_of(token, self._where.of(address))
        known = await self._look(hashed)
        if known is None:
            await self._elsewhere(token, address)
            return None
        self._used(token, hashed)
        now_ms = self._clock.utc_ms()
        known.seen_ms = now_ms
        if now_ms - known.noted_ms >= NOTE_SEEN_MS:
            known.noted_ms = now_ms
            await self._threads.run(lambda: self._people.seen(hashed))
        return _caller(known, address)

    def runs(self, hashed: str) -> bool:
        """Whether a session found before still runs, from memory; watching is no use of it."""
        known = self._known.get(hashed)
        return known is not None and known.ends_ms > self._clock.utc_ms()

    async def end(self, hashed: str) -> None:
        """Sign out."""
        self._known.pop(hashed, None)
        await self._threads.run(lambda: self._people.close_session(hashed))

    async def end_token(self, token: str, address: str) -> None:
        """Sign out the session of a token, whether or not it still runs."""
        for hashed in {hash_of(token, self._where.of(address)), self._begun.get(_own(token), "")}:
            if hashed:
                await self.end(hashed)

    def _used(self, token: str, hashed: str) -> None:
        own = _own(token)
        self._begun[own] = hashed
        self._begun.move_to_end(own)
        while len(self._begun) > KNOWN_MAX:
            self._begun.popitem(last=False)

    async def _elsewhere(self, token: str, address: str) -> None:
        hashed = self._begun.get(_own(token))
        known = None if hashed is None else await self._look(hashed)
        if known is not None:
            _log.warning("session_elsewhere", login=known.person.login, address=address)
            raise moved()

    async def _look(self, hashed: str) -> _Known | None:
        known, now_s = self._known.get(hashed), self._clock.now_s()
        if known is None or now_s - known.looked_s > LOOK_AGAIN_S:
            found = await self._threads.run(lambda: self._people.session(hashed))
            known = None if found is None else self._remembered(hashed, *found)
        if known is None or known.ends_ms <= self._clock.utc_ms():
            self._known.pop(hashed, None)
            return None
        return known

    def _remembered(self, hashed: str, session: LoginSession, person: Person) -> _Known:
        before = self._known.get(hashed)
        seen_ms = before.seen_ms if before else round(session.seen_at.timestamp() * 1000)
        noted_ms = before.noted_ms if before else seen_ms
        known = _Known(session, person, self._clock.now_s(), seen_ms, noted_ms)
        while len(self._known) >= KNOWN_MAX:
            self._known.pop(next(iter(self._known)))
        self._known[hashed] = known
        return known


def _caller(known: _Known, address: str) -> Caller:
    post = Words(zh=known.person.post_name, en=known.person.post_name)
    role = Role(known.person.role)
    hashed = known.session.token_hash
    return Caller(known.person.login, post, (role,), "person", hashed, address, known.ends_ms)
