"""Hold degassers, columns, cones and aerators to the printed tables and to their limits.

Knows no plant; every figure here is from paper.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import gas_transfer as gas
from models import oxygen

RATIOS = (1, 2, 3, 5, 8, 10)


@pytest.mark.parametrize(
    ("ratio", "percent"), list(zip(RATIOS, (38, 57, 69, 82.5, 89, 91), strict=True))
)
def test_hu_curve_at_an_inlet_of_7(ratio: float, percent: float) -> None:
    assert 100 * gas.hu_removed_mg_l(ratio) / 7.0 == pytest.approx(percent, abs=0.6)


@pytest.mark.parametrize(
    ("ratio", "efficiency"),
    [(1, 0.360), (2, 0.540), (3, 0.656), (4, 0.731), (5, 0.780), (8, 0.846), (10, 0.860)],
)
def test_degasser_is_the_printed_table(ratio: float, efficiency: float) -> None:
    assert gas.degasser_efficiency(ratio) == pytest.approx(efficiency, abs=0.0005)


def test_a_standing_fan_strips_nothing() -> None:
    assert gas.degasser_efficiency(0.0) == 0.0
    assert gas.degasser_efficiency(np.array([0.0, 5.0])) == pytest.approx([0.0, 0.780], abs=0.0005)


@pytest.mark.parametrize(
    ("at_c", "co2", "o2"),
    [
        (12, 0.850, 26.2),
        (15, 0.927, 27.6),
        (20, 1.061, 29.9),
        (25, 1.201, 32.1),
        (26, 1.229, 32.5),
    ],
)
def test_dimensionless_henry_is_the_printed_table(at_c: float, co2: float, o2: float) -> None:
    assert gas.henry_co2(at_c) == pytest.approx(co2, abs=0.0005)
    assert gas.henry_oxygen(at_c) == pytest.approx(o2, abs=0.051)


COLUMN = {
    1.2: ((0.571, 0.635, 0.656, 0.673, 0.683, 0.686), 0.698),
    1.5: ((0.630, 0.706, 0.730, 0.749, 0.760, 0.763), 0.776),
    1.7: ((0.663, 0.744, 0.770, 0.789, 0.800, 0.804), 0.816),
    2.0: ((0.704, 0.791, 0.818, 0.838, 0.848, 0.851), 0.864),
}


@pytest.mark.parametrize(
    ("units", "ratio", "efficiency"),
    [
        (units, ratio, efficiency)
        for units, (row, _) in COLUMN.items()
        for ratio, efficiency in zip(RATIOS, row, strict=True)
    ],
)
def test_column_strips_co2_as_printed(units: float, ratio: float, efficiency: float) -> None:
    stripped = gas.column_efficiency(units, ratio, gas.henry_co2(25.0))
    assert stripped == pytest.approx(efficiency, abs=0.00051)


@pytest.mark.parametrize(("units", "efficiency"), [(u, o2) for u, (_, o2) in COLUMN.items()])
def test_column_strips_oxygen_as_printed(units: float, efficiency: float) -> None:
    stripped = gas.column_efficiency(units, 5.0, gas.henry_oxygen(25.0))
    assert stripped == pytest.approx(efficiency, abs=0.00051)


@given(st.floats(0.1, 5.0), st.floats(-1e-5, 1e-5))
def test_column_is_smooth_at_stripping_factor_one(units: float, off: float) -> None:
    limit = units / (1.0 + units)
    assert gas.column_efficiency(units, 1.0 + off, 1.0) == pytest.approx(limit, abs=1e-4)


@given(st.floats(0.0, 60.0), st.floats(0.0, 20.0), st.floats(0.0, 1.0))
def test_an_outlet_lies_between_inlet_and_equilibrium(
    inlet: float, equilibrium: float, efficiency: float
) -> None:
    outlet = gas.outlet_mg_l(inlet, equilibrium, efficiency)
    assert min(inlet, equilibrium) - 1e-9 <= outlet <= max(inlet, equilibrium) + 1e-9


@given(st.floats(0.1, 60.0), st.floats(0.0, 30.0), st.floats(5.0, 35.0))
def test_exchange_heads_for_equilibrium(kla: float, water: float, at_c: float) -> None:
    wanted = oxygen.saturation_mg_l(at_c)
    rise = gas.transfer_mg_l_h(gas.kla_per_h(kla, at_c), wanted, water)
    assert np.sign(rise) == np.sign(wanted - water)


def test_kla_grows_with_warmth() -> None:
    assert gas.kla_per_h(10.0, 20.0) == 10.0
    assert gas.kla_per_h(10.0, 21.0) == pytest.approx(10.24)


def test_standard_conditions_give_the_standard_rating() -> None:
    clean = gas.field_transfer_kg_h(3.0, 0.0, 20.0, 1.0, alpha_ratio=1.0, beta_ratio=1.0)
    assert clean == pytest.approx(3.0, rel=1e-4)
    assert gas.field_transfer_kg_h(3.0, 9.0, 26.0) < 0.0


@given(st.floats(5.0, 32.0), st.floats(0.7, 1.1), st.floats(0.3, 1.0), st.floats(0.8, 1.0))
def test_an_aerator_ends_at_the_field_saturation(
    at_c: float, atm: float, alpha: float, beta: float
) -> None:
    end_mg_l = beta * oxygen.saturation_mg_l(at_c) * atm
    assert gas.field_transfer_kg_h(3.0, end_mg_l, at_c, atm, alpha, beta) == pytest.approx(0.0)
    one = gas.field_transfer_kg_h(3.0, 2.0, at_c, atm, 1.0, beta)
    assert gas.field_transfer_kg_h(3.0, 2.0, at_c, atm, alpha, beta) == pytest.approx(alpha * one)


def test_cone_gives_what_gas_brings_or_water_takes() -> None:
    """At 25 degC, 2 atm and 93 % oxygen the water would hold 74.6 mg/L."""
    outlet = gas.cone_outlet_mg_l(8.0, 25.0, 2.0, 0.93, 0.8)
    assert outlet == pytest.approx(8.0 + 0.8 * (74.6 - 8.0), abs=0.05)
    assert gas.cone_transfer_g_h(10.0, 8.0, outlet, 400.0) == pytest.approx(360.0)
    assert gas.cone_transfer_g_h(10.0, 8.0, outlet, 4000.0) == pytest.approx(10.0 * (outlet - 8.0))
    assert gas.cone_transfer_g_h(0.0, 8.0, outlet, 400.0) == 0.0
