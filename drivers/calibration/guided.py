"""Calibration step by step: the standard, a reading that stands still, one write, a look after it.

It refuses to go on with a reading that moves or that cannot belong to the standard, and to write
what the person has not agreed to.
"""

from drivers.calibration.air import in_air
from drivers.calibration.ph import Buffered
from drivers.calibration.text import Told
from drivers.calibration.text_bench import TextBench
from drivers.calibration.watch import Stopped
from drivers.calibration.workbench import NOT_ARRIVED, Held, Outcome, Workbench
from drivers.modbus import Refused, write_request
from farm.profile import AirSlope, Buffers, Calibration, Command, Stable, TextCalibration, ZeroFlow
from farm.words import Words


async def calibrate(bench: Workbench, row: Calibration) -> Outcome:
    """The procedure of the profile; Stopped (the old calibration stands, or it says so)."""
    match row:
        case AirSlope():
            return await in_air(bench, row)
        case Buffers():
            return await Buffered(bench, row).run()
        case Command():
            return await _command(bench, row)
        case ZeroFlow():
            return await _zero(bench, row)
        case TextCalibration():
            raise AssertionError("told in text, see calibrate_text")


async def calibrate_text(bench: TextBench, row: Calibration) -> Outcome:
    """The same for a device that speaks text."""
    assert isinstance(row, TextCalibration)
    return await Told(bench, row).run()


async def _command(bench: Workbench, row: Command) -> Outcome:
    bench.ready(
        f"{row.title.zh}：探头放进标准（{row.reference:g}）里了吗？",
        f"{row.title.en}: is the probe in the standard ({row.reference:g})?",
    )
    gauge = bench.gauge(row.point, row.temperature)
    before = await gauge.steady(row.stable)
    if not row.raw[0] <= before.value <= row.raw[1]:
        raise Stopped(
            f"读数 {before.value:.3g} 不像在标准里（{row.raw[0]:g}–{row.raw[1]:g}），没有写",
            f"{before.value:.3g} cannot be the standard ({row.raw[0]:g} to {row.raw[1]:g}); "
            "nothing written",
        )
    request = write_request(bench.unit, 6, row.address - bench.profile.address_base, [row.value])
    bench.ready(
        f"现在 {before.value:.4g}，将写 {request.rtu.hex(' ').upper()}。写吗？",
        f"Shows {before.value:.4g}; will write {request.rtu.hex(' ').upper()}. Write?",
    )
    verdict = await bench.write(request)
    held = Held(row.reference, before.value)
    outcome = Outcome("FAILED", NOT_ARRIVED, [held], temperature_c=before.temperature_c)
    if isinstance(verdict, Refused):
        return outcome
    after = await gauge.steady(row.stable)
    outcome.standards = [Held(row.reference, before.value, after.value)]
    if abs(after.value - row.reference) <= row.tolerance:
        outcome.result = "ADJUSTED"
        outcome.words = Words(zh="标定好了", en="calibrated")
    return outcome


async def _zero(bench: Workbench, row: ZeroFlow) -> Outcome:
    bench.ready("阀门关死、管道满水、水不动了吗？", "Valve closed, pipe full, water at rest?")
    steady = await bench.gauge(row.point, row.temperature).steady(row.stable)
    fine = abs(steady.value) <= row.limit
    zh = "在允许之内" if fine else f"超过 {row.limit:g}，查探头安装"
    en = "within the limit" if fine else f"beyond {row.limit:g}: look at the transducers"
    words = Words(
        zh=f"零点偏移 {steady.value:.4g}，{zh}。只记录，没有写",
        en=f"zero offset {steady.value:.4g}, {en}. Recorded only, nothing written",
    )
    return Outcome("CHECKED", words, [Held(0.0, steady.value)], temperature_c=None)


async def check(bench: Workbench | TextBench, point: str, reference: float | None) -> Outcome:
    """Compare with a reference instrument; nothing is ever written."""
    gauge = bench.gauge(point, None)
    first = await gauge.once()
    if isinstance(first, Words):
        raise Stopped(f"读不到：{first.zh}", f"cannot read: {first.en}")
    spread = max(0.02, 0.01 * abs(first[0]))
    steady = await gauge.steady(Stable(wait_s=10, window_s=20, spread=spread, within_s=300))
    if reference is None:
        reference = bench.guide.number(
            Words(zh=f"探头显示 {steady.value:.4g}，参考仪器多少？",
                  en=f"The probe shows {steady.value:.4g}; the reference instrument?")
        )  # fmt: skip
    if reference is None:
        raise Stopped("没有参考值，没有记录", "no reference value, nothing recorded")
    off = steady.value - reference
    return Outcome(
        "CHECKED",
        Words(zh=f"偏差 {off:+.4g}，没有写", en=f"deviation {off:+.4g}; nothing written"),
        [Held(reference, steady.value)],
    )
