"""Know which part of total ammonia is the un-ionised, poisonous one.

Knows nothing of where ammonia comes from or goes: that is `feeding` and `nitrification`.
"""

from models.floats import Floats, power


def pka(temperature_c: Floats) -> Floats:
    """Return pKa of ammonium in fresh water, 0-32 degC (Emerson et al. 1975)."""
    return 0.09018 + 2729.92 / (temperature_c + 273.15)


def unionised_fraction(ph: Floats, temperature_c: Floats) -> Floats:
    """Return the part of total ammonia nitrogen that is NH3-N, g/g (Emerson et al. 1975)."""
    return 1.0 / (1.0 + power(10.0, pka(temperature_c) - ph))


def unionised_mg_l(tan_mg_l: Floats, ph: Floats, temperature_c: Floats) -> Floats:
    """Return NH3-N, mg/L as N, from total ammonia nitrogen."""
    return tan_mg_l * unionised_fraction(ph, temperature_c)


def tan_limit_mg_l(unionised_limit_mg_l: Floats, ph: Floats, temperature_c: Floats) -> Floats:
    """Return the total ammonia nitrogen that just gives this NH3-N, mg/L as N."""
    return unionised_limit_mg_l / unionised_fraction(ph, temperature_c)
