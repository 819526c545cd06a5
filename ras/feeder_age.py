"""Which feeders were weighed too long ago: their grams are not believed any more.

It refuses to know a clock: the day is handed in.
"""

from collections.abc import Mapping
from datetime import date

from farm.profile import Profile
from farm.signal_check import signal_of
from farm.site import Site, mapping


def overdue(site: Site, profiles: Mapping[str, Profile], today: date) -> list[dict[str, object]]:
    """Feeders whose calibration is older than their signal allows, with who weighed them."""
    found: list[dict[str, object]] = []
    for device in site.devices:
        for entry in map(mapping, device.outputs.values()):
            signal = signal_of(entry, profiles)
            if entry.dose is None or signal is None or signal.dose is None:
                continue
            days = (today - date.fromisoformat(entry.dose.calibrated_on)).days
            if days > signal.dose.calibrate_every_days:
                row: dict[str, object] = {"tag": entry.tag, "days": days}
                row |= {"every_days": signal.dose.calibrate_every_days}
                found.append(row | {"by": entry.dose.calibrated_by})
    return found
