"""A quantity that production and money are made of, born in the controller: feed, energy, oxygen.

It refuses to know what a book entry is.
"""

from enum import StrEnum

from farm.words import Noun


class FactKind(StrEnum):
    """What was used or weighed, with the unit of `amount`."""

    FEED_DOSED_G = "feed_dosed_g"
    ENERGY_USED_WH = "energy_used_wh"
    OXYGEN_USED_G = "oxygen_used_g"
    WATER_USED_L = "water_used_l"
    WEIGHT_STABLE_G = "weight_stable_g"


class Fact(Noun):
    """One fact; `(boot, seq)` is its identity for ever. `amount`: whole units of the kind.

    `from_ms`/`to_ms`: UTC milliseconds of the span. `place`: tank, system or `farm`.
    """

    boot: str
    seq: int
    kind: FactKind
    place: str
    amount: int
    from_ms: int
    to_ms: int
    source: str
    frame: str = ""
    """Raw bytes behind a weight, hexadecimal, for the ticket screen."""
