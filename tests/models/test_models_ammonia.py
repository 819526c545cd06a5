"""Hold un-ionised ammonia to Emerson's formula values and to the published book table.

Knows no tank; every figure here is from paper.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import ammonia
from trials.validation.carbonate_tables import BOOK_C, BOOK_FRACTION, NH3_C, NH3_FRACTION


@pytest.mark.parametrize(
    ("ph", "at_c", "fraction"),
    [
        (ph, at_c, fraction)
        for ph, row in NH3_FRACTION.items()
        for at_c, fraction in zip(NH3_C, row, strict=True)
    ],
)
def test_fraction_is_the_formula_table(ph: float, at_c: float, fraction: float) -> None:
    assert ammonia.unionised_fraction(ph, at_c) == pytest.approx(fraction, abs=0.0000051)


@pytest.mark.parametrize(
    ("ph", "at_c", "fraction"),
    [
        (ph, at_c, fraction)
        for ph, row in BOOK_FRACTION.items()
        for at_c, fraction in zip(BOOK_C, row, strict=True)
    ],
)
def test_fraction_is_the_book_to_its_last_digit(ph: float, at_c: float, fraction: float) -> None:
    assert ammonia.unionised_fraction(ph, at_c) == pytest.approx(fraction, abs=0.0001)


@pytest.mark.parametrize(("ph", "tan_mg_l"), [(7.21, 4.1), (7.51, 2.1), (7.73, 1.3)])
def test_ammonia_that_the_recommended_limit_leaves(ph: float, tan_mg_l: float) -> None:
    assert ammonia.tan_limit_mg_l(0.04, ph, 26.0) == pytest.approx(tan_mg_l, abs=0.05)


@given(st.floats(5.0, 10.0), st.floats(0.0, 32.0), st.floats(0.001, 20.0))
def test_poison_rises_with_ph_and_warmth(ph: float, at_c: float, tan_mg_l: float) -> None:
    here = ammonia.unionised_mg_l(tan_mg_l, ph, at_c)
    assert 0.0 < here < tan_mg_l
    assert ammonia.unionised_mg_l(tan_mg_l, ph + 0.1, at_c) > here
    assert ammonia.unionised_mg_l(tan_mg_l, ph, at_c + 1.0) > here
    assert ammonia.tan_limit_mg_l(here, ph, at_c) == pytest.approx(tan_mg_l)
