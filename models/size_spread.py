"""Know how unlike in size the fish of a tank are, how that changes, and what a grading bar does.

Knows no tank: weights of a group are lognormal, a mean and a coefficient of variation (CV).
"""

from dataclasses import dataclass
from math import erf, exp, log, sqrt

from models.floats import Floats

USUAL_CV = 0.25  # -, 0.15-0.35, engineering memory: where growing groups of bass settle
SEED_CV = 0.15  # -, 0.10-0.20, engineering memory: graded seed of 10 g
HALVINGS = 60


def spread_after_growth(cv: Floats, grown: Floats, usual_cv: Floats = USUAL_CV) -> Floats:
    """Return the CV after the mean grew by this part of itself, 0 or more.

    With one thermal growth coefficient for all, relative growth falls with the cube root of weight,
    so CV^2 shrinks by 2/3 of the growth; unlike coefficients and hierarchy widen it again. Where
    both balance is `usual_cv`.
    """
    near: Floats = (2.0 / 3.0) * grown / (1.0 + (2.0 / 3.0) * grown)
    wide: Floats = (cv**2 + (usual_cv**2 - cv**2) * near) ** 0.5
    return wide


@dataclass(frozen=True, slots=True)
class Group:
    """Part of all heads (0-1), mean weight, g, and CV of it."""

    part: float
    mean_g: float
    cv: float


def _normal(x: float) -> float:
    return 0.5 * (1.0 + erf(x / sqrt(2.0)))


def _above(mean_g: float, cv: float, bar_g: float) -> tuple[float, float, float]:
    """Return number, mass and squared mass above a bar, each as part of the whole group's."""
    wide = sqrt(log(1.0 + cv**2))
    middle = log(mean_g) - 0.5 * wide**2
    at = (log(bar_g) - middle) / wide
    return _normal(-at), _normal(wide - at), _normal(2.0 * wide - at)


def graded(mean_g: float, cv: float, bar_g: float) -> tuple[Group, Group]:
    """Return the fish below and above a bar (g); number, mass and squared mass are conserved."""
    above = _above(mean_g, cv, bar_g)
    heads_part, mass_part, square_part = (1.0 - part for part in above)
    return _group(heads_part, mass_part, square_part, mean_g, cv), _group(*above, mean_g, cv)


def _group(
    heads_part: float, mass_part: float, square_part: float, mean_g: float, cv: float
) -> Group:
    if heads_part <= 1e-12:
        return Group(0.0, mean_g, 0.0)
    mean = mean_g * mass_part / heads_part
    second = mean_g**2 * (1.0 + cv**2) * square_part / heads_part
    return Group(heads_part, mean, sqrt(max(second / mean**2 - 1.0, 0.0)))


def bar_for_part(mean_g: float, cv: float, part: float) -> float:
    """Return the bar, g, above which this part of the heads lies; part within 0 and 1."""
    assert 0.0 < part < 1.0, "a grading takes some and leaves some"
    low, high = mean_g * exp(-8.0 * cv), mean_g * exp(8.0 * cv)
    for _ in range(HALVINGS):
        middle = sqrt(low * high)
        low, high = (middle, high) if _above(mean_g, cv, middle)[0] > part else (low, middle)
    return sqrt(low * high)


def joined(
    heads: tuple[float, float], mean_g: tuple[float, float], cv: tuple[float, float]
) -> Group:
    """Return two groups put together: part is 1, mean and CV are of all heads, at least one."""
    total = heads[0] + heads[1]
    mean = (heads[0] * mean_g[0] + heads[1] * mean_g[1]) / total
    second = sum(n * m**2 * (1.0 + c**2) for n, m, c in zip(heads, mean_g, cv, strict=True)) / total
    return Group(1.0, mean, sqrt(max(second / mean**2 - 1.0, 0.0)))
