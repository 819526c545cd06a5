"""The water calculator against published tables (ras-science 1.1 to 1.3)."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Ras = Callable[..., Any]


def water(ras: Ras, *options: object) -> dict[str, float]:
    answer = ras("water", *options, "--json")
    assert answer.code == 0, answer.err
    body = json.loads(answer.out)
    assert isinstance(body, dict)
    return body


@pytest.mark.parametrize(
    ("temp_c", "mg_l"), [(0, 14.621), (10, 11.288), (20, 9.092), (26, 8.114), (30, 7.559)]
)
def test_saturation_at_sea_level_is_benson_and_krause(ras: Ras, temp_c: float, mg_l: float) -> None:
    body = water(ras, "--temp-c", temp_c)
    assert body["do_saturation_mg_l"] == pytest.approx(mg_l, abs=6e-4)
    assert body["pressure_hpa"] == 1013.25


@pytest.mark.parametrize(
    ("option", "value", "mg_l"),
    [
        ("--altitude-m", 500, 7.770),
        ("--altitude-m", 1000, 7.300),
        ("--pressure-hpa", 933.26, 7.590),
    ],
)
def test_saturation_follows_pressure(ras: Ras, option: str, value: float, mg_l: float) -> None:
    body = water(ras, "--temp-c", 25, option, value)
    assert body["do_saturation_mg_l"] == pytest.approx(mg_l, abs=1.5e-3)


@pytest.mark.parametrize(
    ("temp_c", "ph", "share"),
    [(10, 8.0, 0.0182), (20, 8.4, 0.0904), (26, 7.2, 0.0096), (30, 7, 0.008)],
)
def test_ammonia_is_emersons_table(ras: Ras, temp_c: float, ph: float, share: float) -> None:
    body = water(ras, "--temp-c", temp_c, "--ph", ph, "--tan", 2)
    assert body["nh3_n_fraction"] == pytest.approx(share, abs=6e-5)
    assert body["nh3_n_mg_l"] == pytest.approx(2 * body["nh3_n_fraction"], abs=1e-5)


@pytest.mark.parametrize(
    ("alkalinity", "ph", "conductivity", "co2"),
    [(100, 7.0, 0, 19.75), (70, 6.6, 0, 34.76), (200, 8.0, 0, 3.92), (100, 7.0, 625, 17.805)],
)
def test_carbon_dioxide_is_the_carbonate_systems(
    ras: Ras, alkalinity: float, ph: float, conductivity: float, co2: float
) -> None:
    given = ("--ph", ph, "--alkalinity", alkalinity, "--conductivity", conductivity)
    assert water(ras, "--temp-c", 25, *given)["co2_mg_l"] == pytest.approx(co2, abs=6e-3)


def test_only_what_was_asked_for_is_answered(ras: Ras) -> None:
    assert water(ras, "--temp-c", 20).keys() == {"temp_c", "pressure_hpa", "do_saturation_mg_l"}
    asked = water(ras, "--temp-c", 20, "--oxygen", 9.092426)
    assert asked["do_saturation_percent"] == 100.0
    assert "do_saturation_mg_l  9.09" in ras("water", "--temp-c", 20).out


@pytest.mark.parametrize("line", ["--temp-c 41", "--temp-c x", "--temp-c 20 --ph 99", ""])
def test_what_is_no_water_is_usage(ras: Ras, line: str) -> None:
    answer = ras("water", *line.split())
    assert answer.code == 2 and not answer.out
