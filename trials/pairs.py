"""Double faults: two rows of the failure catalogue at once, one of each of seven kinds.

It refuses to judge more than what must hold whatever happens; fish may be lost to two faults.
"""

from itertools import combinations

from farm.words import Words
from trials.orders import AnyOrder
from trials.scenarios import Scenario

KINDS = {
    "bus": "F-14", "sensor": "F-02", "pump": "F-27", "power": "F-37", "net": "F-60",
    "disk": "F-54", "restart": "F-50",
}  # fmt: skip
"""A row for each kind of fault of safety-and-reliability 6.4, the last line of its table."""
ALWAYS = frozenset({"I1", "I2", "I3", "I6", "I7", "I8"})
"""Invariants of every pair; I4 only where hardware exists for both, I9 where both end."""
FIRST_S, REST_S, MOST_S = 60.0, 150.0, 700.0
"""Both begin at the first, the run goes on so long after both, and never longer than the last."""


def pair_names() -> list[str]:
    """All 21 pairs."""
    return [f"{one}+{other}" for one, other in combinations(KINDS.values(), 2)]


def is_pair(name: str) -> bool:
    """Whether a name stands for two rows at once."""
    return "+" in name


def paired(name: str, one: Scenario, other: Scenario) -> Scenario:
    """Both timelines from the same second on, without what people ask and what was expected."""
    orders = [*_from_first(one), *_from_first(other)]
    ends = [order.at_s if order.ends_s is None else order.ends_s for order in orders]
    seconds = min(max(ends) + REST_S, MOST_S)
    title = Words(zh=f"{one.title.zh}，同时{other.title.zh}",
                  en=f"{one.title.en}, and {other.title.en}")  # fmt: skip
    return one.model_copy(
        update={
            "name": name,
            "title": title,
            "source": "safety-and-reliability 6.4 double faults",
            "sites": ("trial",),
            "seconds": seconds,
            "orders": tuple(order for order in orders if order.at_s < seconds),
            "expect": (),
        }
    )


def _from_first(scenario: Scenario) -> list[AnyOrder]:
    faults = [order for order in scenario.orders if order.do != "ask"]
    ahead_s = min((order.at_s for order in faults), default=0.0) - FIRST_S
    return [order.model_copy(update={"at_s": order.at_s - ahead_s}) for order in faults]
