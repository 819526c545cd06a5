"""What every deed carries: who recorded it, for which entity, from which day, on what proof.

It refuses to know what a deed does; registers, rules and runs are folded from deeds elsewhere.

A deed is never edited. One that was wrong is answered by a later deed; what is true on a day
follows from all deeds up to it, in the order of their days and then of writing.
"""

from datetime import date
from typing import Annotated, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from records.canonical import Json, canonical_json
from records.integers import SAFE_INTEGER
from records.journal.events import Name, Note

Fen: TypeAlias = Annotated[int, Field(strict=True, gt=-SAFE_INTEGER, lt=SAFE_INTEGER)]
"""Whole fen, either sign."""

Hundredths: TypeAlias = Annotated[int, Field(strict=True, ge=0, lt=SAFE_INTEGER)]
"""Shares in hundredths of a share (DIV-SPEC-1.0 B1)."""

BasisPoints: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=10_000)]
Sha256: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Proof(BaseModel):
    """The paper behind a deed: its title and number, and the hash of its scan when there is one."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    title: Name
    number: Name | None = None
    day: date | None = None
    sha256: Sha256 | None = None


class Deed(BaseModel):
    """A decision or proven fact about money and people, as it was recorded.

    `deed_id` is made where it arose, so recording twice is once; `day`: the civil day
    (Asia/Shanghai) from which it holds; `actor`: the login that recorded it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kind: str
    deed_id: UUID
    entity: Name
    day: date
    actor: Name
    proof: Proof | None = None
    note: Note | None = None

    def as_json(self) -> dict[str, Json]:
        """The deed as plain JSON values; entries without a value are left out."""
        plain: dict[str, Json] = self.model_dump(mode="json", exclude_none=True)
        return plain

    def canonical(self) -> str:
        """The one text of this deed; two deeds are the same if their texts are."""
        return canonical_json(self.as_json())
