"""Alarms to chat groups that answer as their services do: nothing lost, nothing told twice.

Knows a controller's alarms and hil_sim's robots; forms have a file of their own.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from dashboard.messages.post import UNREACHABLE, Post, Replied
from dashboard.messages.robots import Secrets, address, content
from dashboard.messages.texts import digest, letters_of
from farm.alarm import Alarm, AlarmState, Priority
from farm.clock import run_simulated
from farm.words import Words
from hil_sim.robots import RobotService
from records.store.letters import LetterStore, Waiting
from tests.dashboard.harness import alarm, trial_site
from trials.chat_groups import KEY, SIGN, TOKEN, ChatGroups

NIGHT_MS = 1_795_370_400_000
"""2026-11-22T18:00:00Z, 02:00 in China."""
KINDS = ("dingtalk", "wecom")
TEST_S = 9.5 * 3600  # from 02:00 in China to the trial site's 11:30


class Farm(ChatGroups):
    """Groups of the trial site, and alarms."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, trial_site())

    def rise(self, place: str, **more: Any) -> Alarm:
        words = Words(zh=f"{place} 溶氧低", en=f"{place} oxygen low")
        plain: dict[str, Any] = {"since_ms": self.clock.utc_ms(), "text": words}
        return alarm(place, **(plain | more))


def on_farm(
    folder: Path, test: Callable[[Farm], Awaitable[None]], start_ms: int = NIGHT_MS
) -> None:
    async def main() -> None:
        farm = Farm(folder)
        await asyncio.sleep(5)
        try:
            await test(farm)
        finally:
            await farm.die()

    run_simulated(main(), start_ms)


def test_an_alarm_is_shown_once_in_each_group_and_no_secret_is_logged(tmp_path: Path) -> None:
    async def test(farm: Farm) -> None:
        with capture_logs() as logs:
            row = farm.rise("1-01")
            farm.up(row, farm.rise("1-02", inside=row.id), farm.rise("1-03", priority=Priority.P3))
            await asyncio.sleep(10)
            assert [heard.kind for heard in farm.service.shown] == ["dingtalk", "wecom"]
            farm.up(row.model_copy(update={"value": 3.1}))
            await asyncio.sleep(80)
            assert len(farm.service.shown) == 2
        assert "1-01 溶氧低" in farm.shown("dingtalk") and "1-01 溶氧低" in farm.shown("wecom")
        assert "1-02" not in farm.shown("wecom") and "1-03" not in farm.shown("wecom")
        assert {heard.mentioned for heard in farm.service.shown} == {("19900000002",)}
        for secret in (TOKEN, SIGN, KEY, "19900000002"):
            assert secret not in str(logs)

    on_farm(tmp_path, test)


def test_a_day_without_network_loses_nothing_and_tells_nothing_twice(tmp_path: Path) -> None:
    """Alarms come, go and are seen to on the farm; the page is restarted; then all is back."""

    async def test(farm: Farm) -> None:
        farm.service.down = True
        for hour in range(24):
            farm.up(farm.rise(f"1-{hour:02d}", since_ms=farm.clock.utc_ms()))
            await asyncio.sleep(600)
            farm.up()
            await asyncio.sleep(3000)
            if hour == 12:
                await farm.die()
                farm.start()
        assert not farm.service.shown
        assert farm.link.reports[-1]["dt"].failing == "unreachable"
        farm.service.down = False
        await asyncio.sleep(300)
        for kind in KINDS:
            text = farm.shown(kind)
            assert all(text.count(f"1-{hour:02d} 溶氧低") >= 1 for hour in range(24))
            firsts = [line for line in text.splitlines() if "没人确认" not in line]
            assert sum("溶氧低" in line for line in firsts) == 24
        assert farm.link.reports[-1]["dt"].failing == farm.link.reports[-1]["wc"].failing == ""
        before = len(farm.service.shown)
        await farm.die()
        farm.start()
        await asyncio.sleep(300)
        assert len(farm.service.shown) == before

    on_farm(tmp_path, test)


@pytest.mark.parametrize("when", range(1, 12))
def test_a_process_that_dies_at_any_moment_loses_nothing(tmp_path: Path, when: int) -> None:
    async def test(farm: Farm) -> None:
        farm.up(farm.rise("1-01"))
        await asyncio.sleep(0.5 * when)
        standing = farm.link.last.alarms
        await farm.die()
        farm.start()
        farm.up(*standing.values())
        await asyncio.sleep(30)
        for kind in KINDS:
            assert 1 <= farm.shown(kind).count("1-01 溶氧低") <= 2, "at least once, with its sign"

    on_farm(tmp_path, test)


def test_a_portal_a_wrong_sign_and_a_lost_token_are_told_to_the_controller(tmp_path: Path) -> None:
    async def test(farm: Farm) -> None:
        farm.service.answers_html = True
        farm.up(farm.rise("1-01"))
        await asyncio.sleep(60)
        assert {path.failing for path in farm.link.reports[-1].values()} == {"strange"}
        farm.service.answers_html = False
        (tmp_path / "secrets" / "dts").write_text("SEC-another-sign")
        (tmp_path / "secrets" / "wc").unlink()
        await asyncio.sleep(200)
        last = farm.link.reports[-1]
        assert (last["dt"].failing, last["wc"].failing) == ("refused", "no_secret")
        assert not farm.service.shown

    on_farm(tmp_path, test)


def test_the_test_goes_out_once_a_day_and_is_reported(tmp_path: Path) -> None:
    async def test(farm: Farm) -> None:
        await asyncio.sleep(TEST_S - 60)
        assert not farm.service.shown
        await asyncio.sleep(120)
        assert [farm.shown(kind).count("每日消息测试") for kind in KINDS] == [1, 1]
        assert farm.link.reports[-1]["wc"].tested_ms > NIGHT_MS
        await asyncio.sleep(3600)
        await farm.die()
        farm.start()
        await asyncio.sleep(3600)
        assert len(farm.service.shown) == 2, "a restart is no new day"
        assert farm.link.reports[-1]["wc"].tested_ms > NIGHT_MS
        await asyncio.sleep(24 * 3600)
        assert len(farm.service.shown) == 4

    on_farm(tmp_path, test)


def test_a_flood_stays_below_what_a_robot_is_granted(tmp_path: Path) -> None:
    async def test(farm: Farm) -> None:
        for wave in range(60):
            rows = [
                farm.rise("1-01", id=f"k{10 * wave + n}@1-01", action=LONG, priority=Priority.P2)
                for n in range(10)
            ]
            farm.up(*rows)
            await asyncio.sleep(2)
        await asyncio.sleep(600)
        for kind in KINDS:
            assert farm.shown(kind).count("#") == 600
        assert all(len(one.text.encode()) <= 2048 for one in farm.service.shown)
        failings = {path.failing for report in farm.link.reports for path in report.values()}
        assert failings == {""}, "never more than the service grants"

    on_farm(tmp_path, test)


def test_over_a_real_socket_the_services_answer_as_written() -> None:
    async def main() -> None:
        service, post = RobotService(TOKEN, SIGN, KEY, lambda: 1_700_000_000_000), Post()
        server, base = await service.serve()
        try:
            for kind, secrets in (("dingtalk", Secrets(TOKEN, SIGN)), ("wecom", Secrets(KEY))):
                where = address(kind, base, secrets, 1_700_000_000_000)  # type: ignore[arg-type]
                said = await post.send(where, content(kind, "溶氧低", ["1"]))  # type: ignore[arg-type]
                assert (said.status, json.loads(said.body)["errcode"]) == (200, 0)
            service.down = True
            assert (await post.send(where, b"{}")).status == UNREACHABLE
            server.close()
            assert (await post.send(f"http://127.0.0.1:1/?key={KEY}", b"{}")) == Replied(599, b"")
        finally:
            server.close()
            post.close()
        assert [heard.kind for heard in service.shown] == list(KINDS)

    asyncio.run(main())


LONG = Words(zh="到池边查看，溶氧恢复后在此复位" * 3, en="look")


def test_the_next_in_order_is_rung_while_nobody_has_seen_to_it() -> None:
    site = trial_site()
    row = alarm("1-01", since_ms=0)
    rung = {
        minutes: [letter.mobiles for letter in letters_of(site, "dt", [row], 60_000 * minutes)]
        for minutes in (0, 2, 4)
    }
    assert rung[0] == [("19900000002",)]
    assert rung[2] == [*rung[0], ("19900000001",)]
    assert rung[4] == [*rung[2], ("19900000003",)]
    seen = row.model_copy(update={"state": AlarmState.ACKNOWLEDGED})
    assert not list(letters_of(site, "dt", [seen], 600_000))
    gone = row.model_copy(update={"state": AlarmState.RETURNED_UNACKNOWLEDGED})
    assert [letter.id for letter in letters_of(site, "dt", [gone], 600_000)] == [
        "oxygen_low@1-01#0"
    ]
    second = row.model_copy(update={"priority": Priority.P2})
    assert [letter.mobiles for letter in letters_of(site, "dt", [second], 600_000)] == [()]
    mine = row.model_copy(update={"place": "dt"})
    assert not list(letters_of(site, "dt", [mine], 0)) and list(letters_of(site, "wc", [mine], 0))


def test_a_digest_holds_what_fits_and_says_what_is_left() -> None:
    rows = [Waiting(n, f"id{n}", n, f"第{n}条" + "长" * 100, ()) for n in range(30)]
    text, taken = digest(Words(zh="场", en="farm"), rows, 40)
    assert 0 < len(taken) < 30 and taken == rows[: len(taken)]
    assert f"另有 {40 - len(taken)} 条" in text and len(text.encode()) <= 2000
    huge = [Waiting(1, "id", 1, "长" * 5000, ())]
    assert digest(Words(zh="场", en="farm"), huge, 1)[1] == huge, "one that is too long goes alone"


def test_what_waits_too_long_is_counted_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.store.letters.WAITING_MOST", 5)
    store = LetterStore(tmp_path / "messages.db")
    store.add("dt", [(f"id{n}", n, "text", ()) for n in range(8)])
    store.add("dt", [("id3", 99, "again", ())])
    assert store.waiting("dt", 3)[1] == 8 and store.dropped("dt", 100) == 3
    rows, count = store.waiting("dt", 3)
    assert [row.id for row in rows] == ["id3", "id4", "id5"] and count == 5
    store.sent([row.n for row in rows], 100)
    store.close()
    store = LetterStore(tmp_path / "messages.db")
    assert [row.id for row in store.waiting("dt", 9)[0]] == ["id6", "id7"]
    store.add("dt", [("id3", 1, "told already", ())])
    assert store.waiting("dt", 9)[1] == 2
    store.close()


def test_the_anchor_of_the_books_rides_on_the_days_test_and_is_said_once(tmp_path: Path) -> None:
    async def test(farm: Farm) -> None:
        farm.sender.beside_the_test = lambda: "账本锚点 指纹 0123"
        for _ in range(2):
            said = await farm.sender.say("anchor 4567", "账本锚点 指纹 4567")
            assert set(said) == {"dt", "wc"}
        await asyncio.sleep(30)
        for kind in KINDS:
            assert farm.shown(kind).count("指纹 4567") == 1
        await asyncio.sleep(TEST_S)
        for kind in KINDS:
            assert farm.shown(kind).count("指纹 0123") == 1

    on_farm(tmp_path, test)
