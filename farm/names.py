"""What people call a device, a line or an output: where it stands and what it does, never its id.

It refuses to know values, and profiles: a device is called after what the site uses it for.
"""

from collections.abc import Iterable, Sequence

from farm.quantity import QUANTITIES, Kind, Quantity
from farm.site import Device, Site, mapping
from farm.tag import FARM
from farm.words import Words

LISTED = 2
"""So many quantities are named one by one; more are counted."""
WHOLE_FARM = Words(zh="全场", en="the farm")


class Names:
    """Names of everything on one site, worked out once."""

    def __init__(self, site: Site) -> None:
        """Walk the site once."""
        self._system_of = {t.id: s.id for s in site.systems for t in s.tanks}
        self._places = {t: Words(zh=f"{t} 池", en=f"tank {t}") for t in self._system_of}
        self._places |= {s.id: s.name for s in site.systems}
        self._places[FARM] = WHOLE_FARM
        self.where: dict[str, Words] = {}
        """By device id and output tag: the least place that holds all of it."""
        self.names: dict[str, Words] = {}
        """By device id and output tag: place and what it is."""
        self.where_line: dict[str, Words] = {}
        """By bus id; a bus and a device may share an id."""
        for device in site.devices:
            tags = _tags(device)
            self.where[device.id] = self._around(tags)
            self.names[device.id] = _joined(self.where[device.id], _does(device, tags))
            for tag in tags:
                self._output(tag)
        for bus in site.buses:
            on_it = [d for d in site.devices if d.bus == bus.id]
            self.where_line[bus.id] = self._around([tag for d in on_it for tag in _tags(d)])

    def line(self, bus: str) -> Words:
        """Name of a line: a cable has no better one than its label."""
        where = self.where_line.get(bus, WHOLE_FARM)
        return _joined(where, Words(zh=f"总线 {bus}", en=f"line {bus}"))

    def of(self, place: str) -> Words:
        """Name of a device or output; of `device.anything` that of the device; else as is."""
        found = self.names.get(place) or self.names.get(place.partition(".")[0])
        return found or Words(zh=place, en=place)

    def _around(self, tags: Iterable[str]) -> Words:
        places = {tag.partition(".")[0] for tag in tags}
        if len(places) == 1:
            return self._places.get(next(iter(places)), WHOLE_FARM)
        systems = {self._system_of.get(place, place) for place in places}
        one = next(iter(systems)) if len(systems) == 1 else FARM
        return self._places.get(one, WHOLE_FARM)

    def _output(self, tag: str) -> None:
        place, _, key = tag.partition(".")
        row = QUANTITIES.get(key)
        if row is not None and row.kind is Kind.OUTPUT:
            self.where[tag] = self._places.get(place, WHOLE_FARM)
            self.names[tag] = _joined(self.where[tag], _words(row))


def _tags(device: Device) -> list[str]:
    return [mapping(e).tag for e in (*device.points.values(), *device.outputs.values())]


def _does(device: Device, tags: Sequence[str]) -> Words:
    """After the one thing it moves, else after what it measures."""
    moved = [mapping(entry).tag for entry in device.outputs.values()]
    used = moved if len(moved) == 1 else tags
    keys = list(dict.fromkeys(tag.partition(".")[2] for tag in used))
    rows = [QUANTITIES[key] for key in keys if key in QUANTITIES]
    if len(rows) == 0:
        return Words(zh="设备", en="device")
    if len(rows) <= LISTED:
        named = [_words(row) for row in rows]
        return Words(zh="、".join(w.zh for w in named), en=", ".join(w.en for w in named))
    if len(moved) > 1 or len(rows) > 2 * LISTED:
        return Words(zh=f"输入输出箱（{len(tags)} 点）", en=f"I/O panel ({len(tags)} points)")
    return Words(zh=f"{rows[0].zh}等 {len(tags)} 点", en=f"{rows[0].en} and others")


def _words(row: Quantity) -> Words:
    return Words(zh=row.zh, en=row.en[:1].lower() + row.en[1:] if row.en[1:2].islower() else row.en)


def _joined(place: Words, thing: Words) -> Words:
    return Words(zh=f"{place.zh} {thing.zh}", en=f"{place.en}, {thing.en}")
