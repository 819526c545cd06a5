"""Which wishes need a second person: those that take life support below what keeps fish alive.

It refuses to know passwords and the controller, which checks the same once more on its side.
"""

from farm.site import Site

PUMP_OFF_HZ = 1.0
"""Below this a pump stands, where the site names no speed that keeps fish alive."""


def off_below(site: Site, quantity: str) -> float | None:
    """An output of this quantity counts as off below this value; None: it is no life support."""
    control = site.control
    if quantity in ("pump_1", "pump_2"):
        return control.circulation.life_flow_hz if control.circulation else PUMP_OFF_HZ
    if quantity in ("oxygen_valve", "cone_valve"):
        return control.oxygen.floor_percent
    return 1.0 if quantity in ("emergency_valve", "siren") else None


def needs_second(site: Site, quantity: str, value: float) -> bool:
    """Whether setting this value is for two people."""
    least = off_below(site, quantity)
    return least is not None and value < least
