"""Tags that no device delivers: how the lines, the stations and the controller itself are.

It refuses to know their values. A line and a station may share an id: their quantities differ.
"""

from collections.abc import Iterator

from farm.quantity import QUANTITIES, Kind, Place
from farm.site import Site
from farm.tag import FARM, TagName


def health_tags(site: Site) -> tuple[TagName, ...]:
    """Every health tag of a site, of lines and stations that are in use."""
    return tuple(_tags(site))


def _tags(site: Site) -> Iterator[TagName]:
    fitted = [device for device in site.devices if device.enabled]
    places = {
        Place.LINE: list(dict.fromkeys(device.bus for device in fitted)),
        Place.STATION: [device.id for device in fitted],
        Place.FARM: [FARM],
    }
    for row in QUANTITIES.values():
        if row.kind is Kind.HEALTH:
            yield from (TagName(f"{place}.{row.key}") for place in places[row.place])
