"""Which device was calibrated when, how far it had drifted, and when it is due again.

It refuses to know devices and how they are calibrated: it folds what the journal says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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
