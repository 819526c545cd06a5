"""Who answers, and is it set up as it must be: identity canary and commissioning settings.

It refuses to know how bytes travel: it is handed the way to ask.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from drivers.decode import extractor, width
from drivers.modbus import Answer, Refused, Request, Wrong
from drivers.station import IDENTITY_EVERY_S, Finding, Station, identity_matches
from farm.profile import Setting
from farm.quantity import QUANTITIES

Ask: TypeAlias = Callable[[Station, Request], Awaitable[Answer | Refused | Wrong]]
"""One question to one station; a gateway that found nobody is a miss."""


async def prove(ask: Ask, station: Station, now: Callable[[], float]) -> Wrong | None:
    """Ask for the identity when it is due; Wrong when no answer came."""
    identify = station.profile.identify
    if station.proven is True and (identify is None or now() < station.identity_due_s):
        return None
    if identify is not None:
        request = station.request(identify.area, identify.address, identify.count)
        verdict = await ask(station, request)
        if isinstance(verdict, Wrong):
            return verdict
        station.proven = isinstance(verdict, Answer) and identity_matches(
            identify, station.profile.swap, verdict.data
        )
        if not station.proven:
            return None
    for row in station.settings():
        if (failed := await _check_setting(ask, station, row)) is not None:
            station.proven = None
            return failed
    station.proven = True
    station.identity_due_s = now() + IDENTITY_EVERY_S * station.identity_share
    return None


async def _check_setting(ask: Ask, station: Station, row: Setting) -> Wrong | None:
    request = station.request(row.area, row.address, width(row.type))
    verdict = await ask(station, request)
    if isinstance(verdict, Wrong):
        return verdict
    found = None
    if isinstance(verdict, Answer):
        raw = extractor(row.type, 0, station.profile.swap, row.bits)(verdict.data)
        found = round(raw * row.scale, 9)
    station.findings.pop(row.key, None)
    must_be = station.demanded(row)
    if found is None or not any(_same(row, found, value) for value in must_be):
        station.findings[row.key] = _finding(station, row, found)
    return None


def _same(row: Setting, found: float, demanded: float) -> bool:
    """Within half a count of the register."""
    return abs(found - demanded) <= abs(row.scale) / 2


def _finding(station: Station, row: Setting, found: float | None) -> Finding:
    tags = tuple(output.tag for output in station.plan.outputs) if row.comm_loss else ()
    return Finding(
        bus_id=station.bus_id,
        device_id=station.device.id,
        key=row.key,
        unit=row.unit,
        found=found,
        must_be=station.demanded(row),
        why=row.why,
        comm_loss=row.comm_loss,
        life_support=any(QUANTITIES[tag.partition(".")[2]].life_support for tag in tags),
        outputs=tags,
    )
