"""Rows of the failure catalogue that are tried on production code itself, by name.

It refuses to know scenarios: a seed and a count in, whether it held and the figures out.
"""

from collections.abc import Callable

from trials.checks.computer import memory, zones
from trials.checks.config import mutated
from trials.checks.messages import messages
from trials.checks.people import sessions, wrong_calibration, wrong_tank

Check = Callable[[int, int], tuple[bool, str]]
"""Seed, how many tries → whether it held, one line with the figures."""

CHECKS: dict[str, Check] = {
    "memory": memory,
    "zones": zones,
    "mutated": mutated,
    "messages": messages,
    "sessions": sessions,
    "wrong_calibration": wrong_calibration,
    "wrong_tank": wrong_tank,
}
"""Every check, by the name a scenario gives."""
