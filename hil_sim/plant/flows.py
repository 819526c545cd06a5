"""Where water goes in one step: round the loop, in from the spring, over rims, through leaks.

It refuses to know pumps and valves (`circulation`) and what is dissolved in the water.
"""

from dataclasses import dataclass

import numpy as np

from hil_sim.plant.circulation import Circulation
from hil_sim.plant.layout import Layout
from models.floats import FloatArray

DEAD_PART = 0.3
"""Water of a loop outside the tanks that no pump can draw: filter media, pipes, part of the sump's
volume (engineering memory; 0.2–0.4). With the float's level it is the sump's nominal volume."""
LEAST_PART = 0.02
"""A tank run empty keeps this part of its volume as wet floor and sludge."""


@dataclass(frozen=True, slots=True)
class Flows:
    """m³/h over a step, and m³ at its end, of tanks (n) and of sumps with filters (s)."""

    pumped_m3_h: FloatArray
    inlet_m3_h: FloatArray
    back_m3_h: FloatArray
    makeup_m3_h: FloatArray
    air_m3_h: FloatArray
    tank_m3: FloatArray
    sump_m3: FloatArray


def standing(layout: Layout, circulation: Circulation, air_m3_h: FloatArray) -> Flows:
    """Flows at which no level moves: what comes in from the spring runs over."""
    pumped = circulation.flow_m3_h
    inlet = pumped[layout.system_of] * layout.share
    tank_m3, sump_m3 = volumes(layout, circulation)
    return Flows(pumped, inlet, inlet, circulation.makeup_m3_h, air_m3_h, tank_m3, sump_m3)


def running(layout: Layout, circulation: Circulation, air_m3_h: FloatArray) -> Flows:
    """Flows of the step that `circulation` has just made."""
    pumped = circulation.flow_m3_h
    inlet = pumped[layout.system_of] * layout.share
    tank_m3, sump_m3 = volumes(layout, circulation)
    back = circulation.levels.returned_m3_h
    return Flows(pumped, inlet, back, circulation.makeup_m3_h, air_m3_h, tank_m3, sump_m3)


def volumes(layout: Layout, circulation: Circulation) -> tuple[FloatArray, FloatArray]:
    """Water of tanks and sumps now, with what never drains."""
    levels = circulation.levels
    tank_m3 = np.maximum(levels.tank_m3, LEAST_PART * layout.volume_m3)
    return tank_m3, circulation.stock_m3 + DEAD_PART * circulation.depth_m * circulation.area_m2
