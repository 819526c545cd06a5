"""One device profile as tables for people.

It refuses to judge it.
"""

from farm.profile import Area, Point, Profile, Read
from ras.paper import pairs, table

FUNCTION = {Area.COIL: 1, Area.DISCRETE: 2, Area.HOLDING: 3, Area.INPUT: 4}


def shown(profile: Profile) -> None:
    """Print everything a person at the cabinet wants to know."""
    pairs(f"{profile.id}  {profile.title.zh} {profile.title.en}", _head(profile))
    _points(profile)
    if profile.writes:
        heads = ["写 write", "fc", "address", "type", "unit", "low", "high", "eeprom"]
        rows = [
            [
                _key(w.key, w.count), str(w.fc), f"{w.address:#06x}", w.type, w.unit,
                f"{w.low:g}", f"{w.high:g}", "eeprom" if w.eeprom else "",
            ]
            for w in profile.writes
        ]  # fmt: skip
        table("可写 / writes (nothing else is ever written)", heads, rows)
    if profile.settings:
        heads = ["设置 setting", "address", "must be", "unit", "why"]
        rows = [
            [
                s.key, f"{s.area.value} {s.address:#06x}", _numbers(s.must_be), s.unit,
                f"{s.why.zh} {s.why.en}",
            ]
            for s in profile.settings
        ]  # fmt: skip
        table("投运设置 / commissioning settings", heads, rows)
    _notes(profile)


def _head(profile: Profile) -> dict[str, object]:
    body: dict[str, object] = {
        "models": ", ".join(profile.models),
        "vendor": profile.vendor,
        "status": profile.status.value,
        "transports": ", ".join(profile.transport),
        "station": f"{profile.unit.default} ({profile.unit.range[0]}–{profile.unit.range[1]})",
    }
    if (serial := profile.serial) is not None:
        letters = f"{serial.data_bits}{serial.parity}{serial.stop_bits}"
        body["serial"] = f"{serial.baud} {letters}"
    if profile.signal is None:
        body["shortest period"] = f"{profile.timing.min_poll_ms / 1000:g} s"
        body["worst reply"] = f"{profile.timing.worst_reply_ms} ms"
    return body


def _points(profile: Profile) -> None:
    rows = [_row(read, point) for read in profile.reads for point in read.points]
    if profile.ascii is not None:
        rows += [_row(None, point) for point in profile.ascii.points]
    for derived in profile.derived:
        inputs = ", ".join(derived.inputs)
        rows.append([derived.key, derived.unit, _numbers(derived.valid), f"<- {inputs}", "", ""])
    if rows:
        heads = ["点 point", "unit", "range", "where", "type", "scale"]
        table("测点 / points", heads, rows)


def _row(read: Read | None, point: Point) -> list[str]:
    where = f"field {point.offset}"
    if read is not None:
        where = f"fc{FUNCTION[read.area]} {read.address + point.offset:#06x}"
    return [
        _key(point.key, point.count),
        point.unit,
        _numbers(point.valid) or point.holds or "",
        where,
        point.type,
        "" if point.scale == 1 else f"{point.scale:g}",
    ]


def _key(key: str, count: int) -> str:
    return key if count == 1 else f"{key}0…{key}{count - 1}"


def _numbers(values: tuple[float, ...] | None) -> str:
    return "" if values is None else " … ".join(f"{value:g}" for value in values)


def _notes(profile: Profile) -> None:
    if profile.on_comm_loss is not None:
        lost = profile.on_comm_loss
        table("断线时 / when the line is lost", ["zh", "en"], [[lost.zh, lost.en]])
    if profile.quirks:
        rows = [[quirk.zh, quirk.en] for quirk in profile.quirks]
        table("注意 / quirks", ["zh", "en"], rows)
    rows = [[s.kind or "", s.title, s.version, s.where] for s in profile.sources]
    table("来源 / sources", ["kind", "title", "version", "where"], rows)
