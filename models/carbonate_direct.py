"""Know pH and CO2 of fresh water in one formula, leaving out the water's own H and OH.

Knows no search: where these ions matter (below pH 6, above 9) `carbonate.solve_ph` is the law.
"""

from models.carbonate import CO2_MG_MOL
from models.floats import Floats, higher, log10, sqrt

LEAST_MOL = 1e-12


def direct(
    carbonate_mol_m3: Floats, alkalinity_eq_m3: Floats, k1_mol_l: Floats, k2_mol_l: Floats
) -> tuple[Floats, Floats]:
    """Return pH and CO2 (mg/L): the positive root of alkalinity as carbonates alone.

    k1, k2: mixed constants of the water. Alkalinity above 0.
    """
    total = higher(carbonate_mol_m3, LEAST_MOL)
    base = higher(alkalinity_eq_m3, LEAST_MOL)
    linear = (base - total) * k1_mol_l
    constant = (base - 2.0 * total) * k1_mol_l * k2_mol_l
    inside = higher(linear**2 - 4.0 * base * constant, 0.0)
    h = higher((sqrt(inside) - linear) / (2.0 * base), LEAST_MOL)
    co2 = total * h**2 / (h**2 + k1_mol_l * h + k1_mol_l * k2_mol_l)
    return -log10(h), co2 * CO2_MG_MOL / 1000.0
