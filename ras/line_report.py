"""Every line of a site as a row of figures: what it carries, what is left, what would help.

It refuses to touch a wire; the arithmetic is drivers.line_load.
"""

from collections.abc import Mapping

from drivers.line_advice import Advice, advice
from drivers.line_load import WARN_ABOVE, Load, Visit, line_load
from drivers.station import IDENTITY_EVERY_S
from farm.profile import Profile
from farm.site import Site
from ras.text_line_report import text_reports

PROOF_EVERY_S = IDENTITY_EVERY_S / 2  # s, the station that proves itself most often
MODBUS = ("rtu", "tcp", "rtu-over-tcp", "modbus-ascii")
HEADS = [
    "总线 bus", "波特率 baud", "站 stations", "请求 requests", "字符 chars", "一轮 round ms",
    "占用 used", "余量 margin", "最长 longest ms", "写入 write ms", "死站 dead ms", "结论 verdict",
]  # fmt: skip
WORDS = {"fits": "放得下 / fits", "full": "快满了 / nearly full", "too_much": "放不下 / too much"}


def reports(
    site: Site, profiles: Mapping[str, Profile]
) -> list[tuple[dict[str, object], list[str]]]:
    """Figures of every line that has devices, and what is to be said about it."""
    modbus = [(body_of(*row), sentences(*row)) for row in loads_of(site, profiles)]
    return modbus + text_reports(site, profiles)


def loads_of(site: Site, profiles: Mapping[str, Profile]) -> list[tuple[Load, Advice]]:
    """Load of every Modbus line that has devices, with what would help where it is too much."""
    signals = {name: row.signal for name, row in profiles.items() if row.signal is not None}
    found = []
    for bus in site.buses:
        devices = [
            (device, profiles[device.profile])
            for device in site.devices
            if device.bus == bus.id and device.enabled
        ]
        if devices and bus.kind in MODBUS:
            load = line_load(bus, devices, PROOF_EVERY_S, signals)
            found.append((load, advice(load, devices, PROOF_EVERY_S, signals)))
    return found


def verdict_of(load: Load) -> str:
    """fits, full (beyond the warning) or too_much."""
    if not load.fits:
        return "too_much"
    return "full" if load.used_share > WARN_ABOVE else "fits"


def body_of(load: Load, helps: Advice) -> dict[str, object]:
    """All figures of a line for programs; ms on the wire, percent of its time."""
    bus = load.bus
    return {
        "bus": bus.id,
        "kind": bus.kind,
        "baud": None if bus.kind == "tcp" else bus.baud,
        "stations": len({visit.device_id for visit in load.visits}),
        "requests": sum(len(visit.reads) for visit in load.visits),
        "characters": sum(visit.characters for visit in load.visits),
        "round_ms": _ms(load.round_s),
        "load_percent": _percent(load.used_share),
        "margin_percent": _percent(load.margin),
        "longest_ms": _ms(load.longest_s),
        "write_bound_ms": None if load.write_bound_s is None else _ms(load.write_bound_s),
        "dead_station_ms": _ms(load.dead_s),
        "load_percent_one_dead": _percent(load.dead_used_share),
        "late": list(load.late),
        "verdict": verdict_of(load),
        "helps": _helps_body(helps),
        "visits": [_visit_body(visit) for visit in load.visits],
    }


def _helps_body(helps: Advice) -> dict[str, object]:
    used = helps.used_at_baud
    return {
        "baud": helps.baud,
        "load_percent_at_baud": None if used is None else _percent(used),
        "baud_not_listed_by": list(helps.unknown_at),
        "period_factor": helps.period_factor,
        "lines": helps.lines,
    }


def _visit_body(visit: Visit) -> dict[str, object]:
    return {
        "device": visit.device_id,
        "unit": visit.unit,
        "period_s": visit.period_s,
        "requests": len(visit.reads),
        "characters": visit.characters,
        "visit_ms": _ms(visit.visit_s),
        "load_percent": _percent(visit.visit_s / visit.period_s),
        "tags": visit.tags,
    }


def cells_of(body: Mapping[str, object]) -> list[str]:
    """One row of the table."""
    write = body["write_bound_ms"]
    return [
        str(body["bus"]),
        str(body["baud"] or "TCP"),
        str(body["stations"]),
        str(body["requests"]),
        str(body["characters"]),
        f"{body['round_ms']}",
        f"{body['load_percent']} %",
        f"{body['margin_percent']} %",
        f"{body['longest_ms']}",
        "" if write is None else f"{write}",
        f"{body['dead_station_ms']}",
        WORDS[str(body["verdict"])],
    ]


def sentences(load: Load, helps: Advice) -> list[str]:
    """What is to be said about a line that is full or carries too much; nothing of the others."""
    verdict = verdict_of(load)
    if verdict == "fits":
        return []
    used, bus = _percent(load.used_share), load.bus.id
    head = (
        f"总线 {bus} 放不下：占用 {used} %，{len(load.late)} 个周期保证不了"
        f" | line {bus} carries too much: {used} % used, {len(load.late)} periods cannot be kept:"
        f" {', '.join(load.late[:6])}"
        if verdict == "too_much"
        else f"总线 {bus} 快满了：占用 {used} % | line {bus} is nearly full: {used} % used"
    )
    return [head, *_helps(helps)]


def _helps(helps: Advice) -> list[str]:
    lines = []
    if helps.baud is not None and helps.used_at_baud is not None:
        used = _percent(helps.used_at_baud)
        strange = ", ".join(helps.unknown_at)
        doubt = f"（这些设备的资料没写这个速率：{strange} / not listed for: {strange}）"
        lines.append(
            f"  · 改为 {helps.baud} 波特：{used} % | at {helps.baud} baud: {used} %"
            + (doubt if strange else "")
        )
    if helps.period_factor is not None:
        factor = f"{helps.period_factor:g}"
        lines.append(f"  · 周期 × {factor} | periods × {factor}")
    if helps.lines is not None:
        lines.append(f"  · 分成 {helps.lines} 条总线 | split over {helps.lines} lines")
    return lines


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _percent(share: float) -> float:
    return round(100 * share, 1)
