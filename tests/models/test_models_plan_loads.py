"""Hold the plan's design arithmetic to the printed tables of 320 t.

Knows no schedule; every figure here is from paper.
"""

import pytest

from models import plan_loads
from models.cohorts import GrowthPlan, year_of_stock
from models.plan_loads import NAIVE_ALKALINITY_G_G

YEAR = year_of_stock(GrowthPlan())
FEED_KG_D = YEAR.feed_max_kg_d
LOADS = plan_loads.loads(FEED_KG_D, YEAR.oxygen_max_kg_d)


@pytest.mark.parametrize(
    ("load", "printed", "within"),
    [
        (LOADS.tan_kg_d, 50.9, 0.05),
        (LOADS.oxygen_nitrification_kg_d, 191, 0.5),
        (LOADS.oxygen_heterotrophs_kg_d, 115, 0.5),
        (LOADS.oxygen_total_kg_d, 813, 0.5),
        (LOADS.oxygen_total_kg_d / FEED_KG_D, 0.71, 0.005),
        (LOADS.oxygen_fish_peak_kg_h, 29.5, 0.05),
        (LOADS.co2_kg_d, 696, 0.5),
        (LOADS.solids_kg_d, 288, 0.5),
    ],
)
def test_design_day_loads(load: float, printed: float, within: float) -> None:
    assert load == pytest.approx(printed, abs=within)


@pytest.mark.parametrize(
    ("load_kg_d", "peak", "delta_mg_l", "flow_m3_h"),
    [
        (LOADS.oxygen_fish_kg_d, 1.4, 11, 2685),
        (LOADS.oxygen_fish_kg_d, 1.4, 9, 3282),
        (LOADS.co2_kg_d, 1.4, 20 * 0.7, 2901),
        (LOADS.co2_kg_d, 1.4, 15 * 0.7, 3868),
        (LOADS.tan_kg_d, 1.3, 2 * 0.5, 2755),
        (LOADS.solids_kg_d, 1.2, 15 * 0.5, 1920),
    ],
)
def test_recirculating_flow(
    load_kg_d: float, peak: float, delta_mg_l: float, flow_m3_h: float
) -> None:
    needed = plan_loads.flow_needed_m3_h(load_kg_d, peak, delta_mg_l)
    assert needed == pytest.approx(flow_m3_h, abs=0.5)


@pytest.mark.parametrize(
    ("rate", "area_m2", "media_m3"),
    [
        (0.30, 169_544, (339, 261, 212)),
        (0.45, 113_029, (226, 174, 141)),
        (0.60, 84_772, (170, 130, 106)),
    ],
)
def test_biofilter(rate: float, area_m2: float, media_m3: tuple[float, ...]) -> None:
    area = plan_loads.biofilter_area_m2(LOADS.tan_kg_d, rate)
    assert area == pytest.approx(area_m2, abs=0.5)
    volumes = [plan_loads.media_m3(area, specific) for specific in (500.0, 650.0, 800.0)]
    assert volumes == pytest.approx(media_m3, abs=0.5)
    assert plan_loads.reactor_m3(volumes[1]) == pytest.approx(2 * media_m3[1], abs=1.1)


@pytest.mark.parametrize(
    ("per_feed", "flow", "percent", "nitrate", "heat", "electric"),
    [
        (0.2, 230, 7.4, 210, 2411, 181),
        (0.3, 346, 11.1, 140, 3617, 271),
        (0.5, 576, 18.5, 84, 6028, 452),
    ],
)
def test_make_up_water(
    per_feed: float, flow: float, percent: float, nitrate: float, heat: float, electric: float
) -> None:
    water = plan_loads.make_up(FEED_KG_D, per_feed, 2496.0)
    assert water.flow_m3_d == pytest.approx(flow, abs=0.5)
    assert water.system_percent_d == pytest.approx(percent, abs=0.05)
    assert water.nitrate_n_mg_l == pytest.approx(nitrate, abs=0.5)
    assert water.heat_kwh_d == pytest.approx(heat, abs=0.5)
    assert water.electricity_kwh_d == pytest.approx(electric, abs=0.5)


@pytest.mark.parametrize(
    ("spring_mg_l", "net_kg_d", "naive_kg_d"), [(30, 340, 637), (60, 322, 619), (120, 287, 585)]
)
def test_bicarbonate(spring_mg_l: float, net_kg_d: float, naive_kg_d: float) -> None:
    net = plan_loads.bicarbonate_kg_d(LOADS.tan_kg_d, 0.3 * FEED_KG_D, spring_mg_l)
    naive = plan_loads.bicarbonate_kg_d(
        LOADS.tan_kg_d, 0.3 * FEED_KG_D, spring_mg_l, consumed_g_g=NAIVE_ALKALINITY_G_G
    )
    assert net == pytest.approx(net_kg_d, abs=0.5)
    assert naive == pytest.approx(naive_kg_d, abs=0.5)


def test_electricity() -> None:
    power = plan_loads.electricity(2500.0, 813.0, 271.0)
    assert power.circulation_kw == pytest.approx(42.6, abs=0.05)
    assert power.cones_kw == pytest.approx(23.6, abs=0.05)
    assert power.drums_kw == pytest.approx(8.25)
    assert power.degasser_fans_kw == pytest.approx(9.25)
    assert power.blowers_kw == pytest.approx(3.75)
    assert power.oxygen_kw == pytest.approx(35.9, abs=0.05)
    assert power.heating_kw == pytest.approx(11.3, abs=0.05)
    assert power.total_kw == pytest.approx(150.6, abs=0.05)
    assert power.kwh_per_kg() == pytest.approx(4.1, abs=0.05)
    assert power.total_kw * 8760 / 1e6 == pytest.approx(1.32, abs=0.005)
