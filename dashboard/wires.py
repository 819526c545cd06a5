"""Every wire of the site with what the controller last said of it.

It refuses to judge: what is too slow or too busy is an alarm of the controller.
"""

from collections.abc import Mapping
from datetime import date

from dashboard.api_calibration import FeederDose
from dashboard.api_wires import LineNow, StationNow, Trusted, WiresNow
from dashboard.feeder_doses import feeder_doses
from dashboard.link_client import ControllerLink
from farm.link import REPLY_EDGES_MS, StationState
from farm.names import Names
from farm.profile import Profile
from farm.quantity import QUANTITIES
from farm.site import Bus, Device, Site, mapping
from farm.words import Words


class WireDesk:
    """Joins the site file, the device profiles and the link."""

    def __init__(self, site: Site, profiles: Mapping[str, Profile], link: ControllerLink) -> None:
        """`profiles`: those of the site's devices; one that is not there is of unknown trust."""
        self._site, self._profiles, self._link = site, profiles, link
        self._names = Names(site)

    def now(self, at_ms: int) -> WiresNow:
        """Everything as last told."""
        return WiresNow(
            at_ms=at_ms,
            controller="live" if self._link.live else "away",
            edges_ms=REPLY_EDGES_MS,
            lines=tuple(self._line(bus) for bus in self._site.buses),
            findings=self._link.last.findings,
        )

    def feeders(self, today: date) -> tuple[FeederDose, ...]:
        """Which relay feeders have to be weighed again."""
        return feeder_doses(self._site, self._profiles, self._names, today)

    def _line(self, bus: Bus) -> LineNow:
        state = self._link.last.buses.get(bus.id)
        told = state.stations if state else {}
        mine = [device for device in self._site.devices if device.bus == bus.id]
        return LineNow(
            id=bus.id,
            where=self._names.where_line[bus.id],
            kind=bus.kind,
            wire=bus.wire,
            baud=None if bus.kind == "tcp" else bus.baud,
            state=state.model_copy(update={"stations": {}}) if state else None,
            stations=tuple(self._station(device, told.get(device.id)) for device in mine),
        )

    def _station(self, device: Device, state: StationState | None) -> StationNow:
        profile = self._profiles.get(device.profile)
        trust: Trusted = profile.status.value if profile else "unknown"
        return StationNow(
            id=device.id,
            name=self._names.of(device.id),
            profile=device.profile,
            title=profile.title if profile else Words(zh=device.profile, en=device.profile),
            trust=trust,
            unit=device.unit,
            period_s=device.period_s,
            enabled=device.enabled,
            life_support=_is_vital(device),
            state=state,
        )


def _is_vital(device: Device) -> bool:
    entries = (*device.points.values(), *device.outputs.values())
    keys = (mapping(entry).tag.partition(".")[2] for entry in entries)
    return any(QUANTITIES[key].life_support for key in keys if key in QUANTITIES)
