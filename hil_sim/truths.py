"""Where in the true plant each quantity of the farm's vocabulary is found.

It refuses to know instruments: what stands here is never noisy, late or rounded.
"""

from collections.abc import Callable, Sequence

import numpy as np

from farm.quantity import QUANTITIES, Place
from hil_sim.plant.plant import FAN, PUMP_1, PUMP_2, Plant
from models.floats import FloatArray
from models.oxygen import saturation_mg_l

Truth = Callable[[Plant], FloatArray]


def _tank_oxygen(plant: Plant) -> FloatArray:
    return np.asarray(plant.water.tanks.oxygen_mg_l)


def _saturation(plant: Plant) -> FloatArray:
    warm = np.asarray(plant.water.tanks.temperature_c)
    return 100.0 * _tank_oxygen(plant) / saturation_mg_l(warm, plant.layout.pressure_atm)


def _everywhere(value: float) -> Truth:
    """What the plant does not model: the same in every system, at all times."""
    return lambda plant: np.full(len(plant.layout.system_ids), value)


def _one(value: Callable[[Plant], float]) -> Truth:
    return lambda plant: np.array([value(plant)])


def _drive(column: int) -> Truth:
    return lambda plant: plant.drives.actual_hz[:, column]


def _current(column: int) -> Truth:
    return lambda plant: plant.drives.current_a(plant.load)[:, column]


def _fault(column: int) -> Truth:
    return lambda plant: plant.drives.fault[:, column].astype(float)


def _turns(column: int) -> Truth:
    """Auxiliary contact of the motor's contactor."""
    return lambda plant: plant.drives.fed[:, column].astype(float)


CO2_PROBE_MG_L = 50.0
"""Where a CO2 probe's range ends (infrared probes for aquaculture: 0–50 mg/L)."""
MAINS_V, STARTER_BATTERY_V, MODEM_DBM = 231.4, 25.4, -77.0
"""Nothing in the plant depends on them."""

TRUTHS: dict[str, Truth] = {
    "do_a": _tank_oxygen,
    "do_b": _tank_oxygen,
    "saturation": _saturation,
    "temperature": lambda plant: np.asarray(plant.water.tanks.temperature_c),
    "level_float": lambda plant: plant.level_ok.astype(float),
    "oxygen_valve_position": lambda plant: plant.supply.valve_percent,
    "hopper": lambda plant: plant.feeders.hopper_kg,
    "flow": lambda plant: plant.circulation.flow_m3_h,
    "ph": lambda plant: plant.water.ph,
    "ph_temperature": lambda plant: np.asarray(plant.water.sumps.temperature_c),
    "co2_probe": lambda plant: np.minimum(plant.water.co2_mg_l(), CO2_PROBE_MG_L),
    "orp": lambda plant: plant.ozone.orp_mv,
    "ozone_running": lambda plant: (plant.ozone.output_part > 0.0).astype(float),
    "tan": lambda plant: np.asarray(plant.water.sumps.tan_mg_l),
    "conductivity": _everywhere(400.0),
    "turbidity": _everywhere(4.0),
    "sump_level": lambda plant: plant.circulation.level_m,
    "pump_1_speed": _drive(PUMP_1),
    "pump_1_current": _current(PUMP_1),
    "pump_1_fault": _fault(PUMP_1),
    "pump_2_speed": _drive(PUMP_2),
    "pump_2_current": _current(PUMP_2),
    "pump_2_fault": _fault(PUMP_2),
    "pump_1_running": _turns(PUMP_1),
    "pump_2_running": _turns(PUMP_2),
    "fan_speed": _drive(FAN),
    "fan_current": _current(FAN),
    "air_pressure": lambda plant: plant.blower.pressure_mbar(plant.fan_speed),
    "fan_housing": lambda plant: plant.blower.housing_c,
    "drum_washing": lambda plant: plant.circulation.washing.astype(float),
    "drum_difference": lambda plant: plant.circulation.drum_head_m,
    "oxygen_pressure": lambda plant: plant.supply.pressure_bar,
    "power": lambda plant: plant.power_kw,
    "energy": lambda plant: plant.energy_kwh,
    "mains_ok": _one(lambda plant: plant.power.present),
    "phase_ok": _one(lambda plant: plant.power.phase_ok),
    "gas_alarm": _one(lambda plant: 0.0),
    "oxygen_purity": _one(lambda plant: plant.supply.purity_percent),
    "genset_running": _one(lambda plant: plant.power.genset_running),
    "genset_fault": _one(lambda plant: plant.power.genset_fault),
    "genset_fuel": _one(lambda plant: plant.power.fuel_percent),
    "ups_on_battery": _one(lambda plant: plant.power.ups_on_battery),
    "ups_charge": _one(lambda plant: plant.power.ups_percent),
    "ups_minutes": _one(lambda plant: plant.power.ups_minutes),
    "lox_level": _one(lambda plant: plant.supply.lox_t),
    "lox_pressure": _one(lambda plant: plant.lox_pressure_bar),
    "makeup_flow": _one(lambda plant: float(plant.circulation.makeup_m3_h.sum())),
    "makeup_total": _one(lambda plant: plant.circulation.makeup_total_m3),
    "spring_oxygen": _one(lambda plant: plant.layout.spring_oxygen_mg_l),
    "power_main": _one(lambda plant: float(plant.power_kw.sum())),
    "energy_main": _one(lambda plant: float(plant.energy_kwh.sum())),
    "scale": _one(lambda plant: plant.on_scale_kg),
    "tank_scale": lambda plant: np.full(len(plant.layout.tank_ids), plant.on_scale_kg),
    "mains_voltage": _one(lambda plant: MAINS_V * plant.power.voltage_part * plant.power.mains_ok),
    "genset_battery": _one(lambda plant: STARTER_BATTERY_V),
    "modem_signal": _one(lambda plant: MODEM_DBM),
    "modem_registered": _one(lambda plant: 1.0),
    "modem_sim": _one(lambda plant: 1.0),
}
"""Every measured quantity a device may show."""


def places(plant: Plant, quantity: str) -> Sequence[str]:
    """Names of the places a quantity's array runs over."""
    kind = QUANTITIES[quantity].place
    if kind is Place.TANK:
        return plant.layout.tank_ids
    return plant.layout.system_ids if kind is Place.SYSTEM else ("farm",)


def true_value(plant: Plant, place: str, quantity: str) -> float:
    """What one tag truly is now; KeyError for a quantity nothing measures."""
    return float(TRUTHS[quantity](plant)[list(places(plant, quantity)).index(place)])
