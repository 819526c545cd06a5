"""What hangs on one channel of a remote I/O device: a transmitter, a contact, a counter, a feeder.

It refuses to know which channel of which device it is, and how the channel's number is read.
"""

from typing import Literal

from pydantic import Field, model_validator

from farm.words import Noun


class Current(Noun):
    """A 4–20 mA transmitter. Limits in mA after NAMUR NE43: at `failed_ma` and beyond it has failed
    (said to be so after `hold_s`), within `measures_ma` it measures, between them it is saturated.

    `valid`: what the instrument can measure, in the unit of the tag.
    """

    failed_ma: tuple[float, float] = (3.6, 21.0)
    measures_ma: tuple[float, float] = (3.8, 20.5)
    hold_s: float = Field(4.0, ge=0, le=60)
    valid: tuple[float, float] | None = None

    @model_validator(mode="after")
    def _ordered(self) -> "Current":
        low, high = self.failed_ma, self.measures_ma
        if not 0 <= low[0] < high[0] < high[1] < low[1] <= 24:
            raise ValueError(
                "needs 0 ≤ failed low < measures low < measures high < failed high ≤ 24"
            )
        return self


class Contact(Noun):
    """A dry contact. `one_when`: state of the contact in which the tag is 1. `healthy`: state while
    all is well, or null for one that has none; fail-safe is one whose broken wire (open) is not it.
    """

    one_when: Literal["closed", "open"]
    healthy: Literal["closed", "open"] | None = None


class Pulses(Noun):
    """A counter of the channel, `bits` wide. `shows`: the counted sum, or the rate in the site's
    amount per `rate_unit_s` seconds (3600: per hour) over `window_s`. `max_per_s`: faster than this
    is no pulse of the instrument.
    """

    bits: Literal[16, 32]
    shows: Literal["total", "rate"]
    max_per_s: float = Field(gt=0, le=100_000)
    window_s: float = Field(10.0, ge=1, le=3600)
    rate_unit_s: float = Field(3600.0, gt=0, le=86_400)


class Dose(Noun):
    """A feeder that runs while a relay is closed: grams = seconds × the site's calibration.

    A site must say for each one what it throws, when that was weighed and the caps.
    `calibrate_every_days`: how long a calibration is believed before `ras check` asks for a new
    one.
    """

    calibrate_every_days: int = Field(ge=1, le=366)


class Vector(Noun):
    """A check value: number of the channel (mA, 0/1), and what the tag then is; null: no value.

    For currents the tag's span is 0 to 100.
    """

    raw: float
    expect: float | None


class Signal(Noun):
    """Exactly one kind of thing on a channel. `unit`: of the tag; empty: any."""

    unit: str = ""
    current: Current | None = None
    contact: Contact | None = None
    pulses: Pulses | None = None
    dose: Dose | None = None
    vectors: tuple[Vector, ...] = ()

    @model_validator(mode="after")
    def _one_kind(self) -> "Signal":
        kinds = (self.current, self.contact, self.pulses, self.dose)
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError("needs exactly one of current, contact, pulses, dose")
        return self
