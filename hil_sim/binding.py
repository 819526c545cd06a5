"""One device's wiring: which tag each point key shows, which output each written key moves.

It refuses to know the device's registers and where it hangs.
"""

import math

from farm.quantity import QUANTITIES, Kind
from farm.site import Device, Mapping, mapping
from hil_sim.contacts import DRIVE_OF, Contacts
from hil_sim.instruments import Panel, is_output
from hil_sim.plant.drives import Drives
from hil_sim.plant.plant import Plant
from hil_sim.truths import places, true_value

LOW_MA, HIGH_MA = 3.8, 20.5
"""Where a healthy transmitter saturates (NAMUR NE43)."""
COUNTS = 1 << 32
"""A 32-bit counter turns over."""
OPEN_MEANS_ONE = frozenset({"signal/gas-alarm", "signal/drive-fault"})
"""Contacts that open for what their tag calls 1: normally closed alarms (IEC 60947-5-1)."""
CAUSE_WIRE, CAUSE_WATCHDOG = "wire", "watchdog"


class Binding:
    """The site's entries of one device, resolved against panel and contacts."""

    def __init__(self, device: Device, plant: Plant, panel: Panel, contacts: Contacts) -> None:
        """Every output tag is adopted from the plant as it stands."""
        self.device, self.plant, self.panel, self.contacts = device, plant, panel, contacts
        self.points = {key: mapping(entry) for key, entry in device.points.items()}
        self.outputs = {key: mapping(entry) for key, entry in device.outputs.items()}
        self.now_s = 0.0
        """Loop seconds of the request being answered."""
        self.overrides: dict[str, float] = {}
        """Values of keys that neither panel nor plant decide: playback."""
        self._meters: dict[str, tuple[float, float]] = {}
        for entry in self.outputs.values():
            contacts.adopt(entry.tag)

    def fitted(self, key: str) -> bool:
        """Whether the site reads this key."""
        return key in self.points

    def shown(self, key: str, or_value: float = 0.0) -> float:
        """Engineering value of a point; `or_value` when the site does not map it."""
        if key in self.overrides:
            return self.overrides[key]
        entry = self.points.get(key)
        return or_value if entry is None else self.panel.value(entry.tag)

    def nearby(self, key: str, quantity: str, or_value: float) -> float:
        """As `shown`, but an unmapped key shows the true `quantity` of the same place."""
        if key in self.points or key in self.overrides:
            return self.shown(key)
        place = self.place()
        if place in places(self.plant, quantity):
            return true_value(self.plant, place, quantity)
        return or_value

    def place(self) -> str:
        """Place of the first tag of the device."""
        entries = [*self.points.values(), *self.outputs.values()]
        return entries[0].tag.partition(".")[0] if entries else ""

    def bit(self, key: str) -> bool:
        """State of an input contact, the mapping's inversion undone."""
        entry = self.points.get(key)
        if entry is None:
            return False
        turned = entry.invert or entry.signal in OPEN_MEANS_ONE
        return (self.panel.value(entry.tag) > 0.5) != turned

    def milliamps(self, key: str) -> float:
        """Current of a mapped 4–20 mA input; a held value may leave the healthy band."""
        entry = self.points[key]
        value = self.panel.value(entry.tag)
        current = _current(entry, value)
        held = self.panel.slot[entry.tag] in self.panel.held
        return current if held or math.isnan(current) else min(max(current, LOW_MA), HIGH_MA)

    def pulses(self, key: str) -> int:
        """Pulses counted since power-on; a counter nobody mapped stands still."""
        entry = self.points.get(key)
        if entry is None or entry.per_pulse is None:
            return 0
        value = self.panel.value(entry.tag)
        if QUANTITIES[entry.tag.partition(".")[2]].kind is not Kind.COUNTER:
            value = self._passed(key, value)
        return round(value / entry.per_pulse) % COUNTS

    def _passed(self, key: str, rate_m3_h: float) -> float:
        """What went through a meter since it was first asked."""
        passed, since_s = self._meters.get(key, (0.0, self.now_s))
        passed += max(rate_m3_h, 0.0) * (self.now_s - since_s) / 3600.0
        self._meters[key] = passed, self.now_s
        return passed

    def output_bit(self, key: str) -> bool:
        """Coil of an output as it stands."""
        entry = self.outputs[key]
        return (self.contacts.values[entry.tag] > 0.5) != entry.invert

    def output_milliamps(self, key: str) -> float:
        """Current of an output as it stands."""
        entry = self.outputs[key]
        return _current(entry, self.contacts.values[entry.tag])

    def move_bit(self, key: str, on: bool, cause: str = CAUSE_WIRE) -> None:
        """A coil changes; an unmapped one moves nothing."""
        entry = self.outputs.get(key)
        if entry is not None:
            self.contacts.set(entry.tag, float(on != entry.invert), self.now_s, cause)

    def move_milliamps(self, key: str, current_ma: float, cause: str = CAUSE_WIRE) -> None:
        """An analogue output changes; an unmapped one moves nothing."""
        entry = self.outputs.get(key)
        if entry is not None:
            self.contacts.set(entry.tag, _engineering(entry, current_ma), self.now_s, cause)

    def drive(self) -> tuple[Drives, int, int] | None:
        """The drives with system and column that this device is, by the tags it carries."""
        for entry in [*self.outputs.values(), *self.points.values()]:
            place, _, quantity = entry.tag.partition(".")
            stem = quantity if is_output(entry.tag) else quantity.rsplit("_", 1)[0]
            if stem in DRIVE_OF:
                return self.plant.drives, self.plant.layout.system_ids.index(place), DRIVE_OF[stem]
        return None


def _current(entry: Mapping, value: float) -> float:
    low, high = entry.span or (4.0, 20.0)
    return 4.0 + 16.0 * (value - low) / (high - low)


def _engineering(entry: Mapping, current_ma: float) -> float:
    low, high = entry.span or (4.0, 20.0)
    return low + (current_ma - 4.0) / 16.0 * (high - low)
