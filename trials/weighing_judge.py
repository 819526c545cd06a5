"""Every sample of a text device against the truth of its scene, sample by sample.

It refuses to know drivers and frames. A weight counts as *accepted* when it is Good and the stable
flag of the same instant is Good and one.
"""

from collections import Counter
from dataclasses import dataclass, field

from farm.sample import Sample
from trials.weighing_scene import Platform, Water

SEEN_WITHIN_S = 0.75
"""Oldest frame a sample may be made of: two frames held back in a buffer, and their way."""
HALF_DIVISION_KG = 0.005 + 1e-9
ANSWER_WITHIN_S = 4.0
"""Asking, waiting, asking once more (EZO)."""
CONFIRMED_MG_L = 0.5
"""A change the driver accepts without a second answer."""
DIGIT_MG_L = 0.005 + 1e-9
WRONG_SHOWN = 10


@dataclass(slots=True)
class WeightJudge:
    """Counts for one scale. `told`: accepted weights by the number of the rest they belong to."""

    platform: Platform
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    believed: set[int] = field(default_factory=set)

    def judge(self, weight: Sample, stable: Sample) -> None:
        """One pair of samples of one instant."""
        near = self.platform.between(weight.at_s - SEEN_WITHIN_S, weight.at_s)
        rests = [(number, row) for number, row in near if row.rests]
        accepted = weight.status.is_good and stable.status.is_good and stable.value == 1.0
        self.counts["samples"] += 1
        self.counts["at_rest" if rests else "in_motion"] += 1
        if not rests:
            self.counts["in_motion_refused"] += weight.value is None and stable.value != 1.0
        if weight.value is not None and not accepted:
            self._wrong(weight, "a weight without a stable flag")
        if not accepted:
            return
        assert weight.value is not None
        self.counts["accepted"] += 1
        right = self.rests_of(weight.at_s, weight.value)
        if right:
            self.believed.update(right)
        else:
            self._wrong(weight, "accepted")

    def rests_of(self, at_s: float, kg: float) -> list[int]:
        """Numbers of the rests a weight seen at that time can be of."""
        near = self.platform.between(at_s - SEEN_WITHIN_S, at_s)
        return [number for number, row in near if row.rests and _same(kg, row.to_kg)]

    def _wrong(self, weight: Sample, why: str) -> None:
        self.counts["wrong_accepted"] += 1
        truth = self.platform.load_kg(weight.at_s)
        if len(self.wrong) < WRONG_SHOWN:
            self.wrong.append(f"{weight.at_s:.2f} s: {weight.value} kg, truly {truth:.3f}: {why}")

    def weighable(self, least_s: float, until_s: float) -> set[int]:
        """Rests with something on the platform, long enough to be weighed."""
        return {
            number
            for number, row in enumerate(self.platform.stretches)
            if row.rests and row.to_kg and row.end_s - row.start_s >= least_s
            if row.end_s < until_s
        }


def _same(seen_kg: float, true_kg: float) -> bool:
    return abs(seen_kg - true_kg) <= HALF_DIVISION_KG


@dataclass(slots=True)
class OxygenJudge:
    """Counts for one EZO."""

    water: Water
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def judge(self, sample: Sample) -> None:
        """One sample: exact, within what damage may do unseen, or wrong."""
        self.counts["samples"] += 1
        if not sample.status.is_good or sample.value is None:
            self.counts["bad"] += 1
            return
        low, high = self.water.spread(sample.at_s - ANSWER_WITHIN_S, sample.at_s)
        off = max(low - sample.value, sample.value - high, 0.0)
        self.counts["good"] += 1
        self.counts["bent_digit"] += DIGIT_MG_L < off <= CONFIRMED_MG_L
        if off > CONFIRMED_MG_L + DIGIT_MG_L:
            self.counts["wrong"] += 1
            self.wrong.append(f"{sample.at_s:.2f} s: {sample.value} mg/L, truly {low:.2f}")
