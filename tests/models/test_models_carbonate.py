"""Hold the carbonate system and ammonia to printed tables, and the pH solve to its properties.

Knows no tank; every figure here is from paper.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import carbonate
from trials.validation.carbonate_tables import ALKALINITIES, CO2_MG_L

waters_c = st.floats(0.0, 40.0)
phs = st.floats(4.5, 10.5)
alkalinities_eq_m3 = st.floats(0.05, 20.0)
carbonates_mol_m3 = st.floats(0.02, 20.0)
strengths_mol_l = st.floats(0.0, 0.1)


@pytest.mark.parametrize(
    ("at_c", "pk1", "pk2", "henry", "pkw", "air_mg_l"),
    [
        (5, 6.5163, 10.5544, 0.06426, 14.732, 1.19),
        (10, 6.4633, 10.4879, 0.05378, 14.533, 0.99),
        (15, 6.4188, 10.4284, 0.04562, 14.345, 0.84),
        (20, 6.3819, 10.3756, 0.03919, 14.165, 0.72),
        (25, 6.3519, 10.3289, 0.03405, 13.995, 0.62),
        (30, 6.3281, 10.2879, 0.02989, 13.833, 0.54),
    ],
)
def test_constants_are_the_printed_table(
    at_c: float, pk1: float, pk2: float, henry: float, pkw: float, air_mg_l: float
) -> None:
    assert carbonate.pk1(at_c) == pytest.approx(pk1, abs=0.00005)
    assert carbonate.pk2(at_c) == pytest.approx(pk2, abs=0.00005)
    assert carbonate.henry_mol_l_atm(at_c) == pytest.approx(henry, abs=0.000005)
    assert carbonate.pkw(at_c) == pytest.approx(pkw, abs=0.0005)
    assert carbonate.air_co2_mg_l(at_c, 425.0) == pytest.approx(air_mg_l, abs=0.005)


@pytest.mark.parametrize(
    ("strength_mol_l", "mixed_pk1", "one", "two"),
    [(0.005, 6.319, 0.9268, 0.7378), (0.01, 6.307, 0.9017, 0.6609)],
)
def test_activity_at_25c(strength_mol_l: float, mixed_pk1: float, one: float, two: float) -> None:
    assert carbonate.activity(1, 25.0, strength_mol_l) == pytest.approx(one, abs=0.00005)
    assert carbonate.activity(2, 25.0, strength_mol_l) == pytest.approx(two, abs=0.00005)
    at = carbonate.equilibrium(25.0, strength_mol_l)
    assert -np.log10(at.k1_mol_l) == pytest.approx(mixed_pk1, abs=0.0005)


def test_ionic_strength_from_conductivity() -> None:
    assert carbonate.ionic_strength_mol_l(625.0) == pytest.approx(0.01)


@pytest.mark.parametrize(("strength_mol_l", "ph"), [(0.0, 7.0492), (0.01, 7.0039)])
def test_ph_of_the_worked_water(strength_mol_l: float, ph: float) -> None:
    at = carbonate.equilibrium(25.0, strength_mol_l)
    assert carbonate.solve_ph(2.4, 2.0, at) == pytest.approx(ph, abs=0.00005)


@pytest.mark.parametrize(
    ("ph", "caco3_mg_l", "co2_mg_l"),
    [
        (ph, caco3, co2)
        for ph, row in CO2_MG_L.items()
        for caco3, co2 in zip(ALKALINITIES, row, strict=True)
    ],
)
def test_co2_is_the_printed_table(ph: float, caco3_mg_l: float, co2_mg_l: float) -> None:
    assert carbonate.co2_mg_l(caco3_mg_l, ph, 25.0) == pytest.approx(co2_mg_l, abs=0.0051)


def test_co2_with_salts() -> None:
    assert carbonate.co2_mg_l(100.0, 7.0, 25.0, 0.01) == pytest.approx(17.805, abs=0.0005)


def test_a_tenth_of_ph_is_a_quarter_of_co2() -> None:
    ratio = carbonate.co2_mg_l(90.0, 6.9, 26.0) / carbonate.co2_mg_l(90.0, 7.0, 26.0)
    assert ratio == pytest.approx(1.26, abs=0.005)


@pytest.mark.parametrize(
    ("caco3_mg_l", "co2_mg_l", "ph"), [(90, 10, 7.21), (90, 5, 7.51), (150, 5, 7.73)]
)
def test_ph_that_co2_and_alkalinity_leave(caco3_mg_l: float, co2_mg_l: float, ph: float) -> None:
    assert carbonate.co2_mg_l(caco3_mg_l, ph, 26.0, 0.005) == pytest.approx(co2_mg_l, rel=0.013)


@given(carbonates_mol_m3, alkalinities_eq_m3, waters_c, strengths_mol_l)
def test_solved_ph_has_the_wanted_alkalinity(
    total_mol_m3: float, wanted_eq_m3: float, at_c: float, strength_mol_l: float
) -> None:
    at = carbonate.equilibrium(at_c, strength_mol_l)
    ph = carbonate.solve_ph(total_mol_m3, wanted_eq_m3, at)
    if carbonate.PH_LOW < ph < carbonate.PH_HIGH - 1e-9:
        solved = carbonate.alkalinity_eq_m3(total_mol_m3, ph, at)
        assert solved == pytest.approx(wanted_eq_m3, rel=1e-9)


@given(carbonates_mol_m3, alkalinities_eq_m3, waters_c)
def test_base_raises_ph_and_carbonate_lowers_it(
    total_mol_m3: float, wanted_eq_m3: float, at_c: float
) -> None:
    at = carbonate.equilibrium(at_c)
    ph = carbonate.solve_ph(total_mol_m3, wanted_eq_m3, at)
    assert carbonate.solve_ph(total_mol_m3, wanted_eq_m3 * 1.01, at) >= ph
    assert carbonate.solve_ph(total_mol_m3 * 1.01, wanted_eq_m3, at) <= ph


@given(alkalinities_eq_m3, phs, waters_c, strengths_mol_l)
def test_carbonate_from_ph_and_back(
    wanted_eq_m3: float, ph: float, at_c: float, strength_mol_l: float
) -> None:
    at = carbonate.equilibrium(at_c, strength_mol_l)
    total = carbonate.total_carbonate_mol_m3(wanted_eq_m3, ph, at)
    if total > 1e-3:
        assert carbonate.solve_ph(total, wanted_eq_m3, at) == pytest.approx(ph, abs=1e-7)


@given(phs, waters_c)
def test_co2_part_falls_with_ph(ph: float, at_c: float) -> None:
    at = carbonate.equilibrium(at_c)
    here = carbonate.co2_fraction(ph, at)
    assert 0.0 < carbonate.co2_fraction(ph + 0.01, at) < here < 1.0


@given(st.floats(0.3, 10.0), st.floats(0.1, 1.5), waters_c)
def test_co2_follows_carbonate_by_its_slope(
    total_mol_m3: float, charge: float, at_c: float
) -> None:
    at = carbonate.equilibrium(at_c)
    wanted_eq_m3 = charge * total_mol_m3

    def co2_mol_m3(total: float) -> float:
        part = carbonate.co2_fraction(carbonate.solve_ph(total, wanted_eq_m3, at), at)
        return float(total * part)

    ph = carbonate.solve_ph(total_mol_m3, wanted_eq_m3, at)
    slope = carbonate.co2_per_carbonate(total_mol_m3, ph, at)
    gap = 1e-4 * total_mol_m3
    seen = (co2_mol_m3(total_mol_m3 + gap) - co2_mol_m3(total_mol_m3 - gap)) / (2.0 * gap)
    assert slope == pytest.approx(seen, rel=0.02, abs=1e-6)
    assert 0.0 < slope <= 1.0


def test_water_beyond_the_bracket_answers_with_its_end() -> None:
    at = carbonate.equilibrium(25.0)
    assert carbonate.solve_ph(1.0, -5.0, at) == pytest.approx(carbonate.PH_LOW)
    assert carbonate.solve_ph(0.0, 500.0, at) == pytest.approx(carbonate.PH_HIGH)


def test_alkalinity_units_go_there_and_back() -> None:
    assert carbonate.eq_m3_from_caco3(50.0435) == pytest.approx(1.0)
    assert carbonate.caco3_mg_l_from_eq(carbonate.eq_m3_from_caco3(87.0)) == pytest.approx(87.0)


def test_an_array_of_tanks_is_each_tank() -> None:
    total = np.array([0.5, 2.4, 5.0])
    base = np.array([0.4, 2.0, 5.2])
    at_c = np.array([10.0, 25.0, 30.0])
    together = carbonate.solve_ph(total, base, carbonate.equilibrium(at_c, 0.005))
    alone = [
        carbonate.solve_ph(float(c), float(a), carbonate.equilibrium(float(t), 0.005))
        for c, a, t in zip(total, base, at_c, strict=True)
    ]
    assert np.asarray(together) == pytest.approx(alone, rel=1e-11)
    one_water = carbonate.solve_ph(2.4, 2.0, carbonate.equilibrium(at_c))
    assert np.shape(one_water) == (3,)
