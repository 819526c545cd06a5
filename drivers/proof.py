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


def proof_due(station: Station, now_s: float) -> bool:
    """True when a station has to prove itself before anything else is asked or written."""
    standing, identify = station.standing, station.profile.identify
    if standing.proven is not True or standing.unread is not None:
        return True
    if now_s >= standing.due_s:
        return identify is not None or bool(station.settings())
    return standing.doubted and identify is not None


async def prove_on(ask: Ask, station: Station, now: Callable[[], float]) -> Wrong | None:
    """Ask the next question of a proof: the identity, then one setting a time.

    One that is merely doubted is asked for its identity alone. Wrong when no answer came.
    """
    standing = station.standing
    if standing.unread is None:
        failed = await _identity(ask, station)
        if failed is not None or standing.proven is False:
            return failed
        standing.doubted = False
        if standing.proven is True and now() < standing.due_s:
            return None
        standing.unread = station.settings()
    elif standing.unread:
        failed = await _check_setting(ask, station, standing.unread[0])
        if failed is not None:
            standing.proven = standing.unread = None
            return failed
        standing.unread.pop(0)
    if not standing.unread:
        standing.proven, standing.unread = True, None
        standing.due_s = now() + IDENTITY_EVERY_S * station.identity_share
    return None


async def _identity(ask: Ask, station: Station) -> Wrong | None:
    """A mismatch leaves the station unproven; without a register to ask there is nothing to do."""
    identify = station.profile.identify
    if identify is None:
        return None
    verdict = await ask(station, station.request(identify.area, identify.address, identify.count))
    if isinstance(verdict, Wrong):
        return verdict
    swap = station.profile.swap
    if not (isinstance(verdict, Answer) and identity_matches(identify, swap, verdict.data)):
        station.standing.proven = False
    elif station.standing.proven is False:
        station.standing.proven = None
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
    station.standing.findings.pop(row.key, None)
    must_be = station.demanded(row)
    if found is None or not any(_same(row, found, value) for value in must_be):
        station.standing.findings[row.key] = _finding(station, row, found)
    return None


def _same(row: Setting, kept_value: float, wanted: float) -> bool:
    """Within half a count of the register."""
    return abs(kept_value - wanted) <= abs(row.scale) / 2


def _finding(station: Station, row: Setting, found: float | None) -> Finding:
    forbids = row.comm_loss or row.scales_writes
    tags = station.standing.outputs if forbids else ()
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
