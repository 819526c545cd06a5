"""Every write on the wire, decoded here once more, against the allow-list and the decisions (I2).

It refuses to know how the drivers encode: addresses come from the profile's data, values from the
contacts of the simulated plant.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from farm.profile import Profile, Write
from farm.site import Device, Site, mapping
from farm.tag import TagName
from hil_sim.binding import CAUSE_WIRE
from hil_sim.device_tables import DRIVES
from trials.trace import Decided
from trials.whole_farm import Trial

SETTLING_S = 20.0
"""A command may still be on its way this long after a newer one was decided, s."""
NOTED_WITHIN_S = 1.5
"""The trace notes a decision up to a tick after it was made, s."""
COILS, WORDS = (5, 15), (6, 16)
ON = 0xFF00
"""What function 5 sends to close a coil (Modbus application protocol 6.5)."""
SHOWN = 5
Place = tuple[str, int, bool, int]
"""Bus, unit, coil or word, address on the wire."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Raw words that one address may take."""

    low: float
    high: float
    only: frozenset[int] = frozenset()

    def takes(self, word: int) -> bool:
        """Whether the word may be written."""
        return word in self.only if self.only else self.low <= word <= self.high


def allowed(site: Site, profiles: Mapping[str, Profile]) -> dict[Place, Allowed]:
    """Every address that some output of the site writes, with its raw range."""
    places: dict[Place, Allowed] = {}
    for device in site.devices:
        profile = profiles[device.profile]
        if not device.enabled or profile.ascii is not None:
            continue
        for key in device.outputs:
            write, index = _write(profile, key)
            address = write.address - profile.address_base + index * write.step
            places[device.bus, device.unit, write.fc in COILS, address] = _range(write)
            if profile.start is not None and profile.start.setpoint == write.key:
                start = profile.start
                steps = {step.write for step in start.steps}
                words = frozenset({start.run, start.stop} | steps)
                where = start.address - profile.address_base
                places[device.bus, device.unit, False, where] = Allowed(0, 0, words)
    return places


def _write(profile: Profile, key: str) -> tuple[Write, int]:
    for write in profile.writes:
        if write.count == 1 and write.key == key:
            return write, 0
        number = key.removeprefix(write.key)
        if write.count > 1 and number.isdigit() and key != number:
            return write, int(number)
    raise KeyError(key)


def _range(write: Write) -> Allowed:
    if write.type == "bit":
        return Allowed(0, 0, frozenset({0, ON}))
    ends = sorted((end - write.add) / write.scale for end in (write.low, write.high))
    return Allowed(ends[0] - 0.5, ends[1] + 0.5)


def forbidden_writes(trial: Trial, profiles: Mapping[str, Profile]) -> tuple[int, list[str]]:
    """How many writes the wire carried, and in words those that nobody may send."""
    return forbidden(trial.farm.site, profiles, trial.farm.record.writes)


def forbidden(
    site: Site, profiles: Mapping[str, Profile], writes: Iterable[tuple[int, str, bytes]]
) -> tuple[int, list[str]]:
    """The same for any record of writes: UTC ms, bus, unit and PDU."""
    places, told, count = allowed(site, profiles), [], 0
    for at_ms, bus, frame in writes:
        count += 1
        for place, word in _words(bus, frame):
            row = places.get(place)
            if row is None or not row.takes(word):
                told.append(f"{at_ms}: {bus} {frame.hex(' ')}")
    return count, told[:SHOWN]


def _words(bus: str, frame: bytes) -> list[tuple[Place, int]]:
    unit, function = frame[0], frame[1]
    address, argument = int.from_bytes(frame[2:4], "big"), int.from_bytes(frame[4:6], "big")
    if function == 5:
        return [((bus, unit, True, address), argument)]
    if function == 6:
        return [((bus, unit, False, address), argument)]
    if function == 15:
        bits = [frame[7 + n // 8] >> (n % 8) & 1 for n in range(argument)]
        return [((bus, unit, True, address + n), ON * bit) for n, bit in enumerate(bits)]
    words = [int.from_bytes(frame[7 + 2 * n : 9 + 2 * n], "big") for n in range(argument)]
    return [((bus, unit, False, address + n), word) for n, word in enumerate(words)]


def untraced_changes(trial: Trial) -> tuple[int, list[str]]:
    """Contacts changed over the wire, and in words those to a value that no decision asked for."""
    grains, told, count = _grains(trial.farm.site), [], 0
    now_s, now_ms = trial.farm.now_s, trial.farm.utc_ms_at(trial.farm.now_s)
    for change in trial.farm.contacts.log:
        if change.cause != CAUSE_WIRE:
            continue
        count += 1
        at_s = now_s + (change.at_ms - now_ms) / 1000.0
        rows = trial.trace.decided.get(TagName(change.tag), [])
        if not _asked_for(rows, at_s, change.to_value, grains.get(change.tag, 0.0)):
            told.append(f"{change.at_ms}: {change.tag} → {change.to_value:g}")
    return count, told[:SHOWN]


def _asked_for(rows: list[Decided], at_s: float, value: float, grain_step: float) -> bool:
    """Whether a decision in force then, or shortly before, named this value and its author."""
    first = max(bisect_right(rows, at_s - SETTLING_S, key=_when) - 1, 0)
    last = bisect_right(rows, at_s + NOTED_WITHIN_S, key=_when)
    return any(row.by and abs(row.value - value) <= grain_step + 1e-9 for row in rows[first:last])


def _when(row: Decided) -> float:
    return row.at_s


def _grains(site: Site) -> dict[str, float]:
    """What a count of an output's register is worth: a span's 4–20 mA, a drive's 0.01 Hz."""
    grains: dict[str, float] = {}
    for device in site.devices:
        grains |= {mapping(e).tag: _grain(device, mapping(e).span) for e in device.outputs.values()}
    return grains


def _grain(device: Device, span: tuple[float, float] | None) -> float:
    if span is not None:
        return abs(span[1] - span[0]) / 16000.0
    return 0.06 if device.profile in DRIVES else 0.0
