"""The requests each station will be asked, with their price on the wire; nothing is sent.

Beside them stands what one request for every tag would cost, as many gateways ask. It refuses to
touch a wire.
"""

from collections.abc import Mapping

from drivers.line_load import Load, Visit
from drivers.places import Asked, Covering
from drivers.wire_time import WireTime, wire_time
from farm.profile import Profile
from farm.site import Bus, Device, Site
from ras.line_report import loads_of

HEADS = [
    "总线 bus", "设备 device", "站号 unit", "周期 period s", "功能 fc", "地址 address", "数量 n",
    "测点 points", "字节 bytes", "线上 ms", "逐点 one by one ms",
]  # fmt: skip
FUNCTIONS = {"coil": 1, "discrete": 2, "holding": 3, "input": 4}


def planned(site: Site, profiles: Mapping[str, Profile]) -> list[dict[str, object]]:
    """One row a station and pace, with its requests; ms and bytes of request and answer."""
    devices = {device.id: device for device in site.devices}
    return [
        _station(load, visit, devices[visit.device_id], profiles)
        for load, _ in loads_of(site, profiles)
        for visit in load.visits
    ]


def _station(
    load: Load, visit: Visit, device: Device, profiles: Mapping[str, Profile]
) -> dict[str, object]:
    profile = profiles[device.profile]
    wire = wire_time(load.bus, profile.timing)
    keys = [key for read in visit.reads for key in read.keys]
    single = [Covering(profile, [key], wire).reads[0] for key in keys]
    return {
        "bus": load.bus.id,
        "device": visit.device_id,
        "unit": visit.unit,
        "period_s": visit.period_s,
        "requests": [_request(read, profile, wire, load.bus) for read in visit.reads],
        "visit_ms": _ms(visit.visit_s),
        "one_by_one_requests": len(single),
        "one_by_one_ms": _ms(sum(wire.read_s(read.area, read.count) for read in single)),
    }


def _request(read: Asked, profile: Profile, wire: WireTime, bus: Bus) -> dict[str, object]:
    row: dict[str, object] = {
        "function": FUNCTIONS[read.area.value],
        "address": read.address,
        "wire_address": read.address - profile.address_base,
        "count": read.count,
        "points": list(read.keys),
        "bytes": wire.read_characters(read.area, read.count),
        "ms": _ms(wire.read_s(read.area, read.count)),
    }
    if read.trigger is not None:
        row["started_by"] = {
            "function": read.trigger.fc,
            "address": read.trigger.address,
            "value": read.trigger.value,
            "wait_ms": read.trigger.wait_ms,
        }
    return row


def cells_of(station: Mapping[str, object]) -> list[list[str]]:
    """Rows of the table, one a request; what belongs to the station stands in the first."""
    rows = []
    requests = station["requests"]
    assert isinstance(requests, list)
    for number, row in enumerate(requests):
        heads = [str(station[name]) for name in ("bus", "device", "unit", "period_s")]
        single = f"{station['one_by_one_ms']} ({station['one_by_one_requests']})"
        rows.append(
            [
                *(heads if number == 0 else [""] * 4),
                str(row["function"]),
                f"0x{row['address']:04X}",
                str(row["count"]),
                _names(row["points"]),
                str(row["bytes"]),
                str(row["ms"]),
                single if number == 0 else "",
            ]
        )
    return rows


def totals(stations: list[dict[str, object]]) -> dict[str, float]:
    """All stations once: requests and ms, planned and one by one."""
    sums = {"requests": 0.0, "ms": 0.0, "one_by_one_requests": 0.0, "one_by_one_ms": 0.0}
    for row in stations:
        requests, count, each = row["requests"], row["one_by_one_requests"], row["one_by_one_ms"]
        assert isinstance(requests, list) and isinstance(count, int) and isinstance(each, float)
        sums["requests"] += len(requests)
        sums["ms"] += sum(request["ms"] for request in requests)
        sums["one_by_one_requests"] += count
        sums["one_by_one_ms"] += each
    return {name: round(value, 1) for name, value in sums.items()}


def _names(keys: list[str]) -> str:
    return ", ".join(keys[:6]) + (f" … ({len(keys)})" if len(keys) > 6 else "")


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
