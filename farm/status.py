"""OPC UA status codes of a sample and the NAMUR NE107 class a screen shows for each.

It refuses to know how a status was judged.

Codes: OPC UA Part 4, Table of StatusCodes (the upper 16 bits name the code; the two top bits
are the severity: 00 Good, 01 Uncertain, 10 Bad).
"""

from enum import IntEnum, StrEnum


class Status(IntEnum):
    """Status of one sample, as stored and sent (32-bit OPC UA code)."""

    is_good: bool
    """True when the value may be controlled on."""
    is_bad: bool
    """True when there is no value."""

    GOOD = 0x00000000
    UNCERTAIN_LAST_USABLE_VALUE = 0x40900000
    UNCERTAIN_SUBSTITUTE_VALUE = 0x40910000
    UNCERTAIN_SENSOR_NOT_ACCURATE = 0x40930000
    UNCERTAIN_ENGINEERING_UNITS_EXCEEDED = 0x40940000
    UNCERTAIN_SUB_NORMAL = 0x40950000
    BAD_COMMUNICATION_ERROR = 0x80050000
    BAD_DECODING_ERROR = 0x80070000
    BAD_TIMEOUT = 0x800A0000
    BAD_NO_COMMUNICATION = 0x80310000
    BAD_WAITING_FOR_INITIAL_DATA = 0x80320000
    BAD_OUT_OF_RANGE = 0x803C0000
    BAD_CONFIGURATION_ERROR = 0x80890000
    BAD_NOT_CONNECTED = 0x808A0000
    BAD_DEVICE_FAILURE = 0x808B0000
    BAD_SENSOR_FAILURE = 0x808C0000
    BAD_OUT_OF_SERVICE = 0x808D0000

    def __init__(self, code: int) -> None:
        """Its severity once, for it is asked thousands of times a second."""
        self.is_good, self.is_bad = code < 0x40000000, code >= 0x80000000

    @property
    def opc_name(self) -> str:
        """Name as OPC UA writes it: Good, BadNoCommunication."""
        return "".join(part.capitalize() for part in self.name.split("_"))


class Ne107(StrEnum):
    """NAMUR NE107 class: what a person should think of the device."""

    OK = "ok"
    FAILURE = "F"
    FUNCTION_CHECK = "C"
    OUT_OF_SPECIFICATION = "S"
    MAINTENANCE = "M"


_CLASS = {
    Status.GOOD: Ne107.OK,
    Status.BAD_OUT_OF_SERVICE: Ne107.FUNCTION_CHECK,
    Status.BAD_WAITING_FOR_INITIAL_DATA: Ne107.FUNCTION_CHECK,
    Status.UNCERTAIN_SUB_NORMAL: Ne107.MAINTENANCE,
}


def ne107(status: Status) -> Ne107:
    """NE107 class: Uncertain is out of specification, Bad is a failure, unless named."""
    if status in _CLASS:
        return _CLASS[status]
    return Ne107.FAILURE if status.is_bad else Ne107.OUT_OF_SPECIFICATION
