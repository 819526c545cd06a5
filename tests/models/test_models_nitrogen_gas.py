"""Hold dissolved nitrogen and total gas pressure to published solubility and to plain air.

Knows no plant.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import gas_transfer, nitrogen_gas
from models.carbonate import air_co2_mg_l
from models.oxygen import saturation_mg_l

waters_c = st.floats(0.0, 35.0)


@pytest.mark.parametrize(
    ("at_c", "mg_l"), [(0.0, 23.26), (10.0, 18.29), (20.0, 15.03), (25.0, 13.81), (30.0, 12.78)]
)
def test_nitrogen_under_air(at_c: float, mg_l: float) -> None:
    """Hamme & Emerson 2004 in fresh water, turned from umol/kg by hand."""
    assert nitrogen_gas.nitrogen_saturation_mg_l(at_c) == pytest.approx(mg_l, rel=2e-3)


def test_the_printed_check_value_of_the_formula() -> None:
    """Hamme & Emerson 2004 print 500.885 umol/kg at 10 degC and 35 g/kg; the salt terms added."""
    scaled = np.log((298.15 - 10.0) / 283.15)
    salt = np.exp(35.0 * (-7.44129e-3 - 8.02566e-3 * scaled - 1.46775e-2 * scaled**2))
    kg_l = 0.99973
    umol_kg = nitrogen_gas.nitrogen_saturation_mg_l(10.0) / 28.0134e-3 / kg_l * salt
    assert umol_kg == pytest.approx(500.885, rel=3e-4)


@given(waters_c, st.floats(0.85, 1.05))
def test_water_in_balance_with_air_has_no_excess(at_c: float, pressure_atm: float) -> None:
    percent = nitrogen_gas.total_gas_percent(
        saturation_mg_l(at_c, pressure_atm),
        nitrogen_gas.nitrogen_saturation_mg_l(at_c, pressure_atm),
        air_co2_mg_l(at_c, 425.0, pressure_atm),
        at_c,
        pressure_atm,
    )
    assert percent == pytest.approx(100.0, abs=0.1)


def test_spring_water_warmed_up_is_supersaturated() -> None:
    """17 degC water full of nitrogen, warmed to 26: its nitrogen alone stands at 117 %."""
    nitrogen = nitrogen_gas.nitrogen_saturation_mg_l(17.0)
    percent = nitrogen_gas.total_gas_percent(8.0, nitrogen, 5.0, 26.0)
    assert 110.0 < percent < 116.0


@given(waters_c)
def test_nitrogen_leaves_a_column_like_oxygen_or_better(at_c: float) -> None:
    """Nitrogen dissolves half as well, so its gas-over-water ratio is about twice oxygen's."""
    ratio = gas_transfer.henry_nitrogen(at_c) / gas_transfer.henry_oxygen(at_c)
    assert 1.8 < ratio < 2.2
