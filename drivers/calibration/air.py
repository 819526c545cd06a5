"""An oxygen probe in air: slope set so that it shows what the air holds today.

It refuses a reading that air cannot give, a change that no drift explains, and to leave a slope
behind that did not come out right.
"""

import asyncio
import math

from drivers.calibration.gauge import Gauge
from drivers.calibration.watch import Steady, Stopped
from drivers.calibration.workbench import NOT_ARRIVED, Held, Outcome, Workbench
from farm.profile import AirSlope, Profile
from farm.words import Words
from models.oxygen import percent_from_mg_l, saturation_mg_l

AFTER_TOLERANCE = 0.01
"""Share by which the reading may miss its target after the calibration."""


async def in_air(bench: Workbench, row: AirSlope) -> Outcome:
    """Set the slope K from one steady reading in air; the offset B stays."""
    old = bench.floats(await bench.read(row.address, 4))
    if not (all(map(math.isfinite, old)) and 0.5 <= old[0] <= 2.0):
        raise Stopped(
            f"探头里的 K={old[0]:g} B={old[1]:g} 不像样，先查探头",
            f"K={old[0]:g} B={old[1]:g} in the probe make no sense: look at the probe first",
        )
    bench.ready(
        "探头擦干，放进湿空气（杯底有水，膜不沾水，避光）或充气一小时的水里。好了吗？",
        "Probe wiped dry, in moist air (some water in the cup, cap dry, shaded) or in water "
        "aerated for an hour. Ready?",
    )
    scale = _scale(bench.profile, row.point)
    gauge = bench.gauge(row.point, row.temperature, ranged=False)
    steady = await gauge.steady(row.stable)
    shown, target = steady.value / scale, _target(bench, steady)
    _in_air(row, shown)
    new = [_slope(row, old, shown, target), old[1]]
    request = bench.float_write(row.address, new)
    bench.ready(
        f"现在 {100 * shown:.2f} %，应为 {100 * target:.2f} %：K {old[0]:.5g} → {new[0]:.5g}，"
        f"B {old[1]:.5g} 不变。将写 {request.rtu.hex(' ').upper()}。写吗？",
        f"Shows {100 * shown:.2f} %, should be {100 * target:.2f} %: K {old[0]:.5g} → "
        f"{new[0]:.5g}, B stays {old[1]:.5g}. Write these bytes?",
    )
    outcome = Outcome("FAILED", NOT_ARRIVED, temperature_c=steady.temperature_c)
    outcome.standards = [Held(scale * target, steady.value)]
    await bench.write(request)
    return await _seen(bench, row, outcome, old, new, gauge)


def _slope(row: AirSlope, old: list[float], shown_fraction: float, target_fraction: float) -> float:
    """K that turns what the probe measured, before its present K and B, into the target."""
    wanted = (target_fraction - old[1]) / ((shown_fraction - old[1]) / old[0])
    change = wanted / old[0] - 1
    if abs(change) > row.change_share:
        raise Stopped(
            f"K 要改 {100 * change:+.1f} %，太多：换膜帽或检查放法，没有写",
            f"K would change by {100 * change:+.1f} %, too much: replace the cap or look how it "
            "hangs; nothing written",
        )
    return wanted


def _in_air(row: AirSlope, shown_fraction: float) -> None:
    low, high = row.raw
    if low <= shown_fraction <= high:
        return
    if 100 * low <= shown_fraction <= 100 * high:
        raise Stopped(
            "寄存器里是百分数而不是小数：这个型号文件不适合这支探头，没有写",
            "the register holds percent, not a fraction: this profile does not fit this probe; "
            "nothing written",
        )
    raise Stopped(
        f"空气中应在 {low:g}–{high:g}，现在 {shown_fraction:.3f}："
        "不在空气里、膜帽坏了或型号不对，没有写",
        f"in air it must be {low:g} to {high:g}, it is {shown_fraction:.3f}: not in air, a bad "
        "cap, or another model; nothing written",
    )


def _target(bench: Workbench, steady: Steady) -> float:
    """What the fraction must be: today's saturation over that of the pressure reckoned with."""
    if steady.temperature_c is None:
        return 1.0
    full = saturation_mg_l(steady.temperature_c, bench.place.today_atm)
    percent = percent_from_mg_l(full, steady.temperature_c, bench.place.site_atm)
    return float(percent) / 100.0


async def _seen(
    bench: Workbench,
    row: AirSlope,
    outcome: Outcome,
    old: list[float],
    new: list[float],
    gauge: Gauge,
) -> Outcome:
    """Read back before anything else; put the old numbers back if it did not come out right."""
    stands = bench.floats(await bench.read(row.address, 4))
    if not _same(stands, new):
        if not _same(stands, old):
            outcome.words = _stands(stands)
        return outcome
    short = row.stable.model_copy(update={"wait_s": min(5.0, row.stable.wait_s)})
    held = outcome.standards[0]
    try:
        after = await gauge.steady(short)
        wrong = abs(after.value / held.reference - 1) > AFTER_TOLERANCE
    except (Stopped, asyncio.CancelledError):
        await _back(bench, row, old)
        raise
    outcome.standards = [Held(held.reference, held.before, after.value)]
    if wrong:
        back = await _back(bench, row, old)
        outcome.words = RESTORED if back else _stands(new)
        return outcome
    outcome.result = "ADJUSTED"
    outcome.words = Words(
        zh=f"标定好了：{held.before:.2f} → {after.value:.2f}",
        en=f"calibrated: {held.before:.2f} → {after.value:.2f}",
    )
    outcome.coefficients = [("K", old[0], new[0]), ("B", old[1], new[1])]
    return outcome


async def _back(bench: Workbench, row: AirSlope, old: list[float]) -> bool:
    await bench.write(bench.float_write(row.address, old))
    return _same(bench.floats(await bench.read(row.address, 4)), old)


RESTORED = Words(
    zh="写后读数不对，已写回原来的系数并核对",
    en="the reading was wrong after it; the old coefficients are back, read and compared",
)


def _stands(values: list[float]) -> Words:
    text = ", ".join(f"{value:g}" for value in values)
    return Words(
        zh=f"写后寄存器里是 {text}，不是写的也不是原来的：再标定一次",
        en=f"the registers hold {text}, neither the new nor the old: calibrate again",
    )


def _same(found: list[float], wanted: list[float]) -> bool:
    return all(
        math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-7) for a, b in zip(found, wanted, strict=True)
    )


def _scale(profile: Profile, key: str) -> float:
    return next(p.scale for read in profile.reads for p in read.points if p.key == key)
