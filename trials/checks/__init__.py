"""Rows of the failure catalogue that are tried on production code itself, by name.

It refuses to know scenarios: a seed and a count in, whether it held and the figures out.
"""

from collections.abc import Callable

Check = Callable[[int, int], tuple[bool, str]]
"""Seed, how many tries → whether it held, one line with the figures."""

CHECKS: dict[str, Check] = {}
"""Every check, by the name a scenario gives."""
