"""Who speaks text on a line: listened to first, asked its profile's own question then.

It refuses to send anything but the reading question of a profile, and to know Modbus.
"""

import asyncio
from collections.abc import Sequence

from drivers.port import Port
from drivers.text.formats import FORMATS, hears
from farm.profile import Profile


async def overheard(port: Port, wait_s: float) -> bytes:
    """All that is said within `wait_s` without being asked."""
    await asyncio.sleep(wait_s)
    return port.discard()


def speakers(received: bytes, profiles: Sequence[Profile], asked: str = "") -> list[Profile]:
    """Text models whose format this is."""
    return [
        row for row in profiles if row.ascii is not None and hears(row.ascii.parse, received, asked)
    ]


async def spoken_to(port: Port, profiles: Sequence[Profile]) -> list[Profile]:
    """Text models that answer their own question."""
    for profile in profiles:
        if profile.ascii is None or profile.ascii.mode != "poll" or not profile.ascii.ask:
            continue
        port.discard()
        asked = profile.ascii.ask[0]
        await port.write(asked.encode("ascii") + FORMATS[profile.ascii.parse].end)
        received = await overheard(port, profile.timing.response_timeout_ms / 1000)
        if speakers(received, [profile], asked):
            return [profile]
    return []
