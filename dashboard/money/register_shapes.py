"""JSON shapes of the registers: organisations, capital, offices; members, households, shares.

It refuses names: a person is an id here. Money is whole fen, shares are hundredths of a share, days
are civil days, ISO.
"""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from dashboard.money.forms import Agreed, Day
from farm.words import Noun, Words
from records.deeds.deed import Proof


class PayerRow(Noun):
    """What one shareholder has paid in."""

    payer: str
    paid_in_fen: int
    deeds: tuple[str, ...]


class OfficeRow(Noun):
    """An office held on the day; `deed_id` ends it."""

    person: str
    role: str
    title: Words
    since: str
    until: str | None
    deed_id: str


class PartyRow(Noun):
    """One organisation. `accounting`: REC, COOP, COMPANY, or null where no books are kept here."""

    entity: str
    title: str
    kind: str
    kind_title: Words
    accounting: str | None
    registered_fen: int
    paid_in: tuple[PayerRow, ...]
    offices: tuple[OfficeRow, ...]
    conflicts: tuple[Words, ...]


class LoginRow(Noun):
    """Whose login it is."""

    login: str
    person: str


class KinRow(Noun):
    """Two close relatives; `deed_id` ends a marriage."""

    person: str
    relative: str
    relation: str
    deed_id: str


class PartyList(Noun):
    """Answer of GET /api/v1/parties?day=."""

    day: str
    parties: tuple[PartyRow, ...]
    logins: tuple[LoginRow, ...]
    relatives: tuple[KinRow, ...]


class ShareRow(Noun):
    """One holder on the day; `hundredths` in the order of `classes`, `why`: deeds by class."""

    holder: str
    household: str
    standing: str
    status: str
    status_title: Words
    hundredths: tuple[int, ...]
    weight: int
    why: tuple[tuple[str, ...], ...]


class ClassRow(Noun):
    """A class with its total; `verified`: held against the charter."""

    name: str
    hundredths: int


class Register(Noun):
    """Answer of GET /api/v1/shares/{entity}?day=&known_by=: the register as the law sees it."""

    entity: str
    day: str
    classes: tuple[ClassRow, ...]
    members: tuple[ShareRow, ...]
    households: int
    member_count: int
    total_hundredths: int
    cap_bp: int | None
    over_cap: tuple[str, ...]
    hash: str


class EntryRow(Noun):
    """One entry of the register in words; `data`: the deed as recorded."""

    seq: int
    deed_id: str
    kind: str
    day: str
    recorded_day: str
    actor: str
    text: Words
    data: dict[str, Any]


class EntryList(Noun):
    """Answer of GET /api/v1/shares/{entity}/entries, the newest first."""

    entries: tuple[EntryRow, ...]
    more: bool


class MemberList(Agreed):
    """Body of POST /api/v1/shares/{entity}/list: a member list as a spreadsheet holds it.

    `columns`: its headings; `rows`: the cells as text, the first is row 2 of the sheet. Personal
    columns (姓名, 身份证号, 银行账号 …) are sealed in the same transaction. `take` false: a check.
    """

    import_id: UUID
    day: Day
    columns: Annotated[tuple[str, ...], Field(min_length=2, max_length=40)]
    rows: Annotated[tuple[tuple[str, ...], ...], Field(min_length=1, max_length=20_000)]
    proof: Proof
    reason: Annotated[str, Field(max_length=200)] = ""
    take: bool = False


class ListTotals(Noun):
    """Answer: what the list comes to, to be compared by eye; `taken`: it was recorded."""

    entity: str
    holders: int
    households: int
    hundredths: dict[str, int]
    personal_fields: int
    taken: bool
    repeated: bool
