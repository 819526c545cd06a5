"""The runs a demonstration opens with: three places on the way, made up, ready to go on."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.demo_runs import seed_runs
from dashboard.demo_villages import VILLAGES
from dashboard.event_rows import CONSTRUCTED
from dashboard.money.papers import report_books
from records.deeds.deed import Deed
from tests.dashboard.money_bench import MoneyBench, on_day

NOW = date(2026, 11, 23)


def seeded(desk: MoneyBench) -> int:
    office = desk.bench.desk.money
    return seed_runs(desk.store, office.site, office.zone, office.clock)


def deeds_of(folder: Path, day: date) -> list[Deed]:
    async def test(desk: MoneyBench) -> list[Deed]:
        seeded(desk)
        assert desk.store.verify() == []
        return desk.store.deeds.all()

    return on_day(folder, day, test)


def test_the_list_of_runs_is_not_empty_and_every_run_can_go_on(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        assert seeded(desk) == len(desk.store.deeds.all()) > 300
        listed: list[dict[str, Any]] = (await desk.get("/runs"))["runs"]
        states = {one["run"]: one["state"] for one in listed}
        assert states == {
            "shili-2025": "POSTED", "moshan-2025": "COMPUTED", "tangxia-2025": "DRAFT",
        }  # fmt: skip
        paid = await desk.get("/runs/shili-2025/payments")
        assert paid["paid_fen"] == 0
        await desk.step("PAYMENT_ORDERED", "shili-2025", "shili", batch="1", proof=None)
        await desk.step("RUN_REVIEWED", "moshan-2025", "moshan", "reviewer", accepted=True)
        tried = await desk.post("/runs/preview", {"entity": "tangxia", "year": 2025})
        assert tried["figures"]["gross_fen"] > 0 and tried["open_questions"]
        assert (await desk.get("/verify", "auditor"))["sound"]

    on_day(tmp_path, NOW, test)


def test_everything_is_marked_as_made_up(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        seeded(desk)
        assert all(CONSTRUCTED in (one.note or "") for one in desk.store.deeds.all())
        assert all(one.title.startswith(CONSTRUCTED) for one in VILLAGES)
        mine = [one for one in desk.store.ledger.entries() if one.run_id is None]
        assert len(mine) == 9 and all(one.summary.startswith(CONSTRUCTED) for one in mine)
        assert report_books(desk.bench.desk.money).constructed

    on_day(tmp_path, NOW, test)


def test_the_same_day_gives_the_same_deeds(tmp_path: Path) -> None:
    texts = [[one.canonical() for one in deeds_of(tmp_path / name, NOW)] for name in ("one", "two")]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2027, 3, 31), date(2028, 2, 29)], ids=str)
def test_a_demonstration_opens_on_any_day(tmp_path: Path, day: date) -> None:
    """Over a new year, over the spring festival, and on the day that most years lack."""
    assert max(one.day for one in deeds_of(tmp_path, day)) <= day


def test_books_that_hold_anything_are_left_alone(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        party = desk.deed("PARTY", "own", NOW, party_kind="COLLECTIVE", title="自己的村")
        await desk.post("/parties/deeds", {"deeds": [party]})
        assert seeded(desk) == 0 and len(desk.store.deeds.all()) == 1

    on_day(tmp_path, NOW, test)
