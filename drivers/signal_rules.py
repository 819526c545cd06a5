"""How what hangs on a channel is judged: limits of a current loop, sense of a contact.

It refuses to know which channel it is and to remember anything.
"""

from drivers.decode import Loop, Rule
from farm.profile import Signal


def signal_rule(signal: Signal, span: tuple[float, float] | None) -> Rule:
    """Rule for a bare channel number: mA, or 0 and 1. `span`: values at 4 and 20 mA."""
    if (current := signal.current) is not None:
        return Rule(span=span, loop=Loop(current.failed_ma, current.measures_ma, current.hold_s))
    contact = signal.contact
    return Rule(invert=contact is not None and contact.one_when == "open")
