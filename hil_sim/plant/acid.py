"""pH and CO2 of every sump, solved now and then, and followed on their slope in between.

It refuses to know what brings acid and base.
"""

import numpy as np

from hil_sim.plant.loop import ALKALINITY, CARBONATE
from hil_sim.plant.water_rows import START_PH
from models.carbonate import (
    Equilibrium,
    co2_fraction,
    co2_per_carbonate,
    equilibrium,
    solve_ph,
)
from models.floats import FloatArray
from models.process_table import CO2_G_MOL


class Acid:
    """What total carbonate and alkalinity make in the sumps."""

    def __init__(self, sumps: FloatArray, sump_c: FloatArray, ionic_mol_l: float) -> None:
        """Solved for these rows of water."""
        self._ionic_mol_l = ionic_mol_l
        self.ph = np.full(len(sump_c), START_PH)
        self.warm(sump_c)
        self.look(sumps)

    def warm(self, sump_c: FloatArray) -> None:
        """Renew the constants; they follow temperature."""
        self._at: Equilibrium = equilibrium(sump_c, self._ionic_mol_l)

    def look(self, sumps: FloatArray) -> None:
        """Solve pH anew, from where it stood."""
        total = sumps[CARBONATE]
        self.ph = np.asarray(solve_ph(total, sumps[ALKALINITY], self._at, self.ph))
        co2_mol_m3 = np.asarray(total * co2_fraction(self.ph, self._at))
        self.slope = np.asarray(co2_per_carbonate(total, self.ph, self._at))
        """How much CO2 a little more carbonate makes, mol/mol."""
        self.offset_mol_m3 = co2_mol_m3 - self.slope * total
        """CO2 is this and slope × carbonate, mol/m³, near where it was solved."""

    def co2_mg_l(self, sumps: FloatArray) -> FloatArray:
        """CO2 of water near that for which pH was solved."""
        mol_m3 = self.offset_mol_m3 + self.slope * sumps[CARBONATE]
        co2: FloatArray = np.maximum(mol_m3, 0.0) * CO2_G_MOL
        return co2
