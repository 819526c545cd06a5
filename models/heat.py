"""Know what warms and cools the water: fish, pumps, walls, evaporation, make-up.

Knows no set-point and no heater: what is done about it is decided elsewhere.
"""

from models.floats import Floats
from models.oxygen import vapour_pressure_atm

WATER_KWH_M3_K = 1.163  # kWh/(m3 K), heat capacity of a cubic metre of water
OXYCALORIC_KJ_G = 13.56  # kJ/g O2, Fish Bioenergetics 4.0
EVAPORATION_KWH_KG = 0.678  # kWh/kg, latent heat of 2.44 MJ/kg at 25 degC
GRAVITY_M_S2 = 9.81  # m/s2
WATER_KG_M3 = 1000.0  # kg/m3, as in WATER_KWH_M3_K
VAPOUR_TO_AIR = 0.622  # kg/kg, molar masses of water over air


def fish_w(oxygen_use_g_h: Floats) -> Floats:
    """Return the heat fish give off, W, from the oxygen they use (Fish Bioenergetics 4.0)."""
    return oxygen_use_g_h * OXYCALORIC_KJ_G / 3.6


def pump_shaft_kw(flow_m3_h: Floats, head_m: Floats, efficiency: Floats) -> Floats:
    """Return shaft power, kW; all of it ends as heat in a closed water circuit."""
    return WATER_KG_M3 * GRAVITY_M_S2 * flow_m3_h * head_m / (3.6e6 * efficiency)


def wall_w(ua_w_k: Floats, air_c: Floats, water_c: Floats) -> Floats:
    """Return heat through walls and surface, W, towards the air's temperature."""
    return ua_w_k * (air_c - water_c)


def make_up_w(flow_m3_h: Floats, make_up_c: Floats, water_c: Floats) -> Floats:
    """Return heat brought by make-up water that displaces as much, W; negative if colder."""
    return flow_m3_h * WATER_KWH_M3_K * 1000.0 * (make_up_c - water_c)


def humidity_kg_kg(
    temperature_c: Floats, relative_percent: Floats = 100.0, pressure_atm: Floats = 1.0
) -> Floats:
    """Return water in air, kg/kg dry air, at a temperature and relative humidity."""
    vapour_atm = vapour_pressure_atm(temperature_c) * relative_percent / 100.0
    return VAPOUR_TO_AIR * vapour_atm / (pressure_atm - vapour_atm)


def evaporation_kg_h(
    area_m2: Floats, air_speed_m_s: Floats, surface_kg_kg: Floats, air_kg_kg: Floats
) -> Floats:
    """Return water lost from a surface in a hall, kg/h (pool formula, unverified here)."""
    return area_m2 * (25.0 + 19.0 * air_speed_m_s) * (surface_kg_kg - air_kg_kg)


def evaporation_w(evaporated_kg_h: Floats) -> Floats:
    """Return the heat that evaporation takes from the water, W."""
    return evaporated_kg_h * EVAPORATION_KWH_KG * 1000.0


def rise_c_h(heat_w: Floats, volume_m3: Floats) -> Floats:
    """Return how fast a volume warms, degC/h."""
    return heat_w / (1000.0 * WATER_KWH_M3_K * volume_m3)
