"""Does a device profile make sense in itself: do its names meet, do its points fit its reads?

It refuses to know bytes (profile_frames) and sites, and to stop at the first mistake.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from drivers.decode import width
from drivers.places import FUNCTION_OF
from drivers.profile_checks.layout import BITS, Found, found, keys_of, misfits
from drivers.profile_checks.signals import wrong_signal
from drivers.profile_checks.writes import wrong_writes
from drivers.reads import located, registers_of, written
from farm.document import Path
from farm.profile import Point, Profile, Read, expanded


def mistakes(profile: Profile) -> Iterator[Found]:
    """Everything wrong, as place, what is wrong, what to do."""
    yield from _once(profile)
    if sum((bool(profile.reads), profile.ascii is not None, profile.signal is not None)) != 1:
        yield found(
            (),
            "须有 reads、ascii 或 signal，且只有其一",
            "needs reads, ascii or signal, and only one of them",
            "补上或删去",
            "add or remove one",
        )
    for index, read in enumerate(profile.reads):
        yield from _read(profile, read, ("reads", index))
    if profile.signal is not None:
        yield from wrong_signal(profile.signal)
    yield from misfits(profile)
    yield from wrong_writes(profile)
    yield from _names(profile)
    yield from _formulas(profile)
    yield from _forbidden(profile)


def _once(profile: Profile) -> Iterator[Found]:
    yield from _repeated(("reads",), [*keys_of(profile), *(row.key for row in profile.derived)])
    framed = [read.id for read in profile.reads] + [row.key for row in profile.settings]
    yield from _repeated(("reads",), framed)
    writes = [key for write in profile.writes for key in expanded(write.key, write.count)]
    yield from _repeated(("writes",), writes)


def _repeated(at: Path, names: Iterable[str]) -> Iterator[Found]:
    for name, times in Counter(names).items():
        if times > 1:
            yield found(
                at,
                f"{name} 出现 {times} 次",
                f"{name} is there {times} times",
                "每个名字只用一次",
                "use every name once",
            )


def _read(profile: Profile, read: Read, at: Path) -> Iterator[Found]:
    timing = profile.timing
    most = timing.max_read_bits if read.area in BITS else timing.max_read_registers
    if read.count > most:
        yield found(
            (*at, "count"),
            f"一次最多读 {most}",
            f"at most {most} in one read",
            "拆成几次读",
            "split the read",
        )
    if not 0 <= read.address - profile.address_base <= 65536 - read.count:
        yield found(
            (*at, "address"),
            "地址超出 0–65535",
            "the address runs out of 0 to 65535",
            "检查 address 与 address_base",
            "check address and address_base",
        )
    for number, point in enumerate(read.points):
        yield from _point(read, point, (*at, "points", number))


def _point(read: Read, point: Point, at: Path) -> Iterator[Found]:
    if (point.type == "bit") != (read.area in BITS):
        yield found(
            (*at, "type"),
            f"{point.key} 的类型不属于 {read.area}",
            f"the type of {point.key} does not belong in area {read.area}",
            "线圈和离散输入用 bit，寄存器不用",
            "bit in coils and discrete inputs, never in registers",
        )
    elif point.type == "string" or point.offset + registers_of(point) > read.count:
        yield found(
            (*at, "offset"),
            f"{point.key} 超出本次读取",
            f"{point.key} lies outside its read",
            "改 offset、count 或另设一次读取",
            "change offset or count, or add a read",
        )


def _names(profile: Profile) -> Iterator[Found]:
    measured = set(located(profile)) | set(keys_of(profile))
    derived = {row.key for row in profile.derived}
    for at, key in _wanted(profile):
        if key not in measured:
            yield _unknown(at, key, measured)
    for index, voucher in enumerate(profile.quality.good_when):
        for key in voucher.of:
            if key not in measured | derived:
                yield _unknown(("quality", "good_when", index), key, measured | derived)
    if profile.start is not None and profile.start.setpoint not in written(profile):
        yield _unknown(("start", "setpoint"), profile.start.setpoint, written(profile))


def _wanted(profile: Profile) -> Iterator[tuple[Path, str]]:
    """Every place that names a point which must be read, not computed."""
    for index, row in enumerate(profile.derived):
        yield from ((("derived", index, "inputs"), key) for key in row.inputs)
    for index, voucher in enumerate(profile.quality.good_when):
        yield ("quality", "good_when", index), voucher.point
    for index, write in enumerate(profile.writes):
        for key in expanded(write.verify.point, write.count):
            yield ("writes", index, "verify"), key
    if (start := profile.start) is not None:
        for field in ("state_point", "fault_point", "remote_point"):
            if (name := getattr(start, field)) is not None:
                yield ("start", field), name


def _formulas(profile: Profile) -> Iterator[Found]:
    for index, row in enumerate(profile.derived):
        if len(row.inputs) != 2 or profile.ascii is not None:
            yield found(
                ("derived", index, "inputs"),
                f"{row.formula} 要两个寄存器点：饱和度、温度",
                f"{row.formula} takes two register points: saturation and temperature",
                "按此顺序写",
                "give them in this order",
            )


def _unknown(at: Path, name: str, known: Iterable[str]) -> Found:
    names = ", ".join(sorted(known))[:200]
    return found(at, f"不认识 {name}", f"unknown name {name}", f"可用：{names}", f"known: {names}")


def _forbidden(profile: Profile) -> Iterator[Found]:
    for at, row in enumerate(profile.forbidden):
        end = row.address + row.count
        made = [
            name
            for name, fc, address, count in _requests(profile)
            if fc == row.fc and address < end and row.address < address + count
        ]
        if made:
            yield found(
                ("forbidden", at),
                f"禁止的请求仍在 {made} 中",
                f"the forbidden request is made by {made}",
                "删去读写",
                "remove that read or write",
            )


def _requests(profile: Profile) -> Iterator[tuple[str, int, int, int]]:
    """Whatever may be sent: name, function, address, count."""
    for read in profile.reads:
        yield read.id, FUNCTION_OF[read.area], read.address, read.count
        if read.trigger is not None:
            yield f"{read.id}.trigger", read.trigger.fc, read.trigger.address, 1
    for write in profile.writes:
        yield write.key, write.fc, write.address, write.count * write.step
    if (start := profile.start) is not None:
        yield "start", start.fc, start.address, 1
    for setting in profile.settings:
        yield setting.key, FUNCTION_OF[setting.area], setting.address, width(setting.type)
    if (row := profile.identify) is not None:
        yield "identify", FUNCTION_OF[row.area], row.address, row.count
    for span in profile.spans:
        yield f"span {span.address:#06x}", FUNCTION_OF[span.area], span.address, span.count
