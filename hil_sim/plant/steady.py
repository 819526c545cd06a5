"""A farm at work: openings and water near the steady state of the day's mean load.

It refuses to know the laws; it asks what fixed settings would carry this stock.
"""

from dataclasses import replace

import numpy as np

from farm.site import Site
from hil_sim.plant.drives import RATED_HZ
from hil_sim.plant.loop import SOLIDS
from hil_sim.plant.plant import FAN, PUMP_1, Plant
from models.feeding import solids_from_feed
from models.floats import FloatArray

FAN_HZ = 35.0
RELAX_STEP_S = 120.0
RELAX_STEPS = 100
ROUNDS = 5


def settle(plant: Plant, site: Site) -> None:
    """Start duty pump and fan, find openings that hold the oxygen target, let the water relax."""
    target_mg_l = site.control.oxygen.target_mg_l
    trim_percent = site.control.oxygen.cone_trim_percent
    _start_machines(plant, site)
    trim = np.full(plant.layout.tanks, trim_percent)
    cone = np.full(plant.layout.systems, 50.0)
    plant.supply.settle(trim, cone)
    faeces = plant.layout.summed(np.asarray(solids_from_feed(plant.fish.ration_g_d / 24.0)))
    plant.water.film.settle(faeces, plant.water.rows[1][SOLIDS], plant.water.sump_m3)
    for _ in range(ROUNDS):
        _relax(plant, target_mg_l, RELAX_STEPS // ROUNDS)
        trim, cone = _openings(plant, target_mg_l, trim_percent)
        plant.supply.settle(trim, cone)
    _nitrate(plant)


def _start_machines(plant: Plant, site: Site) -> None:
    wanted = site.control.circulation
    for number in range(plant.layout.systems):
        design = float(plant.circulation.design_m3_h[number])
        target = min(wanted.target_m3_h, design) if wanted else 0.9 * design
        plant.drives.set_hz[number, PUMP_1] = _hz_for(plant, number, target)
        plant.drives.run[number, PUMP_1] = True
        plant.drives.set_hz[number, FAN] = FAN_HZ
        plant.drives.run[number, FAN] = True
    plant.drives.settle()
    plant.circulation.step(plant.pump_speeds, np.zeros(plant.layout.systems), 0.0)
    plant.circulation.settle()


def _hz_for(plant: Plant, number: int, flow_m3_h: float) -> float:
    speeds = np.zeros((plant.layout.systems, 2))
    low, high = 0.0, RATED_HZ
    for _ in range(20):
        middle = 0.5 * (low + high)
        speeds[number, PUMP_1] = middle / RATED_HZ
        enough = plant.circulation.flow_at(speeds)[number] >= flow_m3_h
        low, high = (low, middle) if enough else (middle, high)
    return round(high, 2)


def _relax(plant: Plant, target_mg_l: float, steps: int) -> None:
    """Let everything but the tanks' oxygen find its level."""
    tanks = plant.layout.tanks
    for _ in range(steps):
        held = replace(plant.water.tanks, oxygen_mg_l=np.full(tanks, target_mg_l))
        plant.water.tanks = held
        fish = plant.fish.resting(np.asarray(held.temperature_c), np.asarray(held.oxygen_mg_l))
        plant.move_water(fish, RELAX_STEP_S)
    plant.water.tanks = replace(plant.water.tanks, oxygen_mg_l=np.full(tanks, target_mg_l))


def _openings(
    plant: Plant, target_mg_l: float, trim_percent: float
) -> tuple[FloatArray, FloatArray]:
    """Cone openings with which the trims stand near `trim_percent`, then each tank's trim."""
    layout, water, supply = plant.layout, plant.water, plant.supply
    flow = plant.circulation.flow_m3_h
    full_trim = water.diffused_g_h(supply.valve_g_h)
    inlet = water.degassed_oxygen_mg_l(flow, plant.air_m3_h)
    of = layout.system_of
    from_degasser = flow[of] * layout.share * (inlet[of] - target_mg_l)
    missing = plant.fish.oxygen_g_h - from_degasser
    wanted = layout.summed(missing - full_trim * trim_percent / 100.0)
    full_cone = np.maximum(supply.cone_g_h * water.gassing.cone_transfer, 1e-9)
    cone = np.clip(100.0 * wanted / full_cone, 0.0, 100.0)
    share = (cone / 100.0 * full_cone)[of] * layout.share
    trim = np.clip(100.0 * (missing - share) / np.maximum(full_trim, 1e-9), 0.0, 100.0)
    return trim, cone


def _nitrate(plant: Plant) -> None:
    """Nitrate rises for weeks: put it where make-up and feed balance (ras-science 4)."""
    water, layout = plant.water, plant.layout
    tan_g_d = layout.summed(0.092 * 0.48 * plant.fish.ration_g_d)
    makeup_m3_d = 24.0 * plant.circulation.rated_makeup_m3_h
    nitrate = np.where(makeup_m3_d > 0.1, 0.95 * tan_g_d / np.maximum(makeup_m3_d, 0.1), 0.0)
    water.sumps = replace(water.sumps, nitrate_mg_l=nitrate)
    water.tanks = replace(water.tanks, nitrate_mg_l=nitrate[layout.system_of])
