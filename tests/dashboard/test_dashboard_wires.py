"""GET /api/v1/wires: every line and station with the controller's last word, names and trust."""

import asyncio
from datetime import date
from pathlib import Path

from dashboard.api_calibration import FeederDose
from dashboard.farm_info import farm_info
from dashboard.wires import WireDesk
from drivers.profiles import load_profiles
from farm.link import BusState, SettingFound, StationState
from farm.names import Names
from farm.site import Mapping
from tests.dashboard.harness import (
    TOKEN,
    WORDS,
    Bench,
    full_state,
    on_bench,
    trial_site,
    until,
)

FOUND = SettingFound(
    device_id="s1-pump-1", key="comm_loss_action", unit="", found=0.0, must_be=(1.0,),
    reason="differs", why=WORDS, comm_loss=True, life_support=True, outputs=("1.pump_1",),
)  # fmt: skip
PROBE = StationState(asked=9, answered=8, reply_ms_max=12.0, reply_bound_ms=300.0)
LINE = BusState(
    asked=9, answered=8, missed=1, on_time=8, worst_reply_ms=12, wrong_rejected=0, used_share=0.4,
    stations={"s1-01-do-a": PROBE},
)  # fmt: skip


def test_every_line_is_there_with_what_was_told(tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        told = full_state(bench.clock).model_copy(
            update={"buses": {"s1-do-a": LINE}, "findings": (FOUND,)}
        )
        await bench.controller.tell(told)
        await until(lambda: bool(bench.desk.link.last.buses))
        body = (await bench.client(Authorization=f"Bearer {TOKEN}").get("/api/v1/wires")).json()
        site = trial_site()
        assert [row["id"] for row in body["lines"]] == [bus.id for bus in site.buses]
        assert sum(len(row["stations"]) for row in body["lines"]) == len(site.devices)
        line = next(row for row in body["lines"] if row["id"] == "s1-do-a")
        assert line["state"]["used_share"] == 0.4 and line["state"]["stations"] == {}
        assert line["stations"][0]["state"]["reply_ms_max"] == 12.0
        assert line["stations"][0]["name"]["zh"] == "1-01 池 溶解氧 A、水温"
        assert line["stations"][1]["state"] is None
        assert body["findings"][0]["device_id"] == "s1-pump-1"
        # a state without news of settings leaves them as they were
        later = told.model_copy(update={"full": False, "revision": 2, "findings": None})
        await bench.controller.tell(later)
        await until(lambda: bench.desk.link.last.revision == 2)
        assert bench.desk.link.last.findings == (FOUND,)

    on_bench(tmp_path, story)


def test_the_map_of_a_device_says_how_well_it_is_known(tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        await asyncio.sleep(0)
        desk = WireDesk(trial_site(), load_profiles(), bench.desk.link)
        rows = {s.id: s for row in desk.now(0).lines for s in row.stations}
        assert rows["s1-pump-1"].trust != "unknown" and rows["s1-pump-1"].title.zh
        nobody = WireDesk(trial_site(), {}, bench.desk.link)
        assert {s.trust for row in nobody.now(0).lines for s in row.stations} == {"unknown"}

    on_bench(tmp_path, story)


def test_a_feeder_is_due_thirty_days_after_it_was_weighed(tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        await asyncio.sleep(0)
        site = trial_site()
        relay = {"tag": "1-01.feeder", "signal": "signal/feeder-relay"}
        dose = {"g_s": 25, "calibrated_on": "2026-11-01", "cap_kg_h": 20, "cap_kg_d": 60}
        entry = Mapping.model_validate(relay | {"dose": dose})
        panel = site.devices[0].model_copy(update={"outputs": {"do1": entry}})
        fed = site.model_copy(update={"devices": (panel, *site.devices[1:])})
        desk = WireDesk(fed, load_profiles(), bench.desk.link)

        def row(day: date) -> FeederDose:
            return next(one for one in desk.feeders(day) if one.calibrated_on == "2026-11-01")

        assert row(date(2026, 12, 1)).due_on == "2026-12-01" and row(date(2026, 12, 1)).g_s == 25
        assert [row(date(2026, 12, day)).overdue for day in (1, 2)] == [False, True]
        assert WireDesk(fed, {}, bench.desk.link).feeders(date(2026, 12, 2)) == ()

    on_bench(tmp_path, story)


def test_alarms_find_the_place_of_a_device_in_the_farm() -> None:
    info = farm_info(trial_site())
    names = Names(trial_site())
    assert info.places["s1-01-do-a"].zh == "1-01 池" == names.where["s1-01-do-a"].zh
    assert info.places["s1-do-a"].zh == "1 号系统"
    assert info.places["1-01.oxygen_valve"].zh == "1-01 池"
    assert "farm.clock_drift" in info.farm_tags
