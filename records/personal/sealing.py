"""A field of a person, sealed for its own place: no other row, field or version opens it.

It refuses to keep the text, and to tell why bytes do not open beyond whose and which they are.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hmac import digest as hmac_digest
from typing import TypeAlias

from records.canonical import canonical_json
from records.personal.cipher import NONCE_BYTES, NotAuthentic, opened, sealed
from records.personal.fields import FOUND_AGAIN, PersonalField, as_kept
from records.personal.keys import KeyRing
from records.personal.secret import Secret
from records.refusal import Problem, RuleRefused, problem

TABLE = "personal"

Random: TypeAlias = Callable[[int], bytes]
"""Random bytes of the operating system, as many as asked for."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value belongs, and who put it there when (UTC text); all bound to it."""

    person: str
    field: PersonalField
    version: int
    actor: str
    recorded_at: str

    def bound(self) -> bytes:
        """The place as the bytes that the cipher binds."""
        named = [TABLE, self.field.value, self.person, self.version, self.actor, self.recorded_at]
        return canonical_json(named).encode()


@dataclass(frozen=True, slots=True)
class SealedField:
    """One version of one field. `sealed`: base64; `blind`: HMAC to find equal texts by."""

    place: Place
    key_id: int
    sealed: str
    blind: str | None


def seal(ring: KeyRing, place: Place, value: Secret, random: Random) -> SealedField:
    """Seal a value with the current key; RuleRefused PERSONAL_MALFORMED if it is none."""
    text, number = as_kept(place.field, value.shown()), ring.current
    closed = sealed(ring.field_key(number), random(NONCE_BYTES), text.encode(), place.bound())
    return SealedField(
        place, number, b64encode(closed).decode(), _blind(ring, number, place.field, text)
    )


def unseal(ring: KeyRing, row: SealedField) -> Secret:
    """The value; RuleRefused PERSONAL_UNREADABLE without the key or for bytes of another place."""
    found = unsealing_problem(ring, row)
    if isinstance(found, Problem):
        raise RuleRefused.of(found)
    return found


def unsealing_problem(ring: KeyRing, row: SealedField) -> Secret | Problem:
    """The value, or why it cannot be read."""
    if not ring.has(row.key_id):
        return _unreadable(
            row, f"缺密钥 {row.key_id}，请取回备份的密钥", f"key {row.key_id} is missing: fetch it"
        )
    try:
        closed = b64decode(row.sealed, validate=True)
        plain = opened(ring.field_key(row.key_id), closed, row.place.bound()).decode()
    except (NotAuthentic, NotBase64, TypeError, ValueError):  # a cell need not be a text any more
        return _changed(row)
    if row.blind != _blind(ring, row.key_id, row.place.field, plain):
        return _changed(row)
    return Secret(plain)


def reseal(ring: KeyRing, row: SealedField, random: Random) -> SealedField:
    """The same value under the current key."""
    return seal(ring, row.place, unseal(ring, row), random)


def unreadable_fields(ring: KeyRing, rows: Iterable[SealedField]) -> list[Problem]:
    """Why fields cannot be opened with these keys; nothing of what opens is kept."""
    found = (unsealing_problem(ring, row) for row in rows)
    return [one for one in found if isinstance(one, Problem)]


def blinds(ring: KeyRing, field: PersonalField, value: Secret) -> list[str]:
    """Under which blind indexes the value stands, one for each key."""
    assert field in FOUND_AGAIN, "the field has no blind index"
    text = as_kept(field, value.shown())
    made = (_blind(ring, number, field, text) for number in ring.numbers)
    return [blind for blind in made if blind is not None]


def _blind(ring: KeyRing, number: int, field: PersonalField, text: str) -> str | None:
    if field not in FOUND_AGAIN:
        return None
    return hmac_digest(ring.blind_key(number), f"{field}\n{text}".encode(), "sha256").hex()


def _changed(row: SealedField) -> Problem:
    return _unreadable(
        row,
        "密文被改动或被换到别处，请从备份取回这一行",
        "it was changed or moved here from another place: restore the row from a backup",
    )


def _unreadable(row: SealedField, zh: str, en: str) -> Problem:
    place = row.place
    return problem(
        "PERSONAL_UNREADABLE",
        f"{place.person} 的 {place.field.value} 第 {place.version} 版读不出：{zh}",
        f"{place.field.value} of {place.person}, version {place.version} cannot be read: {en}",
    )
