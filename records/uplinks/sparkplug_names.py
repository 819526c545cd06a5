"""The words of Sparkplug B: topics, kinds of message, types of value, qualities, aliases.

It refuses to know bytes of a payload.

Source: Eclipse Sparkplug 3.0.0, chapters 4 (topics) and 6.4 (payloads).
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from hashlib import sha256

from farm.status import Status

NAMESPACE = "spBv1.0"
BD_SEQ = "bdSeq"
REBIRTH = "Node Control/Rebirth"
QUALITY = "Quality"
STATUS = "status"
"""Our property beside `Quality`: the OPC UA name of the status, exact where Quality is coarse."""
UNIT = "unit"
SEQ_COUNT = 256
"""Both counters run 0 to 255 and start over."""


class Kind(StrEnum):
    """Message types, as the third part of a topic says them."""

    NODE_BIRTH = "NBIRTH"
    NODE_DEATH = "NDEATH"
    NODE_DATA = "NDATA"
    NODE_COMMAND = "NCMD"
    DEVICE_BIRTH = "DBIRTH"
    DEVICE_DEATH = "DDEATH"
    DEVICE_DATA = "DDATA"
    DEVICE_COMMAND = "DCMD"

    @property
    def of_device(self) -> bool:
        """True when the topic ends in a device."""
        return self.value.startswith("D")

    @property
    def is_birth(self) -> bool:
        """True for NBIRTH and DBIRTH."""
        return self.value.endswith("BIRTH")

    @property
    def is_data(self) -> bool:
        """True for NDATA and DDATA."""
        return self.value.endswith("DATA")

    @property
    def is_death(self) -> bool:
        """True for NDEATH and DDEATH."""
        return self.value.endswith("DEATH")


_KINDS = {kind.value: kind for kind in Kind}


class DataType(IntEnum):
    """Types of a value that are read here; sets, templates, files and arrays are refused."""

    INT8 = 1
    INT16 = 2
    INT32 = 3
    INT64 = 4
    UINT8 = 5
    UINT16 = 6
    UINT32 = 7
    UINT64 = 8
    FLOAT = 9
    DOUBLE = 10
    BOOLEAN = 11
    STRING = 12
    DATETIME = 13
    TEXT = 14
    UUID = 15


class Quality(IntEnum):
    """The three values the specification allows for the property `Quality`."""

    BAD = 0
    GOOD = 192
    STALE = 500


@dataclass(frozen=True, slots=True)
class Topic:
    """`spBv1.0/<group>/<kind>/<node>[/<device>]`; device "" for a node's own message."""

    group: str
    kind: Kind
    node: str
    device: str = ""

    def __str__(self) -> str:
        """The topic as MQTT has it."""
        bare = f"{NAMESPACE}/{self.group}/{self.kind}/{self.node}"
        return f"{bare}/{self.device}" if self.device else bare


def parse_topic(text: str) -> Topic | None:
    """Topic of a Sparkplug message; None for any other topic, STATE included."""
    parts = text.split("/")
    if len(parts) not in (4, 5) or parts[0] != NAMESPACE or not all(parts):
        return None
    kind = _KINDS.get(parts[2])
    if kind is None:
        return None
    return Topic(parts[1], kind, *parts[3:]) if kind.of_device == (len(parts) == 5) else None


def is_topic_part(text: str) -> bool:
    """Whether a group, node or device may be called so: no `+`, `/`, `#`, and not empty."""
    return bool(text) and not set("+/#\0") & set(text)


def quality_of(status: Status) -> Quality:
    """Coarse quality. Uncertain is STALE: shown, never acted on; the property `status` is exact."""
    if status.is_good:
        return Quality.GOOD
    return Quality.BAD if status.is_bad else Quality.STALE


ALIAS_BYTES = 6
"""48 bits: of 1,000 tags of one node, two share an alias with a chance of 2 in 10^9."""


def alias_of(name: str) -> int:
    """Alias of a metric: the first 48 bits of SHA-256 of its name.

    Made of the name alone, so it means the same tag for ever: data that arrives late, by another
    worker or after a birth was lost can be unknown but never be taken for another tag's.
    """
    return int.from_bytes(sha256(name.encode()).digest()[:ALIAS_BYTES])
