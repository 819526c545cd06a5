"""What every calibration needs: the person, the open line, reads, one write, the record's figures.

It refuses to know any procedure.
"""

from dataclasses import dataclass, field
from typing import Literal, Protocol

from drivers.calibration.gauge import Gauge
from drivers.calibration.watch import Stopped
from drivers.commissioning.hand_line import HandLine, pace_of
from drivers.decode import encoded, extractor
from drivers.modbus import Answer, Refused, Request, Wrong, read_request, write_request
from drivers.rtu_line import Pace
from farm.profile import Area, Profile
from farm.words import Words

Result = Literal["ADJUSTED", "CHECKED", "FAILED"]


class Guide(Protocol):
    """The person: told, asked, shown how far it is."""

    def tell(self, words: Words) -> None:
        """One sentence."""

    def agree(self, words: Words) -> bool:
        """A question; only a clear yes is a yes."""

    def number(self, words: Words) -> float | None:
        """A figure the person reads off."""

    def progress(self, text: str) -> None:
        """How far it is."""


@dataclass(frozen=True, slots=True)
class Held:
    """One standard: its value, the reading before and after."""

    reference: float
    before: float
    after: float | None = None


@dataclass(slots=True)
class Outcome:
    """What came of it. `coefficients`: name, before, after."""

    result: Result
    words: Words
    standards: list[Held] = field(default_factory=list)
    coefficients: list[tuple[str, float, float]] = field(default_factory=list)
    temperature_c: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the probe is: absolute pressure the farm reckons with, and today's, atm."""

    site_atm: float
    today_atm: float


@dataclass(slots=True)
class Workbench:
    """One device on an open line."""

    line: HandLine
    profile: Profile
    unit: int
    guide: Guide
    place: Place

    def gauge(self, point: str, temperature: str | None, *, ranged: bool = True) -> Gauge:
        """Watches a point of this device; see Gauge."""
        return Gauge(
            self.line, self.profile, self.unit, point, temperature,
            self.place.site_atm, self.guide.progress, self.guide.tell, ranged=ranged,
        )  # fmt: skip

    def ready(self, zh: str, en: str) -> None:
        """Ask whether the probe is where it must be; Stopped when it is not."""
        if not self.guide.agree(Words(zh=zh, en=en)):
            raise Stopped("停下了，没有写，原标定保留", "stopped; nothing written, old one stands")

    async def read(self, address: int, count: int) -> bytes:
        """Holding registers, or Stopped."""
        request = read_request(self.unit, Area.HOLDING, address - self.profile.address_base, count)
        verdict = await self.line.asked(request, pace_of(self.profile))
        if not isinstance(verdict, Answer):
            raise Stopped(f"读不到寄存器 {address:#06x}", f"cannot read register {address:#06x}")
        return verdict.data

    async def write(self, request: Request) -> Answer | Refused | Wrong:
        """Once, waited for as long as the station can take."""
        pace = pace_of(self.profile)
        return await self.line.ask(request, Pace(pace.worst_reply_s, pace.worst_reply_s))

    def floats(self, data: bytes) -> list[float]:
        """The float32 of a stretch of registers."""
        return [
            extractor("float32", place, self.profile.swap, None)(data)
            for place in range(0, len(data) // 2, 2)
        ]

    def float_write(self, address: int, values: list[float]) -> Request:
        """Function 16 with float32."""
        words = [w for v in values for w in encoded(v, "float32", self.profile.swap)]
        return write_request(self.unit, 16, address - self.profile.address_base, words)


NOT_ARRIVED = Words(
    zh="写没有生效，原标定保留", en="the write had no effect; the old calibration stands"
)
