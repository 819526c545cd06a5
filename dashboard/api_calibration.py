"""JSON shapes of calibrations: what is sent after one, and the list of what is due.

It refuses to know how a device is calibrated. Numbers are decimal text, as they were measured.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from dashboard.api_books import Millis
from farm.words import Noun, Words

FigureText = Annotated[str, Field(pattern=r"^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?$")]
_INK = r"[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?"
Some = Annotated[str, Field(max_length=64, pattern=f"^{_INK}$")]
AnyText = Annotated[str, Field(max_length=64, pattern=f"^({_INK})?$")]
AnyNote = Annotated[str, Field(max_length=200, pattern=f"^({_INK})?$")]
Result = Literal["ADJUSTED", "CHECKED", "FAILED"]


class StandardShown(Noun):
    """One standard: its value, the reading before and after."""

    reference: FigureText
    before: FigureText | None = None
    after: FigureText | None = None


class CoefficientShown(Noun):
    """A number inside the device, before and after."""

    name: Some
    before: FigureText | None = None
    after: FigureText | None = None


class CalibrationEntry(Noun):
    """Body of POST /api/v1/calibrations. Sent twice with one `event_id` it is saved once.

    One that moves the instrument further than drift explains also needs `second_name` and
    `second_password` of another person, a technician or manager.
    """

    event_id: UUID
    happened_ms: Millis
    late_reason: AnyNote = ""
    device: Some
    profile: Some
    serial_number: AnyText = ""
    procedure: Some
    quantity: Some
    unit: AnyText = ""
    standards: Annotated[tuple[StandardShown, ...], Field(min_length=1, max_length=8)]
    coefficients: Annotated[tuple[CoefficientShown, ...], Field(max_length=16)] = ()
    drift: FigureText | None = None
    temperature_c: FigureText | None = None
    pressure_hpa: FigureText | None = None
    due_on: date | None = None
    result: Result
    remark: AnyNote = ""
    second_name: str = Field("", max_length=64)
    second_password: str = Field("", max_length=256)


class CalibrationRow(Noun):
    """One device of the site. None: never calibrated. `failed_ms`: a later attempt that failed."""

    device: str
    profile: str
    serial_number: str
    procedure: str
    quantity: str
    unit: str
    by: str
    calibrated_ms: int | None
    result: Result | None
    standards: tuple[StandardShown, ...]
    drift: str | None
    due_on: str | None
    overdue: bool
    failed_ms: int | None
    times: int


class FeederDose(Noun):
    """One relay feeder: g/s as the site file says, weighed and due on civil days (ISO)."""

    tag: str
    name: Words
    g_s: float
    calibrated_on: str
    due_on: str
    overdue: bool


class CalibrationList(Noun):
    """Answer of GET /api/v1/calibrations: what measures oxygen, pH or flow, and whatever else was
    calibrated; overdue first. `feeders`: see FeederDose; the first due first."""

    at_ms: int
    devices: tuple[CalibrationRow, ...]
    feeders: tuple[FeederDose, ...] = ()
