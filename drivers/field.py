"""All wires of a site as one thing: which bus and device stands behind each output tag.

It refuses to know how a bus talks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from drivers.bus import Bus
from drivers.modbus_bus import ModbusBus
from drivers.outcome import WriteOutcome
from drivers.port import Opener
from drivers.reads import by_period
from drivers.station import station_of
from drivers.text_wire.bus import TextBus
from drivers.text_wire.message import Letters
from drivers.wire_time import wire_time
from farm.clock import Clock
from farm.problem import Misconfigured, Problem
from farm.profile import Profile
from farm.sample import Sink
from farm.site import Bus as BusRow
from farm.site import Device, Site, mapping
from farm.tag import TagName
from farm.words import Words
from models.oxygen import pressure_at_altitude_atm

TEXT_KINDS = ("ascii", "ascii-over-tcp")


@dataclass(frozen=True, slots=True)
class OutputDoor:
    """Where an output tag is written: bus, device, write key of its profile."""

    bus_id: str
    device_id: str
    key: str


@dataclass(frozen=True, slots=True)
class Field:
    """Buses by id, doors by output tag, poll period (s) by tag."""

    buses: dict[str, Bus] = field(default_factory=dict)
    outputs: dict[TagName, OutputDoor] = field(default_factory=dict)
    periods_s: dict[TagName, float] = field(default_factory=dict)

    async def write(self, output: TagName, value: float, *, pressing: bool = False) -> WriteOutcome:
        """Bring an output tag to `value` (its unit); KeyError for a tag that is no output.

        `pressing`: fish hang on it now (see drivers.bus.Bus).
        """
        door = self.outputs[output]
        bus = self.buses[door.bus_id]
        return await bus.write(door.device_id, door.key, value, pressing=pressing)

    def modems(self) -> dict[str, Letters]:
        """Ways for text messages, by device."""
        texts = (bus for bus in self.buses.values() if isinstance(bus, TextBus))
        return {bus.device_id: bus.letters for bus in texts if bus.letters is not None}

    def frame_behind(self, name: TagName) -> bytes:
        """Raw bytes behind the latest reading of a text device's tag; empty for any other tag."""
        texts = (bus for bus in self.buses.values() if isinstance(bus, TextBus))
        return next((frame for bus in texts if (frame := bus.frame_behind(name))), b"")


def build_field(
    site: Site,
    profiles: Mapping[str, Profile],
    opener: Opener,
    clock: Clock,
    sink: Sink,
) -> Field:
    """Wires of a checked site, not yet running; every sample goes to `sink` at once.

    Disabled devices are left out, and buses without devices.
    """
    built = Field()
    signals = {name: row.signal for name, row in profiles.items() if row.signal is not None}
    pressure_atm = float(pressure_at_altitude_atm(site.altitude_m))
    for row in site.buses:
        devices = [d for d in site.devices if d.bus == row.id and d.enabled]
        if not devices:
            continue
        if row.kind in TEXT_KINDS:
            device = _only(site, row, devices)
            profile = profiles[device.profile]
            built.buses[row.id] = TextBus(row, device, profile, opener, clock, sink)
        else:
            stations = [
                station_of(
                    *(row.id, part, profile, pressure_atm, wire_time(row, profile.timing)),
                    signals,
                )
                for device in devices
                for profile in [profiles[device.profile]]
                for part in by_period(device)
            ]
            built.buses[row.id] = ModbusBus(row, stations, opener, clock, sink)
        for device in devices:
            _list_tags(built, device)
    return built


def _list_tags(built: Field, device: Device) -> None:
    for key, entry in device.outputs.items():
        tag = TagName(mapping(entry).tag)
        built.outputs[tag] = OutputDoor(device.bus, device.id, key)
    for entry in (*device.points.values(), *device.outputs.values()):
        row = mapping(entry)
        built.periods_s[TagName(row.tag)] = row.period_s or device.period_s


def _only(site: Site, row: BusRow, devices: list[Device]) -> Device:
    """The one device of a text wire; Misconfigured when there are more."""
    if len(devices) > 1:
        wrong = Words(
            zh=f"文本总线 {row.id} 上有 {len(devices)} 台设备",
            en=f"text bus {row.id} has {len(devices)} devices",
        )
        remedy = Words(zh="每条文本总线只接一台", en="one device on each text bus")
        raise Misconfigured([Problem(site.id, 1, f"buses.{row.id}", wrong, remedy)])
    return devices[0]
