"""One edge node as Sparkplug B messages: births, data and deaths, numbered as is prescribed.

It refuses to know brokers, connections, clocks and what the other side has stored.

Source: Eclipse Sparkplug 3.0.0, chapters 4 to 6. Data carry aliases only; births carry name, alias,
type, value and unit. A value that is Bad is null; what is not Good says so in its properties.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from farm.status import Status
from farm.tag import FARM, place_of
from records.uplinks.sparkplug_definition import Payload
from records.uplinks.sparkplug_names import (
    BD_SEQ,
    QUALITY,
    REBIRTH,
    SEQ_COUNT,
    STATUS,
    UNIT,
    DataType,
    Kind,
    Topic,
    alias_of,
    quality_of,
)

POINTS_PER_MESSAGE = 4_000
"""About 110 kB: far below any broker's limit, and little to send again when one is lost."""
HISTORICAL_AFTER_MS = 60_000
"""Older than this when sent, or older than what was sent before: not the present value."""
SILENT_AFTER_MS = 300_000
"""A device without a sample for so long, while others speak, is declared dead."""


class Sample(NamedTuple):
    """One value of one tag. `at_ms`: UTC milliseconds; `value`: None exactly when Bad."""

    tag: str
    unit: str
    at_ms: int
    value: float | None
    status: Status


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be published; `samples`: the data inside, empty for births and deaths."""

    topic: str
    payload: bytes
    qos: int = 0
    samples: Sequence[Sample] = ()


def death_will(group: str, node: str, bd_seq: int, now_ms: int) -> Message:
    """NDEATH, to be left with the broker as the last will (QoS 1, not retained, no seq)."""
    assert 0 <= bd_seq < SEQ_COUNT, bd_seq
    payload = Payload(timestamp=now_ms)
    _add_bd_seq(payload, bd_seq, now_ms)
    topic = Topic(group, Kind.NODE_DEATH, node)
    return Message(str(topic), payload.SerializeToString(), qos=1)


def rebirth_command(group: str, node: str, now_ms: int) -> Message:
    """NCMD with which a host asks a node to tell everything again."""
    payload = Payload(timestamp=now_ms)
    payload.metrics.add(
        name=REBIRTH, timestamp=now_ms, datatype=DataType.BOOLEAN, boolean_value=True
    )
    return Message(str(Topic(group, Kind.NODE_COMMAND, node)), payload.SerializeToString())


class EdgeNode:
    """What one node has said since its birth. Messages must be published in the order made."""

    def __init__(self, group: str, node: str, device_of_place: Mapping[str, str]) -> None:
        """`device_of_place`: system of each tank and system; every other place is `farm`."""
        self.group, self.node = group, node
        self._device_of_place = device_of_place
        self._newest: dict[str, dict[str, Sample]] = {}
        self._alive: set[str] = set()
        self._seq = 0

    def birth(self, bd_seq: int, now_ms: int) -> list[Message]:
        """NBIRTH with seq 0 and the birth of every living device: of a new connection, or asked."""
        self._seq = 0
        payload = Payload(timestamp=now_ms)
        _add_bd_seq(payload, bd_seq, now_ms)
        payload.metrics.add(
            name=REBIRTH, timestamp=now_ms, datatype=DataType.BOOLEAN, boolean_value=False
        )
        born = [self._message(Kind.NODE_BIRTH, "", payload)]
        return born + [self._device_birth(device, now_ms) for device in sorted(self._alive)]

    def data(self, samples: Iterable[Sample], now_ms: int) -> list[Message]:
        """Samples as DDATA, each device after its birth; births and deaths they bring about.

        The order within a tag is kept; a tag told for the first time brings a new birth.
        """
        by_device: dict[str, list[Sample]] = {}
        for sample in samples:
            by_device.setdefault(self._device(sample.tag), []).append(sample)
        said: list[Message] = []
        for device, found in by_device.items():
            for first in range(0, len(found), POINTS_PER_MESSAGE):
                said += self._device_data(device, found[first : first + POINTS_PER_MESSAGE], now_ms)
        return said + self._deaths(now_ms)

    def _device(self, tag: str) -> str:
        return self._device_of_place.get(place_of(tag), FARM)

    def _device_data(self, device: str, samples: Sequence[Sample], now_ms: int) -> list[Message]:
        newest = self._newest.setdefault(device, {})
        unheard = device not in self._alive
        payload = Payload(timestamp=now_ms)
        for sample in samples:
            known = newest.get(sample.tag)
            unheard = unheard or known is None or known.unit != sample.unit
            late = known is not None and sample.at_ms < known.at_ms
            if not late:
                newest[sample.tag] = sample
            _add_data(payload, sample, late or sample.at_ms < now_ms - HISTORICAL_AFTER_MS)
        self._alive.add(device)
        born = [self._device_birth(device, now_ms)] if unheard else []
        return [*born, self._message(Kind.DEVICE_DATA, device, payload, samples)]

    def _device_birth(self, device: str, now_ms: int) -> Message:
        payload = Payload(timestamp=now_ms)
        for sample in self._newest[device].values():
            _add_birth(payload, sample)
        return self._message(Kind.DEVICE_BIRTH, device, payload)

    def _deaths(self, now_ms: int) -> list[Message]:
        """DDEATH of those that are silent while others speak."""
        heard = {
            device: max(sample.at_ms for sample in self._newest[device].values())
            for device in self._alive
        }
        newest_ms = max(heard.values(), default=0)
        dead = sorted(name for name in heard if heard[name] < newest_ms - SILENT_AFTER_MS)
        self._alive.difference_update(dead)
        return [
            self._message(Kind.DEVICE_DEATH, device, Payload(timestamp=now_ms)) for device in dead
        ]

    def _message(
        self, kind: Kind, device: str, payload: Any, samples: Sequence[Sample] = ()
    ) -> Message:
        payload.seq = self._seq
        self._seq = (self._seq + 1) % SEQ_COUNT
        topic = Topic(self.group, kind, self.node, device)
        return Message(str(topic), payload.SerializeToString(), samples=samples)


def _add_bd_seq(payload: Any, bd_seq: int, now_ms: int) -> None:
    payload.metrics.add(name=BD_SEQ, timestamp=now_ms, datatype=DataType.INT64, long_value=bd_seq)


def _add_data(payload: Any, sample: Sample, historical: bool) -> None:
    _, _, at_ms, value, status = sample
    metric = payload.metrics.add(alias=_ALIASES[sample.tag], timestamp=at_ms)
    if historical:
        metric.is_historical = True
    _set_value(metric, value, status)


def _add_birth(payload: Any, sample: Sample) -> None:
    metric = payload.metrics.add(
        name=sample.tag,
        alias=_ALIASES[sample.tag],
        timestamp=sample.at_ms,
        datatype=DataType.DOUBLE,
    )
    _set_value(metric, sample.value, sample.status)
    metric.properties.keys.append(UNIT)
    metric.properties.values.add(type=DataType.STRING, string_value=sample.unit)


def _set_value(metric: Any, value: float | None, status: Status) -> None:
    assert (value is None) == status.is_bad, (value, status)
    if value is None:
        metric.is_null = True
    else:
        metric.double_value = value
    if not status.is_good:
        metric.properties.CopyFrom(_PROPERTIES[status])


def _properties(status: Status) -> Any:
    """Coarse quality, as the specification knows it, and the exact status."""
    found = Payload().metrics.add().properties
    found.keys.extend((QUALITY, STATUS))
    found.values.add(type=DataType.INT32, int_value=quality_of(status))
    found.values.add(type=DataType.STRING, string_value=status.opc_name)
    return found


_PROPERTIES = {status: _properties(status) for status in Status if not status.is_good}


class _Aliases(dict[str, int]):
    """Alias of each tag once seen: a hash per sample would be half the cost of a message."""

    def __missing__(self, tag: str) -> int:
        found = self[tag] = alias_of(tag)
        return found


_ALIASES = _Aliases()
