"""Feed that is told to the books, against how long each feeder's relay was truly closed.

It refuses to know what fell out of the hopper: a jammed feeder and a wrong calibration are known
limits of counting by relay.
"""

from collections.abc import Mapping

from farm.fact import FactKind
from farm.site import Site, mapping
from farm.tag import place_of
from trials.finding import Finding
from trials.whole_farm import Trial

ROOM_PART, ROOM_S = 0.02, 11.0
"""Seen by polls of a second: part of what fell, and a feeder that was on when its line died, which
is counted for ten seconds more and a tick (docs/limits.md), s."""


def booked_no_more(trial: Trial) -> Finding:
    """I7: of no tank more feed is told, or counted and not yet told, than its relay threw."""
    closed_s = closed(trial)
    told_g = told(trial)
    g_s = thrown_g_s(trial.farm.site)
    worst_g, said = 0.0, "no feed was told"
    wrong: list[str] = []
    for tank, amount_g in told_g.items():
        threw_g = closed_s.get(tank, 0.0) * g_s.get(tank, 0.0)
        room_g = ROOM_PART * threw_g + ROOM_S * g_s.get(tank, 0.0)
        row = f"{tank}: {amount_g:.0f} g told, relay closed for {threw_g:.0f} g"
        if amount_g > threw_g + room_g:
            wrong.append(row)
        if amount_g - threw_g > worst_g or said == "no feed was told":
            worst_g, said = max(amount_g - threw_g, worst_g), row
    return Finding("I7", not wrong, "; ".join(wrong[:3]) or said)


def told(trial: Trial) -> Mapping[str, float]:
    """Feed by tank in every fact, and what the controller that lives at the end has counted, g."""
    sums: dict[str, float] = {}
    for fact in trial.store.facts:
        if fact.kind is FactKind.FEED_DOSED_G:
            sums[fact.place] = sums.get(fact.place, 0.0) + fact.amount
    cycle = trial.run.cycle
    for name, (amount_g, _) in cycle.memory.tally.counted.items() if cycle is not None else ():
        if name.endswith(".feeder"):
            sums[place_of(name)] = sums.get(place_of(name), 0.0) + amount_g
    return sums


def closed(trial: Trial) -> Mapping[str, float]:
    """How long each tank's feeder relay was closed, s; the contacts' own record."""
    log, now_ms = trial.farm.contacts.log, trial.farm.utc_ms_at(trial.farm.now_s)
    total_s: dict[str, float] = {}
    since_ms: dict[str, int] = {}
    for change in log:
        tank, _, quantity = change.tag.partition(".")
        if quantity != "feeder":
            continue
        if change.to_value > 0.5:
            since_ms.setdefault(tank, change.at_ms)
        elif tank in since_ms:
            total_s[tank] = total_s.get(tank, 0.0) + (change.at_ms - since_ms.pop(tank)) / 1000.0
    for tank, at_ms in since_ms.items():
        total_s[tank] = total_s.get(tank, 0.0) + (now_ms - at_ms) / 1000.0
    return total_s


def thrown_g_s(site: Site) -> Mapping[str, float]:
    """What each tank's feeder throws as calibrated, else as rated, g/s."""
    found = {
        tank.id: system.plant.feeder_g_s
        for system in site.systems
        if system.plant is not None
        for tank in system.tanks
    }
    for device in site.devices:
        for entry in map(mapping, device.outputs.values()):
            if entry.dose is not None and device.enabled:
                found[place_of(entry.tag)] = entry.dose.g_s
    return found
