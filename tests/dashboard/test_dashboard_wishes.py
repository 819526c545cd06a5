"""Wishes: what reaches the controller, who must agree, and what is said when it does not answer.

Knows a controller of ten lines; the real one judges every wish again.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from farm.link import CheckState, Result, SetOutput, SetStock, StartCheck, Wish
from farm.words import Words
from records.durable import StorageFault
from tests.dashboard.harness import Bench, FakeController, full_state, on_bench, password, until

VALVE = "/api/v1/outputs/1-01.oxygen_valve"
PUMP = "/api/v1/outputs/1.pump_1"


def take(value: float, **more: Any) -> dict[str, Any]:
    return {"value": value, "minutes": 20, "reason": "测试", **more}


def test_an_output_is_taken_and_given_back(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        answer = await client.post(VALVE, json=take(55, id="wish-0001", expected_revision=3))
        assert answer.status_code == 200, answer.text
        assert answer.json()["accepted"] and answer.json()["id"] == "wish-0001"
        wish = bench.controller.wishes[-1]
        assert wish.what == SetOutput(output="1-01.oxygen_valve", value=55, minutes=20)
        assert (wish.actor, wish.reason, wish.expected_revision) == ("operator", "测试", 3)
        bench.clock.ahead_s += 2
        assert (await client.delete(VALVE)).status_code == 200
        assert bench.controller.acts() == ["set_output", "release_output"]
        acts = [r.entry.action for r in bench.store.audit.records()]
        assert acts == ["login", "set_output", "release_output"]

    on_bench(tmp_path, test)


@pytest.mark.parametrize("apart_s", [-90.0, 90.0])
def test_a_wish_is_dated_by_the_clock_that_judges_its_age(tmp_path: Path, apart_s: float) -> None:
    """Both processes tie themselves to UTC at their start, and the system's clock may jump."""

    async def test(bench: Bench) -> None:
        theirs_ms = bench.clock.utc_ms() + round(apart_s * 1000)
        state = full_state(bench.clock).model_copy(update={"at_ms": theirs_ms})
        await bench.controller.tell(state)
        await until(lambda: bench.desk.link.last.at_ms == theirs_ms)
        bench.clock.ahead_s += 3
        client = await bench.signed_in("operator")
        assert (await client.post(VALVE, json=take(55))).status_code == 200
        made_ms = bench.controller.wishes[-1].made_ms
        assert theirs_ms + 3000 <= made_ms < theirs_ms + 30_000

    on_bench(tmp_path, test)


def test_life_support_goes_off_only_with_two_people(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        agree = {"second_name": "operator2", "second_password": password("operator2")}
        cases: list[tuple[dict[str, str], int]] = [
            ({}, 403),
            ({"second_name": "operator", "second_password": password("operator")}, 403),
            ({"second_name": "operator2", "second_password": "wrong"}, 403),
            ({"second_name": "viewer", "second_password": password("viewer")}, 403),
            (agree, 200),
        ]
        for more, status in cases:
            answer = await client.post(PUMP, json=take(0, **more))
            assert answer.status_code == status, answer.text
            bench.clock.ahead_s += 2
        assert bench.controller.acts() == ["set_output"]
        assert bench.controller.wishes[-1].second_actor == "operator2"

    on_bench(tmp_path, test)


def test_slower_is_not_off_and_needs_one_person_with_a_reason(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("technician")
        answer = await client.post(PUMP, json=take(45, reason=""))
        assert (answer.status_code, answer.json()["error"]) == (422, "reason_needed")
        assert (await client.post(PUMP, json=take(45))).status_code == 200
        bench.clock.ahead_s += 2
        too_slow = await client.post(PUMP, json=take(39))
        assert (too_slow.status_code, too_slow.json()["error"]) == (403, "second_person_needed")

    on_bench(tmp_path, test)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (VALVE, take(101), 422),
        (VALVE, take(-1), 422),
        (VALVE, take(50) | {"minutes": 481}, 422),
        (VALVE, {"value": "50"}, 422),
        (VALVE, take(50) | {"id": "short"}, 422),
        ("/api/v1/outputs/1-01.oxygen", take(1), 404),
        ("/api/v1/outputs/9-99.oxygen_valve", take(1), 404),
        ("/api/v1/outputs/x", take(1), 404),
        ("/api/v1/alarms/none@1-01/acknowledge", {}, 404),
        ("/api/v1/tanks/9-99/reset-emergency", {}, 404),
        ("/api/v1/systems/9/start-loop", {}, 404),
    ],
)
def test_bad_wishes_never_leave(
    tmp_path: Path, path: str, body: dict[str, Any], status: int
) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        answer = await client.post(path, json=body)
        assert answer.status_code == status, answer.text
        assert bench.controller.acts() == []

    on_bench(tmp_path, test)


def test_alarms_trips_and_life_support_are_carried(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        listed = (await client.get("/api/v1/alarms")).json()
        assert [alarm["id"] for alarm in listed["alarms"]] == ["oxygen_low@1-01"]
        for path, body in [
            ("alarms/oxygen_low@1-01/acknowledge", {}),
            ("alarms/oxygen_low@1-01/shelve", {"minutes": 30, "reason": "清洗探头"}),
            ("tanks/1-01/reset-emergency", {"reason": "已恢复"}),
            ("systems/1/start-loop", {"reason": "死水已排"}),
            ("leave-life-support", {}),
        ]:
            bench.clock.ahead_s += 2
            assert (await client.post(f"/api/v1/{path}", json=body)).status_code == 200
        assert bench.controller.acts() == [
            "acknowledge_alarm",
            "shelve_alarm",
            "reset_emergency",
            "start_loop",
            "leave_life_support",
        ]

    on_bench(tmp_path, test)


def test_the_controllers_no_is_passed_on_in_its_words(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        words = Words(zh="联锁在作用", en="an interlock holds it")

        def no(wish: Wish) -> Result:
            return Result(id=wish.id, accepted=False, code="interlock", text=words)

        bench.controller.answer = no
        client = await bench.signed_in("operator")
        answer = await client.post(VALVE, json=take(50))
        assert (answer.status_code, answer.json()["error"]) == (409, "interlock")
        assert answer.json()["text"]["zh"] == words.zh
        assert bench.store.audit.records()[-1].entry.result == "interlock"

    on_bench(tmp_path, test)


def test_silence_is_told_as_not_known(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        bench.controller.answer = lambda _wish: None
        client = await bench.signed_in("operator")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("dashboard.link_client.ANSWER_WITHIN_S", 0.05)
            answer = await client.post(VALVE, json=take(50))
        assert (answer.status_code, answer.json()["error"]) == (504, "no_answer")

    on_bench(tmp_path, test)


def test_a_cut_connection_ends_the_waiting(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        bench.controller.answer = lambda _wish: None
        client = await bench.signed_in("operator")
        asked = asyncio.create_task(client.post(VALVE, json=take(50)))
        await until(lambda: bench.controller.acts() == ["set_output"])
        await bench.controller.stop()
        assert (await asked).status_code == 504
        await until(lambda: not bench.desk.link.live)
        bench.clock.ahead_s += 2
        away = await client.post(VALVE, json=take(50))
        assert (away.status_code, away.json()["error"]) == (503, "controller_away")
        await bench.controller.start()
        await bench.linked()

    on_bench(tmp_path, test)


def test_one_wish_a_second_for_an_output(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        assert (await client.post(VALVE, json=take(50))).status_code == 200
        hasty = await client.post(VALVE, json=take(51))
        assert (hasty.status_code, hasty.headers["retry-after"]) == (429, "1")
        bench.clock.ahead_s += 1.1
        assert (await client.post(VALVE, json=take(51))).status_code == 200

    on_bench(tmp_path, test)


def test_a_full_disk_keeps_nobody_from_opening_oxygen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        monkeypatch.setattr(bench.store.audit, "append", _full)
        assert (await client.post(VALVE, json=take(100))).status_code == 200
        assert bench.controller.acts() == ["set_output"]

    on_bench(tmp_path, test)


def _full(_entry: object) -> None:
    raise StorageFault(Words(zh="磁盘已满", en="disk full"))


def test_the_stock_reaches_every_controller_that_says_hello(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        def stocks(controller: FakeController) -> list[SetStock]:
            return [w.what for w in controller.wishes if isinstance(w.what, SetStock)]

        await until(lambda: len(stocks(bench.controller)) == 1)
        assert [one.tank for one in stocks(bench.controller)[0].tanks] == [
            "1-01", "1-02", "1-03", "1-04",
        ]  # fmt: skip
        await bench.controller.stop()
        await until(lambda: not bench.desk.link.live)
        await bench.controller.start()
        await until(lambda: len(stocks(bench.controller)) == 2)

    on_bench(tmp_path, test)


def test_a_probe_is_taken_out_and_put_back_and_the_audit_says_by_whom(tmp_path: Path) -> None:
    probe = "/api/v1/instruments/1-01.do_a/check"

    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        answer = await client.post(probe, json={"id": "check-0001"})
        assert answer.status_code == 200, answer.text
        assert bench.controller.wishes[-1].what == StartCheck(tag="1-01.do_a", minutes=15)
        until_ms = bench.clock.utc_ms() + 840_000
        checks = {"1-01.do_a": CheckState(until_ms=until_ms, actor="operator")}
        state = full_state(bench.clock).model_copy(update={"checks": checks, "revision": 9})
        await bench.controller.tell(state)
        await until(lambda: bench.desk.link.last.revision == 9)
        page = (await client.get("/api/v1/tanks/1-01")).json()
        row = next(one for one in page["checks"] if one["tag"] == "1-01.do_a")
        assert row["by"] == "operator" and 13 < row["minutes_left"] <= 14
        assert next(o for o in page["checks"] if o["tag"] == "1-01.do_b")["minutes_left"] is None
        bench.clock.ahead_s += 2
        assert (await client.delete(probe)).status_code == 200
        assert bench.controller.acts() == ["start_check", "end_check"]
        rows = [(r.entry.actor, r.entry.action) for r in bench.store.audit.records()]
        assert rows[1:] == [("operator", "start_check"), ("operator", "end_check")]
        for tag in ("farm.mains_ok", "1-01.oxygen_valve", "1-01.oxygen", "9-99.do_a", "x"):
            answer = await client.post(f"/api/v1/instruments/{tag}/check", json={})
            assert answer.status_code == 404, tag
        longer = await client.post(probe, json={"minutes": 16})
        assert longer.status_code == 422

    on_bench(tmp_path, test)
