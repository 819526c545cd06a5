"""Know one kind of number: a float, or a float64 array with one entry per tank.

Knows no unit and no physics; numpy's own signatures forget which of the two went in, these do not.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
Floats: TypeAlias = float | FloatArray


def exp(x: Floats) -> Floats:
    """Return e to the power x."""
    y: Floats = np.exp(x)
    return y


def expm1(x: Floats) -> Floats:
    """Return e to the power x, less one, exact for small x."""
    y: Floats = np.expm1(x)
    return y


def log(x: Floats) -> Floats:
    """Return the natural logarithm of x; x above 0."""
    y: Floats = np.log(x)
    return y


def log10(x: Floats) -> Floats:
    """Return the decimal logarithm of x; x above 0."""
    y: Floats = np.log10(x)
    return y


def sqrt(x: Floats) -> Floats:
    """Return the square root of x; x not below 0."""
    y: Floats = np.sqrt(x)
    return y


def power(base: Floats, exponent: Floats) -> Floats:
    """Return base to the power exponent; base above 0."""
    y: Floats = np.power(base, exponent)
    return y


def lower(a: Floats, b: Floats) -> Floats:
    """Return the lower of a and b, entry by entry."""
    y: Floats = np.minimum(a, b)
    return y


def higher(a: Floats, b: Floats) -> Floats:
    """Return the higher of a and b, entry by entry."""
    y: Floats = np.maximum(a, b)
    return y


def choose(condition: ArrayLike, then: Floats, otherwise: Floats) -> Floats:
    """Return `then` where the condition holds and `otherwise` elsewhere; floats in, float out."""
    y: Floats = np.where(condition, then, otherwise)[()]
    return y
