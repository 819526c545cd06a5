"""Why a wish is not granted.

It refuses to know any wish.
"""

from dataclasses import dataclass

from farm.words import Words


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, for a program (`code`) and for people."""

    code: str
    text: Words


def no(code: str, zh: str, en: str) -> Refusal:
    """A refusal in words."""
    return Refusal(code, Words(zh=zh, en=en))
