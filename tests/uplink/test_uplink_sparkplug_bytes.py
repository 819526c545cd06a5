"""Sparkplug B payloads against bytes computed by hand and against a reader of the wire format."""

import struct
from collections.abc import Iterator

from farm.status import Status
from records.uplinks.sparkplug import EdgeNode, Sample, death_will, rebirth_command
from records.uplinks.sparkplug_names import Topic, alias_of, parse_topic

AT_MS = 1_486_144_502_122
"""The instant of the specification's own example."""
AT = bytes.fromhex("eaf2f5a8a02b")
"""1 486 144 502 122 in groups of seven bits, least first: 6a 72 75 28 20 2b."""


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Number and the place after it (protobuf encoding guide: base 128, least first)."""
    found = shift = 0
    while True:
        byte = data[at]
        found |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return found, at


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Field number and what it holds: a number, or the bytes of a length, a double or a float."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 0:
            number, at = varint(data, at)
            yield key >> 3, number
            continue
        length, at = varint(data, at) if key & 7 == 2 else ({1: 8, 5: 4}[key & 7], at)
        yield key >> 3, data[at : at + length]
        at += length


def only(data: bytes, number: int) -> list[int | bytes]:
    return [held for found, held in fields(data) if found == number]


def node() -> EdgeNode:
    return EdgeNode("town", "xjl", {"1-07": "1"})


def sample(value: float | None = 7.5, status: Status = Status.GOOD) -> Sample:
    return Sample("1-07.do_a", "mg/L", AT_MS, value, status)


def test_the_will_is_the_bytes_computed_by_hand() -> None:
    will = death_will("town", "xjl", 3, AT_MS)
    metric = b"\x0a\x05bdSeq" + b"\x18" + AT + b"\x20\x04" + b"\x58\x03"
    assert will.payload == b"\x08" + AT + b"\x12" + bytes([len(metric)]) + metric
    assert (will.topic, will.qos) == ("spBv1.0/town/NDEATH/xjl", 1)


def test_a_reading_is_the_bytes_computed_by_hand() -> None:
    data = node().data([sample()], AT_MS)[-1]
    alias = alias_of("1-07.do_a")
    groups = [(alias >> shift) & 0x7F for shift in range(0, alias.bit_length(), 7)]
    wire_alias = bytes([group | 0x80 for group in groups[:-1]] + groups[-1:])
    metric = b"\x10" + wire_alias + b"\x18" + AT + b"\x69" + struct.pack("<d", 7.5)
    head = b"\x08" + AT + b"\x12" + bytes([len(metric)]) + metric
    assert data.payload == head + b"\x18\x01"
    assert data.topic == "spBv1.0/town/DDATA/xjl/1"


def test_an_alias_is_the_start_of_the_names_hash() -> None:
    """SHA-256 of "abc" begins ba7816bf8f01 (FIPS 180-4, example)."""
    assert alias_of("abc") == 0xBA7816BF8F01


def test_a_bad_value_is_null_with_both_qualities() -> None:
    (metric,) = only(node().data([sample(None, Status.BAD_TIMEOUT)], AT_MS)[-1].payload, 2)
    assert isinstance(metric, bytes)
    assert only(metric, 7) == [1]
    assert only(metric, 13) == []
    (properties,) = only(metric, 9)
    assert isinstance(properties, bytes)
    assert only(properties, 1) == [b"Quality", b"status"]
    assert only(properties, 2) == [b"\x08\x03\x18\x00", b"\x08\x0c\x42\x0aBadTimeout"]


def test_a_birth_names_every_metric_with_type_alias_and_unit() -> None:
    born = node().data([sample()], AT_MS)[0]
    assert born.topic == "spBv1.0/town/DBIRTH/xjl/1"
    assert only(born.payload, 3) == [0]
    (metric,) = only(born.payload, 2)
    assert isinstance(metric, bytes)
    assert only(metric, 1) == [b"1-07.do_a"]
    assert only(metric, 2) == [alias_of("1-07.do_a")]
    assert only(metric, 4) == [10]
    assert only(metric, 9) == [b"\x0a\x04unit" + b"\x12\x08\x08\x0c\x42\x04mg/L"]
    assert only(metric, 13) == [struct.pack("<d", 7.5)]


def test_the_birth_of_a_node_offers_rebirth_and_repeats_the_wills_number() -> None:
    (born,) = node().birth(3, AT_MS)
    first, second = only(born.payload, 2)
    assert isinstance(first, bytes) and isinstance(second, bytes)
    assert (only(first, 1), only(first, 4), only(first, 11)) == ([b"bdSeq"], [4], [3])
    told = (only(second, 1), only(second, 4), only(second, 14))
    assert told == ([b"Node Control/Rebirth"], [11], [0])
    assert only(born.payload, 3) == [0]


def test_late_data_say_that_they_are_late() -> None:
    late = node().data([sample()], AT_MS + 60_001)[-1]
    (metric,) = only(late.payload, 2)
    assert isinstance(metric, bytes)
    assert only(metric, 5) == [1]


def test_a_rebirth_is_asked_without_a_seq() -> None:
    asked = rebirth_command("town", "xjl", AT_MS)
    assert asked.topic == "spBv1.0/town/NCMD/xjl"
    assert only(asked.payload, 3) == []


def test_topics_are_read_as_written_and_others_are_not() -> None:
    for text in ("spBv1.0/t/NBIRTH/n", "spBv1.0/t/DDATA/n/d"):
        topic = parse_topic(text)
        assert isinstance(topic, Topic)
        assert str(topic) == text
    wrong = ["spBv1.0/STATE/h", "spBv1.0/t/NBIRTH/n/d", "spBv1.0/t/DDATA/n", "spBv1.0/t/X/n"]
    assert not [text for text in [*wrong, "spAv1.0/t/NBIRTH/n", ""] if parse_topic(text)]
