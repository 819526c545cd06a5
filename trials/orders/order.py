"""What every order of a scenario has in common: when, for how long, what it asks for.

It refuses to know any particular order and who carries it out.
"""

from typing import Annotated, Any

from pydantic import Field

from farm.words import Noun

Seconds = Annotated[float, Field(ge=0, le=864_000)]


class Order(Noun):
    """One happening; a subclass names itself in `do`."""

    do: str
    at_s: Seconds

    @property
    def ends_s(self) -> float | None:
        """When all is well again; None: it stays."""
        return self.at_s

    def as_request(self) -> dict[str, Any]:
        """The request for `hil_sim.control`: everything that was said."""
        return self.model_dump(exclude_defaults=True)

    def unknown(self) -> tuple[str, set[str]] | None:
        """A name it gives that nobody knows, and the names there are; None when all is well."""
        return None


class Lasting(Order):
    """One that may be undone: `for_s` after it began."""

    for_s: Seconds | None = None

    @property
    def ends_s(self) -> float | None:
        """When it is undone."""
        return None if self.for_s is None else self.at_s + self.for_s
