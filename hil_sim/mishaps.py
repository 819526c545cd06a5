"""What can go wrong with the plant itself, by name: power, pumps, valves, feeders, leaks.

It refuses to know why it happened and who is to notice.
"""

from collections.abc import Callable
from typing import Any

from hil_sim.plant.plant import Plant

Mishap = Callable[[Plant, str, float], None]
"""Plant, place (tank, system or `1/2` for pump 2 of system 1), value."""


def _tank(plant: Plant, place: str) -> int:
    return plant.layout.tank_ids.index(place)


def _system(plant: Plant, place: str) -> int:
    return plant.layout.system_ids.index(place)


def _drive(plant: Plant, place: str) -> tuple[int, int]:
    system, _, number = place.partition("/")
    column = int(number) - 1
    if column not in (0, 1, 2):
        raise ValueError(f"{place}: drives of a system are 1, 2 (pumps) and 3 (fan)")
    return _system(plant, system), column


def _mains(plant: Plant, _: str, value: float) -> None:
    plant.power.mains_ok = value > 0.5


def _genset_fault(plant: Plant, _: str, value: float) -> None:
    plant.power.genset_fault = value > 0.5


def _pump_trip(plant: Plant, place: str, value: float) -> None:
    plant.drives.trip(*_drive(plant, place), int(value))


def _pump_jam(plant: Plant, place: str, value: float) -> None:
    plant.drives.jammed[_drive(plant, place)] = value > 0.5


def _feeder_jam(plant: Plant, place: str, value: float) -> None:
    plant.feeders.jammed[_tank(plant, place)] = value > 0.5


def _feeder_runaway(plant: Plant, place: str, value: float) -> None:
    plant.feeders.runaway[_tank(plant, place)] = value > 0.5


def _valve_stuck(plant: Plant, place: str, value: float) -> None:
    plant.supply.stuck[_tank(plant, place)] = value > 0.5


def _lox(plant: Plant, _: str, value: float) -> None:
    plant.supply.lox_t = max(value, 0.0)


def _oxygen_cut(plant: Plant, place: str, value: float) -> None:
    plant.supply.cut_off[_system(plant, place)] = value > 0.5


def _leak(plant: Plant, place: str, value: float) -> None:
    plant.circulation.leak_m3_h[_system(plant, place)] = max(value, 0.0)


def _level_float(plant: Plant, place: str, value: float) -> None:
    plant.level_ok[_tank(plant, place)] = value > 0.5


def _weigh(plant: Plant, _: str, value: float) -> None:
    plant.on_scale_kg = value


def _meal(plant: Plant, place: str, value: float) -> None:
    plant.feeders.by_hand_g[_tank(plant, place)] += max(value, 0.0)


MISHAPS: dict[str, Mishap] = {
    "mains": _mains,
    "genset_fault": _genset_fault,
    "pump_trip": _pump_trip,
    "pump_jam": _pump_jam,
    "feeder_jam": _feeder_jam,
    "feeder_runaway": _feeder_runaway,
    "valve_stuck": _valve_stuck,
    "lox": _lox,
    "oxygen_cut": _oxygen_cut,
    "leak": _leak,
    "level_float": _level_float,
    "weigh": _weigh,
    "meal": _meal,
}
"""Every happening; `value` is 1/0 for on/off, else an amount in the plant's unit (g, kg, t)."""


def happen(plant: Plant, request: dict[str, Any]) -> None:
    """Let `request["what"]` happen at `request["place"]`; ValueError in words when it cannot."""
    what, place = str(request.get("what", "")), str(request.get("place", ""))
    if what not in MISHAPS:
        raise ValueError(f"{what!r} is not one of {', '.join(sorted(MISHAPS))}")
    MISHAPS[what](plant, place, float(request.get("value", 1.0)))
