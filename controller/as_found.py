"""Outputs whose device is not set up as it must be: no law moves them (safety 3.3).

It refuses to know how that was found out. They stay as found; a person and an interlock reach them
as ever, and they go back to their laws by themselves once the device reads right. What fish breathe
through is raised to the least it must stand at (`kept_alive`), never lowered.
"""

from collections.abc import Iterable, Mapping

from farm.command import Command, Rank
from farm.link import SettingFound
from farm.snapshot import Snapshot
from farm.tag import TagName
from farm.words import Words

AS_FOUND = "as_found"
"""`Command.by` of an output that is left as it stands, whatever that is."""
RAISED = "kept_alive"
"""`Command.by` of such an output while it must be brought, or held, higher than it was found."""
LEFT = frozenset({AS_FOUND, RAISED})
NEVER_LEFT = frozenset({"siren", "heartbeat"})
"""They tell that something is wrong: to silence them is no safety."""
STOPPED = {"feeder": 0.0}
"""What must not go on unattended is stopped instead of left."""
WHY = Words(
    zh="设备设置不符，不自动控制",
    en="a setting of its device is not as demanded: not driven automatically",
)
RAISE = Words(
    zh="设备设置不符；鱼需要氧气，只升到基础值，不降低",
    en="a setting of its device is not as demanded; fish need it: raised to its base, not lowered",
)


def unattended(found: Iterable[SettingFound]) -> frozenset[TagName]:
    """Outputs that no law may move while these settings stand."""
    names = (TagName(name) for row in found for name in row.outputs)
    return frozenset(name for name in names if name.partition(".")[2] not in NEVER_LEFT)


def kept_from_laws(commands: Iterable[Command], left: frozenset[TagName]) -> list[Command]:
    """All commands but those of laws on outputs that are left alone."""
    return [c for c in commands if c.rank is not Rank.LAW or c.output not in left]


def standing(
    winners: Mapping[TagName, Command],
    left: frozenset[TagName],
    applied: Mapping[TagName, float],
    snapshot: Snapshot,
    least: Mapping[TagName, float],
) -> dict[TagName, Command]:
    """The winners, with what stands, or the `least` it must, for a safe value nobody may write."""
    after = dict(winners)
    for name in left & winners.keys() & applied.keys():
        if winners[name].rank is Rank.SAFE:
            after[name] = _left(name, applied[name], snapshot, least.get(name))
    return after


def _left(name: TagName, last_value: float, snapshot: Snapshot, least: float | None) -> Command:
    seen, at_s = snapshot.read(name), snapshot.at_s + 1.0
    stopped = STOPPED.get(name.partition(".")[2])
    if stopped is not None:
        return Command(name, stopped, Rank.SAFE, at_s, "unattended", WHY)
    value = last_value if seen is None else seen
    if least is not None and (seen is None or seen < least):
        # Unread it is asked for as well: what was decided last may never have reached it.
        return Command(name, max(value, least), Rank.SAFE, at_s, RAISED, RAISE)
    return Command(name, value, Rank.SAFE, at_s, AS_FOUND, WHY)
