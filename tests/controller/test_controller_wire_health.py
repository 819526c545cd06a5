"""Health of wires and stations: figures, when they are told, what raises an alarm.

Knows `farm.link.BusState` and nothing of how drivers count.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.alarm_words import SAID, alarm_of
from controller.alarms import Condition, Life
from controller.causes import Causes
from controller.decide import decide
from controller.health.figures import RATES, line_figures, on_time_percent, station_figures
from controller.health.telling import SOURCE, Telling
from controller.health.wire_faults import SlowReplies, line_faults, setting_faults
from controller.health.wires import BEAT_S, WireHealth
from controller.layout import Layout
from controller.memory import Memory
from controller.plant import farm_plan
from controller.wire_words import WIRE_SAID
from farm.alarm import AlarmState, Priority
from farm.health_tags import health_tags
from farm.link import BusState, SettingFound, StationState
from farm.names import Names
from farm.sample import Sample
from farm.status import Status
from farm.words import Words
from tests.controller.fake_farm import calm, frozen, load

SITE = load("trial")
LAYOUT = Layout(SITE)
WHY = Words(zh="断线时要继续转", en="it must go on turning")


def line(asked: int, answered: int, on_time: int, **more: object) -> BusState:
    counts = {"asked": asked, "answered": answered, "missed": asked - answered}
    body = {**counts, "on_time": on_time, "worst_reply_ms": 20.0, "wrong_rejected": 0}
    return BusState.model_validate(body | more)


def found(**more: object) -> SettingFound:
    body: dict[str, object] = {
        "device_id": "s1-pump-1", "key": "comm_loss_action", "unit": "", "found": 0.0,
        "must_be": (1.0,), "reason": "differs", "why": WHY, "comm_loss": True,
        "life_support": True, "outputs": ("1.pump_1",),
    }  # fmt: skip
    return SettingFound.model_validate(body | more)


# -- figures -----------------------------------------------------------------------------------


def test_figures_of_a_line() -> None:
    before = line(100, 100, 100, errors={"no_reply": 2, "crc": 5})
    errors = {"no_reply": 5, "crc": 6, "exception_2": 4, "wrong_unit": 3, "line_busy": 1}
    now = line(
        160, 157, 150, errors=errors, round_s=0.9, used_share=0.5, late_ms_p99=12.0, reconnects=2
    )
    assert line_figures(now, before, 30.0) == {
        "reconnects": 2.0, "wrong_rejected": 0.0, "utilisation": 50.0, "poll_jitter_p99": 12.0,
        "round_time": 0.9, "polls_on_time": pytest.approx(100 * 50 / 57),
        "no_reply_rate": 6.0, "damaged_rate": 2.0, "exception_rate": 8.0, "wrong_frame_rate": 6.0,
        "line_busy_rate": 2.0,
    }  # fmt: skip


def test_what_two_looks_cannot_tell_is_left_out() -> None:
    mute = line(10, 0, 0)
    assert set(line_figures(mute, None, 0.0)) == {"reconnects", "wrong_rejected"}
    assert "polls_on_time" not in line_figures(line(20, 0, 0), mute, 10.0)
    silent = station_figures(StationState(asked=5, breaker_open=True), None, 0.0)
    assert silent == {"breaker": 1.0, "writes": 0.0}


def test_figures_of_a_station() -> None:
    before = StationState(asked=100, answered=100)
    now = StationState(
        asked=130, answered=127, writes=4, reply_ms_p50=20, reply_ms_p99=60, reply_ms_max=150,
        reply_bound_ms=300,
    )  # fmt: skip
    assert station_figures(now, before, 60.0) == {
        "breaker": 0.0, "writes": 4.0, "reply_p50": 20.0, "reply_p99": 60.0, "reply_worst": 150.0,
        "reply_bound_share": 50.0, "miss_rate": 3.0,
    }  # fmt: skip


def test_a_dead_station_is_no_late_one() -> None:
    assert on_time_percent(line(200, 150, 150), line(100, 100, 100)) == 100.0


@given(
    counts=st.lists(st.tuples(*[st.integers(0, 50)] * 3), min_size=2, max_size=20),
    span_s=st.floats(1.0, 70.0),
)
def test_figures_are_within_what_their_quantity_can_be(
    counts: list[tuple[int, int, int]], span_s: float
) -> None:
    asked = answered = on_time = 0
    looks = []
    for answers, late, misses in counts:
        asked, answered = asked + answers + late + misses, answered + answers + late
        on_time += answers
        looks.append(line(asked, answered, on_time, errors={"no_reply": asked - answered}))
    for before, now in pairwise(looks):
        figures = line_figures(now, before, span_s)
        assert set(RATES) <= figures.keys()
        assert all(value >= 0 for value in figures.values())
        assert 0 <= figures.get("polls_on_time", 0) <= 100


# -- when a figure is told ---------------------------------------------------------------------


def test_a_figure_is_told_when_it_moves_and_once_a_minute() -> None:
    telling = Telling()
    told = []
    for second in range(0, 300, 10):
        value = 50.0 if second < 125 else 70.0
        told += telling.samples("s1-do-a", {"utilisation": value}, float(second), second * 1000)
    assert [(s.at_s, s.value) for s in told] == [
        (0.0, 50.0), (60.0, 50.0), (120.0, 50.0), (130.0, 70.0), (190.0, 70.0), (250.0, 70.0),
    ]  # fmt: skip
    assert {s.source for s in told} == {SOURCE} and told[0].tag == "s1-do-a.utilisation"


def test_every_line_is_looked_at_once_a_beat_and_few_at_a_tick() -> None:
    asked: list[tuple[int, str]] = []
    second = 0

    def states(bus: str) -> Callable[[], BusState]:
        def state() -> BusState:
            asked.append((second, bus))
            stations = {f"{bus}-probe": StationState(asked=second, answered=second)}
            return line(second, second, second, stations=stations)

        return state

    buses = [f"b{n:02d}" for n in range(20)]
    health = WireHealth(LAYOUT, {bus: states(bus) for bus in buses}, tuple)
    for second in range(121):
        health.look(float(second), second * 1000)
    for bus in buses:
        times = [at for at, name in asked if name == bus]
        assert {b - a for a, b in pairwise(times)} == {int(BEAT_S)}, bus
    most = max(sum(at == tick for at, _ in asked) for tick in range(121))
    assert most <= 3


def test_samples_have_the_tags_of_the_site() -> None:
    stations = {"s1-01-do-a": StationState(asked=9, answered=9, reply_ms_max=5, reply_bound_ms=9)}
    health = WireHealth(
        LAYOUT, {"s1-do-a": lambda: line(9, 9, 9, round_s=1.0, stations=stations)}, tuple
    )
    made = [s.tag for second in range(90) for s in health.look(float(second), second * 1000)]
    assert set(made) <= set(health_tags(SITE))
    assert {"s1-do-a.round_time", "s1-01-do-a.reply_bound_share"} <= set(made)
    assert len(made) / 90 < 0.5


# -- what is wrong -----------------------------------------------------------------------------


def kinds(now: BusState, before: BusState | None = None, span_s: float = 0.0) -> list[str]:
    return [c.kind for c in line_faults("s1-do-a", now, before, span_s)]


def test_a_line_in_the_wrong_mode_is_told_and_one_without_wire_is_not_told_twice() -> None:
    assert kinds(line(1, 0, 0, trouble="wrong_mode_gateway")) == ["wrong_mode_gateway"]
    assert kinds(line(1, 0, 0, trouble="wrong_mode_transparent")) == ["wrong_mode_transparent"]
    assert kinds(line(1, 0, 0, trouble="no_wire")) == []


def test_a_line_beyond_what_it_can_carry_is_told_after_a_minute() -> None:
    assert kinds(line(1, 1, 1, used_share=0.95)) == []
    assert kinds(line(1, 1, 1, used_share=0.96)) == ["line_overloaded"]
    before, late = line(0, 0, 0), line(100, 100, 94)
    assert kinds(late, before, 60.0) == ["polls_late"]
    assert kinds(line(100, 100, 96), before, 60.0) == []
    assert kinds(line(19, 19, 0), before, 60.0) == [], "too few polls to say"
    assert all(c.delay_s == 60.0 for c in line_faults("s1-do-a", late, before, 60.0))


def test_an_answer_near_its_bound_is_told_for_a_day() -> None:
    slow = SlowReplies(LAYOUT)

    def seen(at_s: float, worst_ms: float, p99_ms: float = 50.0) -> list[Condition]:
        state = StationState(reply_ms_max=worst_ms, reply_ms_p99=p99_ms, reply_bound_ms=300)
        return list(slow.seen({"s1-01-do-a": state, "s1-meter": state}, at_s))

    assert seen(0, 240.0) == []
    vital, meter = seen(10, 241.0)
    assert (vital.kind, vital.priority, vital.value, vital.limit) == ("reply_slow", 2, 241, 300)
    assert meter.priority is Priority.P3
    assert seen(80_000, 241.0) and not seen(90_000, 241.0)
    assert seen(90_010, 241.0, p99_ms=245.0), "not one answer, but many"
    assert seen(90_020, 250.0), "a new longest one"


def test_settings_that_are_not_as_demanded() -> None:
    faults = list(setting_faults([found(), found(key="p", comm_loss=False, life_support=False)]))
    assert [(f.kind, f.place, f.priority) for f in faults] == [
        ("comm_loss_differs", "s1-pump-1.comm_loss_action", 2),
        ("setting_differs", "s1-pump-1.p", 3),
    ]  # fmt: skip
    said = alarm_of(Life(faults[0], AlarmState.UNACKNOWLEDGED), Names(SITE))
    assert said.text.zh == "1 号系统 循环泵 1 的通信中断设置 comm_loss_action 不符：读到 0，应为 1"
    assert said.cause.zh == WHY.zh and said.cause.en == WHY.en
    assert "不自动控制" in said.consequence.zh and said.action.zh


def test_several_values_allowed_are_all_named() -> None:
    (fault,) = setting_faults([found(must_be=(1.0, 3.0))])
    said = alarm_of(Life(fault, AlarmState.UNACKNOWLEDGED), Names(SITE))
    assert said.cause.zh.startswith("允许 1、3；") and "1 or 3" in said.cause.en


@pytest.mark.parametrize("kind", sorted(WIRE_SAID))
def test_every_alarm_says_what_to_do_and_leaves_no_mark(kind: str) -> None:
    condition = Condition(kind, "s1-pump-1.key", Priority.P3, 0.0, 1.0, 2.0, "ms", "因", "for")
    said = alarm_of(Life(condition, AlarmState.UNACKNOWLEDGED), Names(SITE))
    for words in (said.text, said.cause, said.consequence, said.action):
        assert "{" not in words.zh + words.en, words
    assert kind in SAID


@pytest.mark.parametrize(
    ("kind", "place", "zh"),
    [
        ("station_silent", "s1-01-do-a", "1-01 池 溶解氧 A、水温 无应答"),
        ("line_silent", "s1-io", "1 号系统 一条总线全部无应答"),
        ("output_failed", "1-02.oxygen_valve", "1-02 池 氧气阀 没有按命令动作"),
    ],
)
def test_people_read_words_and_find_the_id_in_the_detail(kind: str, place: str, zh: str) -> None:
    said = alarm_of(
        Life(Condition(kind, place, Priority.P2), AlarmState.UNACKNOWLEDGED), Names(SITE)
    )
    assert said.text.zh == zh
    if kind != "output_failed":
        assert place not in said.text.zh + said.text.en and place in said.cause.zh


def test_another_model_in_the_place_of_a_probe_is_told_with_the_probe_inside() -> None:
    plan = farm_plan(SITE)
    values = calm(plan.layout, t1_01__do_a=None, t1_01__temperature=None)
    applied = {name: values[name] or 0.0 for name in plan.layout.outputs}
    memory = Memory(plan.laws, applied=applied)
    for second in range(20):
        seen = frozen(plan.layout, values, float(second))
        wrong = Status.BAD_CONFIGURATION_ERROR
        samples = {
            name: Sample(name, None, wrong, s.at_s, s.at_ms, "test", "identity")
            if s.value is None
            else s
            for name, s in seen.samples.items()
        }
        decision = decide(plan, replace(seen, samples=samples), memory, 1.0)
        memory = decision.memory
    shown = {key: life.inside for key, life in memory.lives.items() if life.is_shown}
    assert shown == {"wrong_device@s1-01-do-a": "", "probe_bad@1-01": "wrong_device@s1-01-do-a"}


def test_a_server_in_the_wrong_mode_is_one_alarm() -> None:
    causes = Causes(LAYOUT)
    mode = "wrong_mode_gateway@s1-do-a"
    assert mode in list(causes.of(Condition("line_silent", "s1-do-a", Priority.P2)))
    assert mode in list(causes.of(Condition("station_silent", "s1-01-do-a", Priority.P2)))
    late = list(causes.of(Condition("polls_late", "s1-do-a", Priority.P3)))
    assert late[:2] == ["line_overloaded@s1-do-a", "line_slow@s1-do-a"]
