"""Do the signals a site hangs on its I/O channels fit: known, complete, on a channel of their kind?

It refuses to know the other entries of a site.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from farm.document import Path
from farm.profile import Profile, Signal
from farm.quantity import QUANTITIES, Kind, Quantity
from farm.site import Device, mapping
from farm.site import Mapping as PointMapping
from farm.words import Words, said

Found = tuple[Path, Words, Words]
CHANNEL_UNIT = {"current": "mA", "contact": "", "pulses": "", "dose": ""}
"""Unit a channel must have for each kind of signal."""
HOURS_A_DAY = 24


def kind_of(signal: Signal) -> str:
    """Name of the one kind a signal is."""
    return next(name for name in CHANNEL_UNIT if getattr(signal, name) is not None)


def wrong_signals(
    device: Device, profile: Profile, profiles: Mapping[str, Profile], at: Path
) -> Iterator[Found]:
    """Everything wrong with the channels a device's entries map."""
    units = {"points": profile.point_keys(), "outputs": profile.write_keys()}
    for side, known in units.items():
        for key, raw in getattr(device, side).items():
            if key in known:
                place, output = (*at, side, key), side == "outputs"
                yield from _entry(mapping(raw), known[key], profiles, place, output=output)


def _entry(
    entry: PointMapping, unit: str, profiles: Mapping[str, Profile], at: Path, *, output: bool
) -> Iterator[Found]:
    signal = signal_of(entry, profiles)
    if entry.signal is None:
        yield from _needs_signal(entry, at)
        return
    if signal is None:
        known = ", ".join(name for name, row in profiles.items() if row.signal is not None)
        yield _found(
            (*at, "signal"),
            f"不认识的信号 {entry.signal}",
            f"unknown signal {entry.signal}",
            f"可用：{known}",
            f"known: {known}",
        )
        return
    yield from _fits(entry, signal, unit, at, output=output)


def signal_of(entry: PointMapping, profiles: Mapping[str, Profile]) -> Signal | None:
    """What hangs on the channel; None when nothing (known) is named."""
    profile = profiles.get(entry.signal) if entry.signal else None
    return profile.signal if profile else None


def _needs_signal(entry: PointMapping, at: Path) -> Iterator[Found]:
    for name in ("per_pulse", "dose"):
        if getattr(entry, name) is not None:
            yield _found(
                (*at, name),
                f"{name} 要与 signal 一起写",
                f"{name} needs a signal beside it",
                "写明 signal，或删去此项",
                "name the signal, or remove it",
            )


def _fits(
    entry: PointMapping, signal: Signal, unit: str, at: Path, *, output: bool
) -> Iterator[Found]:
    kind = kind_of(signal)
    if unit != CHANNEL_UNIT[kind] or output != (kind == "dose"):
        yield _found(
            (*at, "signal"),
            f"{entry.signal} 不能接在这个通道上",
            f"{entry.signal} does not belong on this channel",
            "电流接 mA 通道，触点和脉冲接开关量输入，投饵机接继电器输出",
            "currents on mA inputs, contacts and pulses on digital inputs, feeders on relays",
        )
    yield from _stated(entry, kind, at)
    quantity = QUANTITIES.get(entry.tag.partition(".")[2])
    if quantity is not None:
        yield from _tells(entry, signal, quantity, at)
    if entry.dose is not None:
        yield from _dose(entry, at)


def _tells(entry: PointMapping, signal: Signal, quantity: Quantity, at: Path) -> Iterator[Found]:
    """What the signal says is of the kind and unit of its tag."""
    kind = kind_of(signal)
    if signal.unit and quantity.unit != signal.unit:
        yield _found(
            (*at, "tag"),
            f"{entry.signal} 的单位是 {signal.unit}，{quantity.zh} 要 {quantity.unit}",
            f"{entry.signal} is in {signal.unit}, {quantity.en} in {quantity.unit}",
            "换一个信号或测点",
            "take another signal or another tag",
        )
    if kind in ("contact", "dose") and quantity.device_unit:
        yield _found(
            (*at, "tag"),
            f"{entry.signal} 只有通和断，{quantity.zh} 要 {quantity.device_unit}",
            f"{entry.signal} is on or off, {quantity.en} is in {quantity.device_unit}",
            "换一个信号或测点",
            "take another signal or another tag",
        )
    if kind == "pulses":
        counts = signal.pulses is not None and signal.pulses.shows == "total"
        if counts != (quantity.kind is Kind.COUNTER):
            yield _found(
                (*at, "tag"),
                "累计脉冲要接累计量，流量脉冲要接流量",
                "a total belongs on a counter, a rate on a measured flow",
                "换一个信号或测点",
                "take another signal or another tag",
            )


def _stated(entry: PointMapping, kind: str, at: Path) -> Iterator[Found]:
    needed = {"current": "span", "pulses": "per_pulse", "dose": "dose"}
    for owner, name in needed.items():
        if owner == kind and getattr(entry, name) is None:
            yield _found(
                (*at, name),
                f"{entry.signal} 需要 {name}",
                f"{entry.signal} needs {name}",
                f"补上 {name}",
                f"add {name}",
            )
        if owner != kind and getattr(entry, name) is not None:
            yield _found(
                (*at, name),
                f"{entry.signal} 不用 {name}",
                f"{entry.signal} has no {name}",
                f"删去 {name}",
                f"remove {name}",
            )
    if entry.invert:
        yield _found(
            (*at, "invert"),
            f"方向由 {entry.signal} 决定",
            f"{entry.signal} settles the sense",
            "删去 invert，或换一个信号",
            "remove invert, or take another signal",
        )


def _dose(entry: PointMapping, at: Path) -> Iterator[Found]:
    assert entry.dose is not None
    dose = entry.dose
    if not dose.cap_kg_h <= dose.cap_kg_d <= HOURS_A_DAY * dose.cap_kg_h:
        yield _found(
            (*at, "dose", "cap_kg_d"),
            "日上限要在一小时与 24 小时上限之间",
            "the day's cap is not between the cap of one hour and of 24 hours",
            "改 cap_kg_h 或 cap_kg_d",
            "change cap_kg_h or cap_kg_d",
        )
    witness = QUANTITIES.get((dose.witness or "").partition(".")[2])
    if dose.witness is not None and (witness is None or witness.unit != "kg"):
        yield _found(
            (*at, "dose", "witness"),
            f"{dose.witness} 不是重量",
            f"{dose.witness} is no weight",
            "写料斗重量的测点，如 1-01.hopper",
            "name the tag of the hopper's weight, such as 1-01.hopper",
        )
    try:
        date.fromisoformat(dose.calibrated_on)
    except ValueError:
        yield _found(
            (*at, "dose", "calibrated_on"),
            f"没有这一天：{dose.calibrated_on}",
            f"there is no such day: {dose.calibrated_on}",
            "写成 2026-11-01",
            "write it like 2026-11-01",
        )


def _found(at: Path, zh: str, en: str, zh_do: str, en_do: str) -> Found:
    return at, said(zh, en), said(zh_do, en_do)
