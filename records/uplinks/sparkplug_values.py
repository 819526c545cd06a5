"""One value of a Sparkplug B metric, held to the type its birth gave it; why a message is refused.

It refuses to know births, sequences and topics.

Source: Eclipse Sparkplug 3.0.0, chapter 6.4.
"""

from math import isfinite
from typing import Any

from google.protobuf.message import DecodeError

from records.refusal import RuleRefused, problem
from records.uplinks.sparkplug_definition import Payload
from records.uplinks.sparkplug_names import QUALITY, STATUS, DataType, Quality

PAYLOAD_LIMIT_BYTES = 2_000_000
"""Refused unread beyond it; a birth of 10,000 tags has 0.8 MB."""

Value = bool | int | float | str


class Refused(RuleRefused):
    """A message that is not understood; `code` names why, nothing of it was taken."""


def refused(code: str, zh: str, en: str) -> Refused:
    """A refusal by its code and its sentence in both languages."""
    return Refused(code, problem(code, zh, en).explanation)


def parsed_payload(payload: bytes) -> Any:
    """The message in the bytes, with its own timestamp. Raises Refused."""
    size = len(payload)
    if size > PAYLOAD_LIMIT_BYTES:
        raise refused("TOO_LARGE", f"报文 {size} 字节，过大", f"the payload has {size} bytes")
    try:
        parsed = Payload.FromString(payload)
    except DecodeError:
        raise refused("NOT_A_PAYLOAD", "不是 Sparkplug B 报文", "no Sparkplug B payload") from None
    if not parsed.timestamp:
        raise refused("NO_TIMESTAMP", "报文没有时间", "the payload has no timestamp")
    return parsed


def value_of(metric: Any, kind: DataType, tag: str) -> Value | None:
    """Value of a metric as its type means it; None when null. Raises Refused."""
    field = metric.WhichOneof("value")
    if metric.is_null and field is None:
        return None
    if metric.is_null or field not in _FIELDS[kind]:
        what = f"{tag} ({kind.name}): {'null and ' * metric.is_null}{field}"
        raise refused("WRONG_VALUE", f"值与类型不符：{what}", f"value and type differ: {what}")
    value: Value = getattr(metric, field)
    if isinstance(value, float) and not isfinite(value):
        raise refused("NOT_FINITE", f"{tag} 不是有限数", f"{tag} is not finite")
    return _in_range(value, kind, tag) if kind in _BITS and not isinstance(value, str) else value


def _in_range(value: bool | float, kind: DataType, tag: str) -> int:
    """A whole number as its type means it: negative ones come as two's complement."""
    bits, signed = _BITS[kind]
    number = int(value)
    if signed:
        wide = 64 if bits == 64 else 32
        number -= (1 << wide) if number >= 1 << (wide - 1) else 0
    low, high = (-(1 << (bits - 1)), 1 << (bits - 1)) if signed else (0, 1 << bits)
    if not low <= number < high:
        what = f"{tag} = {number} ({kind.name})"
        raise refused("WRONG_VALUE", f"值超出类型范围：{what}", f"value beyond its type: {what}")
    return number


def status_of(metric: Any, value: Value | None) -> str:
    """OPC UA name: by our own property, or another vendor's `Quality`; a null is never Good."""
    if metric.HasField("properties"):
        exact = property_of(metric, STATUS)
        if isinstance(exact, str) and exact:
            return exact
        quality = property_of(metric, QUALITY)
        if quality is not None and quality != Quality.GOOD:
            return "Bad" if quality == Quality.BAD else "Uncertain"
    return "Good" if value is not None else "Bad"


def property_of(metric: Any, key: str) -> Value | None:
    """Value of a property; None when it is absent or null."""
    for name, found in zip(metric.properties.keys, metric.properties.values, strict=False):
        field = found.WhichOneof("value")
        if name == key and field in _PLAIN:
            value: Value = getattr(found, field)
            return value
    return None


TYPES = {int(kind): kind for kind in DataType}
_PLAIN = {"int_value", "long_value", "float_value", "double_value", "boolean_value", "string_value"}
_BITS = {
    DataType.INT8: (8, True),
    DataType.INT16: (16, True),
    DataType.INT32: (32, True),
    DataType.INT64: (64, True),
    DataType.UINT8: (8, False),
    DataType.UINT16: (16, False),
    DataType.UINT32: (32, False),
    DataType.UINT64: (64, False),
    DataType.DATETIME: (64, False),
}
_WHOLE = {"int_value", "long_value"}
"""Java nodes write a UInt32 as long: both fields are read, the range is held."""
_FIELDS: dict[DataType, set[str]] = {
    **dict.fromkeys(_BITS, _WHOLE),
    DataType.FLOAT: {"float_value"},
    DataType.DOUBLE: {"double_value"},
    DataType.BOOLEAN: {"boolean_value"},
    DataType.STRING: {"string_value"},
    DataType.TEXT: {"string_value"},
    DataType.UUID: {"string_value"},
}
