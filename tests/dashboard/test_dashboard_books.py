"""Production records over HTTP: saved once, checked, asked about, corrected by two.

Knows the shapes of the API; the rules of stock are tested with records.
"""

from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.dashboard.harness import Bench, on_bench, password

EVENTS = "/api/v1/events"
DAY_MS = 86_400_000


def entry(bench: Bench, kind: str, ago_ms: int = 60_000, **fields: Any) -> dict[str, Any]:
    return {
        "event_id": str(uuid4()),
        "happened_ms": bench.clock.utc_ms() - ago_ms,
        "entry": {"kind": kind, **fields},
    }


async def stocked(bench: Bench, client: httpx.AsyncClient, tank: str = "1-01") -> dict[str, Any]:
    body = entry(
        bench, "STOCK_IN", 3_600_000, tank=tank, batch="26-04", count_heads=5000, mass_g=1_500_000
    )
    answer = await client.post(EVENTS, json=body)
    assert answer.status_code == 201, answer.text
    saved: dict[str, Any] = answer.json()
    return saved


def test_a_record_is_saved_once_and_moves_the_stock(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        await stocked(bench, client)
        death = entry(bench, "MORT", tank="1-01", count_heads=3, cause="HYPOXIA")
        first = await client.post(EVENTS, json=death)
        again = await client.post(EVENTS, json=death)
        assert first.status_code == again.status_code == 201
        assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
        assert first.json()["event"]["batch"] == "26-04"
        stock = (await client.get("/api/v1/stock")).json()
        assert (stock["heads"], stock["tanks"][0]["heads"]) == (4997, 4997)
        page = (await client.get("/api/v1/tanks/1-01")).json()
        assert page["book"]["dead_today"] + page["book"]["dead_7_days"] >= 3
        assert page["tile"]["stage"] == "growout" and page["tile"]["batch"] == "26-04"
        other = await client.post(EVENTS, json=death | {"happened_ms": death["happened_ms"] - 1})
        assert (other.status_code, other.json()["error"]) == (409, "id_used")

    on_bench(tmp_path, test, controller=False)


def test_every_kind_of_entry_is_taken_and_told_in_words(tmp_path: Path) -> None:
    async def test(bench: Bench) -> list[str]:
        client = await bench.signed_in("operator")
        await stocked(bench, client)
        cases: list[tuple[str, dict[str, Any]]] = [
            ("FEED", {"tank": "1-01", "mass_g": 9_000, "feed_lot": "F-7"}),
            ("SAMPLE_WEIGH", {"tank": "1-01", "sample_heads": 50, "sample_mass_g": 15_500}),
            ("TRANSFER", {"from_tank": "1-01", "to_tank": "1-02", "count_heads": 1000}),
            ("HARVEST", {"tank": "1-01", "count_heads": 500, "mass_g": 155_000}),
            (
                "SALE",
                {"batch": "26-04", "mass_g": 155_000, "price_fen_per_kg": 3600, "customer": "甲"},
            ),
        ]
        for kind, fields in cases:
            answer = await client.post(EVENTS, json=entry(bench, kind, **fields))
            assert answer.status_code == 201, answer.text
        rows = (await client.get(EVENTS)).json()["events"]
        assert [row["seq"] for row in rows] == [6, 5, 4, 3, 2, 1]
        batch = (await client.get("/api/v1/batches")).json()["batches"][0]
        assert (batch["heads"], batch["harvested_heads"]) == (4500, 500)
        assert batch["income_fen"] == 558_000 and batch["tanks"] == ["1-01", "1-02"]
        return [row["text"]["zh"] for row in rows]

    assert on_bench(tmp_path, test, controller=False) == [
        "批次 26-04 销售 155 kg，每 kg 36.00 元，甲",
        "1-01 池出鱼 500 尾，155 kg",
        "1-01 池转 1000 尾到 1-02 池",
        "1-01 池打样 50 尾，均重 310 g",
        "1-01 池投喂 9 kg",
        "1-01 池放苗 5000 尾，1500 kg，批次 26-04",
    ]


def test_an_impossible_record_is_refused_with_the_books_own_words(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        await stocked(bench, client)
        too_many = entry(bench, "HARVEST", tank="1-01", count_heads=5001, mass_g=1_500_000)
        said = (await client.post(EVENTS + "/check", json=too_many)).json()
        assert said["findings"][0]["code"] == "stock_short" and "将记下" in said["preview"]["zh"]
        refused = await client.post(EVENTS, json=too_many)
        assert (refused.status_code, refused.json()["error"]) == (409, "stock_short")
        assert "5000 尾" in refused.json()["text"]["zh"]
        future = entry(bench, "FEED", -DAY_MS, tank="1-01", mass_g=1000)
        assert (await client.post(EVENTS, json=future)).json()["error"] == "in_the_future"
        assert len((await client.get(EVENTS)).json()["events"]) == 1

    on_bench(tmp_path, test, controller=False)


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        ("MORT", {"tank": "1-01", "count_heads": 200}, "many_dead"),
        ("FEED", {"tank": "1-01", "mass_g": 200_000}, "much_feed"),
        ("SAMPLE_WEIGH", {"tank": "1-01", "sample_heads": 10, "sample_mass_g": 6000}, "mean"),
        (
            "STOCK_IN",
            {"tank": "1-01", "batch": "26-05", "count_heads": 10, "mass_g": 100},
            "mixed_batches",
        ),
    ],
)
def test_an_unlikely_record_is_asked_about_and_saved_when_meant(
    tmp_path: Path, kind: str, fields: dict[str, Any], code: str
) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        await stocked(bench, client)
        body = entry(bench, kind, **fields)
        asked = await client.post(EVENTS, json=body)
        assert (asked.status_code, asked.json()["error"]) == (409, "needs_confirmation")
        meant = await client.post(EVENTS, json=body | {"confirmed": True})
        assert meant.status_code == 201
        assert meant.json()["findings"][0]["code"].startswith(code)

    on_bench(tmp_path, test, controller=False)


def test_the_same_twice_within_minutes_is_asked_about(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        await stocked(bench, client)
        for expected in (201, 409):
            body = entry(bench, "MORT", tank="1-01", count_heads=2)
            assert (await client.post(EVENTS, json=body)).status_code == expected

    on_bench(tmp_path, test, controller=False)


def test_a_late_entry_says_why(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        body = entry(
            bench, "STOCK_IN", 3 * DAY_MS, tank="1-03", batch="26-01", count_heads=10, mass_g=100
        )
        refused = await client.post(EVENTS, json=body)
        assert (refused.status_code, refused.json()["error"]) == (422, "late_reason_needed")
        saved = await client.post(EVENTS, json=body | {"late_reason": "停电补记"})
        assert saved.status_code == 201
        assert saved.json()["event"]["data"]["backfill_reason"] == "停电补记"

    on_bench(tmp_path, test, controller=False)


def test_the_batch_is_found_where_there_is_only_one(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        empty = await client.post(EVENTS, json=entry(bench, "FEED", tank="1-02", mass_g=1))
        assert empty.json()["error"] == "tank_empty"
        await stocked(bench, client)
        second = entry(bench, "STOCK_IN", tank="1-01", batch="26-05", count_heads=9, mass_g=99)
        assert (await client.post(EVENTS, json=second | {"confirmed": True})).status_code == 201
        unclear = await client.post(EVENTS, json=entry(bench, "FEED", tank="1-01", mass_g=1))
        assert (unclear.status_code, unclear.json()["error"]) == (422, "batch_needed")

    on_bench(tmp_path, test, controller=False)


def test_a_record_is_put_right_by_two_people(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        operator, manager = await bench.signed_in("operator"), await bench.signed_in("manager")
        await stocked(bench, operator)
        wrong = entry(bench, "MORT", tank="1-01", count_heads=30)
        assert (await operator.post(EVENTS, json=wrong)).status_code == 201
        path = f"{EVENTS}/{wrong['event_id']}/correct"
        body = {
            "event_id": str(uuid4()),
            "reason": "多写了一个零",
            "entry": {"kind": "MORT", "tank": "1-01", "count_heads": 3},
            "second_name": "operator",
            "second_password": "wrong",
        }
        assert (await operator.post(path, json=body)).status_code == 403
        assert (await manager.post(path, json=body)).status_code == 403
        body["second_password"] = password("operator")
        assert (await manager.post(path, json=body)).status_code == 201
        assert (await manager.post(path, json=body)).json()["repeated"]
        again = await manager.post(path, json=body | {"event_id": str(uuid4())})
        assert (again.status_code, again.json()["error"]) == (409, "already_reversed")
        assert (await operator.get("/api/v1/stock")).json()["heads"] == 4997
        rows = (await operator.get(EVENTS)).json()["events"]
        by_id = {row["event_id"]: row for row in rows}
        assert by_id[wrong["event_id"]]["reversed"]
        assert not by_id[wrong["event_id"]]["correctable"]
        assert bench.store.verify() == []

    on_bench(tmp_path, test, controller=False)


def test_lists_are_read_in_pages(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        await stocked(bench, client)
        await stocked(bench, client, "1-02")
        page = (await client.get(EVENTS, params={"limit": 1})).json()
        assert page["more"] and page["events"][0]["tank"] == "1-02"
        rest = (await client.get(EVENTS, params={"before": page["events"][0]["seq"]})).json()
        assert not rest["more"] and rest["events"][0]["tank"] == "1-01"
        of_tank = (await client.get(EVENTS, params={"tank": "1-01"})).json()["events"]
        assert [row["tank"] for row in of_tank] == ["1-01"]

    on_bench(tmp_path, test, controller=False)


def test_a_count_of_fish_is_agreed_by_two_and_moves_the_book(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        await stocked(bench, client)
        count = entry(bench, "COUNT_ADJUST", tank="1-01", delta_heads=-42, reason="清池点数")
        seen = await client.post(f"{EVENTS}/check", json=count)
        assert "盘点 -42 尾" in seen.json()["preview"]["zh"], seen.text
        assert (await client.post(EVENTS, json=count)).status_code == 403
        count |= {"second_name": "operator", "second_password": password("operator")}
        assert (await client.post(EVENTS, json=count)).status_code == 403
        assert (await client.get("/api/v1/stock")).json()["heads"] == 5000
        count |= {"second_name": "manager", "second_password": password("manager")}
        assert (await client.post(EVENTS, json=count)).status_code == 201
        assert (await client.post(EVENTS, json=count)).json()["repeated"]
        assert (await client.get("/api/v1/stock")).json()["heads"] == 4958
        more: dict[str, Any] = {"tank": "1-01", "reason": "又点一遍"}
        for delta, told in ((0, (422, "bad_input")), (-4959, (409, "stock_short"))):
            body = count | entry(bench, "COUNT_ADJUST", **more, delta_heads=delta)
            said = await client.post(EVENTS, json=body)
            assert (said.status_code, said.json()["error"]) == told

    on_bench(tmp_path, test, controller=False)
