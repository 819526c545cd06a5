"""The true farm as documents: the state now, the figures of a run, readings judged against it.

It refuses to know what would be good or bad.
"""

import math
from typing import Any

import numpy as np

from hil_sim.simulated_farm import SimulatedFarm
from models.floats import FloatArray


def truth(farm: SimulatedFarm) -> dict[str, Any]:
    """State of every tank and system, and every output, exactly."""
    plant, layout = farm.plant, farm.plant.layout
    tanks = plant.water.tanks
    columns: dict[str, FloatArray] = {
        "oxygen_mg_l": np.asarray(tanks.oxygen_mg_l),
        "temperature_c": np.asarray(tanks.temperature_c),
        "tan_mg_l": np.asarray(tanks.tan_mg_l),
        "biomass_kg": plant.fish.biomass_kg,
        "heads": plant.fish.stock.heads.astype(float),
        "dead_heads": plant.fish.stock.dead_heads.astype(float),
        "fish_oxygen_g_h": plant.fish.oxygen_g_h,
        "eaten_g": plant.fish.eaten_g,
        "valve_percent": plant.supply.valve_percent,
        "emergency_open": plant.supply.emergency_open.astype(float),
        "hopper_kg": plant.feeders.hopper_kg,
    }
    return {
        "at_ms": farm.utc_ms_at(farm.now_s),
        "tanks": _by_name(layout.tank_ids, columns),
        "systems": _by_name(layout.system_ids, _system_columns(farm)),
        "outputs": dict(farm.contacts.values),
        "siren_sounds": farm.contacts.siren_sounds(farm.now_s),
        "power": {
            "mains_ok": plant.power.mains_ok,
            "genset_running": plant.power.genset_running,
            "lox_t": plant.supply.lox_t,
        },
    }


def _system_columns(farm: SimulatedFarm) -> dict[str, FloatArray]:
    plant = farm.plant
    return {
        "flow_m3_h": plant.circulation.flow_m3_h,
        "pump_1_hz": plant.drives.actual_hz[:, 0],
        "pump_2_hz": plant.drives.actual_hz[:, 1],
        "fan_hz": plant.drives.actual_hz[:, 2],
        "ph": plant.water.ph,
        "co2_mg_l": plant.water.co2_mg_l(),
        "tan_mg_l": np.asarray(plant.water.sumps.tan_mg_l),
        "sump_level_m": plant.circulation.level_m,
        "cone_percent": plant.supply.cone_percent,
        "oxygen_bar": plant.supply.pressure_bar,
        "power_kw": plant.power_kw,
    }


def report(farm: SimulatedFarm) -> dict[str, Any]:
    """Figures since the start: extremes, oxygen used, standing pumps, contacts, wires."""
    plant, layout, accounts = farm.plant, farm.plant.layout, farm.plant.accounts
    used = plant.supply.used_g
    tanks = {
        "oxygen_now_mg_l": np.asarray(plant.water.tanks.oxygen_mg_l),
        "oxygen_min_mg_l": accounts.lowest_mg_l,
        "oxygen_max_mg_l": accounts.highest_mg_l,
        "meals": accounts.meals.astype(float),
        "meal_min_mg_l": accounts.meal_lowest_mg_l,
        "meal_max_mg_l": accounts.meal_highest_mg_l,
        "fed_g": plant.fish.offered_g,
        "eaten_g": plant.fish.eaten_g,
        "dead_heads": plant.fish.stock.dead_heads.astype(float),
        "dead_kg": plant.fish.stock.dead_kg,
        "oxygen_off_s": accounts.longest_shut_s,
    }
    systems = {f"oxygen_{kind}_kg": grams / 1000.0 for kind, grams in used.items()}
    systems["pump_stopped_s"] = accounts.longest_still_s
    systems["flow_stopped_s"] = accounts.longest_dry_s
    systems["energy_kwh"] = plant.energy_kwh
    return {
        "at_ms": farm.utc_ms_at(farm.now_s),
        "clock_s": accounts.seconds,
        "tanks": _by_name(layout.tank_ids, tanks),
        "systems": _by_name(layout.system_ids, systems),
        "oxygen_used_kg": {kind: float(grams.sum()) / 1000.0 for kind, grams in used.items()},
        "pump_stopped_s": float(accounts.longest_still_s.max()),
        "oxygen_off_s": float(accounts.longest_shut_s.max()),
        "flow_stopped_s": float(accounts.longest_dry_s.max()),
        "contact_changes": farm.contacts.changes,
        "contacts": farm.contacts.as_rows(200),
        "wire": {bus: dict(counts) for bus, counts in farm.record.counts.items()},
        "wire_log_error": farm.record.on_write_error,
        "playback": {tag: [player.row + 1, player.rows] for tag, player in farm.players.items()},
    }


def judge(
    farm: SimulatedFarm,
    readings: list[tuple[str, float, int]],
    before_ms: int = 3000,
    after_ms: int = 100,
) -> dict[str, Any]:
    """Readings (tag, value, UTC ms) that no register held from `before_ms` before to `after_ms`.

    `unknown` counts tags that no device shows, or that the reader derives.
    """
    now_ms = farm.utc_ms_at(farm.now_s)
    wrong: list[dict[str, Any]] = []
    unknown = 0
    for tag, value, at_ms in readings:
        if not farm.panel.recorded(tag):
            unknown += 1
            continue
        at_s = farm.now_s + (at_ms - now_ms) / 1000.0
        from_s, to_s = at_s - before_ms / 1000.0, at_s + after_ms / 1000.0
        if not farm.held.could_show(tag, value, from_s, to_s):
            held = farm.held.held(tag, from_s, to_s)
            wrong.append({"tag": tag, "value": value, "at_ms": at_ms, "held": held[:8]})
    return {"checked": len(readings) - unknown, "unknown": unknown, "wrong": wrong}


def _by_name(names: tuple[str, ...], columns: dict[str, FloatArray]) -> dict[str, dict[str, Any]]:
    lists = {key: [_plain(value) for value in column] for key, column in columns.items()}
    return {
        name: {key: column[place] for key, column in lists.items()}
        for place, name in enumerate(names)
    }


def _plain(value: float) -> float | None:
    number = float(value)
    return round(number, 6) if math.isfinite(number) else None
