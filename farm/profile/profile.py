"""What a device profile may say: schema `ras-device/1`, one YAML file per vendor model.

It refuses to know how bytes become numbers (drivers.decode) and which devices a farm has.
Vocabulary after the device reference, section 2.2.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from farm.profile.commissioning import Commissioning
from farm.profile.moved import Start, Write
from farm.profile.registers import Forbidden, Identify, Read, Setting, Span, Swap
from farm.profile.signal import Signal
from farm.profile.text import Ascii
from farm.profile.wire import Serial, Timing, Transport, Unit
from farm.words import Noun, Words


class Trust(StrEnum):
    """How well the map is known; `draft` is read-only and off until a person enables it."""

    HARDWARE = "hardware"
    MANUAL = "manual"
    CODE = "code"
    SPECIFICATION = "specification"
    DRAFT = "draft"


SourceKind = Literal["manual", "map", "code", "page", "standard", "measured", "ours", "memory"]


class Source(Noun):
    """Where the facts of a profile were read, and what kind of witness that is.

    `map`: somebody's register list that names the maker's document; `page`: a product page;
    `measured`: seen on a real device; `ours`: this farm's own specification; `memory`: nobody's.
    """

    title: str = Field(min_length=1)
    version: str = ""
    where: str = Field(min_length=1)
    kind: SourceKind | None = None


class Derived(Noun):
    """A value computed from others by a named formula of the drivers: never an expression."""

    key: str
    formula: Literal["oxygen_mg_l_from_saturation"]
    inputs: tuple[str, ...]
    unit: str
    valid: tuple[float, float] | None = None
    resolution: float | None = Field(None, gt=0, le=1)


class Voucher(Noun):
    """Points in `of` (empty: all others) are Bad unless `point` lies within `low` to `high`."""

    point: str
    low: float
    high: float
    of: tuple[str, ...] = ()


class Quality(Noun):
    """When a reading that passed the wire is still not believed."""

    frozen_after_s: float | None = None
    """The identical raw float for this long: the probe does not measure any more."""
    good_when: tuple[Voucher, ...] = ()
    """What the device itself says about its readings."""


class Frame(Noun):
    """A golden frame: bytes as hexadecimal pairs, and what they must decode to.

    Modbus ASCII stands as its own text, ":0103…" with CR and LF. `sum`: CRC-16/MODBUS of `tx` and
    `rx` together, for wires whose frames carry no check sum: no typing error goes unseen. `read`:
    id of a read, or key of a setting. A point that must have no value is expected as "none".
    """

    tx: str = ""
    rx: str = ""
    sum: str = Field("", pattern=r"^([0-9A-F]{4})?$")
    read: str = ""
    expect: dict[str, float | str] = Field(default_factory=dict)
    origin: Literal["vendor", "captured", "computed"] = "vendor"


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
    timing: Timing = Timing(response_timeout_ms=1000, worst_reply_ms=1000)
    identify: Identify | None = None
    reads: tuple[Read, ...] = ()
    spans: tuple[Span, ...] = ()
    writes: tuple[Write, ...] = ()
    start: Start | None = None
    derived: tuple[Derived, ...] = ()
    ascii: Ascii | None = None
    signal: Signal | None = None
    quality: Quality = Quality()
    settings: tuple[Setting, ...] = ()
    commissioning: Commissioning = Commissioning()
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
