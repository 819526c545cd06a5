"""One point of a Modbus station, read for a calibration.

It refuses to accept a reading that the device itself does not vouch for, or that lies outside
what the instrument can read.
"""

import asyncio
from collections.abc import Callable

from drivers.calibration.watch import Stopped, Watch
from drivers.commissioning.hand_line import HandLine, pace_of
from drivers.decode import NEW, extractor, judge, judge_scaled, rule_of
from drivers.modbus import Answer, Refused, Wrong, read_request, write_request
from drivers.places import digits_key, located
from farm.profile import Derived, Profile, Read, Trust
from farm.words import Words
from models.oxygen import mg_l_from_percent


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
        self._places, self._keys = located(profile), list(dict.fromkeys(keys))
        for name in self._keys:
            if name not in self._places:
                raise Stopped(f"{profile.id} 没有 {name}", f"{profile.id} has no {name}")

    async def once(self) -> tuple[float, float | None] | Words:
        """Value and temperature; words when there is none to believe."""
        answers: dict[str, bytes] = {}
        found: dict[str, float] = {}
        for name in self._keys:
            read = self._places[name][0]
            if read.id not in answers:
                data = await self._read(read)
                if isinstance(data, Words):
                    return data
                answers[read.id] = data
            value = self._measured(name, answers[read.id])
            if value is None:
                return Words(zh=f"{name} 超出量程", en=f"{name} is out of the instrument's range")
            found[name] = value
        for row in self.profile.quality.good_when:
            concerned = not row.of or self.key in row.of
            if row.point != self.key and concerned and not row.low <= found[row.point] <= row.high:
                return Words(
                    zh=f"仪表自己说不可信（{row.point}）",
                    en=f"the device does not vouch for it ({row.point})",
                )
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
            if self.profile.status is Trust.DRAFT:
                return Words(zh="草稿资料只读，不能触发测量", en="a draft is never written to")
            request = write_request(self.unit, start.fc, start.address - base, [start.value])
            started = await self.line.ask(request, pace)
            if not isinstance(started, Answer):
                return _unanswered(started)  # what stands there is an earlier measurement
            await asyncio.sleep(start.wait_ms / 1000)
        request = read_request(self.unit, read.area, read.address - base, read.count)
        verdict = await self.line.asked(request, pace)
        return verdict.data if isinstance(verdict, Answer) else _unanswered(verdict)

    def _measured(self, name: str, data: bytes) -> float | None:
        """Value by the same rules as in the running farm; None when there is none."""
        _, point, index = self._places[name]
        rule = rule_of(point)
        if name == self._unranged:
            rule = rule._replace(valid=None)
        digits = digits_key(self._places, point, index)
        raw = self._raw(name, data)
        if digits is None:
            return judge(rule, raw, NEW, 0.0)[0].measured
        return judge_scaled(rule, raw, self._raw(digits, data), NEW, 0.0)[0].measured

    def _raw(self, name: str, data: bytes) -> float:
        _, point, index = self._places[name]
        swap = point.swap if point.swap is not None else self.profile.swap
        place = point.offset + index * point.step
        return extractor(point.type, place, swap, point.bits, point.mask)(data)


def _unanswered(verdict: Refused | Wrong) -> Words:
    if isinstance(verdict, Refused):
        return Words(zh=f"设备拒绝（异常码 {verdict.code}）", en=f"refused ({verdict.code})")
    return Words(zh="没有应答", en="no answer")
