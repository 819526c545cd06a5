"""Know pH and CO2 of fresh water without a search: carbonates alone, then the water's own H and OH.

Knows no guarantee beyond its test: within 0.01 from pH 6 to 8.2, 0.03 to 8.5; the law itself is
`carbonate.solve_ph`.
"""

from models.carbonate import CO2_MG_MOL, Equilibrium
from models.floats import Floats, higher, log10, sqrt

LEAST_MOL = 1e-12


def _hydrogen(total: Floats, base: Floats, at: Equilibrium) -> Floats:
    """Return hydrogen, mol/L, where all alkalinity is carbonates: a quadratic's positive root."""
    linear = (base - total) * at.k1_mol_l
    constant = (base - 2.0 * total) * at.k1_mol_l * at.k2_mol_l
    inside = higher(linear**2 - 4.0 * base * constant, 0.0)
    return higher((sqrt(inside) - linear) / (2.0 * base), LEAST_MOL)


def direct(
    carbonate_mol_m3: Floats, alkalinity_eq_m3: Floats, at: Equilibrium
) -> tuple[Floats, Floats]:
    """Return pH and CO2, mg/L; alkalinity above 0."""
    total = higher(carbonate_mol_m3, LEAST_MOL)
    base = higher(alkalinity_eq_m3, LEAST_MOL)
    h = _hydrogen(total, base, at)
    own = 1000.0 * (at.kw_mol2_l2 / h - h)
    h = _hydrogen(total, higher(base - own, 0.5 * base), at)
    co2 = total * h**2 / (h**2 + at.k1_mol_l * h + at.k1_mol_l * at.k2_mol_l)
    return -log10(h), co2 * CO2_MG_MOL / 1000.0
