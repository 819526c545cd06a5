"""Does a profile say more than it can show: its status, the ranges of its points, its frames?

It refuses to keep a farm from starting: what is here is said by `ras profile check` and turns the
tests red. What cannot work at all stands in profile_check and profile_layout.
"""

import math
from collections.abc import Iterator

from drivers.frame_forms import has_own_sum, typed
from drivers.modbus import crc
from drivers.profile_checks.layout import Found, found
from drivers.profile_checks.shown import unshown
from farm.document import Path
from farm.profile import Point, Profile, SourceKind, Trust

WITNESSES: dict[Trust, tuple[SourceKind, ...]] = {
    Trust.HARDWARE: ("measured",),
    Trust.MANUAL: ("manual",),
    Trust.CODE: ("manual", "map", "code", "page", "measured"),
    Trust.SPECIFICATION: ("ours", "standard"),
}
"""Which kind of source a status must have at least one of; a draft needs none."""


def unproven(profile: Profile) -> Iterator[Found]:
    """Everything claimed and not shown, as place, what is wrong, what to do."""
    yield from _sources(profile)
    if profile.status is Trust.DRAFT:
        yield from _draft(profile)
    for index, read in enumerate(profile.reads):
        for number, point in enumerate(read.points):
            yield from _range(point, ("reads", index, "points", number))
    for number, point in enumerate(profile.ascii.points if profile.ascii else ()):
        yield from _range(point, ("ascii", "points", number))
    yield from _sealed(profile)
    yield from unshown(profile)


def _sources(profile: Profile) -> Iterator[Found]:
    for index, source in enumerate(profile.sources):
        if source.kind is None:
            yield found(
                ("sources", index),
                "没有说明是哪种来源",
                "does not say what kind of source it is",
                "加 kind：manual、map、code、page、standard、measured、ours 或 memory",
                "add kind: manual, map, code, page, standard, measured, ours or memory",
            )
    wanted = WITNESSES.get(profile.status)
    kinds = {source.kind for source in profile.sources}
    if wanted is not None and None not in kinds and kinds.isdisjoint(wanted):
        names = ", ".join(wanted)
        yield found(
            ("status",),
            f"自称 {profile.status}，却没有这样的来源（{names}）",
            f"claims {profile.status} without such a source ({names})",
            "写出来源，或改成 status: draft",
            "give the source, or make it status: draft",
        )
    captured = any(frame.origin == "captured" for frame in profile.frames)
    if profile.status is Trust.HARDWARE and not captured:
        yield found(
            ("frames",),
            "自称在真设备上见过，却没有录下的帧",
            "claims to be seen on real hardware without a captured frame",
            "录下一对请求和应答，origin: captured",
            "record a request and its answer, origin: captured",
        )


def _draft(profile: Profile) -> Iterator[Found]:
    triggers = [read.id for read in profile.reads if read.trigger is not None]
    if profile.writes or profile.start is not None or triggers:
        yield found(
            ("status",),
            "草稿只读，却有写入",
            "a draft is read-only, but this one writes",
            "删去 writes、start、trigger，或核实后改 status",
            "remove writes, start and trigger, or verify it and raise the status",
        )


def _range(point: Point, at: Path) -> Iterator[Found]:
    """A number has a range, or it is a bit, a code, bits, or a counter, and says so."""
    if point.valid is None:
        if not (point.type == "bit" or point.bits or point.mask or point.means or point.holds):
            yield found(
                (*at, "valid"),
                f"{point.key} 没有量程，也没说为什么",
                f"{point.key} has no range and does not say why",
                "写 valid: [低, 高]；不是测量值就写 holds: code、bits 或 counter",
                "write valid: [low, high]; or holds: code, bits or counter if it measures nothing",
            )
        return
    low, high = point.valid
    least, most = _representable(point)
    if low >= high or high < least or low > most:
        yield found(
            (*at, "valid"),
            f"{point.key} 的量程 {low:g}–{high:g} 永远到不了",
            f"{point.key} can never lie within {low:g} to {high:g}",
            "检查 valid、scale、add 和类型",
            "check valid, scale, add and the type",
        )


_WHOLE = {
    "bit": (0, 1),
    "uint16": (0, 2**16 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "uint32": (0, 2**32 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "uint64": (0, 2**64 - 1),
    "int64": (-(2**63), 2**63 - 1),
}


def _representable(point: Point) -> tuple[float, float]:
    if point.type not in _WHOLE or point.decimals is not None:
        return -math.inf, math.inf
    ends = [raw * point.scale + point.add for raw in _WHOLE[point.type]]
    return min(ends), max(ends)


def _sealed(profile: Profile) -> Iterator[Found]:
    for index, frame in enumerate(profile.frames):
        try:
            parts = [typed(text) for text in (frame.tx, frame.rx) if text]
        except ValueError:
            continue
        if frame.sum or all(has_own_sum(part, profile.transport) for part in parts):
            continue
        due = crc(b"".join(parts)).hex().upper()
        yield found(
            ("frames", index),
            "这条线上的帧不带校验，打错一位也看不出",
            "frames of this wire carry no check sum: a typing error would go unseen",
            f'对照手册核对后加 sum: "{due}"',
            f'compare it with the manual, then add sum: "{due}"',
        )
