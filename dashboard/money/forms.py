"""What a person fills in to record a deed: the deed without what the door knows better.

It refuses to let anybody write another's name: who entered it, who agreed and when are never asked.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated, Any, Union
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, create_model

from dashboard.api_books import Secret
from farm.words import Noun
from records.deeds.deed import Deed

KNOWN_HERE = frozenset({"actor", "recorded_day", "approved_by", "decided_by", "signed_by"})
"""Fields that follow from who is signed in, who agreed with a password, and what day it is."""

HANDED_MAX = 500
"""Deeds in one request; a member list is handed in as a list."""


class Form(BaseModel):
    """One deed as it is filled in."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    deed_id: UUID


class Agreed(Noun):
    """Where two people are needed: the second one's name and password, for this request only."""

    second_name: Annotated[str, Field(max_length=64)] = ""
    second_password: Secret = ""


class Handed(Agreed):
    """Deeds that belong together: all of them are recorded, or none."""

    deeds: tuple[Form, ...]


Day = Annotated[date, Field(ge=date(1949, 10, 1), le=date(2199, 12, 31))]
"""A civil day that people write; nothing here is older than the law it rests on."""

KIND_OF: dict[type[Form], type[Deed]] = {}
"""Which deed a form is of."""


def form_of(
    kind: type[Deed], without: Collection[str] = (), **other: tuple[Any, Any]
) -> type[Form]:
    """The form of a deed; `without`: fields the door works out, `other`: asked for instead."""
    left_out = KNOWN_HERE.union(without)
    fields: dict[str, Any] = {
        name: (info.annotation, info)
        for name, info in kind.model_fields.items()
        if name not in left_out
    } | {"day": (Day, ...)}
    name = f"{kind.__name__}Form"
    made = create_model(name, __base__=Form, __doc__=kind.__doc__, **{**fields, **other})
    KIND_OF[made] = kind
    return made


def one_of(forms: Collection[type[Form]]) -> Any:
    """One of several forms, told apart by their kind."""
    return Annotated[Union[tuple(forms)], Field(discriminator="kind")]  # noqa: UP007  built at run time


def many(of: Any) -> Any:
    """Any number of what an annotation built at run time describes."""
    return tuple[of, ...]


def handed(name: str, kinds: Collection[type[Deed]]) -> type[Handed]:
    """The body that takes deeds of these kinds."""
    deeds: Any = many(one_of([form_of(kind) for kind in kinds]))
    most: Any = Field(min_length=1, max_length=HANDED_MAX)
    doc = f"Body of POST …/deeds: {', '.join(_kind_name(kind) for kind in kinds)}."
    return create_model(name, __base__=Handed, __doc__=doc, deeds=(deeds, most))


def filled(form: Form, known: Mapping[str, object]) -> Deed:
    """The deed of a form and of what the door knows; ValidationError if it contradicts itself."""
    kind = KIND_OF[type(form)]
    every = {**form.model_dump(), **known}
    return kind.model_validate({name: every[name] for name in every if name in kind.model_fields})


def needs_second(form: Form) -> bool:
    """Whether the deed names a second person who agreed."""
    return "approved_by" in KIND_OF[type(form)].model_fields


def _kind_name(kind: type[Deed]) -> str:
    return str(kind.model_fields["kind"].default)
