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
