"""What a line can carry at best, by arithmetic: characters, gaps, nothing else.

It refuses to know who asks. Formula: Modbus over serial line 2.5.1 (t3.5 between frames, 1.75 ms
above 19200 baud), function 3 with N registers, stations that answer without delay:
T(N) = (8 + 5 + 2 N) characters + 2 t3.5.
"""

BITS = 10
"""Bits a character takes, 8N1."""


def character_s(baud: int) -> float:
    """Duration of one character."""
    return BITS / baud


def gap_s(baud: int) -> float:
    """t3.5."""
    return 0.00175 if baud > 19200 else 3.5 * character_s(baud)


def exchange_s(baud: int, asked: int, answered: int) -> float:
    """A request of `asked` bytes and its answer of `answered` bytes, with both gaps."""
    return (asked + answered) * character_s(baud) + 2 * gap_s(baud)


def read_s(baud: int, registers: int) -> float:
    """One read of function 3."""
    return exchange_s(baud, 8, 5 + 2 * registers)


def write_s(baud: int) -> float:
    """One write of function 6."""
    return exchange_s(baud, 8, 8)


def unanswered_s(baud: int, silence_s: float) -> float:
    """A read nobody answers: the request, the silence that follows, the gap."""
    return 8 * character_s(baud) + silence_s + gap_s(baud)
