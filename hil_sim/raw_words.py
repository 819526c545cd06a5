"""Registers that answer the same words whatever is true: sentinels, broken firmware, not a number.

It refuses to know what the words mean to whoever reads them.
"""

from collections.abc import Callable, Sequence

from hil_sim.codec import words
from hil_sim.registers import Area, Cell, Table

AREAS = {"holding": Area.HOLDING, "input": Area.INPUT}
MOST = 125
"""Registers in one read (Modbus application protocol 6.3)."""


def force(table: Table, area: str, address: int, forced: Sequence[int]) -> Callable[[], None]:
    """Let `address` and the following answer these 16-bit words; returns what undoes it.

    ValueError in words for registers the device does not have.
    """
    if area not in AREAS:
        raise ValueError(f"area {area!r} is not one of {', '.join(AREAS)}")
    if not 1 <= len(forced) <= MOST or any(not 0 <= word <= 0xFFFF for word in forced):
        raise ValueError(f"words are 1 to {MOST} numbers from 0 to 0xFFFF")
    cells = table.cells.get(AREAS[area], {})
    places = range(address, address + len(forced))
    if missing := [place for place in places if place not in cells]:
        raise ValueError(f"no {area} register {', '.join(map(hex, missing))}")
    before = {place: cells[place] for place in places}
    fixed = words(list(forced))
    cell = Cell(len(forced), lambda: fixed)
    table.lays(AREAS[area], {place: (cell, offset) for offset, place in enumerate(places)})

    def restored() -> None:
        table.lays(AREAS[area], before)

    return restored
