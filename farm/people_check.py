"""Does the part of a site file about people make sense: networks, names of ways, telephones.

It refuses to know devices and wires.
"""

from collections.abc import Iterator
from ipaddress import ip_network

from farm.document import Path
from farm.site import Site
from farm.words import Words, said

WIDEST = {4: 16, 6: 48}
"""A farm's network is no wider than this prefix, by version: beyond it is the internet."""

Found = tuple[Path, Words, Words]


def wrong_people(site: Site) -> Iterator[Found]:
    """Everything that does not fit."""
    yield from _networks(site)
    yield from _ways(site)
    yield from _orders(site)


def _networks(site: Site) -> Iterator[Found]:
    for index, text in enumerate(site.page.roam):
        at: Path = ("page", "roam", index)
        try:
            network = ip_network(text, strict=True)
        except ValueError:
            yield (
                at,
                said(f"{text} 不是网段", f"{text} is no network"),
                Words(zh="写成 192.168.20.0/24 这样", en="write it as 192.168.20.0/24"),
            )
            continue
        if network.prefixlen < WIDEST[network.version]:
            yield (
                at,
                said(f"{text} 太大，不是一个场的网", f"{text} is wider than a farm"),
                Words(zh="只写场里自己的无线网", en="name the farm's own wireless network only"),
            )


def _ways(site: Site) -> Iterator[Found]:
    taken = {device.id for device in site.devices} | {bus.id for bus in site.buses}
    taken |= {system.id for system in site.systems} | {tank.id for tank in site.tanks()}
    for index, robot in enumerate(site.messages.robots):
        if robot.id in taken:
            yield (
                ("messages", "robots", index, "id"),
                said(f"{robot.id} 用了两次", f"{robot.id} is used twice"),
                Words(zh="给机器人另起一个名字", en="give the robot a name of its own"),
            )
        taken.add(robot.id)
        if robot.kind == "wecom" and robot.secret_file is not None:
            yield (
                ("messages", "robots", index, "secret_file"),
                said("企业微信机器人没有签名密钥", "a WeCom robot has no signing secret"),
                Words(zh="去掉这一行", en="leave it out"),
            )


def _orders(site: Site) -> Iterator[Found]:
    seen: set[int] = set()
    for index, person in enumerate(site.people):
        if person.order in seen:
            yield (
                ("people", index, "order"),
                said(f"顺序 {person.order} 用了两次", f"order {person.order} is used twice"),
                Words(zh="每人一个顺序号", en="give everybody an order of their own"),
            )
        seen.add(person.order)
