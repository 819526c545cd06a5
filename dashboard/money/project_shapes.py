"""JSON shapes of the project: the uplift toward its target, and what the town may see.

It refuses to know how a stream is counted.
"""

from typing import Any

from dashboard.money.run_shapes import Noted
from farm.words import Noun


class UpliftShown(Noun):
    """Answer of GET /api/v1/project/uplift?year=&project=&last_month=.

    `told`: streams, target against actual, per kg, every figure with its vouchers; `problems`:
    vouchers that count for nothing by mistake.
    """

    told: dict[str, Any]
    problems: tuple[Noted, ...]


class TownShown(Noun):
    """Answer of GET /api/v1/project/town?period=2026-11|2026-Q4: the feed, as people allowed it."""

    feed: dict[str, Any]
    problems: tuple[Noted, ...]
