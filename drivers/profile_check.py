"""Does a device profile make sense in itself: do its names meet, do its points fit its reads?

It refuses to know bytes (profile_frames) and sites, and to stop at the first mistake.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from drivers.reads import located, registers_of, written
from drivers.signal_check import wrong_signal
from farm.document import Path
from farm.profile import Area, Point, Profile, Read
from farm.words import Words

Found = tuple[Path, Words, Words]

_BITS = (Area.COIL, Area.DISCRETE)
_READ_FUNCTION = {Area.COIL: 1, Area.DISCRETE: 2, Area.HOLDING: 3, Area.INPUT: 4}


def mistakes(profile: Profile) -> Iterator[Found]:
    """Everything wrong, as place, what is wrong, what to do."""
    yield from _once(profile)
    if sum((bool(profile.reads), profile.ascii is not None, profile.signal is not None)) != 1:
        yield _found(
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
    yield from _names(profile)
    yield from _forbidden(profile)


def _found(at: Path, zh: str, en: str, zh_do: str, en_do: str) -> Found:
    return at, Words(zh=zh, en=en), Words(zh=zh_do, en=en_do)


def _once(profile: Profile) -> Iterator[Found]:
    points = [
        key if point.count == 1 else f"{key}{number}"
        for point in _points(profile)
        for key in [point.key]
        for number in range(point.count)
    ]
    yield from _repeated(("reads",), [*points, *(row.key for row in profile.derived)])
    yield from _repeated(("reads",), [read.id for read in profile.reads])
    yield from _repeated(("writes",), [write.key for write in profile.writes])


def _points(profile: Profile) -> list[Point]:
    points = [point for read in profile.reads for point in read.points]
    return points + list(profile.ascii.points if profile.ascii else ())


def _repeated(at: Path, names: Iterable[str]) -> Iterator[Found]:
    for name, times in Counter(names).items():
        if times > 1:
            yield _found(
                at,
                f"{name} 出现 {times} 次",
                f"{name} is there {times} times",
                "每个名字只用一次",
                "use every name once",
            )


def _read(profile: Profile, read: Read, at: Path) -> Iterator[Found]:
    most = 2000 if read.area in _BITS else profile.timing.max_read_registers
    if read.count > most:
        yield _found(
            (*at, "count"),
            f"一次最多读 {most}",
            f"at most {most} in one read",
            "拆成几次读",
            "split the read",
        )
    if not 0 <= read.address - profile.address_base <= 65536 - read.count:
        yield _found(
            (*at, "address"),
            "地址超出 0–65535",
            "the address runs out of 0 to 65535",
            "检查 address 与 address_base",
            "check address and address_base",
        )
    for number, point in enumerate(read.points):
        yield from _point(read, point, (*at, "points", number))


def _point(read: Read, point: Point, at: Path) -> Iterator[Found]:
    if (point.type == "bit") != (read.area in _BITS):
        yield _found(
            (*at, "type"),
            f"{point.key} 的类型不属于 {read.area}",
            f"the type of {point.key} does not belong in area {read.area}",
            "线圈和离散输入用 bit，寄存器不用",
            "bit in coils and discrete inputs, never in registers",
        )
    elif point.type == "string" or point.offset + registers_of(point) > read.count:
        yield _found(
            (*at, "offset"),
            f"{point.key} 超出本次读取",
            f"{point.key} lies outside its read",
            "改 offset、count 或另设一次读取",
            "change offset or count, or add a read",
        )


def _names(profile: Profile) -> Iterator[Found]:
    known = set(located(profile)) | set(profile.point_keys())
    wanted: list[tuple[Path, str]] = []
    for index, row in enumerate(profile.derived):
        wanted += [(("derived", index, "inputs"), key) for key in row.inputs]
    for index, voucher in enumerate(profile.quality.good_when):
        at: Path = ("quality", "good_when", index)
        wanted += [(at, key) for key in (voucher.point, *voucher.of)]
    for key, (write, number) in written(profile).items():
        point = write.verify.point + ("" if write.count == 1 else str(number))
        wanted.append((("writes", profile.writes.index(write), "verify"), point))
        if write.low > write.high:
            yield _found(
                ("writes", profile.writes.index(write), "low"),
                f"{key}：下限高于上限",
                f"{key}: low is above high",
                "对调",
                "exchange them",
            )
    if (start := profile.start) is not None:
        for field in ("state_point", "fault_point", "remote_point"):
            if (name := getattr(start, field)) is not None:
                wanted.append((("start", field), name))
        if start.setpoint not in written(profile):
            yield _unknown(("start", "setpoint"), start.setpoint, written(profile))
    for at, key in wanted:
        if key not in known:
            yield _unknown(at, key, known)


def _unknown(at: Path, name: str, known: Iterable[str]) -> Found:
    names = ", ".join(sorted(known))[:200]
    return _found(at, f"不认识 {name}", f"unknown name {name}", f"可用：{names}", f"known: {names}")


def _forbidden(profile: Profile) -> Iterator[Found]:
    for at, row in enumerate(profile.forbidden):
        reads = [
            read.id
            for read in profile.reads
            if _READ_FUNCTION[read.area] == row.fc
            and read.address <= row.address < read.address + read.count
        ]
        writes = [
            write.key
            for write in profile.writes
            if write.fc == row.fc
            and row.address in range(write.address, write.address + write.count * write.step)
        ]
        if reads or writes:
            yield _found(
                ("forbidden", at),
                f"禁止的请求仍在 {reads + writes} 中",
                f"the forbidden request is made by {reads + writes}",
                "删去读写",
                "remove that read or write",
            )
