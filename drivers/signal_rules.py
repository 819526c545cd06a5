"""How what hangs on a channel is judged: limits of a current loop, sense of a contact.

It refuses to know which channel it is and to remember anything.
"""

from drivers.decode import NE43, Loop, Rule
from farm.profile import Signal


def signal_rule(signal: Signal, span: tuple[float, float] | None) -> Rule:
    """Rule for a bare channel number: mA, or 0 and 1. `span`: values at 4 and 20 mA."""
    return Rule(span=span, invert=signal_turns(signal), loop=signal_loop(signal))


def signal_loop(signal: Signal | None) -> Loop:
    """Limits of a current; NAMUR NE43's own for a bare one."""
    current = signal.current if signal else None
    if current is None:
        return NE43
    return Loop(current.failed_ma, current.measures_ma, current.hold_s)


def signal_turns(signal: Signal | None) -> bool:
    """True for a contact that opens for what its tag calls 1."""
    contact = signal.contact if signal else None
    return contact is not None and contact.one_when == "open"
