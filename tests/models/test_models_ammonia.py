"""Hold un-ionised ammonia to Emerson's formula values and to the published book table.

Knows no tank; every figure here is from paper.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import ammonia

FORMULA_C = (10, 20, 24, 26, 30, 32)
FORMULA = {
    6.8: (0.00117, 0.00249, 0.00332, 0.00382, 0.00504, 0.00577),
    7.0: (0.00185, 0.00394, 0.00525, 0.00605, 0.00796, 0.00911),
    7.2: (0.00293, 0.00623, 0.00830, 0.00955, 0.01256, 0.01437),
    7.4: (0.00464, 0.00984, 0.01309, 0.01505, 0.01977, 0.02258),
    7.6: (0.00733, 0.01551, 0.02060, 0.02365, 0.03097, 0.03532),
    7.8: (0.01157, 0.02436, 0.03225, 0.03697, 0.04821, 0.05485),
    8.0: (0.01822, 0.03807, 0.05017, 0.05736, 0.07432, 0.08423),
    8.4: (0.04454, 0.09043, 0.11714, 0.13258, 0.16782, 0.18767),
}
BOOK_C = (10, 20, 24, 26, 30)
BOOK = {
    7.0: (0.0018, 0.0039, 0.0052, 0.0060, 0.0080),
    7.2: (0.0029, 0.0062, 0.0083, 0.0096, 0.0126),
    7.4: (0.0046, 0.0098, 0.0131, 0.0150, 0.0198),
    7.6: (0.0073, 0.0155, 0.0206, 0.0236, 0.0310),
    8.0: (0.0182, 0.0381, 0.0502, 0.0574, 0.0743),
    8.4: (0.0445, 0.0904, 0.1171, 0.1326, 0.1678),
}


@pytest.mark.parametrize(
    ("ph", "at_c", "fraction"),
    [
        (ph, at_c, fraction)
        for ph, row in FORMULA.items()
        for at_c, fraction in zip(FORMULA_C, row, strict=True)
    ],
)
def test_fraction_is_the_formula_table(ph: float, at_c: float, fraction: float) -> None:
    assert ammonia.unionised_fraction(ph, at_c) == pytest.approx(fraction, abs=0.0000051)


@pytest.mark.parametrize(
    ("ph", "at_c", "fraction"),
    [
        (ph, at_c, fraction)
        for ph, row in BOOK.items()
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
