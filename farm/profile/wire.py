"""How bytes travel to a device, and at what pace.

It refuses to know what the bytes mean.
"""

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from farm.words import Noun


class Transport(StrEnum):
    """How bytes travel; `channel`: no bytes at all, it hangs on an I/O device."""

    RTU = "rtu"
    TCP = "tcp"
    RTU_OVER_TCP = "rtu-over-tcp"
    MODBUS_ASCII = "modbus-ascii"
    ASCII_LINE = "ascii-line"
    STREAM = "stream"
    CHANNEL = "channel"


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
    `turnaround_ms`: from the end of a request to the first byte of its answer, as it usually is;
    for arithmetic only, nothing waits for it.
    """

    response_timeout_ms: int = Field(gt=0, le=10_000)
    worst_reply_ms: int = Field(gt=0, le=20_000)
    guard_ms: int = Field(0, ge=0, le=1000)
    min_poll_ms: int = Field(1000, ge=20)
    warmup_s: float = 0
    settle_s: float = 0
    turnaround_ms: float = Field(10, ge=0, le=5000)
    max_read_registers: int = Field(125, ge=1, le=125)
    max_read_bits: int = Field(2000, ge=1, le=2000)

    @model_validator(mode="after")
    def _ordered(self) -> "Timing":
        if self.worst_reply_ms < self.response_timeout_ms:
            raise ValueError("worst_reply_ms must not be below response_timeout_ms")
        return self
