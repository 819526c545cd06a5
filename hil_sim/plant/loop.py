"""One step of a loop's water: tanks, what they send back, sump and filter, the way to the tanks.

It refuses to know what flows, gases and bacteria are; it solves their balance. All rows of
`models.tank.STATE_NAMES` move at once, stacked as row × tank and row × system.
"""

from dataclasses import dataclass

import numpy as np

from hil_sim.plant.flows import Flows
from hil_sim.plant.layout import Indices
from models.floats import FloatArray
from models.tank import STATE_NAMES

ROWS = len(STATE_NAMES)
OXYGEN, CARBONATE, ALKALINITY, TAN, NITRITE, SOLIDS, HEAT, CELLS, NITROGEN = (
    STATE_NAMES.index(name)
    for name in (
        "oxygen_mg_l", "carbonate_mol_m3", "alkalinity_eq_m3", "tan_mg_l", "nitrite_mg_l",
        "solids_mg_l", "temperature_c", "cells_mg_l", "nitrogen_gas_mg_l",
    )
)  # fmt: skip
KIND = np.zeros(ROWS, dtype=np.intp)
KIND[[OXYGEN, NITROGEN]], KIND[HEAT] = 1, 2
"""Of a tank's rows: 0 only flows, 1 crosses the surface as gas, 2 crosses walls as heat."""


@dataclass(frozen=True, slots=True)
class Into:
    """What a volume gains other than with water, row × place, amount/h; and what leaves by itself.

    `leaving_per_h`: part of what it holds that crosses surface and walls in an hour; for tanks one
    row for each kind of `KIND`, for sumps all rows.
    """

    gained: FloatArray
    leaving_per_h: FloatArray


@dataclass(frozen=True, slots=True)
class Way:
    """What happens on the way: supply = gain × sump water + added; `kept`: past the screen."""

    gain: FloatArray
    added: FloatArray
    kept: FloatArray


@dataclass(frozen=True, slots=True)
class Moved:
    """A step's end (tanks, sumps), and means over it of what flowed: with them mass is exact."""

    tanks: FloatArray
    sumps: FloatArray
    pumped: FloatArray
    supply: FloatArray
    from_tanks: FloatArray
    returned: FloatArray
    """Amount/h that tanks send to the screen, row × system."""


def mean_share(decays: FloatArray) -> FloatArray:
    """Which part of a step's first slope shows in its mean; `decays`: step over time constant."""
    z = np.maximum(decays, 1e-5)
    share: FloatArray = (z + np.expm1(-z)) / (z * z)
    return share


def moved(
    held: tuple[FloatArray, FloatArray],
    volumes_m3: tuple[FloatArray, FloatArray],
    flows: Flows,
    spring: FloatArray,
    into: tuple[Into, Into],
    way: Way,
    step_h: float,
    groups: tuple[Indices, Indices],
) -> Moved:
    """Move tanks and sumps together by `step_h`; pairs are (tanks, sumps).

    Each volume follows its exact exponential for steady inflow; the loop closes on the means of
    what flows over the step, so any step is stable and nothing is made or lost at any step.
    `groups`: first tank of each system, system of each tank.
    """
    tanks, sumps = held
    first, of = groups
    mean_0, mean_1 = _tank_means(tanks, volumes_m3[0], flows, into[0], step_h)
    back_0 = np.add.reduceat(flows.back_m3_h * mean_0, first, axis=1)
    back_1 = np.add.reduceat(flows.back_m3_h * mean_1, first, axis=1)[KIND]
    back_m3_h = np.add.reduceat(flows.back_m3_h, first)
    coming = flows.makeup_m3_h * spring + into[1].gained
    middle_m3 = 0.5 * (volumes_m3[1] + flows.sump_m3)
    inflow_m3_h = back_m3_h + flows.makeup_m3_h
    leaving = into[1].leaving_per_h
    pump_0, pump_1 = _sump_means(sumps, middle_m3, inflow_m3_h, coming, leaving, way.kept, step_h)
    closing = 1.0 - pump_1 * back_1 * way.gain
    pumped = (pump_0 + pump_1 * (back_0 + back_1 * way.added)) / closing
    supply = way.gain * pumped + way.added
    reaching = supply[:, of]
    from_tanks = mean_0 + mean_1[KIND] * reaching
    returned = back_0 + back_1 * supply
    new_tanks = _tank_ends(tanks, volumes_m3[0], flows, into[0], reaching, from_tanks, step_h)
    gained = way.kept * returned + coming
    left = inflow_m3_h - (flows.sump_m3 - volumes_m3[1]) / step_h
    gone = left + leaving * middle_m3
    new_sumps = (sumps * volumes_m3[1] + step_h * (gained - gone * pumped)) / flows.sump_m3
    return Moved(new_tanks, new_sumps, pumped, supply, from_tanks, returned)


def _tank_means(
    tanks: FloatArray, volume_m3: FloatArray, flows: Flows, into: Into, step_h: float
) -> tuple[FloatArray, FloatArray]:
    """Mean of each tank over the step: a part that is there, and a part of what is supplied."""
    middle_m3 = 0.5 * (volume_m3 + flows.tank_m3)
    through = flows.inlet_m3_h / middle_m3
    loss = through + into.leaving_per_h
    weight = step_h * mean_share(loss * step_h)
    mean_0 = tanks + (into.gained / middle_m3 - loss[KIND] * tanks) * weight[KIND]
    return mean_0, through * weight


def _sump_means(
    sumps: FloatArray,
    volume_m3: FloatArray,
    inflow_m3_h: FloatArray,
    coming: FloatArray,
    leaving_per_h: FloatArray,
    kept: FloatArray,
    step_h: float,
) -> tuple[FloatArray, FloatArray]:
    """Mean of each sump: a part that is there, and a part of each amount/h that comes back."""
    loss = inflow_m3_h / volume_m3 + leaving_per_h
    weight = step_h * mean_share(loss * step_h)
    return sumps + (coming / volume_m3 - loss * sumps) * weight, kept * weight / volume_m3


def _tank_ends(
    tanks: FloatArray,
    volume_m3: FloatArray,
    flows: Flows,
    into: Into,
    reaching: FloatArray,
    mean: FloatArray,
    step_h: float,
) -> FloatArray:
    middle_m3 = 0.5 * (volume_m3 + flows.tank_m3)
    out = flows.inlet_m3_h - (flows.tank_m3 - volume_m3) / step_h
    gone = (out + into.leaving_per_h * middle_m3)[KIND]
    came = flows.inlet_m3_h * reaching + into.gained
    ends: FloatArray = (tanks * volume_m3 + step_h * (came - gone * mean)) / flows.tank_m3
    return ends
