"""Below which value switching off needs two people: the same for controller and dashboard."""

from pathlib import Path

import pytest

from farm.document import Document
from farm.floors import FAN_LEAST_HZ, PUMP_OFF_HZ, floor
from farm.quantity import QUANTITIES, Kind
from farm.site import CirculationControl, Site

SITE_FILE = Path(__file__).parents[2] / "sites" / "trial.yaml"
SITE = Document("trial.yaml", SITE_FILE.read_text(encoding="utf-8")).parse(Site)


def without_circulation(*, plant: bool) -> Site:
    control = SITE.control.model_copy(update={"circulation": None})
    systems = tuple(
        row if plant else row.model_copy(update={"plant": None}) for row in SITE.systems
    )
    return SITE.model_copy(update={"control": control, "systems": systems})


@pytest.mark.parametrize(
    ("output", "least"),
    [
        ("1.fan", FAN_LEAST_HZ),
        ("1.pump_2", 40.0),
        ("1-01.oxygen_valve", SITE.control.oxygen.floor_percent),
        ("1-01.emergency_valve", 1.0),
        ("1-01.feeder", None),
        ("1.drum", None),
    ],
)
def test_every_output_has_its_floor(output: str, least: float | None) -> None:
    assert floor(SITE, output) == least


def test_without_a_circulation_section_the_floor_is_what_the_law_uses() -> None:
    usual = CirculationControl(target_m3_h=100).life_flow_hz
    assert floor(without_circulation(plant=True), "1.pump_1") == usual
    assert floor(without_circulation(plant=False), "1.pump_1") == PUMP_OFF_HZ


def test_every_life_support_output_a_person_can_take_has_a_floor() -> None:
    for row in QUANTITIES.values():
        if row.kind is Kind.OUTPUT and row.key != "heartbeat":
            assert (floor(SITE, f"1.{row.key}") is not None) == row.life_support, row.key
