"""Can every request of a profile be made, every answer be decoded?

It refuses to know names that do not meet (profile_check), writes, frames and sites.
"""

from collections.abc import Iterator

from drivers.decode import width
from farm.document import Path
from farm.profile import Area, Point, PointType, Profile, Read, Transport, expanded
from farm.words import Words, said

Found = tuple[Path, Words, Words]

BITS = (Area.COIL, Area.DISCRETE)
WORD_MOST = 65535
_ASKED = {Transport.RTU, Transport.TCP, Transport.RTU_OVER_TCP, Transport.MODBUS_ASCII}
_TOLD = {Transport.ASCII_LINE, Transport.STREAM}


def found(at: Path, zh: str, en: str, zh_do: str, en_do: str) -> Found:
    """One mistake: place, what is wrong, what to do."""
    return at, said(zh, en), said(zh_do, en_do)


def misfits(profile: Profile) -> Iterator[Found]:
    """Everything that could not be sent or decoded."""
    yield from _ways(profile)
    yield from _station(profile)
    for index, read in enumerate(profile.reads):
        for number, point in enumerate(read.points):
            yield from _point(read, point, ("reads", index, "points", number))
        if read.trigger is not None:
            at: Path = ("reads", index, "trigger", "address")
            yield from address_fits(profile, read.trigger.address, 1, at)
    if profile.start is not None:
        yield from address_fits(profile, profile.start.address, 1, ("start", "address"))
    for index, row in enumerate(profile.settings):
        at = ("settings", index)
        yield from address_fits(profile, row.address, width(row.type), (*at, "address"))
        yield from _bits(row.type, row.bits, (*at, "bits"))
        yield from _area(row.area, row.type, (*at, "type"))
    yield from _identify(profile)


def _ways(profile: Profile) -> Iterator[Found]:
    fitting = _ASKED if profile.reads else _TOLD if profile.ascii else {Transport.CHANNEL}
    strange = [way.value for way in profile.transport if way not in fitting]
    if strange or not profile.transport:
        names = ", ".join(sorted(way.value for way in fitting))
        yield found(
            ("transport",),
            f"传输方式 {strange} 与内容不符",
            f"transport {strange} does not go with what the profile holds",
            f"可用：{names}",
            f"use {names}",
        )
    if profile.signal is None and "timing" not in profile.model_fields_set:
        yield found(
            ("timing",),
            "缺少 timing",
            "timing is missing",
            "写明应答时间和最短间隔",
            "state the answer times and the shortest period",
        )


def _station(profile: Profile) -> Iterator[Found]:
    low, high = profile.unit.range
    if not 0 <= low <= profile.unit.default <= high <= 255:
        yield found(
            ("unit",),
            f"站号 {profile.unit.default} 不在 {low}–{high} 之内",
            f"station {profile.unit.default} is not within {low} to {high}",
            "出厂站号须在可设范围内，范围在 0–255 内",
            "the factory number lies in the range, the range within 0 to 255",
        )
    serial = profile.serial
    if serial and serial.supported_bauds and serial.baud not in serial.supported_bauds:
        yield found(
            ("serial", "supported_bauds"),
            f"不含出厂波特率 {serial.baud}",
            f"the factory rate {serial.baud} is not among them",
            "补上",
            "add it",
        )


def address_fits(profile: Profile, address: int, count: int, at: Path) -> Iterator[Found]:
    """Addresses that run out of the map."""
    if not 0 <= address - profile.address_base <= WORD_MOST + 1 - count:
        yield found(
            at,
            "地址超出 0–65535",
            "the address runs out of 0 to 65535",
            "检查 address 与 address_base",
            "check address and address_base",
        )


def _area(area: Area, kind: PointType, at: Path) -> Iterator[Found]:
    if kind == "string" or (kind == "bit") != (area in BITS):
        yield found(
            at,
            f"{kind} 不属于 {area}",
            f"{kind} does not belong in {area}",
            "线圈和离散输入用 bit，寄存器用数",
            "bit in coils and discrete inputs, numbers in registers",
        )


def _bits(kind: PointType, bits: tuple[int, int] | None, at: Path) -> Iterator[Found]:
    if bits is None:
        return
    whole = kind not in ("bit", "float32", "string")
    if not whole or not 0 <= bits[0] <= bits[1] < 16 * width(kind):
        yield found(
            at,
            f"{kind} 没有 {bits[0]} 到 {bits[1]} 位",
            f"{kind} has no bits {bits[0]} to {bits[1]}",
            "整数类型，从低位到高位",
            "a whole number's bits, low to high",
        )


def _point(read: Read, point: Point, at: Path) -> Iterator[Found]:
    yield from _bits(point.type, point.bits, (*at, "bits"))
    whole = point.type in ("uint16", "int16")
    if point.mask is not None and (not whole or point.bits is not None):
        yield found(
            (*at, "mask"),
            "mask 只用于 16 位整数，且不与 bits 同用",
            "a mask is for 16-bit whole numbers and not together with bits",
            "删去其一",
            "remove one of them",
        )
    if point.count > 1 and point.step < width(point.type):
        yield found(
            (*at, "step"),
            f"步长 {point.step} 小于一个值的长度",
            f"step {point.step} is shorter than one value",
            f"至少 {width(point.type)}",
            f"at least {width(point.type)}",
        )
    if point.decimals is not None and point.decimals not in _digit_points(read, point):
        yield found(
            (*at, "decimals"),
            f"{point.decimals} 不是同一次读取中的单个整数点",
            f"{point.decimals} is no single whole-number point of the same read",
            "写同一 read 中的点",
            "name a point of this read",
        )


def _digit_points(read: Read, point: Point) -> list[str]:
    return [
        row.key
        for row in read.points
        if row.key != point.key
        and row.count == 1
        and row.decimals is None
        and row.type not in ("float32", "string", "bit")
    ]


def _identify(profile: Profile) -> Iterator[Found]:
    row = profile.identify
    if row is None:
        return
    yield from address_fits(profile, row.address, row.count, ("identify", "address"))
    short = row.type != "string" and row.count < width(row.type)
    if short or (row.type == "bit") != (row.area in BITS) or not _number(row.type, row.match):
        yield found(
            ("identify", "match"),
            f"{row.type} 与 count、area 或 match {row.match!r} 不符",
            f"{row.type} does not go with count, area or match {row.match!r}",
            "数字写成 261 或 0x0105，文字写开头几个字",
            "a number as 261 or 0x0105, a text by its first letters",
        )


def _number(kind: PointType, match: str) -> bool:
    if kind == "string":
        return bool(match)
    try:
        int(match, 0)
    except ValueError:
        return False
    return True


def keys_of(profile: Profile) -> list[str]:
    """Every key that is read, repeats written out."""
    points = [point for read in profile.reads for point in read.points]
    points += list(profile.ascii.points if profile.ascii else ())
    return [key for point in points for key in expanded(point.key, point.count)]
