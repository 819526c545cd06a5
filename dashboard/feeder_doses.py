"""Relay feeders: when what each one throws was last weighed, and when that has to be done again.

It refuses to judge the grams and to know readings: site file and signal profile say it all.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from dashboard.api_calibration import FeederDose
from farm.names import Names
from farm.profile import Profile
from farm.site import Mapping as Point
from farm.site import Site, mapping


def feeder_doses(
    site: Site, profiles: Mapping[str, Profile], names: Names, today: date
) -> tuple[FeederDose, ...]:
    """Every relay feeder in use; overdue first, then by the day it is due."""
    rows = [_row(point, profiles, names, today) for point in _dosed(site)]
    return tuple(sorted((r for r in rows if r), key=lambda row: (row.due_on, row.tag)))


def _dosed(site: Site) -> Iterator[Point]:
    for device in site.devices:
        if device.enabled:
            points = (mapping(entry) for entry in device.outputs.values())
            yield from (point for point in points if point.dose is not None)


def _row(
    point: Point, profiles: Mapping[str, Profile], names: Names, today: date
) -> FeederDose | None:
    profile = profiles.get(point.signal or "")
    signal = profile.signal if profile else None
    if point.dose is None or signal is None or signal.dose is None:
        return None
    weighed = date.fromisoformat(point.dose.calibrated_on)
    due = weighed + timedelta(days=signal.dose.calibrate_every_days)
    return FeederDose(
        tag=point.tag,
        name=names.of(point.tag),
        g_s=point.dose.g_s,
        calibrated_on=weighed.isoformat(),
        due_on=due.isoformat(),
        overdue=due < today,
    )
