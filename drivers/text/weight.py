"""What all scales say in the end: one layout of places, and units made kilograms.

It refuses to know how a frame looks.

Places: 0 weight kg, 1 stable, 2 tare kg, 3 net, 4 overload, 5 division kg, 6 print key pressed.
"""

from drivers.text.reading import Reading, Seen, bad_unit

PLACES = ("weight", "stable", "tare", "net", "overload", "division", "print_key")
WEIGHT, STABLE, TARE, NET, OVERLOAD, DIVISION, PRINT_KEY = range(len(PLACES))

POWER_OF_KG = {"kg": 0, "g": -3, "t": 3}
"""Ten to this power makes kilograms of the unit."""


def in_kg(digits: int, decimals: int, unit: str) -> Seen:
    """Kilograms of whole digits with `decimals` behind the point; an unexpected unit is Bad."""
    if unit not in POWER_OF_KG:
        return bad_unit(unit)
    shift = POWER_OF_KG[unit] - decimals
    return digits * 10.0**shift if shift >= 0 else digits / 10.0**-shift


def kg_of_text(number: str, unit: str) -> Seen:
    """Kilograms of a decimal number such as `-12.450`."""
    whole, _, behind = number.partition(".")
    return in_kg(int(whole + behind), len(behind), unit)


def same_load(reading: Reading) -> tuple[object, ...]:
    """What must not change while a load rests; the print key may be pressed meanwhile."""
    said = reading.values.get
    return said(WEIGHT), said(TARE), said(NET), said(OVERLOAD)
