"""One text in the two languages of the farm, Chinese first.

It refuses to know where the text is shown.
"""

from pydantic import BaseModel, ConfigDict, Field


class Noun(BaseModel):
    """Base of every value of the vocabulary: frozen, nothing unknown accepted, numbers finite."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False
    )


class Words(Noun):
    """A text for people: `zh` is what is shown first, `en` is one tap away."""

    zh: str = Field(min_length=1, max_length=2000)
    en: str = Field(min_length=1, max_length=2000)


SAID_MOST = 400
"""Characters of one sentence of a message: what a person wrote is quoted, not repeated whole."""


def said(zh: str, en: str) -> Words:
    """A message that may quote anything: one line, cut to a length one reads."""
    return Words(zh=_one_line(zh), en=_one_line(en))


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SAID_MOST else line[: SAID_MOST - 1] + "…"
