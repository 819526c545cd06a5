"""Which wishes need a second person: switching life support off.

It refuses to know passwords and the controller, which checks the same once more on its side.
"""

from farm.quantity import Quantity

OFF_BELOW = 0.5
"""A contact below this is off."""


def off_needs_second(quantity: Quantity) -> bool:
    """Whether the OFF of this output is for two people."""
    return quantity.life_support


def is_off(quantity: Quantity, value: float, low: float) -> bool:
    """Whether `value` switches the output off: zero, an open contact, or its lowest value."""
    if quantity.unit == "":
        return value < OFF_BELOW
    return value <= max(low, 0.0)
