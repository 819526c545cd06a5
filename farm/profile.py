"""What a device profile may say: schema `ras-device/1`, one YAML file per vendor model.

It refuses to know how bytes become numbers (drivers.decode) and which devices a farm has.
Vocabulary after the device reference, section 2.2.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from farm.words import Noun, Words


class Trust(StrEnum):
    """How well the map is known; `draft` is read-only and off until a person enables it."""

    HARDWARE = "hardware"
    MANUAL = "manual"
    CODE = "code"
    SPECIFICATION = "specification"
    DRAFT = "draft"


class Transport(StrEnum):
    """How bytes travel."""

    RTU = "rtu"
    TCP = "tcp"
    RTU_OVER_TCP = "rtu-over-tcp"
    ASCII_LINE = "ascii-line"
    STREAM = "stream"


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


class Source(Noun):
    """Where the facts of a profile were read."""

    title: str
    version: str = ""
    where: str


class Serial(Noun):
    """Factory serial settings."""

    baud: int
    data_bits: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    stop_bits: Literal[1, 2] = 1
    supported_bauds: tuple[int, ...] = ()


class Unit(Noun):
    """Station number: from the factory, and the range it can be set to."""

    default: int = Field(ge=0, le=255)
    range: tuple[int, int] = (1, 247)


class Timing(Noun):
    """Milliseconds unless the name says otherwise.

    `response_timeout_ms`: no first byte by then is a miss. `worst_reply_ms`: the longest answer it
    can give, from the end of the request: the line stays silent that long after a miss.
    `min_poll_ms`: never ask more often. `guard_ms`: silence before the next station.
    """

    response_timeout_ms: int = Field(gt=0, le=10_000)
    worst_reply_ms: int = Field(gt=0, le=20_000)
    guard_ms: int = Field(0, ge=0, le=1000)
    min_poll_ms: int = Field(1000, ge=20)
    warmup_s: float = 0
    settle_s: float = 0
    max_read_registers: int = Field(125, ge=1, le=125)

    @model_validator(mode="after")
    def _ordered(self) -> "Timing":
        if self.worst_reply_ms < self.response_timeout_ms:
            raise ValueError("worst_reply_ms must not be below response_timeout_ms")
        return self


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
    `bits`: keep only these bits of the raw word (low, high inclusive). `resolution`: a float says
    more digits than the instrument knows; readings are rounded to decimals no coarser than this.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    offset: int = Field(ge=0, le=2000)
    type: PointType
    scale: float = 1.0
    add: float = 0.0
    unit: str = ""
    valid: tuple[float, float] | None = None
    sentinels: tuple[float, ...] = ()
    swap: Swap | None = None
    count: int = Field(1, ge=1, le=256)
    step: int = Field(1, ge=1)
    bits: tuple[int, int] | None = None
    resolution: float | None = Field(None, gt=0, le=1)


class Read(Noun):
    """One wire request; points never straddle reads."""

    id: str
    area: Area
    address: int = Field(ge=0, le=65535)
    count: int = Field(ge=1, le=2000)
    points: tuple[Point, ...]


class Verify(Noun):
    """How a write is seen to have happened: point read back, tolerance in its unit, time."""

    point: str
    tolerance: float = 0.0
    within_s: float = 1.0


class Write(Noun):
    """One writable value. The allow-list: nothing else is ever written.

    Raw = (value − `add`) / `scale`; `low`/`high` in engineering units. `eeprom`: counted, never
    cyclic. `steps`: for drives, the command word written before (`when_running`) and after.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    fc: Literal[5, 6, 15, 16]
    address: int = Field(ge=0, le=65535)
    type: PointType = "uint16"
    scale: float = 1.0
    add: float = 0.0
    unit: str = ""
    low: float
    high: float
    count: int = Field(1, ge=1, le=256)
    step: int = Field(1, ge=1)
    verify: Verify
    eeprom: bool = False


class Start(Noun):
    """A run command that goes with a set-point write: value > 0 writes `run`, 0 writes `stop`."""

    setpoint: str
    fc: Literal[6, 16] = 6
    address: int = Field(ge=0, le=65535)
    run: int
    stop: int
    reset: int | None = None
    state_point: str
    running: tuple[int, ...]
    stopped: tuple[int, ...]
    faulted: tuple[int, ...]


class Derived(Noun):
    """A value computed from others by a named formula of the drivers: never an expression."""

    key: str
    formula: Literal["oxygen_mg_l_from_saturation"]
    inputs: tuple[str, ...]
    unit: str
    valid: tuple[float, float] | None = None
    resolution: float | None = Field(None, gt=0, le=1)


class Setting(Noun):
    """A register that must hold `must_be` on a commissioned device, read back at start."""

    key: str
    area: Area = Area.HOLDING
    address: int
    type: PointType = "uint16"
    must_be: tuple[int, ...] | None = None
    why: str


class Quality(Noun):
    """When a reading that passed the wire is still not believed."""

    frozen_after_s: float | None = None
    """The identical raw float for this long: the probe does not measure any more."""
    good_when: tuple[tuple[str, float, float], ...] = ()
    """Point, low, high: every other point of the device is Bad unless this one lies within."""


class Frame(Noun):
    """A golden frame: bytes as hexadecimal pairs, and what they must decode to."""

    tx: str = ""
    rx: str = ""
    read: str = ""
    expect: dict[str, float | str] = Field(default_factory=dict)
    origin: Literal["vendor", "captured", "computed"] = "vendor"


class Forbidden(Noun):
    """A request that must never be sent, with the reason."""

    fc: int
    address: int
    why: str


class Ascii(Noun):
    """A text device. `parse` names a parser in drivers.line; the profile holds no patterns."""

    parse: Literal["ezo", "xk3190"]
    mode: Literal["poll", "push"]
    ask: str = ""
    setup: tuple[str, ...] = ()
    points: tuple[Point, ...]


class Profile(Noun):
    """One vendor model."""

    schema_: Annotated[Literal["ras-device/1"], Field(alias="schema")]
    id: str = Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")
    vendor: str
    models: tuple[str, ...]
    kind: str
    title: Words
    status: Trust
    sources: tuple[Source, ...]
    transport: tuple[Transport, ...]
    serial: Serial | None = None
    unit: Unit = Unit(default=1)
    address_base: Literal[0, 1] = 0
    swap: Swap = Swap.NONE
    timing: Timing
    identify: Identify | None = None
    reads: tuple[Read, ...] = ()
    writes: tuple[Write, ...] = ()
    start: Start | None = None
    derived: tuple[Derived, ...] = ()
    ascii: Ascii | None = None
    quality: Quality = Quality()
    settings: tuple[Setting, ...] = ()
    on_comm_loss: Words | None = None
    forbidden: tuple[Forbidden, ...] = ()
    frames: tuple[Frame, ...] = ()
    quirks: tuple[Words, ...] = ()

    def point_keys(self) -> dict[str, str]:
        """Every point and derived key a site may map, with its unit."""
        points = [p for r in self.reads for p in r.points] + list(
            self.ascii.points if self.ascii else ()
        )
        keys = {key: p.unit for p in points for key in expanded(p.key, p.count)}
        return keys | {d.key: d.unit for d in self.derived}

    def write_keys(self) -> dict[str, str]:
        """Every writable key with its unit."""
        return {key: w.unit for w in self.writes for key in expanded(w.key, w.count)}


def expanded(key: str, count: int) -> list[str]:
    """Keys of a repeated point: `ai` × 3 → ai0, ai1, ai2; a single one keeps its name."""
    return [key] if count == 1 else [f"{key}{index}" for index in range(count)]
