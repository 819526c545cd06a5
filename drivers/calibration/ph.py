"""A pH probe through its buffers, in order, and the device's own verdict at the end.

It refuses a buffer that the reading does not fit, and says after every stop whether the old
coefficients stand.
"""

import asyncio
from dataclasses import dataclass

from drivers.calibration.gauge import Gauge
from drivers.calibration.watch import Steady, Stopped
from drivers.calibration.workbench import NOT_ARRIVED, Held, Outcome, Workbench
from drivers.decode import extractor
from drivers.modbus import Answer
from farm.profile import Buffers
from farm.words import Words

AFTER_BUFFER = 0.1
"""PH by which the last buffer may be missed after a calibration."""
RESULT_AFTER_S = 2.0


@dataclass(slots=True)
class Buffered:
    """A pH probe through its buffers, in order."""

    bench: Workbench
    row: Buffers
    told: int = 0

    async def run(self) -> Outcome:
        """All buffers, then the device's own verdict."""
        kept = await self.bench.read(*self.row.kept)
        gauge = self.bench.gauge(self.row.point, self.row.temperature)
        held: list[Held] = []
        temperature: float | None = None
        try:
            for buffer in self.row.buffers:
                steady = await self._one(gauge, buffer)
                held.append(Held(buffer, steady.value))
                temperature = steady.temperature_c
        except (Stopped, asyncio.CancelledError) as error:
            if not self.told:
                raise
            words = await self._left(kept)
            if isinstance(error, Stopped):
                both = error.words
                raise Stopped(f"{both.zh}。{words.zh}", f"{both.en}. {words.en}") from error
            raise
        return await self._verdict(Outcome("FAILED", NOT_ARRIVED, held, [], temperature), kept)

    async def _one(self, gauge: Gauge, buffer_ph: float) -> Steady:
        self.bench.ready(
            f"探头冲净甩干，放进 pH {buffer_ph:.2f}（25 °C）缓冲液。好了吗？",
            f"Probe rinsed, in buffer pH {buffer_ph:.2f} (at 25 °C). Ready?",
        )
        steady = await gauge.steady(self.row.stable)
        self._fits(steady, buffer_ph)
        request = self.bench.float_write(self.row.address, [buffer_ph])
        self.bench.ready(
            f"显示 {steady.value:.3f}，将写 {request.rtu.hex(' ').upper()}"
            f"（告诉探头 {buffer_ph:.2f}）。写吗？",
            f"Shows {steady.value:.3f}; will write {request.rtu.hex(' ').upper()} (this is "
            f"{buffer_ph:.2f}). Write?",
        )
        self.told += 1
        if not isinstance(await self.bench.write(request), Answer):
            raise Stopped("探头没有应答这一点，从头再来", "the probe did not confirm; start again")
        return steady

    def _fits(self, steady: Steady, buffer_ph: float) -> None:
        nearest = min(self.row.buffers, key=lambda one: abs(one - steady.value))
        if nearest != buffer_ph or abs(steady.value - buffer_ph) > self.row.near:
            raise Stopped(
                f"读数 {steady.value:.2f} 不像 {buffer_ph:.2f}：缓冲液拿错、顺序不对或电极坏了",
                f"{steady.value:.2f} cannot be {buffer_ph:.2f}: wrong bottle, wrong order, or a "
                "dead electrode",
            )
        low, high = self.row.range_c
        if steady.temperature_c is not None and not low <= steady.temperature_c <= high:
            raise Stopped(
                f"缓冲液 {steady.temperature_c:.1f} °C，要 {low:g}–{high:g} °C",
                f"the buffer is at {steady.temperature_c:.1f} °C, it must be {low:g} to {high:g}",
            )

    async def _result(self) -> int:
        row = self.row.result
        await asyncio.sleep(RESULT_AFTER_S)
        data = await self.bench.read(row.address, 1)
        return int(extractor("uint16", 0, self.bench.profile.swap, row.bits)(data))

    async def _left(self, kept: bytes) -> Words:
        """End a calibration that is not whole; whether the old coefficients stand."""
        await self._result()
        return OLD_SEEN if await self.bench.read(*self.row.kept) == kept else NEW_SEEN

    async def _verdict(self, outcome: Outcome, kept: bytes) -> Outcome:
        code = await self._result()
        now = await self.bench.read(*self.row.kept)
        stands = OLD_SEEN if now == kept else NEW_SEEN
        if code != self.row.result.ok:
            why = self.row.result.means.get(code, Words(zh=f"代码 {code}", en=f"code {code}"))
            outcome.words = Words(
                zh=f"探头没有接受：{why.zh}。{stands.zh}",
                en=f"the probe did not accept it: {why.en}. {stands.en}",
            )
            return outcome
        pairs = zip(self.bench.floats(kept), self.bench.floats(now), strict=True)
        outcome.coefficients = [(f"K{n}", *pair) for n, pair in enumerate(pairs, 1)]
        after = await self.bench.gauge(self.row.point, self.row.temperature).steady(
            self.row.stable.model_copy(update={"wait_s": 5.0})
        )
        last = outcome.standards[-1]
        outcome.standards[-1] = Held(last.reference, last.before, after.value)
        off = after.value - last.reference
        outcome.result = "ADJUSTED" if abs(off) <= AFTER_BUFFER else "FAILED"
        outcome.words = Words(
            zh=f"探头接受了；在 {last.reference:g} 里现在显示 {after.value:.2f}",
            en=f"accepted; in {last.reference:g} it now shows {after.value:.2f}",
        )
        return outcome


OLD_SEEN = Words(
    zh="读回核对：原来的系数没有变", en="read back: the old coefficients stand unchanged"
)
NEW_SEEN = Words(
    zh="注意：系数已经变了，重新做一遍完整标定",
    en="mind: the coefficients have changed; do the whole calibration again",
)
