"""Hold the biofilm to the printed rates and its stoichiometry to a closed nitrogen balance.

Knows no reactor; every figure here is from paper.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import nitrification
from models.nitrification import Biofilm

TABLE_MG_L = (0.2, 0.5, 1.0, 1.5, 2.0, 3.0)
CLEAN = Biofilm(activity_factor=1.0)
tans_mg_l = st.floats(0.0, 10.0)


@pytest.mark.parametrize(
    ("tan_mg_l", "rate"),
    list(zip(TABLE_MG_L, (0.113, 0.329, 0.590, 0.775, 0.913, 1.105), strict=True)),
)
def test_zhu_chen_is_the_printed_table(tan_mg_l: float, rate: float) -> None:
    assert nitrification.zhu_chen_g_m2_d(tan_mg_l) == pytest.approx(rate, abs=0.0005)


@pytest.mark.parametrize(
    ("at_c", "tan_mg_l", "rate"),
    [
        (at_c, tan, rate)
        for at_c, row in {
            26: (0.686, 1.303, 2.116, 2.810, 3.437, 4.566),
            15: (0.266, 0.505, 0.820, 1.089, 1.332, 1.769),
        }.items()
        for tan, rate in zip(TABLE_MG_L, row, strict=True)
    ],
)
def test_rusten_is_the_printed_table(at_c: float, tan_mg_l: float, rate: float) -> None:
    assert nitrification.rusten_g_m2_d(tan_mg_l, at_c) == pytest.approx(rate, abs=0.00051)


@given(tans_mg_l, st.floats(0.5, 15.0), st.floats(10.0, 32.0), st.floats(5.0, 200.0))
def test_more_of_anything_a_biofilm_needs_never_slows_it(
    tan_mg_l: float, oxygen_mg_l: float, at_c: float, caco3_mg_l: float
) -> None:
    here = nitrification.ammonia_rate_g_m2_d(tan_mg_l, oxygen_mg_l, at_c, caco3_mg_l, CLEAN)
    for more in (
        (tan_mg_l + 0.1, oxygen_mg_l, at_c, caco3_mg_l),
        (tan_mg_l, oxygen_mg_l + 0.1, at_c, caco3_mg_l),
        (tan_mg_l, oxygen_mg_l, at_c + 0.5, caco3_mg_l),
        (tan_mg_l, oxygen_mg_l, at_c, caco3_mg_l + 5.0),
    ):
        assert nitrification.ammonia_rate_g_m2_d(*more, CLEAN) >= here >= 0.0


def test_limits_are_the_recommended_form() -> None:
    """At 27.2 degC, 4 mg/L oxygen and 45 mg/L alkalinity: 4/5 of 45/60 of Zhu & Chen."""
    rate = nitrification.ammonia_rate_g_m2_d(1.0, 4.0, 27.2, 45.0, CLEAN)
    assert rate == pytest.approx(0.590 * 0.8 * 0.75, abs=0.0005)
    fouled = Biofilm(activity_factor=0.5, carbon_factor=0.35)
    rate_fouled = nitrification.ammonia_rate_g_m2_d(1.0, 4.0, 27.2, 45.0, fouled)
    assert rate_fouled == pytest.approx(rate * 0.5 * 0.35)


def test_no_ammonia_no_oxygen_no_base_no_rate() -> None:
    assert nitrification.ammonia_rate_g_m2_d(0.05, 8.0, 26.0, 90.0, CLEAN) == 0.0
    assert nitrification.ammonia_rate_g_m2_d(2.0, 0.0, 26.0, 90.0, CLEAN) == 0.0
    assert nitrification.ammonia_rate_g_m2_d(2.0, 8.0, 26.0, 0.0, CLEAN) == 0.0
    assert nitrification.nitrite_rate_g_m2_d(0.0, 8.0, 26.0, CLEAN) == 0.0


def test_half_the_nitrite_rate_at_its_half_saturation() -> None:
    half = nitrification.nitrite_rate_g_m2_d(1.0, 1e9, 27.2, CLEAN)
    assert half == pytest.approx(CLEAN.nitrite_max_g_m2_d / 2.0)


@given(st.floats(0.0, 1e5))
def test_stoichiometry_per_gram(tan_g: float) -> None:
    taken = nitrification.nitrified(tan_g)
    assert taken.oxygen_g == pytest.approx(4.18 * tan_g)
    assert taken.alkalinity_caco3_g == pytest.approx(7.05 * tan_g)
    assert taken.cells_g == pytest.approx(0.20 * tan_g)
    assert taken.nitrate_n_g == pytest.approx(0.976 * tan_g)
    assert taken.co2_g == pytest.approx(5.85 * tan_g)


def test_cells_hold_the_nitrogen_that_nitrate_does_not() -> None:
    """C5H7O2N is 12.4 % nitrogen: 0.20 g of cells hold 0.0248 g."""
    in_cells = 0.20 * 14.007 / 113.11
    assert pytest.approx(in_cells, abs=0.001) == nitrification.CELL_N_G_G


def test_where_oxygen_limits_the_film() -> None:
    assert nitrification.oxygen_starved(6.0, 2.0) == 1.0
    assert nitrification.oxygen_starved(6.6, 2.0) == 0.0


def days_to(part: float, start: float, fed: float = 0.85, at_c: float = 27.2) -> float:
    """Days until both films stand at this part, fed well all the time."""
    film, days = start, 0.0
    while film < part and days < 200.0:
        film = float(nitrification.grown(film, fed, nitrification.GROWTH_PER_D[0], at_c, 0.5))
        days += 0.5
    return days


def test_a_start_up_takes_the_measured_weeks() -> None:
    """The anchors the film was set by: 18 d seeded (Zhu Ming 2025), 6-7 weeks not (Mnyoro 2022)."""
    assert days_to(0.9, nitrification.SEEDED_PART) == pytest.approx(18.0, abs=5.0)
    assert 35.0 <= days_to(0.9, nitrification.UNSEEDED_PART) <= 55.0


def test_a_cold_or_hungry_film_grows_slowly_and_a_starving_one_decays() -> None:
    assert days_to(0.9, 0.4, at_c=14.0) > 1.5 * days_to(0.9, 0.4)
    assert days_to(0.9, 0.4, fed=0.5) > 1.5 * days_to(0.9, 0.4)
    starved = nitrification.grown(1.0, 0.0, 0.5, 20.0, 10.0)
    assert starved == pytest.approx(2.718 ** (-0.05 * 10.0), rel=0.01)


@given(st.floats(1e-6, 1.0), st.floats(0.0, 1.0), st.floats(8.0, 32.0), st.floats(0.01, 30.0))
def test_one_long_growth_is_many_short_ones(
    film: float, fed: float, at_c: float, days: float
) -> None:
    short = film
    for _ in range(10):
        short = float(nitrification.grown(short, fed, 0.5, at_c, days / 10.0))
    assert nitrification.grown(film, fed, 0.5, at_c, days) == pytest.approx(short, rel=1e-6)
    assert 0.0 < short <= 1.0 + 1e-9


@given(tans_mg_l, tans_mg_l, st.floats(0.0, 15.0), st.floats(10.0, 32.0), st.floats(0.0, 200.0))
def test_both_rates_at_once_are_the_rates_alone(
    tan_mg_l: float, nitrite_mg_l: float, oxygen_mg_l: float, at_c: float, caco3_mg_l: float
) -> None:
    warmth = nitrification.warmth(at_c, CLEAN)
    both = nitrification.both_rates_g_m2_d(
        tan_mg_l, nitrite_mg_l, oxygen_mg_l, caco3_mg_l, warmth, CLEAN
    )
    first = nitrification.ammonia_rate_g_m2_d(tan_mg_l, oxygen_mg_l, at_c, caco3_mg_l, CLEAN)
    second = nitrification.nitrite_rate_g_m2_d(nitrite_mg_l, oxygen_mg_l, at_c, CLEAN)
    assert both == pytest.approx((first, second))


def test_carbon_beside_ammonia_slows_the_film() -> None:
    """Zhu & Chen 2001: carbon to nitrogen of 1 takes 60-70 % away."""
    assert nitrification.carbon_factor(0.0) == 1.0
    assert 0.30 <= float(nitrification.carbon_factor(1.0)) <= 0.40
