"""Does a site speak of a device's commissioning as its profile knows it: settings, lasting writes?

It refuses to know what a device really holds (drivers.proof reads it back).
"""

from collections.abc import Iterable, Iterator

from farm.document import Path
from farm.profile import Profile, Setting, TextSetting, Write, expanded
from farm.site import Device
from farm.words import Words, said

Found = tuple[Path, Words, Words]

_BITS = {"bit": 1, "uint16": 16, "int16": 16, "uint32": 32, "int32": 32, "uint64": 64, "int64": 64}


def commissioning(device: Device, profile: Profile, at: Path) -> Iterator[Found]:
    """Everything wrong with the settings a device must have and with its outputs' memory."""
    rows = {row.key: row for row in profile.settings}
    spoken = profile.ascii.settings if profile.ascii is not None else {}
    for key, value in device.settings.items():
        where: Path = (*at, "settings", key)
        if key in spoken:
            yield from _spoken(key, spoken[key], value, where)
        elif key not in rows:
            yield _unknown(where, key, (*rows, *spoken))
        else:
            yield from _value(rows[key], value, where)
    lasting = {key for row in profile.writes if row.eeprom for key in _keys(row)}
    for key in sorted(lasting & set(device.outputs)):
        yield (
            (*at, "outputs", key),
            Words(zh=f"{key} 写入会磨损的存储器", en=f"{key} is stored in a memory that wears out"),
            Words(
                zh="删去；只在调试时写一次",
                en="remove it; it is written once, at commissioning",
            ),
        )


def _keys(row: Write) -> list[str]:
    return expanded(row.key, row.count)


def _spoken(key: str, row: TextSetting, value: float, at: Path) -> Iterator[Found]:
    if not row.low <= value <= row.high:
        band = f"{row.low:g} – {row.high:g} {row.unit}".rstrip()
        yield (
            at,
            Words(zh=f"{key} 超出 {band}", en=f"{key} is outside {band}"),
            Words(zh="改到范围内", en="use a value inside"),
        )


def _value(row: Setting, value: float, at: Path) -> Iterator[Found]:
    if row.must_be is not None and not any(_near(row, value, other) for other in row.must_be):
        choice = ", ".join(f"{other:g}" for other in row.must_be)
        yield (
            at,
            Words(zh=f"{row.key} 只能是 {choice}", en=f"{row.key} can only be {choice}"),
            Words(zh="改成其中之一或删去", en="use one of them or remove the line"),
        )
    elif not _fits(row, value):
        unit = f" {row.unit}" if row.unit else ""
        yield (
            at,
            Words(
                zh=f"{row.key} 存不下 {value:g}{unit}",
                en=f"{row.key} cannot hold {value:g}{unit}",
            ),
            Words(
                zh=f"用 {abs(row.scale):g}{unit} 的整数倍，且在寄存器范围内",
                en=f"use a multiple of {abs(row.scale):g}{unit} that fits the register",
            ),
        )


def _near(row: Setting, value: float, wanted: float) -> bool:
    return abs(value - wanted) <= abs(row.scale) / 2


def _fits(row: Setting, value: float) -> bool:
    if row.type not in _BITS:
        return True
    raw = value / row.scale
    wide = _BITS[row.type] if row.bits is None else row.bits[1] - row.bits[0] + 1
    signed = row.type.startswith("int") and row.bits is None
    low, high = (-(1 << (wide - 1)), 1 << (wide - 1)) if signed else (0, 1 << wide)
    return abs(raw - round(raw)) < 1e-6 and low <= round(raw) < high


def _unknown(at: Path, key: str, rows: Iterable[str]) -> Found:
    names = ", ".join(sorted(rows)) or "—"
    return (
        at,
        said(f"不认识设定 {key}", f"unknown setting {key}"),
        Words(zh=f"可用：{names}", en=f"known: {names}"),
    )
