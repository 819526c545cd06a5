"""What the real plant is and nobody has measured: transfer, lags, dead times, the films' activity.

It refuses to know the laws that must work without these numbers; a seed moves every one of them.
"""

from dataclasses import dataclass, fields

import numpy as np

from hil_sim.plant.layout import Layout
from models.floats import FloatArray

NOMINAL_STEADY = 1.0
PROBE_T90_S = 45.0
"""First-order probes reach 90 % in this time (device reference 1.1: 30–60 s)."""


@dataclass(frozen=True, slots=True)
class Constants:
    """Arrays over tanks (n) or systems (s); factors are 1 when the design holds exactly."""

    respiration_factor: FloatArray
    """n, oxygen use against the bioenergetic model."""
    oxygen_tau_h: FloatArray
    """n, time constant of digestion as oxygen sees it. Chosen so that an hour's meal of a third of
    the ration peaks at 1.6–1.9 times the day's mean: ras-science 2.2 designs plants for 1.4 (four
    meals) to 2 (one), which its own 0.5–1 h (engineering memory) overshoots."""
    nitrogen_tau_h: FloatArray
    """n, the same as ammonia sees it (1.5–2 h at 26 °C)."""
    activity: FloatArray
    """n, extra oxygen of a feeding frenzy, part of standard use (0.15–0.25)."""
    feeder_factor: FloatArray
    """n, feed per second against the calibration."""
    trim_factor: FloatArray
    """n, share that dissolves against the design."""
    trim_dead_s: FloatArray
    """n, pipe from valve to diffuser (ras-science 6: 60–180 s with mixing)."""
    trim_lag_s: FloatArray
    """n, bubbles and mixing."""
    valve_travel_percent_s: FloatArray
    """n, a tenth of the stroke each second."""
    probe_t90_s: FloatArray
    """n."""
    cone_factor: FloatArray
    """s, share that dissolves against the design."""
    cone_dead_s: FloatArray
    """s, gas pipe and bubble hold-up (ras-science 1.7: 30–120 s)."""
    cone_lag_s: FloatArray
    """s (20–60 s)."""
    pump_head_factor: FloatArray
    """s, shut-off head against the curve in the site file."""
    ramp_hz_s: FloatArray
    """s, drives going up and down."""
    film_activity: FloatArray
    """s, of the biofilter against clean-water kinetics (0.5–1.0)."""
    sump_kla_per_h: FloatArray
    """s, the biofilter's blower."""
    spring_nitrogen_part: FloatArray
    """s, nitrogen gas of the spring against air saturation (deep water comes up with 1–1.2)."""
    exchanger_part: FloatArray
    """s, of the difference that the exchanger gives to the make-up (ras-science 4: 0.7)."""
    heat_pump_cop: FloatArray
    """s, heat over current (ras-science 4: 4; 3–5)."""
    evaporation_part: FloatArray
    """s, of an open pool's evaporation: covers and still air (0.1–0.6)."""
    hall_air_ratio: FloatArray
    """s, outside air over design flow of water; 9 holds a full hall near 1,000 ppm (3–15)."""
    wall_w_k_m3: FloatArray
    """s, heat through walls and surface of the tanks (3–12)."""
    surface_kla_per_h: FloatArray
    """s, still surface of a tank: next to nothing at these loads (0.02–0.1)."""
    column_units: FloatArray
    """s, transfer units of the degasser's packing (ras-science 1.6: 1.2–2)."""
    degasser_best: FloatArray
    """s, most CO2 a degasser takes per pass (ras-science 1.6: 0.87 for 1.6 m)."""
    cone_oxygen_part: FloatArray
    """s, oxygen in the cone's bubble once nitrogen has gathered (ras-science 1.7: 0.6–0.9)."""
    leached_g_g: FloatArray
    """s, organic matter that never counts as solids, per g of them; with what the film traps it
    takes the 0.10 kg O2/kg feed of ras-science 4 (0.3–0.6)."""
    trapping_per_h: FloatArray
    """s, suspended solids that stay on the biofilter's media (0.1–0.6)."""
    hydrolysis_per_h: FloatArray
    """s, how fast bacteria eat what lies on the media: hours, not minutes (0.1–0.3)."""
    cone_flow_part: FloatArray
    """s, of the loop through the cone's side stream (0.25–0.55)."""
    cone_pressure_atm: FloatArray
    """s, absolute, in the cone (1.8–2.6)."""
    fall_part: FloatArray
    """s, way to equilibrium over a degasser without air: a plain fall (0.1–0.3)."""
    film_theta: FloatArray
    """s, a film's rate by one degree more (1.03–1.07; 1.09 where nothing limits)."""
    film_oxygen_half_mg_l: FloatArray
    """s, oxygen at which nitrifiers work half as fast (0.6–1.4)."""
    nitrite_max_g_m2_d: FloatArray
    """s, most nitrite a film oxidises at 27.2 °C (1.8–3.2)."""
    film_growth_factor: FloatArray
    """s, growth of films against what the measured start-ups need (0.6–1.4)."""
    usual_carbon_g_m2_d: FloatArray
    """s, organic carbon eaten that the film's own activity already allows for: 1.6 times that of
    the design day, 1.26 g C per g N at 0.45 g N/m²/d (ras-science 4; 0.7–1.2)."""
    eating_half_mg_l: FloatArray
    """s, oxygen at which heterotrophs eat half as fast (ASM1: 0.2; thick films more, 0.3–0.7)."""
    dosing_per_h: FloatArray
    """s, how fast the plant's own doser makes up missing alkalinity (3–9)."""
    building_w_k_m3: FloatArray
    """s, heat through roof and walls of the hall per m³ of tanks (1–3)."""
    hall_air_m3_m3: FloatArray
    """s, air of the hall per m³ of its tanks (2–6)."""
    air_speed_m_s: FloatArray
    """s, over the water (0.05–0.15)."""


_CENTRE: dict[str, tuple[float, float, bool]] = {
    "respiration_factor": (1.0, 0.08, True),
    "oxygen_tau_h": (1.25, 0.2, True),
    "nitrogen_tau_h": (1.75, 0.15, True),
    "activity": (0.2, 0.25, True),
    "feeder_factor": (1.0, 0.05, True),
    "trim_factor": (1.0, 0.12, True),
    "trim_dead_s": (60.0, 0.35, True),
    "trim_lag_s": (30.0, 0.3, True),
    "valve_travel_percent_s": (10.0, 0.1, True),
    "probe_t90_s": (PROBE_T90_S, 0.25, True),
    "cone_factor": (1.0, 0.06, False),
    "cone_dead_s": (60.0, 0.35, False),
    "cone_lag_s": (40.0, 0.3, False),
    "pump_head_factor": (1.0, 0.02, False),
    "ramp_hz_s": (5.0, 0.1, False),
    "film_activity": (0.75, 0.15, False),
    "sump_kla_per_h": (8.0, 0.2, False),
    "spring_nitrogen_part": (1.05, 0.05, False),
    "exchanger_part": (0.7, 0.15, False),
    "heat_pump_cop": (4.0, 0.2, False),
    "evaporation_part": (0.3, 0.5, False),
    "hall_air_ratio": (9.0, 0.3, False),
    "wall_w_k_m3": (6.0, 0.5, False),
    "surface_kla_per_h": (0.05, 0.5, False),
    "column_units": (1.5, 0.15, False),
    "degasser_best": (0.87, 0.05, False),
    "cone_oxygen_part": (0.78, 0.12, False),
    "leached_g_g": (0.40, 0.25, False),
    "trapping_per_h": (0.3, 0.5, False),
    "hydrolysis_per_h": (1.0 / 6.0, 0.4, False),
    "cone_flow_part": (0.4, 0.35, False),
    "cone_pressure_atm": (2.2, 0.18, False),
    "fall_part": (0.2, 0.5, False),
    "film_theta": (1.05, 0.02, False),
    "film_oxygen_half_mg_l": (1.0, 0.4, False),
    "nitrite_max_g_m2_d": (2.5, 0.28, False),
    "film_growth_factor": (1.0, 0.4, False),
    "usual_carbon_g_m2_d": (0.9, 0.25, False),
    "eating_half_mg_l": (0.5, 0.4, False),
    "dosing_per_h": (6.0, 0.5, False),
    "building_w_k_m3": (2.0, 0.5, False),
    "hall_air_m3_m3": (4.0, 0.5, False),
    "air_speed_m_s": (0.1, 0.5, False),
}
"""Centre, half width as part of it, and whether there is one for each tank."""


def nominal(layout: Layout) -> Constants:
    """Every constant at its centre."""
    return _made(layout, None)


def perturbed(layout: Layout, seed: int) -> Constants:
    """Every constant moved inside its width, the same way for the same seed."""
    return _made(layout, np.random.default_rng([seed, 0x9A17]))


def _made(layout: Layout, dice: np.random.Generator | None) -> Constants:
    values: dict[str, FloatArray] = {}
    for field in fields(Constants):
        centre, width, each_tank = _CENTRE[field.name]
        count = layout.tanks if each_tank else layout.systems
        moved = np.zeros(count) if dice is None else dice.uniform(-width, width, count)
        values[field.name] = centre * (1.0 + moved)
    return Constants(**values)
