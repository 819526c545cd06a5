"""Who may log in, and who is logged in: hashes only, no password and no token.

It refuses to hash, to check passwords and to know what a role may do; the dashboard does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select, update

from farm.words import Words
from records.journal.stored import instant_text
from records.refusal import RuleRefused
from records.store.database import Database
from records.store.schema import PEOPLE, SESSIONS


@dataclass(frozen=True, slots=True)
class Person:
    """One account; `post_name` is what screens show, such as `值班员 李`."""

    login: str
    password_hash: str
    role: str
    post_name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class LoginSession:
    """One login; `token_hash` is SHA-256 of the token that only the browser holds."""

    token_hash: str
    login: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class People:
    """Accounts and sessions. Rows may change: what people did is kept in the audit chain."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Use the database and the clock of the process."""
        self._database, self._clock = database, clock

    def add(self, person: Person) -> None:
        """A new account; RuleRefused LOGIN_TAKEN if the login exists."""
        with self._database.writing() as connection:
            found = connection.execute(select(PEOPLE.c.login).where(_is(person.login))).first()
            if found is not None:
                raise RuleRefused(
                    "LOGIN_TAKEN",
                    Words(
                        zh=f"登录名 {person.login} 已被使用",
                        en=f"the login {person.login} is taken",
                    ),
                )
            connection.execute(
                insert(PEOPLE),
                {
                    **_person_row(person),
                    "login": person.login,
                    "created_at": instant_text(self._clock()),
                },
            )

    def change(self, person: Person) -> None:
        """Replace everything but the login; an account made inactive is logged out at once."""
        with self._database.writing() as connection:
            changed = connection.execute(
                update(PEOPLE).where(_is(person.login)).values(_person_row(person))
            )
            if changed.rowcount == 0:
                raise RuleRefused(
                    "LOGIN_UNKNOWN",
                    Words(zh=f"没有登录名 {person.login}", en=f"there is no login {person.login}"),
                )
            if not person.active:
                connection.execute(delete(SESSIONS).where(SESSIONS.c.login == person.login))

    def person(self, login: str) -> Person | None:
        """The account of that login, active or not."""
        with self._database.reading() as connection:
            row = connection.execute(select(PEOPLE).where(_is(login))).first()
        if row is None:
            return None
        return Person(row.login, row.password_hash, row.role, row.post_name, row.active)

    def everyone(self) -> list[Person]:
        """All accounts by login."""
        with self._database.reading() as connection:
            rows = connection.execute(select(PEOPLE).order_by(PEOPLE.c.login)).all()
        return [
            Person(row.login, row.password_hash, row.role, row.post_name, row.active)
            for row in rows
        ]

    def open_session(self, token_hash: str, login: str, expires_at: datetime) -> None:
        """Remember a login until `expires_at`; sessions that ran out are forgotten."""
        now = instant_text(self._clock())
        with self._database.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at <= now))
            connection.execute(
                insert(SESSIONS),
                {
                    "token_hash": token_hash,
                    "login": login,
                    "created_at": now,
                    "seen_at": now,
                    "expires_at": instant_text(expires_at),
                },
            )

    def session(self, token_hash: str) -> tuple[LoginSession, Person] | None:
        """The session and its active person; None if unknown, run out or switched off."""
        query = (
            select(SESSIONS, PEOPLE)
            .join(PEOPLE, PEOPLE.c.login == SESSIONS.c.login)
            .where(SESSIONS.c.token_hash == token_hash)
            .where(SESSIONS.c.expires_at > instant_text(self._clock()))
            .where(PEOPLE.c.active)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        at = {
            name: datetime.fromisoformat(row[SESSIONS.c[name]])
            for name in ("created_at", "seen_at", "expires_at")
        }
        login = row[PEOPLE.c.login]
        person = Person(
            login, row[PEOPLE.c.password_hash], row[PEOPLE.c.role], row[PEOPLE.c.post_name]
        )
        return LoginSession(token_hash, login, **at), person

    def seen(self, token_hash: str) -> None:
        """Note that the session was used now; call it at most once a minute."""
        with self._database.writing() as connection:
            connection.execute(
                update(SESSIONS)
                .where(SESSIONS.c.token_hash == token_hash)
                .values(seen_at=instant_text(self._clock()))
            )

    def close_session(self, token_hash: str) -> None:
        """Forget a session; an unknown one is forgotten already."""
        with self._database.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token_hash == token_hash))


def _is(login: str) -> ColumnElement[bool]:
    return PEOPLE.c.login == login


def _person_row(person: Person) -> dict[str, str | bool]:
    return {
        "password_hash": person.password_hash,
        "role": person.role,
        "post_name": person.post_name,
        "active": person.active,
    }
