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
    """No power, and none of these drives answers, all of which did: contacts alone may lie."""
    return power_lost(snapshot) and all(
        name in snapshot.samples and snapshot.read(name) is None for name in speeds
    )
