"""Which of two oxygen probes in one tank is believed.

It refuses to know tags and time; ages were judged when the readings were taken.

Two good probes: the lower, for low oxygen kills (safety reference 3.5); one: that one; none: blind.
"""

from dataclasses import dataclass

from farm.snapshot import Reading
from farm.status import Status

DISAGREE_MG_L = 0.8
"""Two good probes further apart than this, for DISAGREE_S, need a person (safety F-01), mg/L."""
DISAGREE_S = 600.0


@dataclass(frozen=True, slots=True)
class Vote:
    """The tank's oxygen, mg/L, and how many of the fitted probes stand behind it."""

    value: float | None
    status: Status
    reason: str
    good: int
    fitted: int
    apart_mg_l: float = 0.0

    @property
    def is_blind(self) -> bool:
        """True when nothing may be controlled on."""
        return self.good == 0


def vote(readings: tuple[Reading, ...], apart_mg_l: float | None = None) -> Vote:
    """Vote over the fitted probes, one or two. `apart_mg_l`: how far two good ones stand apart.

    Without it: as far as these readings do.
    """
    good = [r.value for r in readings if r.status.is_good and r.value is not None]
    fitted = len(readings)
    if good:
        low = min(good)
        reason = "" if len(good) == fitted else "one_probe"
        apart = max(good) - low if apart_mg_l is None or len(good) < 2 else apart_mg_l
        return Vote(low, Status.GOOD, reason, len(good), fitted, apart)
    shown = [r for r in readings if r.value is not None]
    if shown:
        worst = min(shown, key=lambda r: r.value if r.value is not None else 0.0)
        return Vote(worst.value, worst.status, "blind", 0, fitted)
    status = max((r.status for r in readings), default=Status.BAD_NOT_CONNECTED)
    return Vote(None, status, "blind", 0, fitted)
