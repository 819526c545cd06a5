"""Signals on I/O channels: currents say failure, contacts fail safe, counters invent nothing."""

import math

from hypothesis import given
from hypothesis import strategies as st

from drivers.decode import NEW, judge
from drivers.judging import fresh_counts, fresh_memories, judged
from drivers.profile_checks.signals import reading, wrong_signal
from drivers.profiles import load_profiles
from drivers.pulses import NOTHING, Counted, Counting, counted
from drivers.reads import Plan, plan_visit
from drivers.signal_rules import signal_rule
from farm.profile import Area, Contact, Current, Pulses, Signal, Vector
from farm.site import Device, Mapping
from farm.status import Status

METER = Counting(Pulses(bits=16, shows="total", max_per_s=100), 0.01)
FLOW = Counting(Pulses(bits=32, shows="rate", max_per_s=100, window_s=10), 0.01)
SIGNALS = {name: row.signal for name, row in load_profiles().items() if row.signal is not None}


def test_every_signal_reads_its_check_values() -> None:
    assert len(SIGNALS) >= 15
    for name, signal in SIGNALS.items():
        assert list(wrong_signal(signal)) == [], name


def test_a_wrong_check_value_is_found() -> None:
    signal = SIGNALS["signal/gas-alarm"]
    turned = signal.model_copy(update={"vectors": (Vector(raw=0, expect=0),)})
    assert len(list(wrong_signal(turned))) == 1


def test_a_broken_wire_reads_like_the_trouble_it_would_hide() -> None:
    broken = Vector(raw=0, expect=None)
    trouble = {"gas-alarm": 1, "drive-fault": 1, "phase-relay": 0, "level-float": 0,
               "pump-running": 0, "drive-running": 0}  # fmt: skip
    for name, value in trouble.items():
        assert reading(SIGNALS[f"signal/{name}"], broken) == value


def test_a_contact_that_is_healthy_when_open_is_refused() -> None:
    signal = Signal(
        contact=Contact(one_when="open", healthy="open"), vectors=(Vector(raw=0, expect=1),)
    )
    assert len(list(wrong_signal(signal))) == 1


def test_a_failed_current_has_no_value_at_once_and_is_called_failed_after_the_hold() -> None:
    rule = signal_rule(Signal(current=Current(hold_s=4)), (0, 30))
    seen, memory = judge(rule, 3.5, NEW, 0.0)
    assert (seen.value, seen.status) == (None, Status.BAD_OUT_OF_RANGE)
    seen, memory = judge(rule, 3.5, memory, 3.9)
    assert seen.status is Status.BAD_OUT_OF_RANGE
    seen, memory = judge(rule, 3.5, memory, 4.0)
    assert seen.status is Status.BAD_SENSOR_FAILURE
    seen, memory = judge(rule, 12.0, memory, 5.0)
    assert (seen.value, seen.status) == (15.0, Status.GOOD)
    seen, _ = judge(rule, 3.7, memory, 6.0)
    assert seen.status is Status.UNCERTAIN_ENGINEERING_UNITS_EXCEEDED


@given(st.lists(st.integers(0, 500), min_size=1, max_size=60), st.integers(0, 65_535))
def test_a_counter_that_turns_over_loses_nothing(steps: list[int], start: int) -> None:
    memory, raw = NOTHING, start
    for second, step in enumerate(steps):
        raw = (raw + step) % 65_536
        seen, memory = counted(METER, raw, memory, 5.0 * second)
        assert seen.status is Status.GOOD
    assert memory.pulses == (start + steps[0]) % 65_536 + sum(steps[1:])


def test_a_counter_that_restarts_adds_nothing() -> None:
    _, memory = counted(METER, 50_000, NOTHING, 0.0)
    seen, memory = counted(METER, 3, memory, 1.0)
    assert (seen.value, seen.reason) == (None, "counter_restarted")
    seen, memory = counted(METER, 4, memory, 2.0)
    assert seen.value is not None
    assert math.isclose(seen.value, 500.01)


@given(st.integers(0, 65_535), st.integers(0, 65_535), st.floats(0, 10_000))
def test_over_a_long_outage_a_restart_is_not_taken_for_a_turn(
    before: int, after: int, outage_s: float
) -> None:
    """16 bits at 100 a second: half a turn takes 327.68 s, from there on nothing is counted."""
    _, memory = counted(METER, before, NOTHING, 0.0)
    seen, memory = counted(METER, after, memory, outage_s)
    added = memory.pulses - before
    assert 0 <= added <= min(100 * outage_s + 2, 32_770)
    if outage_s >= 327.68:
        assert (seen.value, seen.reason, added) == (None, "counter_restarted", 0)
    seen, memory = counted(METER, (after + 7) % 65_536, memory, outage_s + 1.0)
    assert seen.value is not None and memory.pulses == before + added + 7


def test_a_rate_waits_for_its_window_and_then_follows() -> None:
    memory: Counted = NOTHING
    for second in range(10):
        seen, memory = counted(FLOW, 2 * second, memory, float(second))
        assert seen.value is None
    for second in range(10, 40):
        seen, memory = counted(FLOW, 2 * second, memory, float(second))
        assert seen.value is not None
        assert math.isclose(seen.value, 2 * 0.01 * 3600)
    assert len(memory.window) <= 13


PANEL = load_profiles()["xjl/rio-1"]


def panel(**points: Mapping) -> Plan:
    device = Device(id="io", profile=PANEL.id, bus="io", points=dict(points))
    return plan_visit(device, PANEL, signals=SIGNALS)


def answers(plan: Plan, bits: int = 0, milliamps: float = 0.0) -> list[bytes]:
    """The same bits, the same current everywhere."""
    word = round(milliamps * 1000).to_bytes(2, "big")
    return [
        word * read.count if read.area is Area.INPUT else bytes([bits] * (-(-read.count // 8)))
        for read in plan.reads
    ]


def test_a_mapped_signal_decides_how_its_channel_is_read() -> None:
    plan = panel(
        di0=Mapping(tag="farm.gas_alarm", signal="signal/gas-alarm"),
        di1=Mapping(tag="farm.phase_ok", signal="signal/phase-relay"),
        ai0=Mapping(tag="farm.oxygen_purity", span=(0, 100), signal="signal/oxygen-purity-4-20"),
    )
    tags, at_once = [tag for tag, _ in plan.tags()], [0.0] * len(plan.reads)
    rows = judged(plan, answers(plan, bits=0, milliamps=12.0), fresh_memories(plan), at_once)
    seen = {tag: row.value for tag, row in zip(tags, rows, strict=True)}
    assert seen == {"farm.gas_alarm": 1.0, "farm.phase_ok": 0.0, "farm.oxygen_purity": 50.0}
    rows = judged(plan, answers(plan, bits=255, milliamps=3.6), fresh_memories(plan), at_once)
    seen = {tag: row.value for tag, row in zip(tags, rows, strict=True)}
    assert seen == {"farm.gas_alarm": 0.0, "farm.phase_ok": 1.0, "farm.oxygen_purity": None}


def test_a_mapped_counter_counts_from_visit_to_visit() -> None:
    water = Mapping(
        tag="farm.makeup_total", signal="signal/water-meter-total-16", per_pulse=0.1
    )  # fmt: skip
    plan = panel(boot_count=water)
    counts, memories = fresh_counts(plan), fresh_memories(plan)
    shown = []
    for second, raw in enumerate((65_530, 65_535, 4, 9)):
        data = [raw.to_bytes(2, "big")]
        shown += [row.value for row in judged(plan, data, memories, [float(second)], counts)]
    assert [value and round(value, 1) for value in shown] == [6553.0, 6553.5, 6554.0, 6554.5]
