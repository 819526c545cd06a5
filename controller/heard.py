"""How an output that was read back is taken over, and what may be written to one that was not.

It refuses to wait for anything and to write.
"""

from collections.abc import Mapping

from farm.site import OutputRule
from farm.snapshot import Snapshot
from farm.tag import TagName

ADDS_SAFETY = {"emergency_valve": 1.0, "feeder": 0.0, "siren": 1.0}
"""By quantity, what may be written to an output whose state nobody knows: worse it cannot get."""


def taken(
    found: Mapping[TagName, float], rules: Mapping[TagName, OutputRule]
) -> dict[TagName, float]:
    """What memory starts from: as found, but `restart: safe` outputs at their safe value."""
    return {
        name: rules[name].safe if rules[name].restart == "safe" else value
        for name, value in found.items()
    }


def adds_safety(name: TagName, value: float) -> bool:
    """May this be written blindly? The heartbeat always: it says that we live, and stands never."""
    quantity = name.partition(".")[2]
    return quantity == "heartbeat" or ADDS_SAFETY.get(quantity) == value


def found_late(
    snapshot: Snapshot, applied: Mapping[TagName, float], rules: Mapping[TagName, OutputRule]
) -> dict[TagName, float]:
    """Outputs heard of for the first time, as memory takes them over."""
    if applied.keys() >= rules.keys():
        return {}
    seen = {name: snapshot.read(name) for name in rules.keys() - applied.keys()}
    return taken({name: value for name, value in seen.items() if value is not None}, rules)
