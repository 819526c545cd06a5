"""Does a site make sense: do names meet, units agree, stations not collide, limits not cross?

It refuses to stop at the first mistake, and to know any wire.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from farm.commissioning_check import commissioning
from farm.device_check import fits, text_lines
from farm.document import Document, Path
from farm.entry_check import unknown, wrong_entries
from farm.people_check import wrong_people
from farm.problem import Misconfigured, Problem
from farm.profile import Profile
from farm.quantity import QUANTITIES, Kind
from farm.salvage import salvaged
from farm.signal_check import wrong_signals
from farm.site import Device, Site, mapping
from farm.tag import FARM
from farm.wire_check import wrong_wires
from farm.words import Words, said

Found = tuple[Path, Words, Words]


def load_site(file: str, text: str, profiles: Mapping[str, Profile]) -> Site:
    """Site of a YAML text; Misconfigured with every mistake at once."""
    document = Document(file, text)
    try:
        site = document.parse(Site)
    except Misconfigured as error:
        raise Misconfigured(error.problems + _beside(document, profiles)) from error
    problems = [document.problem(*found) for found in _all(site, profiles)]
    if problems:
        raise Misconfigured(problems)
    return site


def _beside(document: Document, profiles: Mapping[str, Profile]) -> list[Problem]:
    """What else is wrong, in the entries that could be read; not what follows from the others."""
    found = salvaged(document.plain(), Site)
    if found is None:
        return []
    site, remains = found
    return [
        document.problem(remains.as_written(at), wrong, remedy)
        for at, wrong, remedy in _all(site, profiles)
        if remains.gone.isdisjoint(wrong.en.split())
    ]


def load_profile(file: str, text: str) -> Profile:
    """Device profile of a YAML text; Misconfigured with every mistake at once."""
    return Document(file, text).parse(Profile)


def _all(site: Site, profiles: Mapping[str, Profile]) -> Iterator[Found]:
    yield from _timezone(site)
    yield from _names(site)
    yield from wrong_wires(site)
    for index, device in enumerate(site.devices):
        yield from _device(site, profiles, device, ("devices", index))
    yield from text_lines(site)
    yield from _tags_once(site)
    yield from _rules(site)
    yield from wrong_people(site)


def _timezone(site: Site) -> Iterator[Found]:
    try:
        ZoneInfo(site.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield (
            ("timezone",),
            said(f"没有时区 {site.timezone}", f"no time zone {site.timezone}"),
            Words(zh="写成 Asia/Shanghai 这样的名字", en="use a name such as Asia/Shanghai"),
        )


def _names(site: Site) -> Iterator[Found]:
    rows: list[tuple[str, Path]] = [
        (s.id, ("systems", i, "id")) for i, s in enumerate(site.systems)
    ]
    rows += [
        (t.id, ("systems", i, "tanks", j, "id"))
        for i, s in enumerate(site.systems)
        for j, t in enumerate(s.tanks)
    ]
    yield from _twice(rows, {FARM})
    # Lines and stations are places too, of their health; the two may share a name.
    places = {FARM, *(name for name, _ in rows)}
    yield from _twice([(b.id, ("buses", i, "id")) for i, b in enumerate(site.buses)], places)
    yield from _twice([(d.id, ("devices", i, "id")) for i, d in enumerate(site.devices)], places)
    yield from _twice([(b.wire, ("buses", i, "wire")) for i, b in enumerate(site.buses)])
    stations = [
        (f"{d.bus} unit {d.unit}", ("devices", i, "unit")) for i, d in enumerate(site.devices)
    ]
    yield from _twice(stations)


def _twice(rows: Sequence[tuple[str, Path]], taken: Iterable[str] = ()) -> Iterator[Found]:
    seen = set(taken)
    for name, path in rows:
        if name in seen:
            yield (
                path,
                said(f"{name} 用了两次", f"{name} is used twice"),
                Words(zh="每个名字、站号只能用一次", en="every name and station number only once"),
            )
        seen.add(name)


def _device(
    site: Site, profiles: Mapping[str, Profile], device: Device, at: Path
) -> Iterator[Found]:
    profile = profiles.get(device.profile)
    bus = next((b for b in site.buses if b.id == device.bus), None)
    if profile is None:
        yield unknown((*at, "profile"), device.profile, profiles)
    if bus is None:
        yield unknown((*at, "bus"), device.bus, [b.id for b in site.buses])
    if profile is None or bus is None:
        return
    yield from fits(device, profile, bus, at)
    yield from commissioning(device, profile, at)
    yield from wrong_entries(site, device, profile, at)
    yield from wrong_signals(device, profile, profiles, at)


def _tags_once(site: Site) -> Iterator[Found]:
    for side in ("points", "outputs"):
        rows: list[tuple[str, Path]] = [
            (mapping(entry).tag, ("devices", i, side, key))
            for i, device in enumerate(site.devices)
            for key, entry in getattr(device, side).items()
        ]
        yield from _twice(rows)


def _rules(site: Site) -> Iterator[Found]:
    ruled = {rule.quantity: rule for rule in site.outputs}
    for i, rule in enumerate(site.outputs):
        quantity = QUANTITIES.get(rule.quantity)
        if quantity is None or quantity.kind is not Kind.OUTPUT:
            outputs = [q.key for q in QUANTITIES.values() if q.kind is Kind.OUTPUT]
            yield unknown(("outputs", i, "quantity"), rule.quantity, outputs)
        if not rule.low <= rule.safe <= rule.high:
            yield (
                ("outputs", i, "safe"),
                Words(zh="安全值不在上下限之间", en="the safe value is not between low and high"),
                Words(
                    zh=f"改到 {rule.low:g} 与 {rule.high:g} 之间",
                    en=f"use {rule.low:g} to {rule.high:g}",
                ),
            )
    for i, limit in enumerate(site.limits):
        row = QUANTITIES.get(limit.quantity)
        if row is None or row.kind is Kind.HEALTH:
            judged = [q.key for q in QUANTITIES.values() if q.kind is not Kind.HEALTH]
            yield unknown(("limits", i, "quantity"), limit.quantity, judged)
    for i, device in enumerate(site.devices):
        for key, entry in device.outputs.items():
            name = mapping(entry).tag.partition(".")[2]
            if name in QUANTITIES and name not in ruled:
                yield (
                    ("devices", i, "outputs", key),
                    Words(zh=f"没有为 {name} 写输出规则", en=f"no output rule for {name}"),
                    Words(
                        zh="在 outputs: 下加一行安全值和限值",
                        en="add a row with limits and safe value under outputs:",
                    ),
                )
