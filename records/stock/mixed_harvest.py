"""Two batches in one tank: which fish of a mixed harvest were whose, by the mean weights.

It refuses any split whose mass does not add up.
"""

from dataclasses import dataclass

from records.integers import half_up_div


@dataclass(frozen=True, slots=True)
class MixedSplit:
    """Heads of each batch, and the mass (g) that the whole heads cannot explain."""

    expect_a: int
    expect_b: int
    mass_error_g: int


def mixed_harvest(fish: int, grams: int, mean_a_g: int, mean_b_g: int) -> MixedSplit | None:
    """The split that fits the mass; None if the mean weight is outside the two batches'."""
    assert mean_a_g != mean_b_g, "equal mean weights cannot tell two batches apart"
    excess, step = grams - mean_b_g * fish, mean_a_g - mean_b_g
    of_a = half_up_div(excess, step) if step > 0 else half_up_div(-excess, -step)
    if not 0 <= of_a <= fish:
        return None
    of_b = fish - of_a
    return MixedSplit(of_a, of_b, mean_a_g * of_a + mean_b_g * of_b - grams)
