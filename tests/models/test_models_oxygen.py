"""Hold dissolved oxygen to the printed tables, a second formula and a real river.

Knows the equations' sources, not their code: every figure here is from paper or data.
"""

import csv
import math
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import oxygen

RIVER = Path(__file__).parents[1] / "data" / "usgs_01463500_daily.csv"
TABLE_C = (0, 5, 10, 15, 18, 20, 24, 25, 26, 28, 30)
BENSON_KRAUSE_MG_L = (
    14.621, 12.771, 11.288, 10.084, 9.467, 9.092, 8.418, 8.263, 8.114, 7.828, 7.559,
)  # fmt: skip
waters_c = st.floats(0.0, 40.0)


def garcia_gordon_mg_l(temperature_c: float, salinity_g_kg: float = 0.0) -> float:
    """Garcia & Gordon 1992, Benson & Krause column: another road to the same table."""
    scaled = math.log((298.15 - temperature_c) / (273.15 + temperature_c))
    factors = (2.00907, 3.22014, 4.05010, 4.94457, -0.256847, 3.88767)
    salted = (-6.24523e-3, -7.37614e-3, -1.03410e-2, -8.17083e-3)
    fresh = sum(a * scaled**i for i, a in enumerate(factors))
    salt = sum(b * scaled**i for i, b in enumerate(salted)) - 4.88682e-7 * salinity_g_kg
    return 1.42905 * math.exp(fresh + salinity_g_kg * salt)


@pytest.mark.parametrize(("at_c", "mg_l"), list(zip(TABLE_C, BENSON_KRAUSE_MG_L, strict=True)))
def test_saturation_is_the_printed_table(at_c: float, mg_l: float) -> None:
    assert oxygen.saturation_mg_l(at_c) == pytest.approx(mg_l, abs=0.0005)


def test_saturation_at_20c_to_seven_digits() -> None:
    assert oxygen.saturation_mg_l(20.0) == pytest.approx(9.092426, abs=5e-7)


@given(st.floats(0.0, 35.0))
def test_saturation_agrees_with_garcia_and_gordon(at_c: float) -> None:
    assert oxygen.saturation_mg_l(at_c) == pytest.approx(garcia_gordon_mg_l(at_c), abs=0.0013)


@given(st.floats(0.0, 35.0), st.floats(0.0, 35.0))
def test_salt_acts_as_with_garcia_and_gordon(at_c: float, salinity_g_kg: float) -> None:
    other = garcia_gordon_mg_l(at_c, salinity_g_kg)
    assert oxygen.saturation_mg_l(at_c, 1.0, salinity_g_kg) == pytest.approx(other, abs=0.004)


@pytest.mark.parametrize(("mmhg", "mg_l"), [(760, 8.263), (750, 8.151), (740, 8.039), (700, 7.590)])
def test_saturation_falls_with_the_barometer(mmhg: float, mg_l: float) -> None:
    at_pressure = oxygen.saturation_mg_l(25.0, mmhg / oxygen.MMHG_PER_ATM)
    assert at_pressure == pytest.approx(mg_l, abs=0.0005)


@pytest.mark.parametrize(
    ("altitude_m", "atm", "mg_l"),
    [
        (0, 1.0000, 8.263),
        (100, 0.9882, 8.163),
        (200, 0.9765, 8.063),
        (500, 0.9421, 7.770),
        (1000, 0.8870, 7.300),
    ],
)
def test_saturation_falls_with_altitude(altitude_m: float, atm: float, mg_l: float) -> None:
    pressure = oxygen.pressure_at_altitude_atm(altitude_m)
    assert pressure == pytest.approx(atm, abs=0.00005)
    assert oxygen.saturation_mg_l(25.0, pressure) == pytest.approx(mg_l, abs=0.0005)


def test_intermediate_values_at_25c() -> None:
    assert oxygen.pressure_slope_per_atm(25.0) == pytest.approx(6.58725e-4, abs=5e-10)
    assert oxygen.vapour_pressure_atm(25.0) == pytest.approx(0.031262, abs=5e-7)


@pytest.mark.parametrize(
    ("fraction", "atm", "mg_l"),
    [
        (1.00, 1.0, 39.5),
        (1.00, 1.5, 59.8),
        (1.00, 2.0, 80.2),
        (1.00, 2.5, 100.5),
        (1.00, 3.0, 120.9),
        (0.93, 1.0, 36.7),
        (0.93, 1.5, 55.6),
        (0.93, 2.0, 74.6),
        (0.93, 2.5, 93.5),
        (0.93, 3.0, 112.4),
    ],
)
def test_equilibrium_under_oxygen(fraction: float, atm: float, mg_l: float) -> None:
    assert oxygen.under_gas_mg_l(25.0, atm, fraction) == pytest.approx(mg_l, abs=0.0501)


@given(waters_c)
def test_under_air_of_one_atmosphere_it_is_saturation(at_c: float) -> None:
    under_air = oxygen.under_gas_mg_l(at_c, 1.0, oxygen.DRY_AIR_OXYGEN)
    assert under_air == pytest.approx(oxygen.saturation_mg_l(at_c))


@given(waters_c, st.floats(0.6, 1.1), st.floats(0.0, 35.0))
def test_salt_and_warmth_hold_less(at_c: float, atm: float, salinity_g_kg: float) -> None:
    here = oxygen.saturation_mg_l(at_c, atm, salinity_g_kg)
    assert oxygen.saturation_mg_l(at_c + 0.5, atm, salinity_g_kg) < here
    assert oxygen.saturation_mg_l(at_c, atm, salinity_g_kg + 0.5) < here
    assert oxygen.saturation_mg_l(at_c, atm + 0.01, salinity_g_kg) > here


@given(st.floats(0.0, 400.0), waters_c, st.floats(0.6, 1.1), st.floats(0.0, 35.0))
def test_percent_and_mg_l_go_there_and_back(
    percent: float, at_c: float, atm: float, salinity_g_kg: float
) -> None:
    mg_l = oxygen.mg_l_from_percent(percent, at_c, atm, salinity_g_kg)
    assert oxygen.percent_from_mg_l(mg_l, at_c, atm, salinity_g_kg) == pytest.approx(percent)


def test_an_array_of_tanks_is_each_tank() -> None:
    together = oxygen.saturation_mg_l(np.array(TABLE_C, dtype=np.float64), 0.98, 1.0)
    alone = [oxygen.saturation_mg_l(float(at_c), 0.98, 1.0) for at_c in TABLE_C]
    assert np.asarray(together) == pytest.approx(alone, rel=1e-11)


def test_hectopascal_of_a_station() -> None:
    assert oxygen.atm_from_hpa(1013.25) == 1.0


def test_a_real_river_is_saturated() -> None:
    """2,230 complete days of the Delaware: median 101.1 %, first percentile 88, last 125."""
    with RIVER.open(encoding="utf-8", newline="") as rows:
        pairs = [
            (float(row["do_mean_mgL"]), float(row["t_mean_C"]))
            for row in csv.DictReader(rows)
            if row["do_mean_mgL"] and row["t_mean_C"]
        ]
    assert len(pairs) == 2230
    mg_l, at_c = np.array(pairs).T
    percent = np.asarray(oxygen.percent_from_mg_l(mg_l, at_c))
    assert median(percent) == pytest.approx(101.1, abs=0.2)
    assert np.percentile(percent, [1, 99]) == pytest.approx([88, 125], abs=0.5)
