"""Hold heat to the plan's printed figures and to energy kept.

Knows no heater; every figure here is from paper.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import heat


def test_fish_give_off_three_quarters_of_a_watt_per_kilogram() -> None:
    """At 200 mg O2/kg/h, Fish Bioenergetics 4.0's oxycaloric value."""
    assert heat.fish_w(0.200) == pytest.approx(0.75, abs=0.005)


def test_make_up_of_a_day_in_kilowatts() -> None:
    assert heat.make_up_w(346.0 / 24.0, 17.0, 26.0) / 1000 == pytest.approx(-151, abs=0.5)
    assert heat.make_up_w(1.0, 17.0, 26.0) / 1000 == pytest.approx(-10.5, abs=0.05)


@pytest.mark.parametrize(
    ("flow_m3_h", "head_m", "efficiency", "kw"),
    [(2500, 4.5, 0.72, 42.6), (375, 15.0, 0.65, 23.6)],
)
def test_pump_power_of_the_plan(
    flow_m3_h: float, head_m: float, efficiency: float, kw: float
) -> None:
    assert heat.pump_shaft_kw(flow_m3_h, head_m, efficiency) == pytest.approx(kw, abs=0.05)


def test_a_kilowatt_hour_warms_a_cubic_metre() -> None:
    assert heat.rise_c_h(1163.0, 1.0) == pytest.approx(1.0)


@given(st.floats(-10.0, 40.0), st.floats(0.0, 35.0), st.floats(0.0, 5000.0))
def test_walls_lead_heat_towards_the_warmer_to_colder(
    air_c: float, water_c: float, ua_w_k: float
) -> None:
    flow_w = heat.wall_w(ua_w_k, air_c, water_c)
    assert flow_w * (air_c - water_c) >= 0.0


def test_humid_air_and_evaporation() -> None:
    """Saturated air of 25 degC holds 20 g/kg; still air takes 25 kg/h per m2 and kg/kg."""
    surface = heat.humidity_kg_kg(25.0)
    assert surface == pytest.approx(0.0201, abs=0.0001)
    air = heat.humidity_kg_kg(25.0, 60.0)
    lost_kg_h = heat.evaporation_kg_h(100.0, 0.0, surface, air)
    assert lost_kg_h == pytest.approx(2500.0 * (surface - air))
    assert heat.evaporation_w(lost_kg_h) == pytest.approx(lost_kg_h * 678.0)
    assert heat.evaporation_kg_h(100.0, 0.0, surface, surface) == 0.0
