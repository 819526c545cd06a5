"""Can each line be opened as written, and are its station numbers such as its protocol has?

It refuses to know device profiles.
"""

import re
from collections.abc import Iterator

from farm.document import Path
from farm.site import Bus, Site
from farm.words import Words, said

Found = tuple[Path, Words, Words]

_HOST_PORT = re.compile(r"[^/\s]+:(\d{1,5})")
PORT_MOST = 65535
STATION_MOST = 247
"""Modbus over serial line V1.02, 2.2: 1 to 247 are stations, 0 is everybody, the rest reserved."""


def wrong_wires(site: Site) -> Iterator[Found]:
    """Everything wrong with lines and station numbers."""
    for index, bus in enumerate(site.buses):
        yield from _wire(bus, ("buses", index, "wire"))
    serial = {bus.id for bus in site.buses if bus.kind in ("rtu", "rtu-over-tcp", "modbus-ascii")}
    for index, device in enumerate(site.devices):
        if device.bus in serial and not 1 <= device.unit <= STATION_MOST:
            yield _found(
                ("devices", index, "unit"),
                f"串行 Modbus 没有站号 {device.unit}",
                f"a serial Modbus line has no station {device.unit}",
                f"改成 1 到 {STATION_MOST} 之间，在设备上也照此设定",
                f"use 1 to {STATION_MOST}, on the device as well",
            )


def _wire(bus: Bus, at: Path) -> Iterator[Found]:
    network = _HOST_PORT.fullmatch(bus.wire)
    if bus.kind == "tcp" or bus.kind.endswith("-over-tcp"):
        if network is None or not 1 <= int(network[1]) <= PORT_MOST:
            yield _found(
                at,
                f"{bus.kind} 总线要写 主机:端口，不是 {bus.wire}",
                f"a {bus.kind} bus needs host:port, not {bus.wire}",
                "写成 192.168.1.10:502",
                "write it like 192.168.1.10:502",
            )
    elif network is not None:
        yield _found(
            at,
            f"{bus.kind} 总线要写串口设备，不是 {bus.wire}",
            f"a {bus.kind} bus needs a serial device, not {bus.wire}",
            "写成 /dev/ras/a；串口服务器用 rtu-over-tcp 或 ascii-over-tcp",
            "write it like /dev/ras/a; for a serial server use rtu-over-tcp or ascii-over-tcp",
        )


def _found(at: Path, zh: str, en: str, zh_do: str, en_do: str) -> Found:
    return at, said(zh, en), said(zh_do, en_do)
