"""What people decided for the town's rows: what it may see, steps, funding, what counts as uplift.

It refuses a person's name by its shape: a step has a post that answers for it, nobody's name.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from records.deeds.deed import Deed, Proof
from records.integers import SAFE_INTEGER
from records.journal.happening import Name, Note
from records.uplift.deeds import UpliftDefined


class Section(StrEnum):
    """A part of the town's rows that may be shown or not."""

    YIELD = "YIELD"
    UPLIFT = "UPLIFT"
    SALES = "SALES"
    STREAMS = "STREAMS"
    VILLAGES = "VILLAGES"
    WAGES = "WAGES"
    FISH_HEALTH = "FISH_HEALTH"
    NOTICES = "NOTICES"
    STEPS = "STEPS"
    INVESTMENT = "INVESTMENT"


LEAST = frozenset({Section.YIELD, Section.UPLIFT})
"""What the town sees while nobody has decided: harvest, and the sum toward the target."""


class TownViewAllowed(Deed):
    """From `day` on the town may see these sections, and no others."""

    kind: Literal["TOWN_VIEW_ALLOWED"] = "TOWN_VIEW_ALLOWED"
    sections: Annotated[tuple[Section, ...], Field(max_length=len(Section))]
    proof: Proof

    @model_validator(mode="after")
    def _each_once(self) -> "TownViewAllowed":
        if len(set(self.sections)) != len(self.sections):
            raise ValueError("a section is named once")
        return self


class ProjectStep(Deed):
    """A milestone or permit of the project as it stands from `day` on; told again, it changes.

    `due`, `done`: planned and actual day. `post`: who answers for it, as an office.
    """

    kind: Literal["PROJECT_STEP"] = "PROJECT_STEP"
    step: Name
    category: Literal["MILESTONE", "PERMIT"]
    due: date | None = None
    done: date | None = None
    blocked_by: Note | None = None
    post: Name | None = None

    @model_validator(mode="after")
    def _done_is_not_blocked(self) -> "ProjectStep":
        if self.done is not None and self.blocked_by is not None:
            raise ValueError("what is done is not blocked any more")
        return self


class ProjectFunding(Deed):
    """Planned investment by source of funds from `day` on; told again, it changes."""

    kind: Literal["PROJECT_FUNDING"] = "PROJECT_FUNDING"
    source: Name
    planned_fen: Annotated[int, Field(strict=True, ge=0, lt=SAFE_INTEGER)]


TownDeed: TypeAlias = Annotated[
    TownViewAllowed | ProjectStep | ProjectFunding | UpliftDefined, Field(discriminator="kind")
]


def allowed_on(deeds: Iterable[Deed], entity: str, day: date) -> tuple[frozenset[Section], bool]:
    """The sections the town may see on a day, and whether people decided so."""
    found: TownViewAllowed | None = None
    for deed in deeds:
        if isinstance(deed, TownViewAllowed) and deed.entity == entity and deed.day <= day:
            found = deed if found is None or deed.day >= found.day else found
    return (LEAST, False) if found is None else (frozenset(found.sections), True)


def steps_on(deeds: Iterable[Deed], entity: str, day: date) -> list[ProjectStep]:
    """Milestones and permits as they stand on a day, in the order first told."""
    found: dict[tuple[str, str], ProjectStep] = {}
    for deed in deeds:
        if isinstance(deed, ProjectStep) and deed.entity == entity and deed.day <= day:
            key = (deed.category, deed.step)
            found[key] = deed if key not in found or deed.day >= found[key].day else found[key]
    return list(found.values())


def funding_on(deeds: Iterable[Deed], entity: str, day: date) -> dict[str, int]:
    """Planned investment by source on a day, fen."""
    found: dict[str, ProjectFunding] = {}
    for deed in deeds:
        if isinstance(deed, ProjectFunding) and deed.entity == entity and deed.day <= day:
            before = found.get(deed.source)
            found[deed.source] = deed if before is None or deed.day >= before.day else before
    return {source: deed.planned_fen for source, deed in found.items()}
