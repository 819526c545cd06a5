"""One value of a device watched until it stands still: what a calibration may be based on.

It refuses to accept a reading that moves, that the device itself does not vouch for, or that lies
outside what the instrument can read.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from drivers.decode import extractor, width
from drivers.hand_line import HandLine, pace_of
from drivers.modbus import Answer, Refused, read_request, write_request
from farm.profile import Area, Derived, Point, Profile, Read, Stable
from farm.words import Words
from models.oxygen import mg_l_from_percent

MISSES_MAX = 5
"""So many readings in a row without an answer end the watch."""

LEAST = 5
"""Readings in the window, at least."""
Seen: TypeAlias = deque[tuple[float, float, float | None]]
"""Time s, value, temperature of the readings in the window."""


class Stopped(Exception):
    """A calibration does not go on; the words say why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        """Both languages."""
        self.words = Words(zh=zh, en=en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Steady:
    """A value that stood still. `value`: mean, in the unit of the point."""

    value: float
    temperature_c: float | None


@dataclass(frozen=True, slots=True)
class Value:
    """A point of the profile and where it stands."""

    read: Read
    point: Point
    index: int


class Gauge:
    """Reads one point of one station, its temperature, and what vouches for it."""

    def __init__(
        self, line: HandLine, profile: Profile, unit: int, key: str, temperature: str | None,
        pressure_atm: float, shown: Callable[[str], None], tell: Callable[[Words], None], *,
        ranged: bool = True,
    ) -> None:  # fmt: skip
        """`shown`: told each reading as text; `tell`: what is waited for and how long.
        `pressure_atm` of the site, for oxygen in mg/L.

        `ranged` False: the caller judges where the point may stand, not its range.
        """
        self._unranged = "" if ranged else key
        self.line, self.profile, self.unit, self.key = line, profile, unit, key
        self._temperature, self._pressure_atm, self._shown = temperature, pressure_atm, shown
        self._told = tell
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

    async def steady(self, rule: Stable) -> Steady:
        """Watch until it stands still; Stopped when it does not in time."""
        self._told(_how_long(self.key, rule))
        started_s = self.line.now()
        every_s = max(1.0, self.profile.timing.min_poll_ms / 1000)
        seen: Seen = deque()
        misses, why = 0, Words(zh="没有应答", en="no answer")
        while (now_s := self.line.now()) - started_s <= rule.within_s:
            reading = await self.once()
            if isinstance(reading, Words):
                misses, why = misses + 1, reading
                seen.clear()
                if misses >= MISSES_MAX:
                    raise Stopped(f"读不到可信的数：{why.zh}", f"no reading to believe: {why.en}")
            else:
                misses = 0
                seen.append((now_s, *reading))
            while seen and now_s - seen[0][0] > rule.window_s:
                seen.popleft()
            waited_s = now_s - started_s
            if seen and self._still(seen, rule, waited_s, every_s):
                return _mean(seen)
            self._tell(seen, rule, waited_s)
            await asyncio.sleep(max(0.0, now_s + every_s - self.line.now()))
        raise Stopped(
            f"{rule.within_s:g} 秒内读数没有稳定（{_state(seen, rule)}），没有标定",
            f"the reading did not settle within {rule.within_s:g} s ({_state(seen, rule)}); "
            "not calibrated",
        )

    def _still(self, seen: Seen, rule: Stable, waited_s: float, every_s: float) -> bool:
        whole = seen[-1][0] - seen[0][0] >= rule.window_s - 1.5 * every_s
        return waited_s >= rule.wait_s and whole and len(seen) >= LEAST and stands(seen, rule)

    def _tell(self, seen: Seen, rule: Stable, waited_s: float) -> None:
        if seen:
            left = max(0.0, rule.wait_s - waited_s)
            self._shown(
                f"{self.key} {seen[-1][1]:.4g}  {_state(seen, rule)}  {waited_s:.0f} s"
                + (f"  还要等 wait {left:.0f} s" if left else "")
            )


def stands(seen: Seen, rule: Stable) -> bool:
    """Whether the line through all readings moves, and their mean is unsure, by `spread` at most.

    Noise makes neither large: a mean of many noisy readings is as good as one of few quiet ones.
    """
    return abs(_drift(seen, rule)) <= rule.spread and _unsure(seen) <= rule.spread


def _how_long(key: str, rule: Stable) -> Words:
    least_s = max(rule.wait_s, rule.window_s)
    return Words(
        zh=f"等 {key} 稳定：至少 {least_s:.0f} 秒，最多 {rule.within_s:.0f} 秒，别碰探头",
        en=f"waiting until {key} stands still: {least_s:.0f} s at least, {rule.within_s:.0f} s at "
        "most; leave the probe alone",
    )


def _state(seen: Seen, rule: Stable) -> str:
    """Drift over the window and doubt of the mean, against what is allowed."""
    if len(seen) < 2:
        return "…"
    return (
        f"{_drift(seen, rule):+.3g} / {rule.window_s:.0f} s  ±{_unsure(seen):.3g}"
        f" (≤ {rule.spread:.3g})"
    )


def _slope(seen: Seen) -> tuple[float, float, float]:
    """Least-squares line: unit per s, its value in the middle, the middle, s."""
    count = len(seen)
    mid_s, mid = sum(r[0] for r in seen) / count, sum(r[1] for r in seen) / count
    spread = sum((r[0] - mid_s) ** 2 for r in seen)
    slope = sum((r[0] - mid_s) * (r[1] - mid) for r in seen) / spread if spread else 0.0
    return slope, mid, mid_s


def _drift(seen: Seen, rule: Stable) -> float:
    return _slope(seen)[0] * rule.window_s


def _unsure(seen: Seen) -> float:
    """Twice the standard error of the mean, from what is left beside the line."""
    slope, mid, mid_s = _slope(seen)
    left = sum((r[1] - mid - slope * (r[0] - mid_s)) ** 2 for r in seen)
    count = len(seen)
    return 2 * math.sqrt(left / max(1, count - 2) / count)


def _mean(seen: Seen) -> Steady:
    temperatures = [row[2] for row in seen if row[2] is not None]
    mean_c = sum(temperatures) / len(temperatures) if temperatures else None
    return Steady(sum(row[1] for row in seen) / len(seen), mean_c)


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
