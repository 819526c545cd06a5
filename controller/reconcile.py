"""What a tally still has to tell once the facts an earlier run told last are known.

It refuses to count anything twice: what cannot be known after a kill is left out and named.
"""

from collections.abc import Iterable
from dataclasses import replace

from controller.facts import HOUR_MS, FactsPlan, Tally
from farm.fact import Fact, FactKind


def reconciled(
    plan: FactsPlan, tally: Tally, as_of_ms: int, told: Iterable[Fact], at_ms: int
) -> tuple[Tally, tuple[str, ...]]:
    """The tally without what `told` holds already, and the meters whose span is lost.

    `as_of_ms`: instant of the tally, UTC ms; `told`: newest fact of each source; `at_ms`: now.
    An entry older than its source's newest fact is all in that fact: an entry only grows until
    it is told, and telling moves its start.
    """
    counted, hour, weighed = dict(tally.counted), tally.hour, tally.weighed
    factors: dict[str, float] = {c.tag: c.units_factor for c in plan.counters}
    flows: set[str] = {flow.tag for flow in plan.flows}
    lost: list[str] = []
    for fact in told:
        name = fact.source
        if fact.kind is FactKind.WEIGHT_STABLE_G:
            weighed = weighed or fact.to_ms > as_of_ms
            continue
        if name in flows or name in factors:
            hour = max(hour, min(fact.to_ms, at_ms) // HOUR_MS)
        held, since_ms = counted.get(name, (0.0, fact.from_ms))
        if fact.to_ms <= since_ms:
            continue
        known = name in counted
        counted.pop(name, None)
        if name in flows:
            counted[name] = (0.0, fact.to_ms)
        elif name in factors and known and fact.from_ms == since_ms:
            counted[name] = (held + fact.amount / factors[name], fact.to_ms)
        elif name in factors:
            lost.append(name)
    # A clock that was ahead and was put right must not leave spans that begin after now.
    counted = {k: (held, min(since_ms, at_ms)) for k, (held, since_ms) in counted.items()}
    return replace(tally, counted=counted, hour=hour, weighed=weighed), tuple(sorted(lost))
