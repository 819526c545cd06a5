"""Exact arithmetic on whole numbers: the rounding rules that money, mass and heads share.

It refuses to know a float; DIV-SPEC-1.0 B4 is the source of every rule here.
"""

SAFE_INTEGER = 2**53
"""Bound of an integer in JSON: any program can hold |x| < 2^53 exactly (DIV-SPEC B1)."""

BP_WHOLE = 10_000
"""Basis points of a whole."""


def ceil_div(numerator: int, divisor: int) -> int:
    """Quotient rounded up; divisor > 0."""
    assert divisor > 0
    return -((-numerator) // divisor)


def half_up_div(numerator: int, divisor: int) -> int:
    """Quotient rounded to the nearest, a half away from zero; divisor > 0."""
    assert divisor > 0
    magnitude = (2 * abs(numerator) + divisor) // (2 * divisor)
    return magnitude if numerator >= 0 else -magnitude


def bp_ceil(amount: int, bp: int) -> int:
    """Share of `bp` basis points, rounded up: a legal minimum is never undercut."""
    return ceil_div(amount * bp, BP_WHOLE)


def bp_floor(amount: int, bp: int) -> int:
    """Share of `bp` basis points, rounded down: a cap is never exceeded."""
    return amount * bp // BP_WHOLE


def bp_half_up(amount: int, bp: int) -> int:
    """Share of `bp` basis points, rounded half away from zero: everything that is neither."""
    return half_up_div(amount * bp, BP_WHOLE)


def line_amount(mass_g: int, price_fen_per_kg: int) -> int:
    """Amount of one sales line, fen; rounded once per line, totals are sums of lines."""
    return half_up_div(mass_g * price_fen_per_kg, 1000)


def decimal_text(numerator: int, divisor: int, places: int) -> str:
    """Quotient as decimal text with `places` digits, half away from zero; divisor > 0."""
    scaled = half_up_div(numerator * 10**places, divisor)
    sign = "-" if scaled < 0 else ""
    whole, rest = divmod(abs(scaled), 10**places)
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"
