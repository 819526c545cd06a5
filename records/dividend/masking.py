"""How names and numbers are shown in public: enough to find oneself, not enough to find others.

It refuses to decide whether publishing is allowed at all (DIV-SPEC-1.0 B17, C2).
"""

from enum import StrEnum

SHORTEST: dict[str, int] = {"name": 1, "id_card": 11, "bank": 5}
"""Fewest characters that a mask leaves something hidden of; a name of one character is shown."""


class MaskField(StrEnum):
    """What kind of text is masked."""

    name = "name"
    id_card = "id_card"
    bank = "bank"


def masked(field: MaskField, text: str) -> str:
    """The text as a public notice shows it; at least SHORTEST characters long."""
    size = len(text)
    assert size >= SHORTEST[field], "a shorter text would be shown whole"
    if field is MaskField.id_card:
        return text[:6] + "*" * (size - 10) + text[-4:]
    if field is MaskField.bank:
        return "*" * (size - 4) + text[-4:]
    if size <= 2:
        return text[:1] + "*" * (size - 1)
    return text[0] + "*" * (size - 2) + text[-1]
