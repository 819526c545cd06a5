"""The Modbus tables of a device: where its values stand, how they are laid out, what may be asked.

It refuses to know who wants a value and which requests are cheapest.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from farm.words import Noun, Words

UNIT_SET_ON_DEVICE = "?"
"""Unit of a point that the device's own settings decide and no register tells."""


class Area(StrEnum):
    """The four Modbus tables, read by function 3, 4, 1, 2."""

    HOLDING = "holding"
    INPUT = "input"
    COIL = "coil"
    DISCRETE = "discrete"


class Swap(StrEnum):
    """Byte order of 32/64-bit values: ABCD, BADC, CDAB, DCBA."""

    NONE = "none"
    BYTE = "byte"
    WORD = "word"
    WORD_BYTE = "word_byte"


PointType = Literal[
    "bit", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "string"
]


def _not_zero(value: float) -> float:
    if value == 0:
        raise ValueError("scale must not be 0")
    return value


Factor = Annotated[float, AfterValidator(_not_zero)]
"""What a raw number is multiplied by."""


class Identify(Noun):
    """A register that says which model this is; `match`: prefix of its text or its number."""

    area: Area = Area.HOLDING
    address: int = Field(ge=0, le=65535)
    count: int = Field(ge=1, le=125)
    type: PointType
    match: str


class Point(Noun):
    """One value inside a read. `offset` in registers (or bits) from the read's address.

    Engineering value = raw × `scale` + `add`. `valid`: outside it the instrument cannot read.
    `sentinels`: raw values that mean "no value". `count` > 1 makes `key0`, `key1`, … spaced `step`.
    `bits`: keep only these bits of the raw word (low, high inclusive), as a number of their own;
    `mask`: keep these bits where they stand (states of CiA 402). `resolution`: a float says
    more digits than the instrument knows; readings are rounded to decimals no coarser than this.
    `decimals`: key of a point of the same read that says how many digits stand behind the decimal
    point (raw × 10^-n). `means`: words for a state or fault number, for people only. `holds`: why
    a number has no range: a code, bits that each say something, a counter that may hold anything.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    offset: int = Field(ge=0, le=2000)
    type: PointType
    scale: Factor = 1.0
    add: float = 0.0
    unit: str = ""
    valid: tuple[float, float] | None = None
    sentinels: tuple[float, ...] = ()
    swap: Swap | None = None
    count: int = Field(1, ge=1, le=256)
    step: int = Field(1, ge=1)
    bits: tuple[int, int] | None = None
    mask: int | None = Field(None, ge=1, le=65535)
    resolution: float | None = Field(None, gt=0, le=1)
    decimals: str | None = None
    means: dict[int, Words] = Field(default_factory=dict)
    holds: Literal["code", "bits", "counter"] | None = None


class Trigger(Noun):
    """A write that starts a measurement, and how long it takes before the read is worth asking."""

    fc: Literal[5, 6, 16] = 16
    address: int = Field(ge=0, le=65535)
    value: int = Field(ge=0, le=65535)
    wait_ms: int = Field(ge=0, le=10_000)


class Read(Noun):
    """A stretch of the map that the source documents. The planner may ask any part of it, and may
    join stretches that touch; a point's registers always come in one answer.

    `whole`: the device answers exactly this request and no other cut of it, or its points only
    belong together when they came in one answer. A triggered read is always whole.
    """

    id: str
    area: Area
    address: int = Field(ge=0, le=65535)
    count: int = Field(ge=1, le=2000)
    points: tuple[Point, ...]
    whole: bool = False
    trigger: Trigger | None = None


class Span(Noun):
    """Addresses without a point of ours that a request may pass over; `why`: how that is known."""

    area: Area
    address: int = Field(ge=0, le=65535)
    count: int = Field(ge=1, le=2000)
    why: str


class Setting(Noun):
    """A register of the commissioning of a device, read back at every start.

    It must hold one of `must_be`, or what the site file says for this device in `settings`
    (engineering value = raw × `scale`). `comm_loss`: decides what the device does when nobody
    talks to it. `scales_writes`: decides what a written number means. While one of either kind is
    not as demanded, no output of the device is driven automatically.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    area: Area = Area.HOLDING
    address: int = Field(ge=0, le=65535)
    type: PointType = "uint16"
    bits: tuple[int, int] | None = None
    scale: Factor = 1.0
    unit: str = ""
    must_be: tuple[float, ...] | None = None
    comm_loss: bool = False
    scales_writes: bool = False
    why: Words


class Forbidden(Noun):
    """Addresses no request of this function may touch, with the reason."""

    fc: int = Field(ge=1, le=255)
    address: int = Field(ge=0, le=65535)
    count: int = Field(1, ge=1, le=65536)
    why: str
