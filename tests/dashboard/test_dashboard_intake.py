"""Facts of the controller become events once; trends are read from its history.

Knows the writers of records; refuses to know the controller.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dashboard.facts_intake import FactsIntake, bare_fact
from farm.fact import Fact, FactKind
from farm.status import Status
from records.history.store import HistoryWriter
from records.journal.events import FactSource, FactTaken, Feed, StockIn
from records.state.store import StateStore, put_fact, put_start
from tests.dashboard.harness import Bench, on_bench, until

AT_MS = 1_790_000_000_000


def fact(seq: int, kind: FactKind, place: str, amount: int, boot: str = "boot-a") -> Fact:
    return Fact(
        boot=boot, seq=seq, kind=kind, place=place, amount=amount, from_ms=AT_MS,
        to_ms=AT_MS + 600_000 + seq, source="test",
    )  # fmt: skip


def write(folder: Path, facts: Sequence[Fact], boot: str = "boot-a") -> None:
    store = StateStore(folder / "state.db")
    problems = store.write([put_start(boot, AT_MS), *(put_fact(one) for one in facts)])
    store.close()
    assert not any(problems)


def stock(bench: Bench, tank: str, batch: str, heads: int) -> None:
    document: dict[str, Any] = {
        "kind": "STOCK_IN",
        "event_id": f"00000000-0000-4000-8000-{abs(hash((tank, batch))) % 10**12:012d}",
        "happened_at": "2026-09-01T00:00:00Z",
        "actor": "operator",
        "site": "trial",
        "batch": batch,
        "tank": tank,
        "count_heads": heads,
        "mass_g": heads * 100,
    }
    bench.store.append(StockIn.model_validate(document))


def test_facts_are_taken_once_and_feed_goes_to_the_batch(tmp_path: Path) -> None:
    facts = [
        fact(1, FactKind.FEED_DOSED_G, "1-01", 2500),
        fact(2, FactKind.ENERGY_USED_WH, "1", 4000),
        fact(3, FactKind.FEED_DOSED_G, "1-02", 700),
        fact(4, FactKind.WEIGHT_STABLE_G, "farm", 12_340),
    ]

    async def test(bench: Bench) -> None:
        stock(bench, "1-01", "26-01", 900)
        write(tmp_path, facts)
        desk = bench.desk
        for _ in range(2):
            intake = FactsIntake(tmp_path / "state.db", desk.books, "trial", desk.threads)
            assert not await intake.take_in()
            assert not await intake.take_in()
        events = [item.event for item in bench.store.events()][1:]
        assert {(e.source.boot, e.source.seq) for e in events if e.source} == {
            ("boot-a", 1), ("boot-a", 2), ("boot-a", 3), ("boot-a", 4),
        }  # fmt: skip
        feed = [e for e in events if isinstance(e, Feed)]
        assert [(e.batch, e.tank, e.mass_g) for e in feed] == [("26-01", "1-01", 2500)]
        bare = {e.fact: (e.place, e.amount) for e in events if isinstance(e, FactTaken)}
        assert bare[FactKind.FEED_DOSED_G] == ("1-02", 700)
        assert bare[FactKind.ENERGY_USED_WH] == ("1", 4000)
        view = await desk.books.view()
        assert view.stock.lot("26-01", "1-01").feed_g == 2500

    on_bench(tmp_path, test, controller=False)


def test_the_app_takes_them_by_itself_and_after_a_restart_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.facts_intake.EVERY_S", 0.02)

    async def first(bench: Bench) -> None:
        write(tmp_path, [fact(1, FactKind.OXYGEN_USED_G, "1-01", 50)])
        await until(lambda: len(bench.store.events()) == 1)

    async def second(bench: Bench) -> None:
        write(tmp_path, [fact(1, FactKind.OXYGEN_USED_G, "1-01", 60, "boot-b")], "boot-b")
        await until(lambda: len(bench.store.events()) == 2)
        await asyncio.sleep(0.1)
        assert len(bench.store.events()) == 2

    on_bench(tmp_path, first, controller=False)
    monkeypatch.setattr("tests.dashboard.harness.PEOPLE", {})
    on_bench(tmp_path, second, controller=False)


def test_a_weight_below_zero_stops_nothing(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        write(
            tmp_path,
            [
                fact(1, FactKind.WEIGHT_STABLE_G, "farm", -250),
                fact(2, FactKind.WATER_USED_L, "farm", 900),
            ],
        )
        intake = FactsIntake(tmp_path / "state.db", bench.desk.books, "trial", bench.desk.threads)
        await intake.take_in()
        taken = [item.event for item in bench.store.events()]
        assert [e.amount for e in taken if isinstance(e, FactTaken)] == [900]

    on_bench(tmp_path, test, controller=False)


def intake_of(bench: Bench, folder: Path) -> FactsIntake:
    return FactsIntake(folder / "state.db", bench.desk.books, "trial", bench.desk.threads)


def taken(bench: Bench) -> list[int]:
    sources = [item.event.source for item in bench.store.events()]
    return sorted(source.seq for source in sources if source)


def test_a_restart_does_not_ask_for_every_fact_ever_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.facts_intake.AT_ONCE", 5)

    async def test(bench: Bench) -> None:
        write(tmp_path, [fact(n, FactKind.WATER_USED_L, "farm", 1) for n in range(1, 41)])
        first = intake_of(bench, tmp_path)
        while await first.take_in():
            pass
        asked: list[int] = []
        log = bench.store.log
        found = log.taken_fact

        def counted(source: FactSource) -> UUID | None:
            asked.append(source.seq)
            return found(source)

        monkeypatch.setattr(log, "taken_fact", counted)
        again = intake_of(bench, tmp_path)
        while await again.take_in():
            pass
        assert asked == [36, 37, 38, 39, 40]
        assert taken(bench) == list(range(1, 41))

    on_bench(tmp_path, test, controller=False)


def test_a_crash_between_two_batches_of_a_window_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.facts_intake.AT_ONCE", 4)

    async def test(bench: Bench) -> None:
        stock(bench, "1-01", "26-01", 900)
        bare, feed = FactKind.WATER_USED_L, FactKind.FEED_DOSED_G
        facts = [fact(1, bare, "farm", 1), fact(2, feed, "1-01", 5), fact(3, bare, "farm", 1)]
        write(tmp_path, facts)
        bench.store.append_all([bare_fact(facts[0], "trial"), bare_fact(facts[2], "trial")])
        await intake_of(bench, tmp_path).take_in()
        assert taken(bench) == [1, 2, 3]

    on_bench(tmp_path, test, controller=False)


@pytest.mark.parametrize("restart", [False, True])
def test_a_fact_of_the_future_waits_and_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, restart: bool
) -> None:
    monkeypatch.setattr("dashboard.facts_intake.AT_ONCE", 3)

    async def test(bench: Bench) -> None:
        water, now_ms = FactKind.WATER_USED_L, bench.clock.utc_ms()
        early = fact(1, water, "farm", 1).model_copy(update={"to_ms": now_ms + 3_600_000})
        write(tmp_path, [early, *(fact(n, water, "farm", 1) for n in range(2, 21))])
        intake = intake_of(bench, tmp_path)
        while await intake.take_in():
            pass
        assert taken(bench) == list(range(2, 21))
        bench.clock.ahead_s = 3601
        if restart:
            intake = intake_of(bench, tmp_path)
        while await intake.take_in():
            pass
        assert taken(bench) == list(range(1, 21))
        assert not await intake.take_in()
        assert taken(bench) == list(range(1, 21))

    on_bench(tmp_path, test, controller=False)


def recorded(folder: Path, minutes: int) -> None:
    writer = HistoryWriter(folder / "history", commit_every_s=0)
    good, bad = int(Status.GOOD), int(Status.BAD_NO_COMMUNICATION)
    rows = [("1-01.oxygen", AT_MS + n * 60_000, 7.0 + n / 100, good) for n in range(minutes)]
    writer.append(rows)
    writer.append([("1-01.oxygen", AT_MS + (minutes + 5) * 60_000, None, bad)])
    assert writer.drain(20)
    writer.close()


def test_a_trend_has_columns_gaps_and_statuses(tmp_path: Path) -> None:
    recorded(tmp_path, 60)

    async def test(bench: Bench) -> None:
        client = await bench.signed_in("viewer")
        span = {"from": AT_MS, "to": AT_MS + 66 * 60_000, "points": 66}
        answer = await client.get(
            "/api/v1/history", params={"tag": ["1-01.oxygen", "1-02.oxygen"], **span}
        )
        assert answer.status_code == 200, answer.text
        said = answer.json()
        oxygen, nothing = said["series"]
        known = [value for value in oxygen["value"] if value is not None]
        assert known[0] == pytest.approx(7.0) and known[-1] == pytest.approx(7.59)
        assert set(oxygen["status"]) == {"Good", "", "BadNoCommunication"}
        assert len({len(oxygen[key]) for key in ("at_ms", "value", "low", "high", "status")}) == 1
        assert set(nothing["status"]) == {""} and set(nothing["value"]) == {None}
        assert oxygen["unit"] == "mg/L"

    on_bench(tmp_path, test, controller=False)


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"tag": "1-01.nonsense", "from": 0, "to": 1}, 404),
        ({"tag": "1-01.oxygen", "from": 5, "to": 5}, 422),
        ({"tag": "1-01.oxygen", "from": 0, "to": 9_999_999_999_999}, 422),
        ({"tag": "1-01.oxygen", "from": 0, "to": 9, "points": 2001}, 422),
        ({"tag": ["1-01.oxygen"] * 9, "from": 0, "to": 9}, 422),
        ({"from": 0, "to": 9}, 422),
    ],
)
def test_a_trend_has_limits(tmp_path: Path, params: dict[str, Any], status: int) -> None:
    async def test(bench: Bench) -> None:
        answer = await bench.program().get("/api/v1/history", params=params)
        assert answer.status_code == status

    on_bench(tmp_path, test, controller=False)
