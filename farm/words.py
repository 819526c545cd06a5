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
