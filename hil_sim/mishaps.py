"""What can go wrong with the plant itself, by name: power, pumps, valves, feeders, leaks, films.

It refuses to know why it happened and who is to notice. Each returns what undoes it: the value that
stood before.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from hil_sim.plant.plant import Plant
from models.carbonate import eq_m3_from_caco3
from models.floats import FloatArray

Where = Literal["tank", "system", "pump", "drive", "farm"]
Act = Callable[[Plant, str, float], float]
"""Plant, place, value; what the value was."""


@dataclass(frozen=True, slots=True)
class Mishap:
    """One thing that goes wrong. `value`: its unit; `1 or 0` is on or off.

    A pump or drive is `1/2`: pump 2 of system 1; a system's fan is its drive 3.
    """

    where: Where
    value: str
    act: Act


def places_of(plant: Plant, where: Where) -> tuple[str, ...]:
    """Names of the places a mishap may happen at; the farm's is empty."""
    layout = plant.layout
    if where == "tank":
        return layout.tank_ids
    if where == "farm":
        return ("",)
    if where == "system":
        return layout.system_ids
    most = 2 if where == "pump" else 3
    return tuple(f"{system}/{n + 1}" for system in layout.system_ids for n in range(most))


def _at(plant: Plant, where: Where, place: str) -> tuple[int, ...]:
    if where == "tank":
        return (plant.layout.tank_ids.index(place),)
    if where == "system":
        return (plant.layout.system_ids.index(place),)
    number = places_of(plant, "drive").index(place)
    return divmod(number, 3)


Switches = Callable[[Plant], NDArray[np.bool_]]
Numbers = Callable[[Plant], FloatArray]


def _switch(where: Where, of: Switches, *, on: bool = True) -> Mishap:
    """1 makes one flag of an array `on`."""

    def act(plant: Plant, place: str, value: float) -> float:
        flags, at = of(plant), _at(plant, where, place)
        before = bool(flags[at]) == on
        flags[at] = (value > 0.5) == on
        return float(before)

    return Mishap(where, "1 or 0", act)


def _number(where: Where, unit: str, of: Numbers, least: float = 0.0) -> Mishap:
    """Puts one number of an array; nan stays nan."""

    def act(plant: Plant, place: str, value: float) -> float:
        numbers, at = of(plant), _at(plant, where, place)
        before = float(numbers[at])
        numbers[at] = max(value, least) if value == value else value
        return before

    return Mishap(where, unit, act)


def _attribute(unit: str, of: Callable[[Plant], Any], name: str, most: float = 1e9) -> Mishap:
    """Puts one number of the whole farm; a flag is 1 or 0."""

    def act(plant: Plant, _: str, value: float) -> float:
        part = of(plant)
        before = getattr(part, name)
        within = min(max(value, 0.0), most)
        setattr(part, name, value > 0.5 if isinstance(before, bool) else within)
        return float(before)

    return Mishap("farm", unit, act)


def _trip(plant: Plant, place: str, value: float) -> float:
    system, drive = _at(plant, "drive", place)
    before = float(plant.drives.fault[system, drive])
    plant.drives.trip(system, drive, int(value))
    return before


def _break(plant: Plant, place: str, value: float) -> float:
    before = _trip(plant, place, value)
    plant.drives.broken[_at(plant, "drive", place)] = value > 0.0
    return before


def _stick(plant: Plant, place: str, value: float) -> float:
    """Stuck at a percentage; nan lets it go."""
    at = _at(plant, "tank", place)
    supply = plant.supply
    before = float(supply.valve_percent[at]) if supply.stuck[at] else float("nan")
    supply.stuck[at] = value == value
    if value == value:
        supply.valve_percent[at] = min(max(value, 0.0), 100.0)
    return before


def _alkalinity(plant: Plant, place: str, value: float) -> float:
    """A system's water is left with so much alkalinity, its doser stands.

    Bicarbonate goes with its carbon, as slow loss over a degasser leaves it; the undo gives both
    back and puts the doser to work.
    """
    (system,) = _at(plant, "system", place)
    water, of = plant.water, plant.layout.system_of == system
    before = float(np.asarray(water.sumps.alkalinity_eq_m3)[system] / eq_m3_from_caco3(1.0))
    more = float(eq_m3_from_caco3(max(value, 0.0) - before))
    for name in ("sumps", "tanks"):
        state = getattr(water, name)
        here: Any = system if name == "sumps" else of
        changed = {}
        for field in ("alkalinity_eq_m3", "carbonate_mol_m3"):
            changed[field] = np.array(getattr(state, field))
            changed[field][here] += more
        setattr(water, name, replace(state, **changed))
    water.doser_on[system] = float(value >= before)
    water.look()
    return before


def _weigh(plant: Plant, _: str, value: float) -> float:
    before, plant.on_scale_kg = plant.on_scale_kg, value
    return before


def _meal(plant: Plant, place: str, value: float) -> float:
    plant.feeders.by_hand_g[_at(plant, "tank", place)] += max(value, 0.0)
    return 0.0


MISHAPS: dict[str, Mishap] = {
    # power
    "mains": _attribute("1 or 0: 0 cuts it", lambda p: p.power, "mains_ok"),
    "mains_voltage": _attribute("part of rated", lambda p: p.power, "voltage_part", 1.2),
    "phase_lost": _attribute("1 or 0", lambda p: p.power, "phase_lost"),
    "genset_fault": _attribute("1 or 0", lambda p: p.power, "genset_fault"),
    "genset_start": _attribute("s until it carries", lambda p: p.power, "genset_start_s"),
    "genset_fuel": _attribute("%", lambda p: p.power, "fuel_percent", 100.0),
    "ups_charge": _attribute("%", lambda p: p.power, "ups_percent", 100.0),
    "ups_battery": _attribute("part of its capacity left", lambda p: p.power, "ups_health", 1.0),
    # drives and what they turn
    "pump_trip": Mishap("drive", "fault code; 0 repairs", _trip),
    "pump_broken": Mishap("drive", "fault code that no reset clears; 0 repairs", _break),
    "pump_jam": _switch("drive", lambda p: p.drives.jammed),
    "contactor_open": _switch("drive", lambda p: p.drives.parted),
    "suction": _number("pump", "part left: 0 air, 1 sound", lambda p: p.circulation.suction),
    "fan_belt": _number("system", "part of air left", lambda p: p.blower.belt_part),
    "fan_heat": _number("system", "K above usual", lambda p: p.blower.heated_c),
    # oxygen
    "valve_stuck": _switch("tank", lambda p: p.supply.stuck),
    "valve_stuck_at": Mishap("tank", "%; nan frees it", _stick),
    "trim_isolated": _switch("tank", lambda p: p.supply.isolated),
    "emergency_blocked": _switch("tank", lambda p: p.supply.emergency_blocked),
    "oxygen_cut": _switch("system", lambda p: p.supply.cut_off),
    "oxygen_falls": _attribute("bar/min", lambda p: p.supply, "vessel_falls_bar_min"),
    "oxygen_purity": _attribute("%", lambda p: p.supply, "purity_percent", 100.0),
    "oxygen_reserve": _attribute("g", lambda p: p.supply, "reserve_g"),
    "lox": _attribute("t", lambda p: p.supply, "lox_t"),
    # feeders
    "feeder_jam": _switch("tank", lambda p: p.feeders.jammed),
    "feeder_runaway": _switch("tank", lambda p: p.feeders.runaway),
    "feeder_breaker": _switch("system", lambda p: p.feeders.breaker_off),
    "meal": Mishap("tank", "g thrown by hand", _meal),
    # water
    "leak": _number("system", "m³/h from the sump", lambda p: p.circulation.leak_m3_h),
    "tank_leak": _number("tank", "m³/h", lambda p: p.circulation.levels.leak_m3_h),
    "outlet": _number("tank", "part free: 0 blocked", lambda p: p.circulation.levels.outlet_part),
    "makeup_stuck": _number(
        "system", "m³/h; nan: its float rules", lambda p: p.circulation.makeup_stuck_m3_h
    ),
    "level_float": _switch("tank", lambda p: p.float_free),
    "wash_blocked": _switch("system", lambda p: p.circulation.wash_blocked),
    "drum_clogging": _number("system", "g/h on the screen", lambda p: p.circulation.clogging_g_h),
    # chemistry and heat
    "alkalinity": Mishap("system", "mg/L as CaCO3", _alkalinity),
    "film": _number("system", "part of the films left", lambda p: p.water.film_part),
    "heat_stuck": _number(
        "system", "1 heats, -1 cools, 0 follows", lambda p: p.water.heating.stuck, -1.0
    ),
    "ozone_stuck": _number("system", "part of rated; nan: it follows", lambda p: p.ozone.stuck),
    "ozone_breaker": _switch("system", lambda p: p.ozone.breaker_off),
    "ozone_relay": _switch("system", lambda p: p.ozone.relay_fitted, on=False),
    # weighing
    "weigh": Mishap("farm", "kg on the platform", _weigh),
}
"""Every happening by its name."""


def happen(plant: Plant, request: dict[str, Any]) -> float:
    """Let `request["what"]` happen at `request["place"]`; the value that undoes it.

    ValueError in words when it cannot.
    """
    what, place = str(request.get("what", "")), str(request.get("place", ""))
    if what not in MISHAPS:
        raise ValueError(f"{what!r} is not one of {', '.join(sorted(MISHAPS))}")
    row = MISHAPS[what]
    known = places_of(plant, row.where)
    if place not in known and row.where != "farm":
        raise ValueError(f"{what} happens at a {row.where}, not {place!r}: {', '.join(known)}")
    return row.act(plant, place, float(request.get("value", 1.0)))
