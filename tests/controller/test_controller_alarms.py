"""The life of an alarm (ISA-18.2), grouping, and that every kind can be said.

Knows conditions made by hand, and a farm on which things go wrong.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller import alarms
from controller.alarm_words import SAID, alarm_of
from controller.alarms import CLEAR_S, Condition, Life, acknowledged, shelved, stepped
from controller.conditions import Shell
from controller.decide import QUIET, Decision, decide
from controller.laws.law import Outcome
from controller.memory import Memory
from controller.plant import farm_plan
from farm.alarm import AlarmState as S
from farm.alarm import Priority
from farm.command import Rank
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, calm, frozen, load

PLAN = farm_plan(load("trial"))
LOW = Condition("oxygen_low_3", "1-01", Priority.P3, 60.0, 6.0, 6.5, "mg/L")
KEY = LOW.id
Over = dict[str, float | None]


def no(_: str) -> bool:
    return False


def lived(lives: dict[str, Life], *true: bool, at_ms: int = 0) -> dict[str, Life]:
    for index, stands in enumerate(true):
        now = [LOW] if stands else []
        lives, _ = stepped(lives, now, no, 1.0, at_ms + index * 1000)
    return lives


def raised() -> dict[str, Life]:
    return lived({}, *[True] * 61)


def test_an_alarm_comes_after_its_delay_and_not_before() -> None:
    assert lived({}, *[True] * 60)[KEY].state is S.NORMAL
    assert raised()[KEY].state is S.UNACKNOWLEDGED
    interrupted = lived({}, *[True] * 59, False, *[True] * 59)
    assert interrupted[KEY].state is S.NORMAL


def test_returned_before_acknowledged_stays_until_a_person_saw_it() -> None:
    lives = lived(raised(), *[False] * int(CLEAR_S))
    assert lives[KEY].state is S.RETURNED_UNACKNOWLEDGED
    assert lived(lives, *[False] * 1000)[KEY].state is S.RETURNED_UNACKNOWLEDGED
    assert acknowledged(lives[KEY], "甲", 5) is None


def test_acknowledged_then_gone_is_over_and_told() -> None:
    after = acknowledged(raised()[KEY], "甲", 5)
    assert after is not None and (after.state, after.acknowledged_by) == (S.ACKNOWLEDGED, "甲")
    lives = {KEY: after}
    for _ in range(int(CLEAR_S)):
        lives, changed = stepped(lives, [], no, 1.0, 0)
    assert not lives and [life.state for life in changed] == [S.NORMAL]


def test_it_does_not_chatter() -> None:
    lives = raised()
    for stands in [False, False, True] * 20:
        lives, changed = stepped(lives, [LOW] if stands else [], no, 1.0, 0)
        assert not changed
    assert lives[KEY].state is S.UNACKNOWLEDGED


def test_it_comes_back_unacknowledged_after_it_returned() -> None:
    lives = lived(raised(), *[False] * 10, *[True] * 61)
    assert lives[KEY].state is S.UNACKNOWLEDGED


def test_a_bad_input_neither_raises_nor_clears() -> None:
    lives = raised()
    for _ in range(100):
        lives, changed = stepped(lives, [], lambda _: True, 1.0, 0)
        assert not changed
    assert lives[KEY].state is S.UNACKNOWLEDGED


def test_shelved_comes_back_when_its_time_is_over() -> None:
    lives = {KEY: shelved(raised()[KEY], "甲", 10_000, 0)}
    lives, _ = stepped(lives, [LOW], no, 1.0, 9_999)
    assert lives[KEY].state is S.SHELVED
    lives, changed = stepped(lives, [LOW], no, 1.0, 10_000)
    assert lives[KEY].state is S.UNACKNOWLEDGED and len(changed) == 1


def test_a_p1_is_never_shelved() -> None:
    life = Life(replace(LOW, priority=Priority.P1), S.UNACKNOWLEDGED)
    with pytest.raises(AssertionError):
        shelved(life, "甲", 1, 0)


@given(st.lists(st.sampled_from(["true", "false", "ack", "shelve"]), max_size=200))
def test_no_history_of_an_alarm_loses_a_standing_condition(acts: list[str]) -> None:
    """Whatever happened before: 61 s of the condition and it is shown."""
    lives: dict[str, Life] = {}
    for index, act in enumerate(acts):
        life = lives.get(KEY)
        if act in ("true", "false"):
            lives = lived(lives, act == "true", at_ms=index * 1000)
        elif life is not None and act == "ack":
            after = acknowledged(life, "甲", 0)
            lives = {} if after is None else {KEY: after}
        elif life is not None and life.is_live:
            lives = {KEY: shelved(life, "甲", (index + 10) * 1000, 0)}
    lives = lived(lives, *[True] * 61, at_ms=len(acts) * 1000)
    assert lives[KEY].is_live
    assert alarms.of_json(alarms.as_json(lives)) == lives


def farm(
    seconds: int, shell: Shell = QUIET, over: Over | None = None, plan_until_ms: int = 0
) -> Decision:
    """A farm taken over as it stands, then left like this."""
    found = calm(PLAN.layout)
    applied = {name: found[name] or 0.0 for name in PLAN.layout.outputs}
    outcomes = {name: Outcome(value, Rank.SAFE) for name, value in applied.items()}
    laws = tuple(law.told(outcomes) for law in PLAN.laws)
    memory = Memory(laws, applied=applied, plan_until_ms=plan_until_ms)
    for second in range(seconds):
        snapshot = frozen(PLAN.layout, calm(PLAN.layout, **(over or {})), float(second))
        decision = decide(PLAN, snapshot, memory, 1.0, shell)
        memory = decision.memory
    return decision


def shown(decision: Decision) -> dict[str, str]:
    return {k: life.inside for k, life in decision.memory.lives.items() if life.is_shown}


def test_a_healthy_farm_has_no_alarm_but_that_nobody_sent_its_books() -> None:
    assert shown(farm(120)) == {}
    assert set(shown(farm(601))) == {"stock_missing@farm"}


def test_a_plan_that_lapses_is_missed() -> None:
    start_ms = frozen(PLAN.layout, calm(PLAN.layout), 0.0).at_ms
    assert "plan_missing@farm" not in shown(farm(601, plan_until_ms=start_ms + 700_000))
    assert "plan_missing@farm" in shown(farm(605, plan_until_ms=start_ms + 1))


@pytest.mark.parametrize(
    ("over", "alarm"),
    [
        ({"t1_01__do_a": None, "t1_01__do_b": None}, "blind@1-01"),
        ({"t1_01__do_a": None}, "probe_bad@1-01"),
        ({"do_a": 4.9, "do_b": 4.9}, "oxygen_low_2@1-01"),
        ({"do_a": 3.9, "do_b": 3.9}, "emergency_open@1-01"),
        ({"do_a": 19.0, "do_b": 19.0}, "oxygen_high_1@1-01"),
        ({"flow": 0.0, "pump_1_speed": 0.0}, "flow_lost@1"),
        ({"flow": 0.0}, "flow_meter@1"),
        ({"flow": 100.0}, "flow_low@1"),
        ({"pump_1_fault": 4.0}, "pump_1_fault@1"),
        ({"mains_ok": 0.0}, "mains_ok_low_1@farm"),
        ({"genset_fault": 1.0}, "genset_fault_high_1@farm"),
        ({"lox_level": 1.0}, "lox_level_low_1@farm"),
        ({"temperature": None, "do_a": None, "t1_01__do_b": None}, "station_silent@s1-01-do-b"),
        ({"oxygen_valve_position": 80.0}, "valve_stuck@1-01"),
    ],
)
def test_what_goes_wrong_is_announced(over: Over, alarm: str) -> None:
    found = farm(130, over=over)
    assert alarm in shown(found)
    said = alarm_of(found.memory.lives[alarm])
    assert "{" not in said.text.zh + said.text.en + said.cause.zh + said.action.zh


def test_disagreeing_probes_need_ten_minutes() -> None:
    assert "probe_disagreement@1-01" not in shown(farm(599, over={"do_b": 9.0}))
    assert "probe_disagreement@1-01" in shown(farm(602, over={"do_b": 9.0}))


@pytest.mark.parametrize(
    ("shell", "alarm"),
    [
        (Shell(disk_trouble="full"), "disk_failing@farm"),
        (Shell(late_s=1.5), "tick_late@farm"),
        (Shell(dropped=3), "samples_dropped@farm"),
        (Shell(failed=frozenset({TagName("1.pump_1")})), "output_failed@1.pump_1"),
        (Shell(astray=frozenset({TagName("1-01.feeder")})), "writes_astray@s1-io"),
        (Shell(foreign=frozenset({TagName("1.pump_1")})), "foreign_write@1.pump_1"),
        (Shell(children=("bus s1-aux",)), "task_restarted@bus s1-aux"),
    ],
)
def test_our_own_troubles_are_announced(shell: Shell, alarm: str) -> None:
    assert alarm in shown(farm(10, shell))


def test_one_cause_is_one_alarm_with_the_rest_inside() -> None:
    """Pumps stop: every tank falls; the screen shows the lost flow."""
    over: Over = {"flow": 0.0, "pump_1_speed": 0.0, "do_a": 3.8, "do_b": 3.8, "pump_1_fault": 4.0}
    found = shown(farm(200, over=over))
    assert found["flow_lost@1"] == ""
    assert found["pump_1_fault@1"] == "flow_lost@1"
    for tank in ("1-01", "1-02", "1-03", "1-04"):
        assert found[f"oxygen_low_1@{tank}"] == "flow_lost@1"
        assert found[f"emergency_open@{tank}"] == "flow_lost@1"


def test_a_tank_on_emergency_oxygen_for_long_is_one_alarm() -> None:
    """Its cause is mended, nobody has reset it: two lines a tank are 144 on a large farm (F-47)."""
    inside = list(PLAN.causes.of(Condition("emergency_open", "1-02", Priority.P1)))
    assert inside[0] == "flow_lost@1" and inside[-1] == "emergency_long@1-02"
    assert list(PLAN.causes.of(Condition("emergency_long", "1-02", Priority.P1))) == ["flow_lost@1"]


def test_a_dead_line_is_one_alarm() -> None:
    found = shown(farm(60, over={"do_a": None, "temperature": None}))
    assert found["line_silent@s1-do-a"] == ""
    outer = [key for key, inside in found.items() if not inside]
    assert outer == ["line_silent@s1-do-a"]


def test_a_device_that_is_written_to_no_more_is_one_alarm() -> None:
    valves = frozenset(TagName(f"1-0{n}.oxygen_valve") for n in range(1, 5))
    found = shown(farm(10, Shell(failed=valves, astray=valves)))
    assert found["writes_astray@s1-io"] == ""
    assert {found[f"output_failed@{valve}"] for valve in valves} == {"writes_astray@s1-io"}


def test_a_p1_sounds_the_siren_until_acknowledged() -> None:
    siren = TagName("farm.siren")
    found = farm(60, over={"t1_01__do_a": None, "t1_01__do_b": None})
    assert found.outputs[siren].value == 1.0
    life = acknowledged(found.memory.lives["blind@1-01"], "甲", START_MS)
    assert life is not None
    memory = replace(found.memory, lives={"blind@1-01": life})
    values = calm(PLAN.layout, t1_01__do_a=None, t1_01__do_b=None)
    again = decide(PLAN, frozen(PLAN.layout, values, 61.0), memory, 1.0)
    assert again.outputs[siren].value == 0.0


@pytest.mark.parametrize("kind", SAID)
def test_every_kind_is_said_in_both_languages(kind: str) -> None:
    condition = Condition(kind, "1-01", Priority.P2, 0.0, 1.0, 2.0, "mg/L", "two_probes")
    said = alarm_of(Life(condition, S.UNACKNOWLEDGED))
    for words in (said.text, said.cause, said.consequence, said.action):
        assert words.zh != words.en and "{" not in words.zh + words.en
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said.text.zh)


def test_every_limit_of_every_site_can_be_said() -> None:
    for rows in PLAN.layout.watched.values():
        for row in rows:
            condition = Condition(row.kind, row.place, row.limit.priority, 0, 1.0, row.limit.at)
            assert alarm_of(Life(condition, S.UNACKNOWLEDGED)).kind == row.kind
