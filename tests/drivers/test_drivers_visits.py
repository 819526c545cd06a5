"""A visit asks only what may be asked, and its one pass over an answer judges as the rules do."""

import math
import struct
from collections.abc import Sequence
from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.decode import NEW, Judgement, Loop, Rule, Told, extractor, judge
from drivers.judging import fresh_memories, judged
from drivers.places import Asked, Covering, is_exact, located, want_of
from drivers.profiles import load_profiles
from drivers.quick import Decoded, judge_answer, quick_of
from drivers.read_plan import Cells, Uncoverable
from drivers.reads import TYPICAL, Plan, by_period, plan_visit
from drivers.unpack import FORMATS, Field, unpacker
from drivers.wire_time import WireTime
from farm.profile import Area, Profile, Swap
from farm.site import Device
from farm.status import Status

WIRES = (TYPICAL, WireTime("rtu", 1e-4, 1.75e-3), WireTime("tcp", 8e-7, 0, 0, 0.01, 0.001))


@cache
def profiles() -> dict[str, Profile]:
    """Shipped profiles that speak Modbus."""
    return {name: row for name, row in load_profiles().items() if row.reads}


def never(profile: Profile) -> set[tuple[Area, int]]:
    """Every cell the profile forbids to read, from its own words."""
    areas = {1: Area.COIL, 2: Area.DISCRETE, 3: Area.HOLDING, 4: Area.INPUT}
    return {
        (areas[row.fc], row.address + at)
        for row in profile.forbidden
        if row.fc in areas
        for at in range(row.count)
    }


def documented(profile: Profile) -> set[tuple[Area, int]]:
    rows = [(row.area, row.address, row.count) for row in profile.reads]
    rows += [(row.area, row.address, row.count) for row in profile.spans]
    return {(area, address + at) for area, address, count in rows for at in range(count)}


def cells(read: Asked | Cells) -> set[tuple[Area, int]]:
    return {(read.area, read.address + at) for at in range(read.count)}


@given(st.data(), st.sampled_from(WIRES))
def test_no_request_of_any_profile_touches_what_is_forbidden_or_unknown(
    data: st.DataObject, wire: WireTime
) -> None:
    name = data.draw(st.sampled_from(sorted(profiles())))
    profile = profiles()[name]
    keys = data.draw(st.lists(st.sampled_from(sorted(located(profile))), min_size=1, unique=True))
    covering = Covering(profile, keys, wire)
    whole = {(r.area, r.address, r.count, r.trigger) for r in profile.reads if is_exact(r)}
    most = dict.fromkeys((Area.HOLDING, Area.INPUT), profile.timing.max_read_registers)
    for read in covering.reads:
        assert not cells(read) & never(profile)
        assert cells(read) <= documented(profile)
        exact = (read.area, read.address, read.count, read.trigger) in whole
        assert exact or (read.trigger is None and read.count <= most.get(read.area, 2000))
    for key in keys:
        number, place = covering.place(key)
        read, want = covering.reads[number], want_of(located(profile), key)
        assert cells(want) <= cells(read) and key in read.keys
        own = located(profile)[key]
        assert read.address + place == own[0].address + own[1].offset + own[2] * own[1].step


@pytest.mark.parametrize("name", sorted(profiles()))
def test_every_point_of_every_profile_can_be_asked_alone_and_with_all_others(name: str) -> None:
    profile = profiles()[name]
    every = Covering(profile, located(profile), TYPICAL)
    alone = [Covering(profile, [key], TYPICAL).reads[0] for key in located(profile)]
    cost_s = sum(TYPICAL.read_s(read.area, read.count) for read in every.reads)
    assert cost_s <= sum(TYPICAL.read_s(read.area, read.count) for read in alone)


def small(**more: object) -> Profile:
    """A profile with one stretch of six registers, and what else is given."""
    rows = {
        "schema": "ras-device/1",
        "id": "test/small",
        "vendor": "test",
        "models": ["small"],
        "kind": "io",
        "title": {"zh": "试", "en": "test"},
        "status": "specification",
        "sources": [{"title": "t", "where": "here"}],
        "transport": ["rtu"],
        "timing": {"response_timeout_ms": 300, "worst_reply_ms": 300},
    }
    return Profile.model_validate(rows | more)


def stretch(points: Sequence[dict[str, object]], **more: object) -> dict[str, object]:
    row = {"id": "main", "area": "holding", "address": 10, "count": 6, "points": points}
    return row | more


SCALED = small(
    reads=[
        stretch(
            [
                {"key": "weight", "offset": 0, "type": "int16", "decimals": "digits"},
                {"key": "other", "offset": 2, "type": "uint16"},
                {"key": "digits", "offset": 4, "type": "uint16"},
            ]
        )
    ]
)


def device(**points: str) -> Device:
    return Device(id="d", profile="test/small", bus="b", points=dict(points))


def visit(plan: Plan, *words: int) -> list[Judgement]:
    """Judgements of an answer to a plan of one read."""
    assert len(plan.reads) == 1
    answer = struct.pack(f">{len(words)}H", *words)
    return judged(plan, [answer], fresh_memories(plan), [0.0])


@pytest.mark.parametrize(
    ("digits", "value"), [(0, 1234.0), (1, 123.4), (3, 1.234), (0xFFFF, None), (10, None)]
)
def test_the_device_says_how_many_decimals(digits: int, value: float | None) -> None:
    plan = plan_visit(device(weight="farm.scale"), SCALED)
    assert [read.cells for read in plan.reads] == [Cells(Area.HOLDING, 10, 5)]
    (seen,) = visit(plan, 1234, 0, 0, 0, digits)
    assert seen.value == value
    assert seen.reason == ("" if value is not None else "decimals")


def test_what_belongs_together_is_refused_rather_than_cut() -> None:
    narrow = SCALED.model_copy(
        update={"timing": SCALED.timing.model_copy(update={"max_read_registers": 4})}
    )
    with pytest.raises(Uncoverable):
        plan_visit(device(weight="farm.scale"), narrow)


def points(*keys: str) -> list[dict[str, object]]:
    return [{"key": key, "offset": at, "type": "uint16"} for at, key in enumerate(keys)]


VOUCHED = {
    "reads": [stretch(points("a", "b", "c", "status"))],
    "quality": {"good_when": [{"point": "status", "low": 0, "high": 0, "of": ["b"]}]},
}


def test_a_voucher_closes_only_what_it_is_for() -> None:
    plan = plan_visit(device(a="1.flow", b="2.flow", c="3.flow"), small(**VOUCHED))
    assert [row.reason for row in visit(plan, 1, 2, 3, 0)] == ["", "", ""]
    assert [row.reason for row in visit(plan, 1, 2, 3, 7)] == ["", "device_says_status", ""]


def test_a_voucher_nobody_needs_is_not_asked() -> None:
    plan = plan_visit(device(a="1.flow", c="3.flow"), small(**VOUCHED))
    assert [read.cells for read in plan.reads] == [Cells(Area.HOLDING, 10, 3)]


def test_a_computed_tag_hangs_on_the_vouchers_of_its_inputs() -> None:
    probe = profiles()["yosemitech/y504-a"]
    voucher = {"point": "temperature", "low": 50, "high": 60, "of": ["saturation"]}
    changed = Profile.model_validate(
        probe.model_dump(by_alias=True) | {"quality": {"good_when": [voucher]}}
    )
    row = Device(id="d", profile=probe.id, bus="b", points={"oxygen_mg_l": "1-01.do_a"})
    (seen,) = judged(
        plan := plan_visit(row, changed),
        [struct.pack("<2f", 25.0, 0.95)],
        fresh_memories(plan),
        [0.0],
    )
    assert (seen.value, seen.reason) == (None, "device_says_temperature")


def test_a_forbidden_cell_within_a_stretch_is_stepped_around() -> None:
    holes = [{"fc": 3, "address": 12, "why": "stops the instrument"}]
    profile = small(reads=[stretch(points("a", "b", "c", "d"))], forbidden=holes)
    plan = plan_visit(device(a="1.flow", b="2.flow", d="3.flow"), profile)
    assert [(read.address, read.count) for read in plan.reads] == [(10, 2), (13, 1)]


def test_a_whole_read_is_asked_as_it_stands_and_serves_what_lies_in_it() -> None:
    rows = [
        stretch(points("a"), id="block", count=6, whole=True),
        stretch([{"key": "b", "offset": 0, "type": "uint16"}], id="more", address=12, count=9),
    ]
    plan = plan_visit(device(a="1.flow", b="2.flow"), small(reads=rows))
    assert [read.cells for read in plan.reads] == [Cells(Area.HOLDING, 10, 6)]
    alone = plan_visit(device(b="2.flow"), small(reads=rows))
    assert [read.cells for read in alone.reads] == [Cells(Area.HOLDING, 12, 1)]


def test_a_triggered_read_serves_only_its_own_points() -> None:
    trigger = {"fc": 6, "address": 1, "value": 31, "wait_ms": 500}
    rows = [
        stretch(points("a"), id="measured", count=6, trigger=trigger),
        stretch([{"key": "b", "offset": 0, "type": "uint16"}], id="more", address=12, count=3),
    ]
    plan = plan_visit(device(a="1.flow", b="2.flow"), small(reads=rows))
    assert [(r.address, r.count, r.trigger is not None) for r in plan.reads] == [
        (12, 1, False),
        (10, 6, True),
    ]


def test_a_device_of_several_paces_is_visited_at_each() -> None:
    row = Device.model_validate(
        {
            "id": "d",
            "profile": "test/small",
            "bus": "b",
            "period_s": 1,
            "points": {"a": "1.flow", "b": {"tag": "2.flow", "period_s": 30}},
        }
    )
    fast, slow = by_period(row)
    assert (fast.period_s, list(fast.points), slow.period_s, list(slow.points)) == (
        1,
        ["a"],
        30,
        ["b"],
    )


# -- one pass over an answer ---------------------------------------------------------------

bounds = st.tuples(
    st.sampled_from([-math.inf, -50.0, 0.0]), st.sampled_from([50.0, 70.0, math.inf])
)
rules = st.builds(
    Rule,
    gain=st.sampled_from([1.0, 0.001, -0.5]),
    bias=st.sampled_from([0.0, 4.0]),
    sentinels=st.sampled_from([(), (65535.0,), (0.0, 1.0)]),
    valid=st.none() | bounds,
    span=st.sampled_from([None, None, (0.0, 100.0), (10.0, -10.0)]),
    transmitter=st.booleans(),
    invert=st.booleans(),
    process=bounds,
    frozen_after_s=st.sampled_from([None, 5.0]),
    decimals=st.sampled_from([None, 0, 2]),
    loop=st.sampled_from([Loop(), Loop(hold_s=0.0, measures_ma=(3.9, 20.2))]),
)
raws = st.one_of(
    st.sampled_from([0.0, 1.0, 3.5, 4.0, 12.0, 20.6, 22.0, 65535.0]),
    st.floats(-100, 100),
    st.sampled_from([math.nan, math.inf, -math.inf, 1e300]),
)


@given(rules, st.lists(st.tuples(raws, st.sampled_from([0.0, 1.0, 6.0])), max_size=8))
def test_the_short_way_judges_as_the_long_one(rule: Rule, seen: list[tuple[float, float]]) -> None:
    current = [0.0]
    decoded = Decoded((0,), lambda _: current, (quick_of(0, rule),), ())
    memories, memory, now_s = [NEW], NEW, 0.0
    for raw, later_s in seen:
        now_s += later_s
        current[0] = raw
        probed: list[Told] = [Judgement(None, Status.BAD_TIMEOUT)]
        judge_answer(decoded, b"", [rule], probed, memories, now_s)
        expected, memory = judge(rule, raw, memory, now_s)
        assert repr(Judgement(*probed[0])) == repr(expected)


def some_field(draw: Random, *, bits: bool) -> Field:
    if bits:
        return Field("bit", draw.randrange(512))
    if draw.random() < 0.3:
        cut, mask = draw.choice([(None, None), ((0, 3), None), ((4, 15), None), (None, 0x6F)])
        return Field("uint16", draw.randrange(32), Swap.NONE, cut, mask)
    return Field(draw.choice(list(FORMATS)), draw.randrange(29), draw.choice(list(Swap)))


@given(st.integers(0, 2**32))
def test_numbers_taken_together_are_those_taken_one_by_one(seed: int) -> None:
    draw = Random(seed)
    for _ in range(20):
        answer, bits = draw.randbytes(64), draw.random() < 0.2
        fields = [some_field(draw, bits=bits) for _ in range(draw.randrange(9))]
        order, unpack = unpacker(fields)
        assert sorted(order) == list(range(len(fields)))
        for at, raw in zip(order, unpack(answer), strict=True):
            one = extractor(*fields[at])(answer)
            assert raw == one or (math.isnan(raw) and math.isnan(one))
