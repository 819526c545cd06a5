"""The timetable alone: grids that do not drift, life support first, patience with the mute."""

from hypothesis import given
from hypothesis import strategies as st

from drivers.schedule import Timetable


def table(*rows: tuple[float, bool]) -> Timetable:
    made = Timetable()
    for period_s, life_support in rows:
        made.add(period_s, life_support=life_support)
    made.start(0.0)
    return made


def test_polls_stay_on_the_grid_however_long_they_take() -> None:
    made, visits = table((1.0, False)), []
    now_s = 0.0
    for _ in range(50):
        index, soonest_s = made.next(now_s)
        if index is None:
            now_s = soonest_s
            continue
        visits.append(now_s)
        now_s += 0.3
        made.answered(index, now_s)
    assert visits == [float(n) for n in range(len(visits))]
    assert made.totals()[0] == made.totals()[2] == len(visits)


def test_life_support_goes_first_then_the_earliest_deadline_then_the_mute() -> None:
    made = table((4.0, False), (2.0, False), (3.0, True), (1.0, True))
    for slot in made.slots:
        slot.due_s = slot.visit_s = 0.0
    made.missed(3, -5.0)
    made.slots[3].visit_s = 0.0
    order = []
    for _ in range(4):
        index, _ = made.next(0.5)
        assert index is not None
        order.append(index)
        made.slots[index].visit_s = 99.0
    assert order == [2, 1, 0, 3]


def test_a_mute_station_is_left_alone_longer_and_longer() -> None:
    for life_support, waits in ((False, [1, 2, 4, 8, 10, 10]), (True, [1, 2, 2, 2, 2, 2])):
        made = table((1.0, life_support))
        now_s, seen = 0.0, []
        for _ in range(6):
            made.missed(0, now_s)
            seen.append(made.slots[0].visit_s - now_s)
            now_s = made.slots[0].visit_s
        assert seen == waits
        assert made.slots[0].breaker_open
        made.answered(0, now_s)
        assert not made.slots[0].breaker_open


def test_a_connection_opened_anew_for_silence_asks_life_support_at_once_and_others_later() -> None:
    made = table((1.0, False), (1.0, True))
    for _ in range(4):
        made.missed(0, 10.0)
        made.missed(1, 10.0)
    made.restart(10.5, patient=True)
    assert [slot.visit_s for slot in made.slots] == [18.0, 10.5]
    assert all(slot.breaker_open for slot in made.slots), "nobody was heard"


def test_periods_that_passed_in_silence_are_counted_as_missed_for_that_station_only() -> None:
    made = table((1.0, False), (1.0, False))
    for second in range(20):
        made.answered(1, second + 0.6)
    for now_s in (0.0, 1.0, 3.0, 7.0):
        made.missed(0, now_s)
    made.answered(0, 15.1)
    assert (made.slots[0].asked, made.slots[0].answered) == (16, 1)
    assert (made.slots[1].asked, made.slots[1].on_time) == (20, 20)


def test_a_second_chance_within_one_long_period_still_counts() -> None:
    made = table((5.0, False))
    made.missed(0, 0.0)
    assert made.slots[0].visit_s == 1.0
    made.answered(0, 1.1)
    assert made.totals() == (1, 1, 1)
    assert made.slots[0].visit_s == 5.0


def test_an_answer_after_the_next_poll_fell_due_is_not_on_time() -> None:
    made = table((1.0, False))
    made.answered(0, 1.2)
    assert made.totals() == (1, 1, 0)
    assert made.slots[0].visit_s == 1.0


@given(st.lists(st.tuples(st.floats(0.01, 3.0), st.booleans()), max_size=60))
def test_every_period_is_counted_once(visits: list[tuple[float, bool]]) -> None:
    made = table((1.0, False))
    slot, now_s = made.slots[0], 0.0
    for takes_s, answers in visits:
        started_s = now_s = max(now_s, slot.visit_s)
        now_s += takes_s
        if answers:
            made.answered(0, now_s)
        else:
            made.missed(0, started_s)
        asked, answered, on_time = made.totals()
        assert on_time <= answered <= asked
        assert abs(slot.due_s - asked * 1.0) < 1e-6
