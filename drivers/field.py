"""All wires of a site as one thing: which bus and device stands behind each output tag.

It refuses to know how a bus talks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from drivers.bus import Bus
from drivers.outcome import WriteOutcome
from drivers.port import Opener
from farm.clock import Clock
from farm.profile import Profile
from farm.sample import Sample
from farm.site import Site
from farm.tag import TagName


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

    async def write(self, output: TagName, value: float) -> WriteOutcome:
        """Bring an output tag to `value` (its unit); KeyError for a tag that is no output."""
        door = self.outputs[output]
        return await self.buses[door.bus_id].write(door.device_id, door.key, value)


def build_field(
    site: Site,
    profiles: Mapping[str, Profile],
    opener: Opener,
    clock: Clock,
    sink: Callable[[Sample], None],
) -> Field:
    """Wires of a checked site, not yet running; every sample goes to `sink` at once."""
    raise NotImplementedError
