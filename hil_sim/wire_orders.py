"""Orders about wires: a whole bus fails, another master writes, a board loses its power.

It refuses to know when; what an order does for a time is given back as the order that undoes it.
"""

from collections.abc import Callable
from typing import Any

from farm.site import mapping
from hil_sim.second_master import write
from hil_sim.simulated_farm import SimulatedFarm

Json = dict[str, Any]


def line(farm: SimulatedFarm, request: Json) -> Json:
    """`bus`, `kind`, `value`: a fault of a whole wire; ValueError for a bus or kind unknown."""
    bus, kind = str(request["bus"]), str(request["kind"])
    if bus not in farm.line_faults:
        raise ValueError(f"{bus!r} is not one of {', '.join(sorted(farm.line_faults))}")
    faults = farm.line_faults[bus]
    before = float(getattr(faults, kind, 0.0))
    faults.put(kind, float(request.get("value", 1.0)))
    if faults.gone and bus in farm.hang_up:
        farm.hang_up[bus]()
    return {"do": "line", "bus": bus, "kind": kind, "value": before}


def foreign(farm: SimulatedFarm, request: Json) -> Json | None:
    """`tag`, `value`: another master writes this output; the next time of a loop is given back.

    `every_s` and `for_s`: again and again, that far apart, for so long.
    """
    tag, value = str(request["tag"]), float(request.get("value", 0.0))
    for station in farm.stations.values():
        if any(mapping(entry).tag == tag for entry in station.device.outputs.values()):
            bus = station.device.bus
            write(station, farm.lines.get(bus), farm.contacts, tag, value, farm.now_s)
            break
    else:
        raise ValueError(f"no Modbus device moves {tag!r}")
    every_s, left_s = float(request.get("every_s", 0.0)), float(request.get("for_s", 0.0))
    if every_s <= 0.0 or left_s < every_s:
        return None
    return {**request, "at_s": every_s, "for_s": left_s - every_s}


def power(farm: SimulatedFarm, request: Json) -> Json:
    """`device`: its outputs drop to what they are at power-on; without power it says nothing.

    ValueError for a device without outputs of its own.
    """
    device = str(request["device"])
    station = farm.stations.get(device)
    lose = station.built.table.lose_power if station else None
    if station is None or lose is None:
        raise ValueError(f"{device!r} is no board that could lose its power")
    station.binding.now_s = farm.now_s
    lose()
    station.faults.mute = "for_s" in request
    return {"do": "fault", "device": device, "kind": "mute", "value": 0.0}


WIRE_ORDERS: dict[str, Callable[[SimulatedFarm, Json], Json | None]] = {
    "line": line,
    "foreign": foreign,
    "power": power,
}
"""By what is to be done; the answer undoes it, or is its next round when it says `at_s`."""
