"""Who answers, and is it set up as it must be: identity canary and commissioning settings.

It refuses to know how bytes travel: it is handed the way to ask.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from drivers.decode import extractor, width
from drivers.modbus import Answer, Refused, Request, Wrong
from drivers.station import IDENTITY_EVERY_S, Finding, Station, identity_matches
from farm.profile import Setting

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
        found = extractor(row.type, 0, station.profile.swap, None)(verdict.data)
    must_be = row.must_be or ()
    station.findings.pop(row.key, None)
    if found not in must_be:
        finding = Finding(station.device.id, row.key, found, must_be, row.why)
        station.findings[row.key] = finding
    return None
