"""The opaque id by which deeds speak of a person or a household.

It refuses to know names, identity-card, telephone and bank numbers: they live apart, encrypted,
and never in a deed. A text that could be such a number is not taken for an id.
"""

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, StringConstraints

OPAQUE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$"
"""Shape of an id, such as `M0101`."""

DIGITS_IN_A_ROW_MAX = 10
"""An id has fewer digits in a row than the shortest personal number: a mobile phone's 11."""

_TOO_MANY_DIGITS = re.compile(rf"[0-9]{{{DIGITS_IN_A_ROW_MAX + 1}}}")


def looks_personal(text: str) -> bool:
    """Whether the text could be an identity-card, telephone or bank number."""
    return _TOO_MANY_DIGITS.search(text) is not None


def _not_personal(text: str) -> str:
    if looks_personal(text):
        raise ValueError("an id must not look like an identity-card, telephone or bank number")
    return text


PersonId: TypeAlias = Annotated[
    str, StringConstraints(pattern=OPAQUE), AfterValidator(_not_personal)
]
HouseholdId: TypeAlias = PersonId
PartyId: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[^\s\x00-\x1f\x7f]{1,64}$"), AfterValidator(_not_personal)
]
"""Id of an organisation, or of a person who paid capital in; may be written in Chinese."""
