"""Do the entries of one device fit: known key and tag, the right side, unit, sense and span?

It refuses to know the device's place on a wire and what hangs on its channels.
"""

from collections.abc import Iterator

from farm.document import Path
from farm.profile import UNIT_SET_ON_DEVICE, Profile, expanded
from farm.quantity import QUANTITIES, Kind, Place, Quantity
from farm.site import Device, Site, mapping
from farm.site import Mapping as PointMapping
from farm.words import Words, said

Found = tuple[Path, Words, Words]


def wrong_entries(site: Site, device: Device, profile: Profile, at: Path) -> Iterator[Found]:
    """Everything wrong with what a device's points and outputs say."""
    bits = _bits(profile)
    sides = (("points", profile.point_keys()), ("outputs", profile.write_keys()))
    for side, units in sides:
        for key, raw in getattr(device, side).items():
            place, entry = (*at, side, key), mapping(raw)
            if key not in units:
                yield unknown(place, key, units)
                continue
            quantity = QUANTITIES.get(entry.tag.partition(".")[2])
            if quantity is None:
                yield unknown(place, entry.tag.partition(".")[2], QUANTITIES)
                continue
            yield from _belongs(site, entry, quantity, place, output=side == "outputs")
            yield from _measures(entry, quantity, units[key], place)
            yield from _sense(entry, quantity, place, is_bit=key in bits)
    yield from _pulses(device, profile, at)
    yield from _shared(device, profile, at)


def _belongs(
    site: Site, entry: PointMapping, quantity: Quantity, at: Path, *, output: bool
) -> Iterator[Found]:
    if quantity.kind is Kind.HEALTH:
        yield _found(
            at,
            f"{quantity.zh} 由控制器自己得出，不能接到设备上",
            f"{quantity.en} is told by the controller, no device delivers it",
            "删去这一行",
            "remove this entry",
        )
        return
    places, place = _places(site, quantity.place), entry.tag.partition(".")[0]
    if place not in places:
        yield unknown(at, place, places)
    if output and quantity.kind is not Kind.OUTPUT:
        yield _found(
            at,
            f"{quantity.zh} 不是输出",
            f"{quantity.en} is not an output",
            "移到 points 下",
            "move it under points",
        )
    if not output and quantity.kind is Kind.OUTPUT:
        yield _found(
            at,
            f"{quantity.zh} 是输出，不能又是测点",
            f"{quantity.en} is an output and no point",
            "删去：输出写在 outputs 下，它的状态会自动回读",
            "remove it: an output stands under outputs and is read back by itself",
        )


def _measures(entry: PointMapping, quantity: Quantity, unit: str, at: Path) -> Iterator[Found]:
    """The device's unit is that of the quantity; a signal has units of its own."""
    if quantity.kind is Kind.HEALTH or entry.signal is not None:
        return
    expected = "mA" if entry.span else quantity.device_unit
    if unit == expected or (unit == UNIT_SET_ON_DEVICE and quantity.kind is not Kind.OUTPUT):
        return
    yield _found(
        at,
        f"单位不符：设备给 {unit or '无单位的数'}，{quantity.zh} 要 {expected or '无单位的数'}",
        f"unit {unit or '(none)'} of the device is not {expected or '(none)'} of {quantity.en}",
        "换一个点，或对 4–20 mA 写 span",
        "map another point, or give span for 4–20 mA",
    )


def _sense(entry: PointMapping, quantity: Quantity, at: Path, *, is_bit: bool) -> Iterator[Found]:
    if entry.invert and not (is_bit and quantity.is_bit):
        yield _found(
            (*at, "invert"),
            "invert 只用于 0 和 1",
            "invert is for 0 and 1 only",
            "删去 invert",
            "remove invert",
        )
    if entry.span is not None and entry.span[0] == entry.span[1]:
        yield _found(
            (*at, "span"),
            f"4 mA 和 20 mA 都是 {entry.span[0]:g}",
            f"4 mA and 20 mA are both {entry.span[0]:g}",
            "写变送器铭牌上的量程",
            "give the range of the transmitter's plate",
        )


def _pulses(device: Device, profile: Profile, at: Path) -> Iterator[Found]:
    for write in profile.writes:
        for key in expanded(write.key, write.count):
            if write.pulse and key in device.outputs:
                yield _found(
                    (*at, "outputs", key),
                    f"{key} 会自己断开，保持不了输出的值",
                    f"{key} ends by itself and cannot hold what an output is told",
                    f"用同一路的普通输出 {write.verify.point}",
                    f"use the plain output of the same channel, {write.verify.point}",
                )


def _shared(device: Device, profile: Profile, at: Path) -> Iterator[Found]:
    """Two outputs that move one and the same thing: both are read back at one point."""
    owners: dict[str, str] = {}
    for key in device.outputs:
        place = _read_back(profile, key)
        if place is None:
            continue
        if place in owners:
            yield _found(
                (*at, "outputs", key),
                f"{key} 与 {owners[place]} 动的是同一个输出 {place}",
                f"{key} and {owners[place]} move the same thing, {place}",
                "只留一个",
                "keep one of them",
            )
        owners.setdefault(place, key)


def _read_back(profile: Profile, key: str) -> str | None:
    for write in profile.writes:
        for name, point in zip(
            expanded(write.key, write.count),
            expanded(write.verify.point, write.count),
            strict=True,
        ):
            if name == key:
                return point
    return None


def _bits(profile: Profile) -> set[str]:
    """Keys that are one bit, read or written."""
    points = [point for read in profile.reads for point in read.points]
    found = {
        key
        for point in points
        if point.type == "bit" or (point.bits is not None and point.bits[0] == point.bits[1])
        for key in expanded(point.key, point.count)
    }
    return found | {
        key
        for write in profile.writes
        if write.type == "bit"
        for key in expanded(write.key, write.count)
    }


def _places(site: Site, kind: Place) -> list[str]:
    if kind is Place.TANK:
        return [tank.id for tank in site.tanks()]
    return [system.id for system in site.systems] if kind is Place.SYSTEM else ["farm"]


def unknown(at: Path, name: str, allowed: object) -> Found:
    """A name that is none of the allowed ones."""
    names = ", ".join(sorted(map(str, allowed)))[:400]  # type: ignore[call-overload]
    return _found(
        at,
        f"不认识 {name}",
        f"unknown name {name}",
        f"可用：{names or '（无）'}",
        f"known: {names or '(none)'}",
    )


def _found(at: Path, zh: str, en: str, zh_do: str, en_do: str) -> Found:
    return at, said(zh, en), said(zh_do, en_do)
