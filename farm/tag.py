"""The name of one value on the farm, `place.quantity`: `1-07.do_a`, `1.flow`, `farm.lox_level`.

How a wire and what hangs on it are has the bus or device id as its place: `s1-do-a.utilisation`.

It refuses to know any value.
"""

from typing import NewType

from farm.quantity import QUANTITIES, Quantity

TagName = NewType("TagName", str)
"""`place.quantity`; the place is a tank id, a system id, `farm`, a bus id or a device id."""

FARM = "farm"
"""The place of what belongs to the whole farm."""


def tag(place: str, quantity: str) -> TagName:
    """Tag of a quantity at a place; the quantity must stand in `farm.quantity`."""
    assert quantity in QUANTITIES, quantity
    return TagName(f"{place}.{quantity}")


def place_of(name: str) -> str:
    """Place part of a tag name."""
    return name.partition(".")[0]


def quantity_of(name: str) -> Quantity:
    """Row of the quantity table a tag belongs to; KeyError for an unknown quantity."""
    return QUANTITIES[name.partition(".")[2]]
