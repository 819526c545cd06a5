"""A device that is told of its standards in text, one after another, and says how many it keeps.

It refuses a standard that the reading does not fit, and says after a stop how far it came.
"""

import re
from dataclasses import dataclass, field

from drivers.calibration.text_bench import TextBench, TextGauge
from drivers.calibration.watch import Stopped
from drivers.calibration.workbench import Held, Outcome
from farm.profile import TextCalibration, TextStep, Trust
from farm.words import Words

SPREADS_AFTER = 2.0
"""The last standard is shown afterwards within so many times the spread of a resting reading."""
AFTER_WAIT_S = 5.0
_COUNT = re.compile(r"\?[A-Za-z]+,([0-9])")


@dataclass(slots=True)
class Told:
    """All steps of one calibration."""

    bench: TextBench
    row: TextCalibration
    held: list[Held] = field(default_factory=list)
    sent: int = 0

    async def run(self) -> Outcome:
        """Every standard, then what the device keeps and shows."""
        if self.bench.profile.status is Trust.DRAFT:
            raise Stopped("草稿型号只读，没有写", "a draft is only read; nothing written")
        gauge = self.bench.gauge(self.row.point)
        if isinstance(first := await gauge.once(), Words):
            raise Stopped(f"读不到：{first.zh}；没有写", f"no reading: {first.en}; nothing written")
        before = await self._count()
        try:
            for step in self.row.steps:
                await self._one(gauge, step)
            return await self._verdict(gauge, before)
        except Stopped as stopped:
            words, left = stopped.words, await self._left(before)
            raise Stopped(f"{words.zh}。{left.zh}", f"{words.en}. {left.en}") from stopped

    async def _one(self, gauge: TextGauge, step: TextStep) -> None:
        unit = self.bench.profile.point_keys()[self.row.point]
        standard = f"{step.reference:g} {unit}".rstrip()
        self.bench.ready(
            f"{self.row.title.zh}：探头冲净，放进标准（{standard}）。好了吗？",
            f"{self.row.title.en}: probe rinsed, in the standard ({standard}). Ready?",
        )
        steady = await gauge.steady(self.row.stable)
        self._fits(steady.value, step)
        self.bench.ready(
            f"显示 {steady.value:.4g}，将发 {step.command}。发吗？",
            f"Shows {steady.value:.4g}; will send {step.command}. Send?",
        )
        self.sent += 1
        if not await self.bench.talk.told(step.command):
            raise Stopped(f"{step.command} 没有被确认", f"{step.command} was not confirmed")
        self.held.append(Held(step.reference, steady.value))

    def _fits(self, value: float, step: TextStep) -> None:
        nearest = min(self.row.steps, key=lambda one: abs(one.reference - value))
        if nearest is not step or abs(value - step.reference) > step.near:
            raise Stopped(
                f"读数 {value:.4g} 不像 {step.reference:g}：标准拿错、顺序不对或探头坏了",
                f"{value:.4g} cannot be {step.reference:g}: wrong standard, wrong order, or a "
                "dead probe",
            )

    async def _count(self) -> int | None:
        """How many standards the device keeps; None when it does not say."""
        said = await self.bench.talk.asked(self.row.asked)
        match = _COUNT.fullmatch(said)
        return int(match[1]) if match else None

    async def _left(self, before: int | None) -> Words:
        if not self.sent:
            return Words(zh="没有写，原标定保留", en="nothing written, the old calibration stands")
        kept = await self._count()
        return Words(
            zh=f"注意：已发 {self.sent} 步，探头现记着 {_said(kept)} 点（原 {_said(before)}）；"
            "整套重做",
            en=f"mind: {self.sent} sent, it keeps {_said(kept)} standards now "
            f"(before: {_said(before)}); do the whole calibration again",
        )

    async def _verdict(self, gauge: TextGauge, before: int | None) -> Outcome:
        kept = await self._count()
        if kept is None or kept < len(self.row.steps):
            return Outcome("FAILED", await self._left(before), self.held)
        rule = self.row.stable.model_copy(update={"wait_s": AFTER_WAIT_S})
        after = (await gauge.steady(rule)).value
        last = self.held[-1]
        self.held[-1] = Held(last.reference, last.before, after)
        words = Words(
            zh=f"探头记住了 {kept} 点；在 {last.reference:g} 里现在显示 {after:.4g}",
            en=f"it keeps {kept} standards; in {last.reference:g} it now shows {after:.4g}",
        )
        fine = abs(after - last.reference) <= SPREADS_AFTER * self.row.stable.spread
        counts = [("standards", float(before or 0), float(kept))]
        return Outcome("ADJUSTED" if fine else "FAILED", words, self.held, counts)


def _said(count: int | None) -> str:
    return "?" if count is None else str(count)
