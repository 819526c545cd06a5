"""What a person may set once on a device of its own: station number, baud rate, calibration.

It refuses to know who asks and how it is walked through (drivers.commissioning,
drivers.calibration).
Every way names its source; a device whose maker's way is not known has none and is refused.
"""

from typing import Annotated, Literal

from pydantic import Field

from farm.profile.registers import Area
from farm.words import Noun, Words

Address = Annotated[int, Field(ge=0, le=65535)]
Word = Annotated[int, Field(ge=0, le=65535)]


class Save(Noun):
    """A second write (function 6), to the new number, that makes the change last."""

    address: Address
    value: Word


class UnitChange(Noun):
    """How the station number is changed: one write to the old number.

    `high_byte`: the number stands in the high byte of the register, the low byte is 0.
    `any_unit`: a station that is alone answers a read of this register under that number too.
    `alone`: no other station may hang on the line meanwhile. `power_cycle`: counts only after it.
    """

    fc: Literal[6, 16] = 6
    address: Address
    high_byte: bool = False
    any_unit: int | None = Field(None, ge=248, le=255)
    alone: bool = True
    save: Save | None = None
    power_cycle: bool = False
    source: str


class BaudChange(Noun):
    """How the baud rate is changed; `codes`: rate → the word that stands for it."""

    fc: Literal[6, 16] = 6
    address: Address
    codes: dict[int, Word]
    power_cycle: bool = False
    source: str


class SerialNumber(Noun):
    """Where the maker's serial number stands, as text."""

    area: Area = Area.HOLDING
    address: Address
    count: int = Field(ge=1, le=32)


class Stable(Noun):
    """When a reading stands still enough to be accepted.

    `wait_s`: never before this long in the standard. Then, over the last `window_s`, the line
    through the readings moves by no more than `spread` (unit of the point) and their mean is known
    to within it. Not so after `within_s`: given up, nothing is written.
    """

    wait_s: float = Field(ge=0, le=3600)
    window_s: float = Field(30, ge=5, le=600)
    spread: float = Field(gt=0)
    within_s: float = Field(600, ge=10, le=7200)


class _Procedure(Noun):
    """What every calibration has. `every_days`: due again; `interval_source` empty: our own rule,
    shown as unverified. `point`: what is calibrated; `temperature`: the probe's own, if any."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: Words
    point: str
    temperature: str | None = None
    stable: Stable
    every_days: int = Field(ge=1, le=1000)
    interval_source: str = ""
    source: str


class AirSlope(_Procedure):
    """Oxygen probe in water-saturated air or air-saturated water; slope K and offset B written.

    Two float32 at `address` (function 16): shown = K × measured + B. `raw`: where the register
    must stand in air, else it does not hold the fraction this profile believes. `change_share`:
    largest share by which K may change; more is a fault of cap or set-up, not drift.
    """

    procedure: Literal["air_slope"]
    address: Address
    raw: tuple[float, float] = (0.9, 1.1)
    change_share: float = Field(0.15, gt=0, le=0.5)


class Result(Noun):
    """The device's own verdict; `ok`: the value that means done, `means`: words for the others."""

    address: Address
    bits: tuple[int, int]
    ok: int
    means: dict[int, Words]


class Buffers(_Procedure):
    """PH probe in buffers, in this order; each value is written as float32 (function 16).

    `near`: the probe must show the buffer within this before it is told so. `range_c`: the buffers
    have these values here only. `kept`: registers of the coefficients, read before and after.
    """

    procedure: Literal["buffers"]
    buffers: tuple[float, ...] = Field(min_length=1, max_length=5)
    address: Address
    near: float = Field(gt=0, le=2)
    range_c: tuple[float, float]
    result: Result
    kept: tuple[Address, Annotated[int, Field(ge=1, le=32)]]


class Command(_Procedure):
    """The device calibrates itself on a written word (function 6) in a known standard.

    `reference`: what it must show then, in the unit of the point. `raw`: where the reading must
    stand before, in that unit, for the standard to be what the person says it is.
    """

    procedure: Literal["command"]
    address: Address
    value: Word
    reference: float
    raw: tuple[float, float]
    tolerance: float = Field(gt=0)


class ZeroFlow(_Procedure):
    """Flow meter with the valve closed and the pipe full: the offset is recorded, none written.

    `limit`: an offset beyond it is a fault.
    """

    procedure: Literal["zero_flow"]
    limit: float = Field(gt=0)


class TextStep(Noun):
    """One standard and the command that tells the device of it. `near`: as of Buffers."""

    reference: float
    command: str = Field(min_length=1, max_length=32)
    near: float = Field(gt=0)


class TextCalibration(_Procedure):
    """A device that is told in text (Atlas EZO): steps in order; `asked`: says how many it has."""

    procedure: Literal["text"]
    steps: tuple[TextStep, ...] = Field(min_length=1, max_length=5)
    asked: str


Calibration = Annotated[
    AirSlope | Buffers | Command | ZeroFlow | TextCalibration, Field(discriminator="procedure")
]


class Commissioning(Noun):
    """All of it; what is missing cannot be done with our program."""

    unit: UnitChange | None = None
    baud: BaudChange | None = None
    serial_number: SerialNumber | None = None
    calibrations: tuple[Calibration, ...] = ()
