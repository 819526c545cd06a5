"""Hold the drum filter to kept mass, falling removal in clean water and rising head.

Knows no float switch; rinse water is from paper, the rest are properties.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import solids
from models.solids import Drum

DRUM = Drum()


@given(st.floats(0.0, 200.0), st.floats(0.0, 900.0))
def test_caught_and_passed_are_what_came(inlet_mg_l: float, flow_m3_h: float) -> None:
    passed_g_h = flow_m3_h * solids.outlet_mg_l(inlet_mg_l, DRUM)
    caught_g_h = solids.caught_g_h(inlet_mg_l, flow_m3_h, DRUM)
    assert passed_g_h + caught_g_h == pytest.approx(flow_m3_h * inlet_mg_l, abs=1e-9)


def test_removal_falls_in_cleaner_water() -> None:
    assert 0.35 <= solids.removal_fraction(10.0, DRUM) <= 0.6
    assert solids.removal_fraction(2.0, DRUM) < solids.removal_fraction(10.0, DRUM)
    assert solids.removal_fraction(0.0, DRUM) == 0.0


def test_a_blinded_screen_doubles_its_head_and_a_backwash_takes_it_back() -> None:
    clean_m = solids.head_m(500.0, 0.0, DRUM)
    assert clean_m == pytest.approx(0.05)
    assert solids.head_m(500.0, 2000.0, DRUM) == pytest.approx(2 * clean_m)
    assert solids.after_backwash_g(2000.0, DRUM) == pytest.approx(100.0)


@pytest.mark.parametrize(("mesh_um", "m3_d"), [(30, 230.4), (60, 115.2), (100, 57.6)])
def test_rinse_water_of_the_plan(mesh_um: int, m3_d: float) -> None:
    assert solids.rinse_m3_d(1152.0, mesh_um) == pytest.approx(m3_d)
