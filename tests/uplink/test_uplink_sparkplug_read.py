"""What a host reads of Sparkplug B: whole or refused, in order, and never another tag's value."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm.status import Status
from records.uplinks.host_state import HostState, newer, read_state, state_payload
from records.uplinks.json_topics import read_row, row_message
from records.uplinks.proof import Acknowledgement, ack_payload, fingerprint, read_ack
from records.uplinks.sparkplug import EdgeNode, Message, Sample, death_will, rebirth_command
from records.uplinks.sparkplug_definition import Payload
from records.uplinks.sparkplug_names import Kind, Topic, parse_topic
from records.uplinks.sparkplug_read import Births, Reading, Told, asks_rebirth
from records.uplinks.sparkplug_values import PAYLOAD_LIMIT_BYTES, Refused

NOW_MS = 1_790_000_000_000
DEVICE = Topic("town", Kind.DEVICE_BIRTH, "xjl", "1")


def node() -> EdgeNode:
    return EdgeNode("town", "xjl", {"1-07": "1", "2-01": "2"})


def sample(tag: str = "1-07.do_a", at_ms: int = NOW_MS, value: float | None = 7.5) -> Sample:
    status = Status.BAD_TIMEOUT if value is None else Status.GOOD
    return Sample(tag, "mg/L", at_ms, value, status)


def take(births: Births, message: Message) -> Told | None:
    topic = parse_topic(message.topic)
    assert topic is not None
    return births.take(topic, message.payload)


def readings(births: Births, messages: list[Message]) -> list[Reading]:
    """What the data among the messages say."""
    told = [(message, take(births, message)) for message in messages]
    return [one for message, what in told if message.samples and what for one in what.readings]


def birth_of(**metric: Any) -> bytes:
    payload = Payload(timestamp=NOW_MS, seq=1)
    payload.metrics.add(**{"name": "x", "alias": 1, "timestamp": NOW_MS, "datatype": 10} | metric)
    return bytes(payload.SerializeToString())


def born(**metric: Any) -> Told | None:
    births = Births(in_order=True)
    take(births, node().birth(0, NOW_MS)[0])
    return births.take(DEVICE, birth_of(**metric))


def code_of(**metric: Any) -> str:
    with pytest.raises(Refused) as refused:
        born(**metric)
    return refused.value.code


values = st.none() | st.floats(allow_nan=False, allow_infinity=False)
tags = st.sampled_from(["1-07.do_a", "2-01.ph", "farm.lox_level"])


@given(st.lists(st.tuples(tags, st.integers(0, 10**6), values), max_size=40))
def test_whatever_is_told_is_read_as_it_was(told: list[tuple[str, int, float | None]]) -> None:
    edge, births = node(), Births(in_order=True)
    sent = [sample(tag, NOW_MS + later_ms, value) for tag, later_ms, value in told]
    found = readings(births, edge.birth(0, NOW_MS) + edge.data(sent, NOW_MS))
    for tag in {one.tag for one in sent}:
        expected = [(s.at_ms, s.value, s.status.opc_name, s.unit) for s in sent if s.tag == tag]
        assert [(r.at_ms, r.value, r.status, r.unit) for r in found if r.tag == tag] == expected


def test_the_numbers_run_to_255_and_start_over() -> None:
    edge, births = node(), Births(in_order=True)
    take(births, edge.birth(0, NOW_MS)[0])
    for count in range(600):
        readings(births, edge.data([sample(at_ms=NOW_MS + count)], NOW_MS))


def test_a_message_left_out_or_repeated_is_noticed_in_order_and_read_by_a_worker() -> None:
    edge = node()
    told = edge.birth(0, NOW_MS)
    for count in range(3):
        told += edge.data([sample(at_ms=NOW_MS + count)], NOW_MS)
    alone, shared = Births(in_order=True), Births(in_order=False)
    for message in told[:3]:
        take(alone, message)
        take(shared, message)
    for wrong in (told[4], told[2]):
        with pytest.raises(Refused, match="WRONG_SEQ"):
            take(alone, wrong)
        assert take(shared, wrong) is not None
    assert take(alone, told[3]) is not None


def test_a_rebirth_starts_again_with_every_device() -> None:
    edge, births = node(), Births(in_order=True)
    edge.birth(7, NOW_MS)
    edge.data([sample(), sample("2-01.ph"), sample("farm.lox_level")], NOW_MS)
    again = edge.birth(7, NOW_MS)
    topics = [message.topic.split("/", 2)[2] for message in again]
    assert topics == ["NBIRTH/xjl", "DBIRTH/xjl/1", "DBIRTH/xjl/2", "DBIRTH/xjl/farm"]
    first = take(births, again[0])
    assert first is not None and (first.bd_seq, first.readings) == (7, [])
    born_again = take(births, again[1])
    assert born_again is not None
    assert [(one.tag, one.value) for one in born_again.readings] == [("1-07.do_a", 7.5)]
    assert asks_rebirth(rebirth_command("town", "xjl", NOW_MS).payload)
    assert not asks_rebirth(again[0].payload)


def test_a_device_that_is_silent_while_others_speak_is_declared_dead_and_born_again() -> None:
    edge, births = node(), Births(in_order=True)
    told = edge.birth(0, NOW_MS) + edge.data([sample(), sample("2-01.ph")], NOW_MS)
    told += edge.data([sample("2-01.ph", NOW_MS + 300_001)], NOW_MS + 300_001)
    assert told[-1].topic == "spBv1.0/town/DDEATH/xjl/1"
    for message in told:
        take(births, message)
    stray = Payload(timestamp=NOW_MS, seq=7).SerializeToString()
    with pytest.raises(Refused, match="NO_BIRTH"):
        births.take(Topic("town", Kind.DEVICE_DATA, "xjl", "1"), stray)
    back = edge.data([sample(at_ms=NOW_MS + 300_002)], NOW_MS + 300_002)
    assert [message.topic.split("/")[2] for message in back] == ["DBIRTH", "DDATA"]
    assert len(readings(births, back)) == 1


def test_the_death_of_an_older_connection_ends_nothing() -> None:
    births = Births(in_order=True)
    take(births, node().birth(5, NOW_MS)[0])
    assert take(births, death_will("town", "xjl", 4, NOW_MS)) is None
    dead = take(births, death_will("town", "xjl", 5, NOW_MS))
    assert dead is not None and dead.bd_seq == 5


def test_late_data_never_become_the_present_value() -> None:
    edge, births = node(), Births(in_order=True)
    told = edge.birth(0, NOW_MS) + edge.data([sample(value=1.0)], NOW_MS)
    told += edge.data([sample(at_ms=NOW_MS - 5, value=2.0)], NOW_MS)
    assert [one.historical for one in readings(births, told)] == [False, True]
    _, last = [take(births, message) for message in edge.birth(0, NOW_MS)]
    assert last is not None and last.readings[0].value == 1.0


@pytest.mark.parametrize(
    ("metric", "code"),
    [
        ({"datatype": 16, "double_value": 1.0}, "UNKNOWN_TYPE"),
        ({"datatype": 0, "double_value": 1.0}, "UNKNOWN_TYPE"),
        ({"datatype": 99, "double_value": 1.0}, "UNKNOWN_TYPE"),
        ({"timestamp": 0, "double_value": 1.0}, "NO_TIMESTAMP"),
        ({"name": "", "double_value": 1.0}, "NO_NAME"),
        ({}, "WRONG_VALUE"),
        ({"is_null": True, "double_value": 1.0}, "WRONG_VALUE"),
        ({"string_value": "7"}, "WRONG_VALUE"),
        ({"double_value": float("nan")}, "NOT_FINITE"),
        ({"double_value": float("inf")}, "NOT_FINITE"),
        ({"datatype": 1, "int_value": 128}, "WRONG_VALUE"),
        ({"datatype": 5, "int_value": 256}, "WRONG_VALUE"),
    ],
)
def test_what_is_not_understood_is_refused(metric: dict[str, Any], code: str) -> None:
    assert code_of(**metric) == code


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ({"datatype": 3, "int_value": 0xFFFFFFFE}, -2),
        ({"datatype": 1, "int_value": 0xFFFFFF80}, -128),
        ({"datatype": 4, "long_value": 2**64 - 2}, -2),
        ({"datatype": 7, "long_value": 2**32 - 1}, 2**32 - 1),
        ({"datatype": 8, "long_value": 2**64 - 1}, 2**64 - 1),
        ({"datatype": 9, "float_value": 0.5}, 0.5),
        ({"datatype": 11, "boolean_value": True}, True),
        ({"datatype": 12, "string_value": "水"}, "水"),
        ({"is_null": True}, None),
    ],
)
def test_other_vendors_values_mean_what_their_type_says(metric: dict[str, Any], value: Any) -> None:
    told = born(**metric)
    assert told is not None
    assert told.readings[0].value == value
    assert told.readings[0].status == ("Bad" if value is None else "Good")


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"\x00" * (PAYLOAD_LIMIT_BYTES + 1), "TOO_LARGE"),
        (b"\xff\xff\xff", "NOT_A_PAYLOAD"),
        (b"", "NO_TIMESTAMP"),
        (b"\x18\x01", "NO_TIMESTAMP"),
        (b"\x08\x01", "NO_SEQ"),
        (b"\x08\x01\x18\x80\x02", "WRONG_SEQ"),
        (b"\x08\x01\x18\x00", "NO_BIRTH"),
    ],
)
def test_a_payload_that_is_none_is_refused(payload: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        Births(in_order=True).take(DEVICE, payload)
    assert refused.value.code == code


def test_a_refused_birth_leaves_what_was_known() -> None:
    edge, births = node(), Births(in_order=False)
    for message in edge.birth(0, NOW_MS) + edge.data([sample()], NOW_MS):
        take(births, message)
    with pytest.raises(Refused, match="UNKNOWN_TYPE"):
        births.take(DEVICE, birth_of(datatype=19, double_value=1.0))
    assert readings(births, edge.data([sample(at_ms=NOW_MS + 1)], NOW_MS))


def test_an_alias_of_no_birth_is_refused() -> None:
    births = Births(in_order=False)
    for message in node().birth(0, NOW_MS) + node().data([sample()], NOW_MS):
        take(births, message)
    other = node().data([sample("1-07.ph")], NOW_MS)[-1]
    with pytest.raises(Refused, match="UNKNOWN_ALIAS"):
        take(births, other)


@given(st.binary(max_size=200))
def test_noise_is_refused_or_read_and_never_ends_the_reader(noise: bytes) -> None:
    births = Births(in_order=False)
    try:
        births.take(Topic("t", Kind.NODE_BIRTH, "n"), noise)
        births.take(Topic("t", Kind.NODE_DATA, "n"), noise)
    except Refused as refused:
        assert refused.code and refused.explanation.zh


def test_a_row_is_read_as_it_was_told() -> None:
    message = row_message(
        "town", "xjl", "alarm", "boot-1:7", NOW_MS, '{"value": 3.5, "zh": "缺氧"}'
    )
    row = read_row(message.topic, message.payload)
    assert row is not None
    assert (row.site, row.kind, row.id, row.at_ms) == ("xjl", "alarm", "boot-1:7", NOW_MS)
    assert row.body == {"value": 3.5, "zh": "缺氧"}
    assert message.qos == 1
    assert read_row("ras/town/xjl/ack", b"{}") is None


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"{", "NOT_JSON"),
        (b"\xff", "NOT_JSON"),
        (b"[" * 100_000, "NOT_JSON"),
        (b"[]", "NO_BODY"),
        (b'{"id":"1","at_ms":5}', "NO_BODY"),
        (b'{"id":"","at_ms":5,"body":{}}', "NO_ID"),
        (b'{"id":"1","at_ms":true,"body":{}}', "NO_TIMESTAMP"),
        (b'{"id":"1","at_ms":5,"body":{"v":NaN}}', "NOT_JSON"),
        (b" " * (PAYLOAD_LIMIT_BYTES + 1), "TOO_LARGE"),
    ],
)
def test_a_row_that_is_none_is_refused(payload: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_row("ras/town/xjl/fact", payload)
    assert refused.value.code == code


def test_an_acknowledgement_is_read_as_told_and_noise_proves_nothing() -> None:
    told = Acknowledgement(("aa",), {"bb": "TOO_LARGE"})
    assert read_ack(ack_payload(told)) == told
    noise = [b"", b"[]", b'{"stored":[1]}', b'{"stored":{}}', b'{"refused":{"a":1}}', b"\xff"]
    assert not [data for data in noise if read_ack(data)]
    assert fingerprint("a", b"b") != fingerprint("a", b"c") != fingerprint("b", b"c")


def test_an_old_will_does_not_take_a_host_that_came_back() -> None:
    back = read_state(state_payload(HostState(True, 20)))
    assert back == HostState(True, 20)
    assert newer(back, HostState(False, 10)) == back
    assert newer(back, HostState(False, 20)) == HostState(False, 20)
    assert read_state(b'{"online": 1, "timestamp": 5}') is None
    assert read_state(b"OFFLINE") is None
