"""Outputs that did not become what was decided: each, and many of one device as one event.

It refuses to know how often they were tried (`dispatch`).
"""

from collections.abc import Iterable, Iterator

from controller.alarms import Condition
from controller.layout import Layout
from farm.alarm import Priority
from farm.quantity import QUANTITIES
from farm.tag import TagName

MANY_LEAST = 3
"""So many outputs of one device that do not obey are one event: the device."""


def outputs_failed(layout: Layout, failed: Iterable[TagName]) -> Iterator[Condition]:
    """Fish hang on some outputs: those call."""
    of_device: dict[str, list[Priority]] = {}
    for output in sorted(failed):
        vital = QUANTITIES[output.partition(".")[2]].life_support
        row = Condition("output_failed", output, Priority.P1 if vital else Priority.P2)
        of_device.setdefault(layout.station_of[output].device, []).append(row.priority)
        yield row
    for device, ranks in of_device.items():
        if len(ranks) >= MANY_LEAST:
            count = float(len(ranks))
            yield Condition("outputs_failed", device, min(ranks), value=count, counted=True)
