"""The bench: one probe and one emergency valve, no pump known; blindness must not mean nothing."""

from controller.outlook import flow_state
from controller.trips import TankState, Trip
from farm.document import Document
from farm.site import Site
from farm.snapshot import Snapshot


def test_where_no_pump_is_known_flow_is_unknown() -> None:
    assert flow_state(None, Snapshot(0.0, 0, {}, {})) == "unknown"


def test_a_blind_tank_without_known_flow_gets_emergency_oxygen_within_minutes() -> None:
    blind = TankState(
        oxygen_mg_l=None,
        good=0,
        below=0,
        slope_mg_l_min=None,
        flow_lost=True,
        power_lost=False,
    )
    trip = Trip()
    for second in range(130):
        trip = trip.step(blind, 1.0, second * 1000)
    assert trip.is_open


def test_the_shipped_bench_names_no_circulation() -> None:
    with open("sites/bench.yaml", encoding="utf-8") as file:
        site = Document("bench", file.read()).parse(Site)
    assert site.control.circulation is None
