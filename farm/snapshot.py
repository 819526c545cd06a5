"""The whole farm frozen at one tick, and the judgement of freshness made when a value is read.

It refuses to know where the samples came from.

Age rule (safety reference 3.5): older than 2 periods is UncertainLastUsableValue; older than
max(3 periods, 5 s) is BadNoCommunication. Only Good may be controlled on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from farm.sample import Sample
from farm.status import Status
from farm.tag import TagName

FRESH_PERIODS = 2.0
"""Periods after which a sample is no longer fresh (safety reference 3.5)."""
SILENT_AFTER_S = 5.0
"""Least age, s, at which a missing answer is no communication (safety reference 3.5)."""


class Reading(NamedTuple):
    """A sample as it stands at the moment of reading: the status includes its age."""

    value: float | None
    status: Status
    age_s: float


_NEVER = Reading(None, Status.BAD_WAITING_FOR_INITIAL_DATA, float("inf"))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Samples by tag at loop time `at_s` (s) and UTC `at_ms`, with each tag's poll period (s)."""

    at_s: float
    at_ms: int
    samples: Mapping[TagName, Sample]
    periods_s: Mapping[TagName, float]

    def read(self, name: TagName) -> float | None:
        """Value one may act on, or None: only Good and fresh passes."""
        sample = self.samples.get(name)
        if sample is None or not sample.status.is_good:
            return None
        fresh = self.at_s - sample.at_s <= FRESH_PERIODS * self.periods_s.get(name, 1.0)
        return sample.value if fresh else None

    def reading(self, name: TagName) -> Reading:
        """Value with its status and age as of this snapshot; Bad readings carry no value."""
        sample = self.samples.get(name)
        if sample is None:
            return _NEVER
        age_s = self.at_s - sample.at_s
        period_s = self.periods_s.get(name, 1.0)
        if age_s <= FRESH_PERIODS * period_s or sample.status.is_bad:
            return Reading(sample.value, sample.status, age_s)
        if age_s <= max(3 * period_s, SILENT_AFTER_S):
            aged = max(sample.status, Status.UNCERTAIN_LAST_USABLE_VALUE)
            return Reading(sample.value, Status(aged), age_s)
        return Reading(None, Status.BAD_NO_COMMUNICATION, age_s)
