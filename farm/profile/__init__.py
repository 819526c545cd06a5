"""Device profiles as data: everything a profile may say, behind one door.

It refuses to know how bytes become numbers and which devices a farm has.
"""

from farm.profile.commissioning import (
    AirSlope,
    BaudChange,
    Buffers,
    Calibration,
    Command,
    Commissioning,
    Stable,
    TextCalibration,
    UnitChange,
    ZeroFlow,
)
from farm.profile.moved import Start, Step, Verify, Write
from farm.profile.profile import (
    Derived,
    Frame,
    Profile,
    Quality,
    Source,
    SourceKind,
    Trust,
    Voucher,
    expanded,
)
from farm.profile.registers import (
    Area,
    Forbidden,
    Identify,
    Point,
    PointType,
    Read,
    Setting,
    Span,
    Swap,
    Trigger,
)
from farm.profile.signal import Contact, Current, Dose, Pulses, Signal, Vector
from farm.profile.text import Ascii, TextFormat, TextIdentify, TextSetting
from farm.profile.wire import Serial, Timing, Transport, Unit

__all__ = [
    "AirSlope",
    "Area",
    "Ascii",
    "BaudChange",
    "Buffers",
    "Calibration",
    "Command",
    "Commissioning",
    "Contact",
    "Current",
    "Derived",
    "Dose",
    "Forbidden",
    "Frame",
    "Identify",
    "Point",
    "PointType",
    "Profile",
    "Pulses",
    "Quality",
    "Read",
    "Serial",
    "Setting",
    "Signal",
    "Source",
    "SourceKind",
    "Span",
    "Stable",
    "Start",
    "Step",
    "Swap",
    "TextCalibration",
    "TextFormat",
    "TextIdentify",
    "TextSetting",
    "Timing",
    "Transport",
    "Trigger",
    "Trust",
    "Unit",
    "UnitChange",
    "Vector",
    "Verify",
    "Voucher",
    "Write",
    "ZeroFlow",
    "expanded",
]
