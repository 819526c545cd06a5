"""Is there current on the farm's bars, and is it the reason why drives say nothing.

It refuses to know what is done about it.
"""

from collections.abc import Iterable

from farm.snapshot import Snapshot
from farm.tag import FARM, TagName, tag

MAINS, GENSET = tag(FARM, "mains_ok"), tag(FARM, "genset_running")


def power_lost(snapshot: Snapshot) -> bool:
    """Neither mains nor genset, as their contacts say."""
    mains, genset = snapshot.read(MAINS), snapshot.read(GENSET)
    return mains is not None and mains < 0.5 and (genset or 0.0) < 0.5


def dark(snapshot: Snapshot, speeds: Iterable[TagName]) -> bool:
    """No mains, and none of these drives answers, all of which did.

    A genset that runs need not carry yet; a contact of the mains alone may lie.
    """
    mains = snapshot.read(MAINS)
    if mains is None or mains >= 0.5:
        return False
    heard = [snapshot.read(name) for name in speeds if name in snapshot.samples]
    return bool(heard) and all(hz is None for hz in heard)


def bars_dead(snapshot: Snapshot, speeds: Iterable[TagName]) -> bool:
    """As `dark`; where no drive was ever heard contacts are all there is."""
    names = tuple(speeds)
    mute = not any(name in snapshot.samples for name in names)
    return power_lost(snapshot) if mute else dark(snapshot, names)
