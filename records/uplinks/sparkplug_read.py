"""Sparkplug B messages of any node read strictly: a message is understood whole or refused whole.

It refuses to know brokers and stores, and refuses to guess: no value without a birth, a type and
an instant.

A consumer keeps one `Births`, hands it every birth and death, and reads data with it. Whoever gets
all messages of a node in order sets `in_order`; one of several workers that share a subscription
sees every birth but only some of the data, and does not.
Source: Eclipse Sparkplug 3.0.0, chapter 6.4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from records.uplinks.sparkplug_names import (
    BD_SEQ,
    REBIRTH,
    SEQ_COUNT,
    UNIT,
    DataType,
    Kind,
    Topic,
)
from records.uplinks.sparkplug_values import (
    TYPES,
    Value,
    parsed_payload,
    property_of,
    refused,
    status_of,
    value_of,
)

_OF_THE_SESSION = {BD_SEQ, REBIRTH}
"""Metrics of a node's birth that are no reading."""


class Reading(NamedTuple):
    """One value of one metric. `value`: None when null; `status`: OPC UA name.

    `historical`: told late, not the present value.
    """

    tag: str
    unit: str
    at_ms: int
    value: Value | None
    status: str
    historical: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What one message said. `seq`: None for NDEATH; `bd_seq`: of NBIRTH and NDEATH."""

    topic: Topic
    at_ms: int
    seq: int | None
    bd_seq: int | None = None
    readings: Sequence[Reading] = ()


class _Metric(NamedTuple):
    """What a birth says of a metric once for all."""

    tag: str
    unit: str
    type: DataType


@dataclass(slots=True)
class _Node:
    """What was born on one node: device ("" for the node) → alias or name → metric."""

    bd_seq: int
    next_seq: int
    devices: dict[str, Mapping[int | str, _Metric]] = field(default_factory=dict)


class Births:
    """Births by node, as far as they were heard."""

    def __init__(self, in_order: bool) -> None:
        """`in_order`: every message of a node comes here, in order; a wrong seq is refused."""
        self._in_order = in_order
        self._nodes: dict[tuple[str, str], _Node] = {}

    def take(self, topic: Topic, payload: bytes) -> Told | None:
        """What the message says; None for a death of an older connection. Raises Refused.

        After NO_BIRTH, UNKNOWN_ALIAS or WRONG_SEQ ask the node again (`rebirth_command`).
        """
        parsed = parsed_payload(payload)
        if topic.kind is Kind.NODE_BIRTH:
            return self._node_birth(topic, parsed)
        if topic.kind is Kind.NODE_DEATH:
            return self._node_death(topic, parsed)
        if topic.kind in (Kind.NODE_COMMAND, Kind.DEVICE_COMMAND):
            raise refused("NOT_FOR_A_HOST", "命令不是发给主机的", "a command is not for a host")
        return self._numbered(topic, parsed)

    def _node_birth(self, topic: Topic, parsed: Any) -> Told:
        seq, bd_seq = _seq(parsed), _bd_seq(parsed)
        metrics = _born(parsed)
        node = _Node(bd_seq, (seq + 1) % SEQ_COUNT, {"": metrics})
        told = Told(topic, parsed.timestamp, seq, bd_seq, _readings(parsed, metrics))
        self._nodes[topic.group, topic.node] = node
        return told

    def _node_death(self, topic: Topic, parsed: Any) -> Told | None:
        bd_seq = _bd_seq(parsed)
        node = self._nodes.get((topic.group, topic.node))
        if node is not None and node.bd_seq != bd_seq:
            return None
        self._nodes.pop((topic.group, topic.node), None)
        return Told(topic, parsed.timestamp, None, bd_seq)

    def _numbered(self, topic: Topic, parsed: Any) -> Told:
        """Device births and deaths, and data: all stand in the node's one sequence."""
        seq = _seq(parsed)
        node = self._nodes.get((topic.group, topic.node))
        if node is None:
            raise refused("NO_BIRTH", f"{topic.node} 尚无 NBIRTH", f"no NBIRTH of {topic.node} yet")
        if self._in_order and seq != node.next_seq:
            numbers = f"{seq} != {node.next_seq}"
            raise refused("WRONG_SEQ", f"序号不接续：{numbers}", f"seq is out of order: {numbers}")
        told = Told(topic, parsed.timestamp, seq, None, self._said(topic, node, parsed))
        node.next_seq = (seq + 1) % SEQ_COUNT
        return told

    def _said(self, topic: Topic, node: _Node, parsed: Any) -> Sequence[Reading]:
        if topic.kind.is_birth:
            metrics = _born(parsed)
            readings = _readings(parsed, metrics)
            node.devices[topic.device] = metrics
            return readings
        if topic.kind.is_death:
            node.devices.pop(topic.device, None)
            return ()
        born = node.devices.get(topic.device)
        if born is None:
            device = topic.device
            raise refused("NO_BIRTH", f"{device} 尚无 DBIRTH", f"no DBIRTH of {device} yet")
        return _readings(parsed, born)


def asks_rebirth(payload: bytes) -> bool:
    """Whether an NCMD asks the node to tell everything again; nothing else is obeyed.

    Raises Refused for what is no payload.
    """
    asked = parsed_payload(payload).metrics
    return any(metric.name == REBIRTH and metric.boolean_value for metric in asked)


def _seq(parsed: Any) -> int:
    seq: int = parsed.seq
    if not parsed.HasField("seq"):
        raise refused("NO_SEQ", "报文没有序号", "the payload has no seq")
    if seq >= SEQ_COUNT:
        raise refused("WRONG_SEQ", f"序号 {seq} 超过 255", f"seq {seq} is above 255")
    return seq


def _bd_seq(parsed: Any) -> int:
    for metric in parsed.metrics:
        if metric.name == BD_SEQ and metric.WhichOneof("value") == "long_value":
            found: int = metric.long_value
            return found
    raise refused("NO_BD_SEQ", "没有 bdSeq", "there is no bdSeq")


def _born(parsed: Any) -> Mapping[int | str, _Metric]:
    """Metrics of a birth by alias and by name."""
    born: dict[int | str, _Metric] = {}
    for metric in parsed.metrics:
        if not metric.name:
            raise refused("NO_NAME", "BIRTH 中有无名的量", "a metric of a birth has no name")
        kind = TYPES.get(metric.datatype)
        if kind is None:
            what = f"{metric.name}: {metric.datatype}"
            raise refused("UNKNOWN_TYPE", f"不支持的数据类型 {what}", f"unknown data type {what}")
        unit = property_of(metric, UNIT)
        found = _Metric(metric.name, unit if isinstance(unit, str) else "", kind)
        keys = {metric.name, metric.alias} if metric.HasField("alias") else {metric.name}
        if not keys.isdisjoint(born):
            raise refused("TWICE", f"{metric.name} 重复", f"{metric.name} is there twice")
        born.update(dict.fromkeys(keys, found))
    return born


def _readings(parsed: Any, born: Mapping[int | str, _Metric]) -> Sequence[Reading]:
    """Every value told; what its node calls transient is not for keeping."""
    return [
        _reading(metric, born)
        for metric in parsed.metrics
        if not metric.is_transient and metric.name not in _OF_THE_SESSION
    ]


def _reading(metric: Any, born: Mapping[int | str, _Metric]) -> Reading:
    known = born.get(metric.name or metric.alias)
    if known is None:
        key = metric.name or metric.alias
        raise refused("UNKNOWN_ALIAS", f"BIRTH 中没有 {key}", f"{key} is in no birth")
    at_ms: int = metric.timestamp
    if not at_ms:
        raise refused("NO_TIMESTAMP", f"{known.tag} 没有时间", f"{known.tag} has no timestamp")
    value = value_of(metric, known.type, known.tag)
    return Reading(
        known.tag, known.unit, at_ms, value, status_of(metric, value), metric.is_historical
    )
