"""The opaque id by which deeds speak of a person or a household.

It refuses to know names, identity-card, telephone and bank numbers: they live apart, encrypted,
and never in a deed. A text that could be such a number is not taken for an id.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, StringConstraints

from records.canonical import Json
from records.deeds.deed import Deed
from records.refusal import Problem, problem

OPAQUE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$"
"""Shape of an id, such as `M0101`."""

DIGITS_IN_A_ROW_MAX = 10
"""An id has fewer digits in a row than the shortest personal number: a mobile phone's 11."""

_PERSONAL = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{3}[0-9Xx]"
    r"|(?<![0-9])1[3-9][0-9]{9}(?![0-9])"
    r"|(?<![0-9])62[0-9]{14,17}(?![0-9])"
)
"""An identity-card number (with its date of birth), a mobile phone, a bank card (UnionPay)."""

FREE_TEXTS = frozenset(
    {"note", "title", "number", "reason", "basis", "source", "ordered_by", "creditor"}
)
"""Fields of deeds in which people write what they like."""

_TOO_MANY_DIGITS = re.compile(rf"[0-9]{{{DIGITS_IN_A_ROW_MAX + 1}}}")


def looks_personal(text: str) -> bool:
    """Whether the text could be an identity-card, telephone or bank number."""
    return _TOO_MANY_DIGITS.search(text) is not None


def personal_fields(told: Mapping[str, Json]) -> list[str]:
    """The free texts of a deed's plain values that hold a personal number; deeper ones too."""
    found: list[str] = []
    for field, value in told.items():
        if isinstance(value, str) and field in FREE_TEXTS and _PERSONAL.search(value):
            found.append(field)
        elif isinstance(value, Mapping):
            found += personal_fields(value)
    return found


def personal_problems(deeds: Iterable[Deed]) -> list[Problem]:
    """What new deeds must not say, each field with its deed; the number itself is not repeated."""
    return [
        problem(
            "PERSONAL_NUMBER",
            f"{deed.day} 的 {deed.kind} 登记，“{field}”一栏像是写了身份证号、手机号或银行卡号；"
            "登记长期保存、不可修改，个人号码只放在加密的个人信息里（个人信息保护法第二十八条）。"
            "请改写成文书名称和文号",
            f"the entry {deed.kind} of {deed.day} seems to hold an identity-card, telephone or "
            f"bank number in '{field}'; entries are kept for ever, such numbers belong to the "
            "encrypted personal data only (个人信息保护法 art. 28): write title and number of the "
            "document instead",
        )
        for deed in deeds
        for field in personal_fields(deed.as_json())
    ]


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
