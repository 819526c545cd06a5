"""Rows of water: which number stands where in the stacked state, and what clean water holds.

It refuses to know what moves them.
"""

from dataclasses import fields

import numpy as np

from hil_sim.plant.constants import Constants
from hil_sim.plant.layout import Layout
from hil_sim.plant.loop import ALKALINITY, CARBONATE, HEAT, NITROGEN, OXYGEN, ROWS
from models.carbonate import eq_m3_from_caco3, equilibrium, total_carbonate_mol_m3
from models.floats import FloatArray
from models.nitrogen_gas import nitrogen_saturation_mg_l
from models.oxygen import saturation_mg_l
from models.process_table import part
from models.sources import Sources
from models.tank import STATE_NAMES, TankState

ALKALINITY_HELD_MG_L = 90.0
"""What the plant's own doser holds (ras-science 1.3: 70–100), mg/L as CaCO3."""
START_PH = 7.2
SUMP_PROCESSES = (
    "tan_oxidation",
    "nitrite_oxidation",
    "organics_oxidation",
    "trapping",
    "bicarbonate_dosing",
    "caustic_dosing",
    "soda_dosing",
)
"""Processes of sump and filter, in the order in which their rates are stacked."""
IN_TABLE = tuple(name.rsplit("_", 2)[0] for name in STATE_NAMES)
MADE = np.zeros((ROWS, len(SUMP_PROCESSES)))
"""State row × process: what a gram of each puts into the water."""
MADE[[row for row in range(ROWS) if row != HEAT]] = part(
    SUMP_PROCESSES, [name for name in IN_TABLE if name != "temperature"]
).T
ON_FILM = part(SUMP_PROCESSES, ["organics"])[:, 0]
"""The same for what lies on the media."""
SOURCE_ROW = {
    field.name: HEAT if field.name == "heat_w" else IN_TABLE.index(field.name.rsplit("_", 2)[0])
    for field in fields(Sources)
}


def stacked(state: TankState, count: int) -> FloatArray:
    """A state as row × place; what is one number is the same everywhere."""
    rows = np.empty((ROWS, count))
    for row, name in enumerate(STATE_NAMES):
        rows[row] = getattr(state, name)
    return rows


def clean(layout: Layout, temperature_c: FloatArray, ionic_mol_l: float) -> FloatArray:
    """Water in balance with air, at the alkalinity that is held."""
    rows = np.zeros((ROWS, layout.systems))
    alkalinity = float(eq_m3_from_caco3(ALKALINITY_HELD_MG_L))
    rows[OXYGEN] = saturation_mg_l(temperature_c, layout.pressure_atm)
    rows[NITROGEN] = nitrogen_saturation_mg_l(temperature_c, layout.pressure_atm)
    rows[ALKALINITY] = alkalinity
    rows[CARBONATE] = total_carbonate_mol_m3(
        alkalinity, START_PH, equilibrium(temperature_c, ionic_mol_l)
    )
    rows[HEAT] = temperature_c
    return rows


def spring(
    layout: Layout, constants: Constants, water_c: FloatArray, ionic_mol_l: float
) -> FloatArray:
    """What the spring brings through the exchanger: its own gases, warmed by what runs over."""
    spring_c = np.full(layout.systems, layout.spring_temperature_c)
    rows = clean(layout, spring_c, ionic_mol_l)
    rows[OXYGEN] = layout.spring_oxygen_mg_l
    rows[NITROGEN] *= constants.spring_nitrogen_part
    rows[HEAT] += constants.exchanger_part * (water_c - spring_c)
    return rows
