"""What the promised income means here, as people decided it: target, whose books, whose names.

It refuses to know accounts; records.uplift.streams says which entries count.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from records.deeds.deed import Deed
from records.integers import SAFE_INTEGER
from records.journal.happening import Name, Note


class KnownAs(BaseModel):
    """A name under which bills, claims and sub-accounts speak of a party of the project."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entity: Name
    name: Name


class UpliftDefined(Deed):
    """From `day` on the uplift of the project `entity` is counted like this.

    `target_fen`: of a full year; `spread`: whether a twelfth is the target of a month.
    `projects`, `villages`: entities whose books these are. `villager_payees`: names under which
    land rent and purchases are owed to villagers; groups, never a person.
    `verified`: the town and the villages agreed on this reading.
    """

    kind: Literal["UPLIFT_DEFINED"] = "UPLIFT_DEFINED"
    target_fen: Annotated[int, Field(strict=True, gt=0, lt=SAFE_INTEGER)]
    spread: Literal["EVEN", "YEAR_ONLY"]
    projects: Annotated[tuple[Name, ...], Field(min_length=1, max_length=16)]
    villages: Annotated[tuple[Name, ...], Field(min_length=1, max_length=64)]
    known_as: Annotated[tuple[KnownAs, ...], Field(max_length=256)] = ()
    villager_payees: Annotated[tuple[Name, ...], Field(max_length=64)] = ()
    source: Note
    verified: bool = Field(default=False, strict=True)

    @model_validator(mode="after")
    def _each_name_is_one_party(self) -> "UpliftDefined":
        parties = (*self.projects, *self.villages)
        if len(set(parties)) != len(parties):
            raise ValueError("a party is either of the project or a village, and named once")
        names = [*parties, *(one.name for one in self.known_as), *self.villager_payees]
        if len(set(names)) != len(names):
            raise ValueError("a name may mean one party only")
        if strangers := {one.entity for one in self.known_as} - set(parties):
            raise ValueError(f"known_as speaks of {sorted(strangers)}, which is no party here")
        return self


def defined_on(deeds: Iterable[Deed], entity: str | None, day: date) -> UpliftDefined | None:
    """The definition in force on a day: of the latest day, of two such the one written later.

    `entity` None: of whatever project.
    """
    found: UpliftDefined | None = None
    for deed in deeds:
        if isinstance(deed, UpliftDefined) and deed.day <= day and entity in (None, deed.entity):
            found = deed if found is None or deed.day >= found.day else found
    return found
