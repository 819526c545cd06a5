"""JSON shapes of people's sealed fields: written, masked, revealed one at a time.

It refuses to show a value in an error: what was typed wrongly is personal all the same.
"""

from typing import Annotated

from pydantic import Field, SecretStr

from dashboard.api_books import Secret as Password
from dashboard.money.forms import Agreed
from farm.words import Noun
from records.personal.fields import PersonalField

Why = Annotated[str, Field(max_length=200)]
Value = Annotated[SecretStr, Field(max_length=200)]


class FieldsEntered(Noun):
    """Body of POST /api/v1/personal/{person}: fields of one person, sealed before they are kept."""

    fields: Annotated[dict[PersonalField, Value], Field(min_length=1, max_length=8)]
    reason: Why


class FieldVersions(Noun):
    """Answer: the version each field has now; a value that stood already keeps its own."""

    person: str
    versions: dict[str, int]


class MaskedList(Noun):
    """Answer of GET /api/v1/personal?person=…: what screens show; nobody without fields."""

    people: dict[str, dict[str, str]]


class Reveal(Noun):
    """Body of POST /api/v1/personal/{person}/reveal: one field, a reason, the own password."""

    field: PersonalField
    reason: Why
    password: Password


class Revealed(Noun):
    """Answer: the value itself; the act is in the audit trail before this leaves."""

    person: str
    field: str
    value: str


class SearchFor(Noun):
    """Body of POST /api/v1/personal/search: who has this very number; it never comes back."""

    field: PersonalField
    value: Value


class Holders(Noun):
    """Answer: ids of the people who have it."""

    people: tuple[str, ...]


class Resealing(Noun):
    """Body of POST /api/v1/personal/reseal, after a new key was added to the key file."""

    reason: Why


class Resealed(Noun):
    """Answer: how many fields were brought under the current key."""

    fields: int


class FileWish(Agreed):
    """Body of POST /api/v1/runs/{run}/payment-file: one batch, for the bank.

    Two people, the own password, a reason, and a passphrase under which the file is closed; it is
    opened with `ras bank open` where it is handed to the bank, and deleted after.
    """

    batch: Annotated[str, Field(min_length=1, max_length=64)]
    reason: Why
    password: Password
    passphrase: Value


class FileClosed(Noun):
    """Answer: the closed file as text. `rows`, `total_fen`: to be compared by eye."""

    name: str
    closed: str
    rows: int
    total_fen: int
    file_hash: str
