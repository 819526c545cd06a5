"""Can a device of a site stand where it is put: line, pace, number, rate, and is a draft asked for?

It refuses to know tags, signals and commissioning, which have checks of their own.
"""

from collections.abc import Iterator

from farm.document import Path
from farm.profile import Profile, Trust
from farm.site import Bus, Device, Site, mapping
from farm.words import Words, said

Found = tuple[Path, Words, Words]

CARRIES = {
    "rtu": {"rtu"},
    "tcp": {"tcp"},
    "rtu-over-tcp": {"rtu-over-tcp"},
    "modbus-ascii": {"modbus-ascii"},
    "ascii": {"ascii-line", "stream"},
    "ascii-over-tcp": {"ascii-line", "stream"},
}
"""Kind of bus → transports of profiles that may hang on it."""


def fits(device: Device, profile: Profile, bus: Bus, at: Path) -> Iterator[Found]:
    """Everything wrong with the place of one device."""
    if not CARRIES[bus.kind] & {way.value for way in profile.transport}:
        kinds = [kind for kind, ways in CARRIES.items() if ways & set(profile.transport)]
        yield _found(
            (*at, "bus"),
            f"{profile.id} 不能接在 {bus.kind} 总线上",
            f"{profile.id} cannot be on a {bus.kind} bus",
            "换总线：" + "、".join(kinds),
            "use a bus of kind " + ", ".join(kinds),
        )
    yield from _pace(device, profile, at)
    if profile.ascii is not None:
        yield from _one_pace(device, at)
    yield from _number(device, profile, at)
    yield from _rate(bus, profile, at)
    if profile.status is Trust.DRAFT:
        yield from _draft(device, profile, at)


def text_lines(site: Site) -> Iterator[Found]:
    """A line of text has no station numbers: one device each."""
    taken: set[str] = set()
    kinds = {bus.id: bus.kind for bus in site.buses}
    for index, device in enumerate(site.devices):
        if not device.enabled or kinds.get(device.bus) not in ("ascii", "ascii-over-tcp"):
            continue
        if device.bus in taken:
            yield _found(
                ("devices", index, "bus"),
                f"文本总线 {device.bus} 上已有一台设备",
                f"text bus {device.bus} has a device already",
                "每条文本总线只接一台",
                "one device on each text bus",
            )
        taken.add(device.bus)


def _pace(device: Device, profile: Profile, at: Path) -> Iterator[Found]:
    least_s = profile.timing.min_poll_ms / 1000
    rows: list[tuple[Path, float]] = [((*at, "period_s"), device.period_s)]
    rows += [
        ((*at, side, key, "period_s"), entry.period_s)
        for side in ("points", "outputs")
        for key, raw in getattr(device, side).items()
        if (entry := mapping(raw)).period_s is not None
    ]
    for place, period_s in rows:
        if period_s < least_s:
            yield _found(
                place,
                f"{period_s} s 比该型号允许的快",
                f"{period_s} s is faster than the model allows",
                f"至少 {least_s:g} s",
                f"at least {least_s:g} s",
            )


def _one_pace(device: Device, at: Path) -> Iterator[Found]:
    """One answer, or one stream, carries all values of a text device."""
    for key, raw in device.points.items():
        period_s = mapping(raw).period_s
        if period_s not in (None, device.period_s):
            yield _found(
                (*at, "points", key, "period_s"),
                "文本设备一次应答给出全部读数，只有一个周期",
                "a text device gives all its values in one answer and has one pace",
                f"删去；整台设备用 period_s: {period_s:g}",
                f"remove it; write period_s: {period_s:g} for the whole device",
            )


def _number(device: Device, profile: Profile, at: Path) -> Iterator[Found]:
    low, high = profile.unit.range
    if not low <= device.unit <= high:
        yield _found(
            (*at, "unit"),
            f"站号 {device.unit} 超出 {low}–{high}",
            f"station {device.unit} is outside {low} to {high}",
            f"改成 {low} 到 {high} 之间",
            f"use {low} to {high}",
        )


def _rate(bus: Bus, profile: Profile, at: Path) -> Iterator[Found]:
    bauds = profile.serial.supported_bauds if profile.serial else ()
    if bus.kind in ("rtu", "modbus-ascii", "ascii") and bauds and bus.baud not in bauds:
        yield _found(
            (*at, "bus"),
            f"{profile.id} 不支持 {bus.baud} 波特",
            f"{profile.id} does not support {bus.baud} baud",
            f"可用：{bauds}",
            f"supported: {bauds}",
        )


def _draft(device: Device, profile: Profile, at: Path) -> Iterator[Found]:
    """A draft is off until somebody writes that it is wanted, and never writes."""
    if "enabled" not in device.model_fields_set:
        yield _found(
            (*at, "profile"),
            f"{profile.id} 是草稿，点表未核实，默认不启用",
            f"{profile.id} is a draft with an unproven map and is off by default",
            "写 enabled: false；与表头核对过、愿意承担才写 enabled: true",
            "write enabled: false; or enabled: true once you compared it with the device's display",
        )
    if device.outputs:
        yield _found(
            (*at, "outputs"),
            f"{profile.id} 是草稿，只读",
            f"{profile.id} is a draft and read-only",
            "删去 outputs，或先核实该型号手册",
            "remove outputs, or verify the manual first",
        )


def _found(at: Path, zh: str, en: str, zh_do: str, en_do: str) -> Found:
    return at, said(zh, en), said(zh_do, en_do)
