"""Which wishes need a second person: those that take life support below what keeps fish alive.

It refuses to know passwords and the controller, which checks the same once more on its side.
"""

from farm.floors import floor
from farm.site import Site


def needs_second(site: Site, output: str, value: float) -> bool:
    """Whether setting an output (`place.quantity`) to this value is for two people."""
    least = floor(site, output)
    return least is not None and value < least
