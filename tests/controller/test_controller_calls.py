"""Who is told by text message, when, how often, and what a restart, a flood or a dead modem change.

Knows the trial site's people: three with telephones, 90 s apart.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from controller.alarms import Condition, Life
from controller.calls.caller import Caller
from controller.calls.paths import Path, conditions
from controller.calls.whom import callees, daily_letter, letter, rise_of
from controller.store import PlainStore, Remembered
from drivers.text_wire.message import Sent
from farm.alarm import AlarmState, Priority
from farm.clock import loop_clock, run_simulated
from farm.names import Names
from farm.people import Robot
from farm.site import Site
from farm.wish import PathReport, ReportPaths
from tests.controller.fake_farm import START_MS, Log, load

SITE = load("trial")
NIGHT_MS = START_MS + 18 * 3_600_000  # 02:00 in China
TEST_S = 9.5 * 3600  # until the trial site's 11:30
ONE, TWO, THREE = "19900000002", "19900000001", "19900000003"
Lives = dict[str, Life]


class Modem:
    """Takes messages, or refuses them with a word."""

    def __init__(self) -> None:
        self.out: list[tuple[float, str, str]] = []
        self.refuses = ""
        self.asked = 0

    async def send(self, number: str, text: str) -> Sent:
        await asyncio.sleep(3)
        self.asked += 1
        if self.refuses:
            return Sent(False, self.refuses)
        self.out.append((loop_clock().now_s(), number, text))
        return Sent(True)

    def to(self, number: str) -> list[float]:
        return [round(at_s) for at_s, to, _ in self.out if to == number]


def alarm(kind: str, place: str, since_ms: int, **more: Any) -> Life:
    priority = more.pop("priority", Priority.P1)
    condition = Condition(kind, place, priority)
    state = more.pop("state", AlarmState.UNACKNOWLEDGED)
    return Life(condition, state, since_ms=since_ms, changed_ms=since_ms, **more)


def lives(*rows: Life) -> Lives:
    return {life.condition.id: life for life in rows}


class Night:
    """A caller with a modem at two o'clock, and the alarms that a test puts up."""

    def __init__(self, remembered: Remembered | None = None, site: Site = SITE) -> None:
        self.modem, self.standing = Modem(), Lives()
        self.store = PlainStore("boot", remembered=remembered)
        self.log = Log()
        self.clock = loop_clock()
        modems = {"f-sms": self.modem}
        self.caller = Caller(site, modems, self.store, self.clock, self.log, Names(site))
        known = self.caller.paths["f-sms"]
        self.caller.paths["f-sms"] = replace(known, tested_ms=NIGHT_MS, proven_ms=NIGHT_MS)
        self.task = asyncio.create_task(self.caller.run(lambda: self.standing))

    def up(self, *rows: Life) -> None:
        self.standing |= lives(*rows)

    def now_ms(self) -> int:
        return self.clock.utc_ms()

    def kept(self) -> dict[tuple[str, str], str]:
        return {("mode", note.key): note.value for _, note in self.store.lastings}


def at_night(test: Any, start_ms: int = NIGHT_MS) -> None:
    async def main() -> None:
        await test()

    run_simulated(main(), start_ms)


def test_the_next_in_order_is_called_every_90_s_until_somebody_has_seen_to_it() -> None:
    async def test() -> None:
        night = Night()
        night.up(alarm("blind", "1-01", night.now_ms()))
        await asyncio.sleep(120)
        assert night.modem.to(ONE)[0] <= 30 and 90 <= night.modem.to(TWO)[0] <= 100
        seen = replace(night.standing["blind@1-01"], state=AlarmState.ACKNOWLEDGED)
        night.up(seen)
        await asyncio.sleep(1000)
        assert not night.modem.to(THREE) and len(night.modem.out) == 2

    at_night(test)


def test_whoever_was_told_is_told_again_every_five_minutes_while_it_stands() -> None:
    async def test() -> None:
        night = Night()
        night.up(alarm("blind", "1-01", night.now_ms()))
        await asyncio.sleep(700)
        gaps = [b - a for a, b in zip(night.modem.to(ONE), night.modem.to(ONE)[1:], strict=False)]
        assert len(gaps) == 2 and all(300 <= gap <= 320 for gap in gaps)
        gone = replace(night.standing["blind@1-01"], state=AlarmState.RETURNED_UNACKNOWLEDGED)
        night.up(gone)
        before = len(night.modem.out)
        await asyncio.sleep(1000)
        assert len(night.modem.out) == before, "what is over is not said again"

    at_night(test)


def test_what_came_and_went_while_nothing_went_out_is_told_once() -> None:
    async def test() -> None:
        night = Night()
        night.modem.refuses = "error_500"
        night.up(alarm("blind", "1-01", night.now_ms()))
        await asyncio.sleep(200)
        night.up(replace(night.standing["blind@1-01"], state=AlarmState.RETURNED_UNACKNOWLEDGED))
        night.modem.refuses = ""
        await asyncio.sleep(600)
        texts = [text for _, number, text in night.modem.out if number == ONE]
        assert len(texts) == 1 and "已恢复" in texts[0]

    at_night(test)


def test_a_flood_is_one_message_that_counts() -> None:
    async def test() -> None:
        night = Night()
        rows = [alarm("blind", f"1-0{n}", night.now_ms() + n) for n in (1, 2, 3, 4)]
        inside = alarm("emergency_open", "1-01", night.now_ms(), inside="blind@1-01")
        loud = alarm("flow_low", "1", night.now_ms(), priority=Priority.P2)
        night.up(*rows, inside, loud)
        await asyncio.sleep(60)
        assert [number for _, number, _ in night.modem.out] == [ONE]
        assert "1-01" in night.modem.out[0][2] and "共4条" in night.modem.out[0][2]
        night.up(alarm("flow_lost", "1", night.now_ms()))
        await asyncio.sleep(70)
        gaps = [b - a for a, b in zip(night.modem.to(ONE), night.modem.to(ONE)[1:], strict=False)]
        assert gaps and min(gaps) >= 60

    at_night(test)


def test_a_restart_tells_nobody_twice_and_forgets_nobody() -> None:
    async def test() -> None:
        night = Night()
        night.up(alarm("blind", "1-01", night.now_ms()))
        await asyncio.sleep(20)
        assert len(night.modem.out) == 1
        night.task.cancel()
        after = Night(Remembered(lasting=night.kept()))
        after.standing = night.standing
        await asyncio.sleep(60)
        assert not after.modem.out
        await asyncio.sleep(60)
        assert [number for _, number, _ in after.modem.out] == [TWO]

    at_night(test)


@pytest.mark.parametrize("text", ["nonsense", "[1]", '{"a": 1}', '{"blind@1-01#1": [1]}'])
def test_a_row_nobody_can_read_costs_a_message_not_the_caller(text: str) -> None:
    async def test() -> None:
        kept = {("mode", "told/1"): text, ("mode", "path/f-sms"): text}
        night = Night(Remembered(lasting=kept))
        night.up(alarm("blind", "1-01", night.now_ms()))
        await asyncio.sleep(20)
        assert len(night.modem.out) == 1

    at_night(test)


def test_a_modem_that_takes_nothing_is_an_alarm_after_a_minute_and_tried_on() -> None:
    async def test() -> None:
        night = Night()
        night.modem.refuses = "error_500"
        night.up(alarm("blind", "1-01", night.now_ms()))
        await asyncio.sleep(50)
        assert not kinds(night)
        await asyncio.sleep(50)
        assert kinds(night) == {"path_failing@f-sms"} and night.modem.asked >= 6
        assert night.log.count("message_not_sent") == 1
        night.modem.refuses = ""
        await asyncio.sleep(15)
        assert not kinds(night) and night.modem.to(ONE)
        said = json.dumps([fields for _, fields in night.log.said], default=str)
        assert ONE not in said, "no telephone in a log"

    at_night(test)


def kinds(night: Night) -> set[str]:
    return {condition.id for condition in night.caller.faults()}


def test_every_day_a_test_goes_out_and_whoever_confirms_it_proves_the_way() -> None:
    async def test() -> None:
        night = Night()
        night.caller.paths["f-sms"] = replace(night.caller.paths["f-sms"], tested_ms=0, proven_ms=0)
        await asyncio.sleep(TEST_S - 60)
        assert not night.modem.out
        await asyncio.sleep(120)
        assert [number for _, number, _ in night.modem.out] == [ONE]
        assert "每日短信测试" in night.modem.out[0][2]
        assert kinds(night) == {"message_test@f-sms"}
        night.up(alarm("message_test", "f-sms", night.now_ms(), state=AlarmState.ACKNOWLEDGED))
        await asyncio.sleep(5)
        assert not kinds(night)
        night.standing.clear()
        await asyncio.sleep(23 * 3600)
        assert len(night.modem.out) == 1
        await asyncio.sleep(3600)
        assert len(night.modem.out) == 2, "the next morning"
        await asyncio.sleep(3 * 3600)
        assert kinds(night) == {"message_test@f-sms", "path_unproven@f-sms"}

    at_night(test)


def test_a_dead_robot_is_told_once_by_text_message_to_the_first() -> None:
    async def test() -> None:
        robots = (Robot(id="duty-group", kind="dingtalk", token_file="t"),)
        messages = SITE.messages.model_copy(update={"robots": robots})
        night = Night(site=SITE.model_copy(update={"messages": messages}))
        what = ReportPaths(paths=(PathReport(id="duty-group", failing="refused"),))
        night.caller.reported(what)
        night.caller.reported(ReportPaths(paths=(PathReport(id="f-sms", failing="x"),)))
        await asyncio.sleep(70)
        assert kinds(night) == {"path_failing@duty-group"}
        row = alarm("path_failing", "duty-group", night.now_ms(), priority=Priority.P2)
        night.up(row)
        await asyncio.sleep(1500)
        assert [number for _, number, _ in night.modem.out] == [ONE]
        assert "报警通道" in night.modem.out[0][2]
        night.caller.reported(ReportPaths(paths=(PathReport(id="duty-group"),)))
        assert not kinds(night)
        await asyncio.sleep(1900)
        assert kinds(night) == {"path_failing@duty-group"}, "the dashboard is silent"

    at_night(test)


def test_a_modem_and_no_telephone_is_said() -> None:
    async def test() -> None:
        nobody = tuple(one.model_copy(update={"phone": ""}) for one in SITE.people)
        night = Night(site=SITE.model_copy(update={"people": nobody}))
        night.up(alarm("blind", "1-01", night.now_ms()))
        await asyncio.sleep(20)
        assert kinds(night) == {"nobody_to_call@farm"} and not night.modem.asked

    at_night(test)


def test_people_are_called_in_order_at_their_own_time_where_it_is_said() -> None:
    people = tuple(
        one.model_copy(update={"after_s": after_s, "order": 4 - one.order})
        for one, after_s in zip(SITE.people, (None, 30.0, None), strict=True)
    )
    rows = callees(SITE.model_copy(update={"people": people}))
    assert [(row.phone, row.after_ms) for row in rows] == [
        (THREE, 0), (TWO, 30_000), (ONE, 180_000),
    ]  # fmt: skip


def test_a_message_is_never_longer_than_one_and_keeps_its_sign() -> None:
    names = Names(SITE)
    rows = [alarm("pump_1_fault", "1", 1_000 * n) for n in range(1, 4)]
    for state in (AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED):
        text = letter(SITE.name, [replace(rows[0], state=state), *rows[1:]], 17, names)
        assert len(text) <= 70 and text.startswith("【试验场】一级报警") and text[-5] == "#"
    assert rise_of(rows[0]) != rise_of(rows[1])
    assert len(daily_letter(SITE.name, "ABCD")) <= 70


def test_a_proof_is_never_from_the_future() -> None:
    row: Mapping[str, int] = {"since": 5, "tested": 9_000, "proven": 10**15}
    path = Path.of_json(row, 1_000, ours=True)
    assert (path.tested_ms, path.proven_ms) == (1_000, 1_000)
    assert not list(conditions({"f-sms": path}, 1_000, 3_600_000))
