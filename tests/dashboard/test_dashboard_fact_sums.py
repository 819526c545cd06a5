"""Facts of no batch: added up by the database, never held in memory, still listed page by page.

Knows the journal; how facts come into it is tested with the intake.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

from dashboard.books import VIEWED
from dashboard.routes.production import Kinds
from records.journal.events import FactTaken, Reversal
from tests.dashboard.harness import Bench, on_bench

REPORT = "/api/v1/reports/yield"
MARCH_1 = datetime(2026, 2, 28, 16, tzinfo=UTC)
"""Midnight of 1 March on the farm."""


def taken(bench: Bench, seq: int, at: datetime, fact: str, place: str, amount: int) -> FactTaken:
    event = FactTaken.model_validate(
        {
            "event_id": str(uuid4()), "happened_at": at.isoformat(), "actor": "controller",
            "site": "trial", "source": {"boot": "b", "seq": seq}, "fact": fact, "place": place,
            "amount": amount, "began_at": at.isoformat(),
        }
    )  # fmt: skip
    bench.store.append(event)
    return event


def reversed_by(wrong: FactTaken, now: datetime) -> Reversal:
    return Reversal.model_validate(
        {
            "event_id": str(uuid4()), "happened_at": now.isoformat(), "actor": "manager",
            "site": "trial", "ref": str(wrong.event_id), "reason": "meter of the neighbour",
            "approved_by": "operator",
        }
    )  # fmt: skip


async def month(bench: Bench, name: str) -> dict[str, Any]:
    client = await bench.signed_in("manager")
    report = (await client.get(REPORT, params={"year": 2026})).json()
    found: dict[str, Any] = next(one for one in report["months"] if one["month"] == name)
    return found | {"since": report["since"]}


def test_no_kind_is_forgotten_between_memory_and_database() -> None:
    assert {*VIEWED, "FACT_TAKEN"} == set(get_args(Kinds))


def test_facts_are_summed_by_civil_month_and_not_held_in_memory(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        before = MARCH_1.replace(hour=15, minute=59)
        taken(bench, 1, before, "energy_used_wh", "1", 7_000)
        taken(bench, 2, MARCH_1, "energy_used_wh", "1", 2_000)
        wrong = taken(bench, 3, MARCH_1, "oxygen_used_g", "1-01", 500)
        taken(bench, 4, MARCH_1, "oxygen_used_g", "1-02", 250)
        assert (await bench.desk.books.view()).events == ()
        march = await month(bench, "2026-03")
        assert (march["energy_kwh"], march["oxygen_kg"]) == (2.0, 0.75)
        assert march["since"] == "2026-02-28"
        assert (await month(bench, "2026-02"))["energy_kwh"] == 7.0
        taken(bench, 5, MARCH_1, "energy_used_wh", "2", 1_000)
        assert (await month(bench, "2026-03"))["energy_kwh"] == 3.0
        taken(bench, 6, MARCH_1, "energy_used_wh", "farm", 9_000)
        assert (await month(bench, "2026-03"))["energy_kwh"] == 9.0
        await bench.desk.books.append([reversed_by(wrong, bench.clock.utc())])
        assert (await month(bench, "2026-03"))["oxygen_kg"] == 0.25

    on_bench(tmp_path, test, controller=False)


def test_a_bare_fact_neither_rebuilds_the_view_nor_wakes_anybody(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        woken: list[int] = []
        books = bench.desk.books
        books.changed.append(lambda: woken.append(1))
        view = await books.view()
        first = taken(bench, 1, MARCH_1, "water_used_l", "farm", 1)
        await books.append([first])
        assert await books.view() is view and not woken

    on_bench(tmp_path, test, controller=False)


def test_facts_are_listed_in_pages_when_asked_for(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        for seq in range(1, 4):
            taken(bench, seq, MARCH_1, "water_used_l", "farm", seq)
        client = await bench.signed_in("viewer")
        assert (await client.get("/api/v1/events")).json()["events"] == []
        params: dict[str, Any] = {"kind": "FACT_TAKEN", "limit": 2}
        page = (await client.get("/api/v1/events", params=params)).json()
        assert [row["seq"] for row in page["events"]] == [3, 2] and page["more"]
        rest = (await client.get("/api/v1/events", params=params | {"before": 2})).json()
        assert [row["seq"] for row in rest["events"]] == [1] and not rest["more"]

    on_bench(tmp_path, test, controller=False)
