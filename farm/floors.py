"""Below which value an output that keeps fish alive counts as off, so that two must want it.

It refuses to know who asks; controller and dashboard both judge by it.
"""

from farm.site import CirculationControl, Site

PUMP_OFF_HZ = 1.0
"""Below this a pump stands, where the site says nothing from which a least speed follows, Hz."""
FAN_LEAST_HZ = 15.0
"""The degasser fan never stops: CO2 has no other way out of the water, Hz."""


def floor(site: Site, output: str) -> float | None:
    """Least value of an output, in its unit, that one person may set; None: no life support."""
    place, _, quantity = output.partition(".")
    oxygen = site.control.oxygen
    if quantity in ("pump_1", "pump_2"):
        return _pump_hz(site, place)
    floors = {
        "fan": FAN_LEAST_HZ,
        "oxygen_valve": oxygen.floor_percent,
        "cone_valve": oxygen.floor_percent,
        "emergency_valve": 1.0,
        "siren": 1.0,
    }
    return floors.get(quantity)


def _pump_hz(site: Site, system: str) -> float:
    """Speed that still moves water: the site's, or the usual where a plant is described."""
    if site.control.circulation is not None:
        return site.control.circulation.life_flow_hz
    if any(row.id == system and row.plant is not None for row in site.systems):
        return float(CirculationControl.model_fields["life_flow_hz"].default)
    return PUMP_OFF_HZ
