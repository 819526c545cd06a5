"""Hold the pH that needs no search to the full solve.

Knows no water but fresh.
"""

import numpy as np
import pytest

from models.carbonate import co2_fraction, eq_m3_from_caco3, equilibrium, solve_ph
from models.carbonate_direct import direct


def test_it_is_the_full_solve_from_ph_6_and_near_it_to_8_and_a_half() -> None:
    at = equilibrium(26.0, 0.005)
    alkalinity = np.repeat(np.array([30.0, 90.0, 200.0]), 60)
    base = np.asarray(eq_m3_from_caco3(alkalinity))
    total = base * np.tile(np.geomspace(0.985, 2.5, 60), 3)
    ph = np.asarray(solve_ph(total, base, at))
    inside = (ph > 6.0) & (ph < 8.55)
    assert inside.sum() > 150
    ours, co2 = direct(total, base, at)
    assert np.asarray(ours)[inside] == pytest.approx(ph[inside], abs=0.03)
    usual = inside & (ph < 8.2)
    assert np.asarray(ours)[usual] == pytest.approx(ph[usual], abs=0.01)
    exact = total * np.asarray(co2_fraction(ph, at)) * 44.0095
    assert np.asarray(co2)[usual] == pytest.approx(exact[usual], rel=0.025)


def test_water_without_alkalinity_has_a_number_too() -> None:
    ph, co2 = direct(np.array([0.5]), np.array([0.0]), equilibrium(26.0, 0.005))
    assert np.isfinite(ph).all()
    assert 0.0 < float(np.asarray(co2)[0]) < 22.01
