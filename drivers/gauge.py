"""One point of a Modbus station, read for a calibration.

It refuses to accept a reading that the device itself does not vouch for, or that lies outside
what the instrument can read.
"""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass

from drivers.decode import extractor, width
from drivers.hand_line import HandLine, pace_of
from drivers.modbus import Answer, Refused, read_request, write_request
from drivers.watch import Stopped, Watch
from farm.profile import Area, Derived, Point, Profile, Read
from farm.words import Words
from models.oxygen import mg_l_from_percent


@dataclass(frozen=True, slots=True)
class Value:
    """A point of the profile and where it stands."""

    read: Read
    point: Point
    index: int


class Gauge(Watch):
    """Reads one point of one station, its temperature, and what vouches for it."""

    def __init__(
        self, line: HandLine, profile: Profile, unit: int, key: str, temperature: str | None,
        pressure_atm: float, shown: Callable[[str], None], tell: Callable[[Words], None], *,
        ranged: bool = True,
    ) -> None:  # fmt: skip
        """See Watch. `pressure_atm` of the site, for oxygen in mg/L.

        `ranged` False: the caller judges where the point may stand, not its range.
        """
        self._unranged = "" if ranged else key
        super().__init__(key, line.now, profile.timing.min_poll_ms / 1000, shown, tell)
        self.line, self.profile, self.unit = line, profile, unit
        self._temperature, self._pressure_atm = temperature, pressure_atm
        self._derived = next((row for row in profile.derived if row.key == key), None)
        keys = list(self._derived.inputs) if self._derived else [key]
        keys += [temperature] if temperature else []
        keys += [row.point for row in profile.quality.good_when]
        self._values = {name: _located(profile, name) for name in dict.fromkeys(keys)}

    async def once(self) -> tuple[float, float | None] | Words:
        """Value and temperature; words when there is none to believe."""
        answers: dict[str, bytes] = {}
        for value in self._values.values():
            if value.read.id not in answers:
                data = await self._read(value.read)
                if isinstance(data, Words):
                    return data
                answers[value.read.id] = data
        found = {name: _number(self.profile, v, answers) for name, v in self._values.items()}
        for row in self.profile.quality.good_when:
            concerned = not row.of or self.key in row.of
            if row.point != self.key and concerned and not row.low <= found[row.point] <= row.high:
                return Words(
                    zh=f"仪表自己说不可信（{row.point}）",
                    en=f"the device does not vouch for it ({row.point})",
                )
        for name, value in self._values.items():
            if name != self._unranged and not _valid(value.point, found[name]):
                return Words(zh=f"{name} 超出量程", en=f"{name} is out of the instrument's range")
        temperature = found[self._temperature] if self._temperature else None
        return self._derive(found), temperature

    def _derive(self, found: dict[str, float]) -> float:
        row: Derived | None = self._derived
        if row is None:
            return found[self.key]
        saturation, temperature = (found[name] for name in row.inputs)
        return float(mg_l_from_percent(saturation, temperature, self._pressure_atm))

    async def _read(self, read: Read) -> bytes | Words:
        base, pace = self.profile.address_base, pace_of(self.profile)
        if (start := read.trigger) is not None:
            request = write_request(self.unit, start.fc, start.address - base, [start.value])
            await self.line.ask(request, pace)
            await asyncio.sleep(start.wait_ms / 1000)
        request = read_request(self.unit, read.area, read.address - base, read.count)
        verdict = await self.line.asked(request, pace)
        if isinstance(verdict, Answer):
            return verdict.data
        if isinstance(verdict, Refused):
            return Words(zh=f"设备拒绝（异常码 {verdict.code}）", en=f"refused ({verdict.code})")
        return Words(zh="没有应答", en="no answer")


def _located(profile: Profile, key: str) -> Value:
    for read in profile.reads:
        for point in read.points:
            for index in range(point.count):
                if key == (point.key if point.count == 1 else f"{point.key}{index}"):
                    return Value(read, point, index)
    raise Stopped(f"{profile.id} 没有 {key}", f"{profile.id} has no {key}")


def _number(profile: Profile, value: Value, answers: dict[str, bytes]) -> float:
    point = value.point
    swap = point.swap if point.swap is not None else profile.swap
    place = point.offset + value.index * point.step
    data = answers[value.read.id]
    assert value.read.area in Area and width(point.type)
    raw = extractor(point.type, place, swap, point.bits, point.mask)(data)
    return raw * _decimals(profile, value, data) * point.scale + point.add


def _decimals(profile: Profile, value: Value, data: bytes) -> float:
    if value.point.decimals is None:
        return 1.0
    other = next(p for p in value.read.points if p.key == value.point.decimals)
    digits = extractor(other.type, other.offset, profile.swap, other.bits)(data)
    return float(10.0**-digits)


def _valid(point: Point, value: float) -> bool:
    if not math.isfinite(value) or (value - point.add) / point.scale in point.sentinels:
        return False
    return point.valid is None or point.valid[0] <= value <= point.valid[1]
