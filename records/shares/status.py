"""What ties a holder's shares on a day: frozen, pledged, waiting for heirs, kept after an exit.

It refuses to know what is paid and what is held for it; a distribution's rules decide.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from records.canonical import Json


class HolderStatus(StrEnum):
    """The one word for a holder's shares on a day; of several, the first in this order."""

    RETENTION_ENDED = "RETENTION_ENDED"
    """Left, and the time for which the income right was kept is over."""
    ESTATE_PENDING = "ESTATE_PENDING"
    FROZEN = "FROZEN"
    PLEDGED = "PLEDGED"
    EXITED_RETAINED = "EXITED_RETAINED"
    ACTIVE = "ACTIVE"


_RANK = {status: rank for rank, status in enumerate(HolderStatus)}


@dataclass(frozen=True, slots=True)
class Mark:
    """One tie, from `since` on; `until` is the last day of a kept right, None = until lifted."""

    status: HolderStatus
    since: date
    until: date | None
    deed_id: UUID

    def on(self, day: date) -> HolderStatus:
        """What the tie means on a day."""
        if self.until is not None and day > self.until:
            return HolderStatus.RETENTION_ENDED
        return self.status

    def as_json(self) -> Json:
        """The tie and its days, without the deed."""
        until = None if self.until is None else self.until.isoformat()
        return [self.status.value, self.since.isoformat(), until]


def status_on(day: date, marks: Iterable[Mark]) -> HolderStatus:
    """The strongest of all ties on a day; ACTIVE without any."""
    return min((mark.on(day) for mark in marks), key=_RANK.__getitem__, default=HolderStatus.ACTIVE)
