"""Which device was calibrated when, how far it had drifted, and when it is due again.

It refuses to know devices and how they are calibrated: it folds what the journal says, and says
what no drift explains.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from farm.words import Words
from records.journal.events import Calibration, ProductionEvent, Standard
from records.journal.stored import standing


@dataclass(frozen=True, slots=True)
class Calibrated:
    """One device. `last`: the latest that counts (a failed one changes nothing); `failed`: the
    latest attempt, when it failed after `last`; `times`: how often it was calibrated."""

    device: str
    last: Calibration | None
    failed: Calibration | None
    times: int

    def is_overdue(self, today: date) -> bool:
        """Due on an earlier day, or never calibrated."""
        due = self.last.due_on if self.last else None
        return self.last is None or (due is not None and due < today)


def calibrated(events: Iterable[ProductionEvent]) -> dict[str, Calibrated]:
    """By device; reversed records do not count."""
    by_device: dict[str, list[Calibration]] = {}
    for event in standing(events):
        if isinstance(event, Calibration):
            by_device.setdefault(event.device, []).append(event)
    return {device: _of(device, every) for device, every in sorted(by_device.items())}


def _of(device: str, every: list[Calibration]) -> Calibrated:
    counting = [event for event in every if event.result != "FAILED"]
    failed = every[-1] if every[-1].result == "FAILED" else None
    return Calibrated(device, counting[-1] if counting else None, failed, len(counting))


SHIFT_PART = Decimal("0.15")
"""A reading or slope moved by more than this part of it is no drift (safety F-64)."""
LEAST_SHIFT: Mapping[str, Decimal] = {"mg/L": Decimal("0.5"), "%": Decimal(5), "°C": Decimal(1)}
"""Moved by less it is none of the kind, by unit: a zero found at 0.1 mg/L (engineering memory)."""
FURTHEST: Mapping[str, Decimal] = {"pH": Decimal("0.5")}
"""Units in which a part says nothing: 0.5 pH are the 30 mV a glass may be off (engineering memory;
makers give 15 to 30 mV)."""
SLOPES = frozenset({"K", "slope"})
"""Names of coefficients that multiply the reading."""


def too_far(event: Calibration) -> Words | None:
    """What was moved further than drift explains; None when nothing was, or it was put back."""
    if event.result != "ADJUSTED":
        return None
    for row in event.standards:
        after = Decimal(row.reference if row.after is None else row.after)
        unit = event.unit or ""
        if row.before is not None and _far(
            Decimal(row.before), after, Decimal(row.reference), unit
        ):
            return _moved(f"{row.before} → {after.normalize():f} {unit}".rstrip())
    for one in event.coefficients:
        known = one.name in SLOPES and one.before is not None and one.after is not None
        if known and _far(Decimal(one.before or 0), Decimal(one.after or 0), Decimal(0), ""):
            return _moved(f"{one.name} {one.before} → {one.after}")
    return None


def _far(before: Decimal, after: Decimal, reference: Decimal, unit: str) -> bool:
    shift = abs(after - before)
    if unit in FURTHEST:
        return shift > FURTHEST[unit]
    most = max(abs(before), abs(after), abs(reference))
    return shift > SHIFT_PART * most and shift > LEAST_SHIFT.get(unit, Decimal(0))


def _moved(figures: str) -> Words:
    return Words(
        zh=f"标定把读数改动太大（{figures}），漂移解释不了",
        en=f"the calibration moves it further than drift explains ({figures})",
    )


def drift(before: str, reference: str, last: Standard | None) -> str | None:
    """By how much the reading moved since the last calibration; None without one.

    What it is off by now, less what it was off by when the last calibration had been done.
    """
    left = None if last is None else last.after if last.after is not None else last.before
    if last is None or left is None:
        return None
    off = Decimal(before) - Decimal(reference)
    return figure(float(off - (Decimal(left) - Decimal(last.reference))))


def figure(value: float, decimals: int = 4) -> str:
    """A measured number as the journal keeps it: at most `decimals` digits, no trailing zeros."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
