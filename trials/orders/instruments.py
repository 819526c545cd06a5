"""Orders about instruments: ailments by name, a person with a brush, registers gone mad.

It refuses to know how they are carried out (hil_sim.instrument_orders).
"""

from typing import Annotated, Literal

from pydantic import Field

from hil_sim.ailments import AILMENTS, quantity_of
from trials.orders.order import Lasting, Order


class Instrument(Lasting):
    """An ailment (hil_sim.ailments) befalls the instrument of a tag."""

    do: Literal["instrument"]
    what: str
    tag: str
    value: float | None = None

    def unknown(self) -> tuple[str, set[str]] | None:
        """The ailment, or a tag it cannot befall."""
        if self.what not in AILMENTS:
            return self.what, set(AILMENTS)
        on = AILMENTS[self.what].on
        return None if not on or quantity_of(self.tag) in on else (self.tag, set(on))


class Mended(Order):
    """A person cleans a probe, or calibrates it against the truth."""

    do: Literal["clean", "calibrate"]
    tag: str


class Raw(Lasting):
    """Registers of a device answer these words, as they go over the wire, whatever is true."""

    do: Literal["raw"]
    device: str
    area: Literal["holding", "input"] = "holding"
    address: int = Field(ge=0, le=0xFFFF)
    words: tuple[Annotated[int, Field(ge=0, le=0xFFFF)], ...] = Field(min_length=1, max_length=125)
