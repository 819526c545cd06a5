"""How a station's reads follow one another, and which of them have to be started by a write.

It refuses to know time and answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from drivers.modbus import Request, write_request
from drivers.station import Station
from farm.profile import Trust


@dataclass(frozen=True, slots=True)
class Measurement:
    """The write that starts a measurement, and how long it takes, s. Asked twice it starts anew."""

    start: Request
    takes_s: float


@dataclass(frozen=True, slots=True)
class Route:
    """`order`: numbers of the station's requests; `measurements`: by such a number."""

    order: tuple[int, ...]
    measurements: dict[int, Measurement]


def route_of(station: Station) -> Route:
    """The reads of one visit in the order in which they are asked.

    Not those that a draft would have to start: a draft is never written to, whatever it says.
    """
    measurements = _measurements(station)
    if station.profile.status is Trust.DRAFT:
        return Route(_apart(station.requests, measurements), {})
    return Route(_apart(station.requests), measurements)


def _apart(requests: list[Request], without: Iterable[int] = ()) -> tuple[int, ...]:
    """Neighbours whose answers look different, where there are such.

    Between two that look alike the line rests for as long as a doubled answer takes (rtu_line).
    """
    left, order = sorted(set(range(len(requests))) - set(without)), list[int]()
    while left:
        last = requests[order[-1]].rtu_header if order else b""
        order.append(next((n for n in left if requests[n].rtu_header != last), left[0]))
        left.remove(order[-1])
    return tuple(order)


def _measurements(station: Station) -> dict[int, Measurement]:
    base, found = station.profile.address_base, dict[int, Measurement]()
    for number, asked in enumerate(station.plan.reads):
        if (trigger := asked.trigger) is not None:
            address = trigger.address - base
            start = write_request(station.device.unit, trigger.fc, address, [trigger.value])
            found[number] = Measurement(start, trigger.wait_ms / 1000)
    return found
