"""The farm's tanks and systems as arrays, and what its machines can do.

It refuses to know what any of them does at this moment.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from farm.site import Plant, Site, System
from models.floats import FloatArray
from models.oxygen import pressure_at_altitude_atm

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Layout:
    """Arrays over all tanks (n) and systems (s) of a site, in the order of the file."""

    tank_ids: tuple[str, ...]
    system_ids: tuple[str, ...]
    volume_m3: FloatArray
    system_of: Indices
    share: FloatArray
    plants: tuple[Plant, ...]
    pressure_atm: float
    alkalinity_mg_l: float
    conductivity_us_cm: float
    spring_temperature_c: float
    spring_oxygen_mg_l: float

    @property
    def tanks(self) -> int:
        """How many tanks."""
        return len(self.tank_ids)

    @property
    def systems(self) -> int:
        """How many systems."""
        return len(self.system_ids)

    def rated(self, name: str) -> FloatArray:
        """One figure of every system's plant, by the name it has in the site file."""
        return np.array([float(getattr(plant, name)) for plant in self.plants])

    def summed(self, per_tank: FloatArray) -> FloatArray:
        """Sum over the tanks of each system."""
        counted = np.bincount(self.system_of, per_tank, minlength=self.systems)
        return counted.astype(np.float64)


def layout_of(site: Site) -> Layout:
    """Arrays of a site; a system without a plant gets one made from its tank volume."""
    tanks = [(tank, number) for number, system in enumerate(site.systems) for tank in system.tanks]
    volume = np.array([tank.volume_m3 for tank, _ in tanks])
    system_of = np.array([number for _, number in tanks], dtype=np.intp)
    whole = np.bincount(system_of, volume, minlength=len(site.systems))
    return Layout(
        tank_ids=tuple(tank.id for tank, _ in tanks),
        system_ids=tuple(system.id for system in site.systems),
        volume_m3=volume,
        system_of=system_of,
        share=volume / whole[system_of],
        plants=tuple(system.plant or assumed_plant(system) for system in site.systems),
        pressure_atm=float(pressure_at_altitude_atm(site.altitude_m)),
        alkalinity_mg_l=site.water.alkalinity_mg_l,
        conductivity_us_cm=site.water.conductivity_us_cm,
        spring_temperature_c=site.water.spring_temperature_c,
        spring_oxygen_mg_l=site.water.spring_oxygen_mg_l,
    )


def assumed_plant(system: System) -> Plant:
    """A plant for a system that gives none: the design day of ras-science 4, by water volume."""
    volume = sum(tank.volume_m3 for tank in system.tanks)
    per_tank = volume / len(system.tanks)
    return Plant(
        design_flow_m3_h=volume,
        static_head_m=3.2,
        friction_head_m=1.3,
        pump_shutoff_head_m=7.5,
        pump_power_kw=max(0.02 * volume, 0.2),
        sump_volume_m3=0.25 * volume,
        sump_depth_m=2.0,
        biofilter_area_m2=38.0 * volume,
        degasser_gas_to_liquid=5.0,
        cone_g_h=14.0 * volume,
        valve_g_h=24.0 * per_tank,
        emergency_g_h=60.0 * per_tank,
        feeder_g_s=5.0,
        makeup_m3_d=0.12 * volume,
    )
