"""What crosses the water's border, added up: spring, losses, screen, air, fish, chemicals, heat.

It refuses to move anything. With what is held before and after, it says how far a balance closes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hil_sim.plant.loop import HEAT, KIND, ROWS, Into, Moved, Way
from hil_sim.plant.water_rows import IN_TABLE, MADE, SOURCE_ROW, SUMP_PROCESSES
from models.floats import FloatArray
from models.process_table import COMPONENTS, COMPOSITION, CONSERVED, NAMES, PROCESS_NAMES, TABLE
from models.sources import Sources
from models.tank import HEAT_WH_M3_K

if TYPE_CHECKING:
    from hil_sim.plant.flows import Flows
    from hil_sim.plant.water import Water

_CHEMICAL = [row for row in range(ROWS) if row != HEAT]
_OF_ROW = COMPOSITION[[NAMES.index(IN_TABLE[row]) for row in _CHEMICAL]]
_OUTSIDE = [at for at, made in enumerate(COMPONENTS) if made.name not in (*IN_TABLE, "organics")]
_FISH = ("respiration", "excretion", "defecation", "leaching")


@dataclass(frozen=True, slots=True)
class Closure:
    """How far one balance closes: what came, what is missing, both in its own unit."""

    passed_amount: float
    missing_amount: float

    @property
    def relative(self) -> float:
        """Missing over all that passed the border."""
        return abs(self.missing_amount) / self.passed_amount


class WaterBooks:
    """Sums since they were opened."""

    def __init__(self, water: Water) -> None:
        """Opened at what the water holds now."""
        self._start = _held(water)
        self._streams: dict[str, FloatArray] = {}
        self._passed = np.zeros(ROWS)
        self._rates = np.zeros(len(PROCESS_NAMES))

    def add(
        self,
        water: Water,
        flows: Flows,
        fish: Sources,
        rates: FloatArray,
        leached_g_h: FloatArray,
        into: tuple[Into, Into],
        way: Way,
        after: Moved,
        step_h: float,
    ) -> None:
        """One step; to be called before the water takes it over."""
        back_m3_h = np.add.reduceat(flows.back_m3_h, water.first)
        tank_out = flows.inlet_m3_h - (flows.tank_m3 - water.tank_m3) / step_h - flows.back_m3_h
        sump_out = back_m3_h + flows.makeup_m3_h - flows.pumped_m3_h
        sump_out = sump_out - (flows.sump_m3 - water.sump_m3) / step_h
        self._book("spring", step_h * (flows.makeup_m3_h * water.spring_rows).sum(axis=1))
        self._book("tanks lost", -step_h * (tank_out * after.from_tanks).sum(axis=1))
        self._book("sumps lost", -step_h * (sump_out * after.pumped).sum(axis=1))
        self._book("screen", -step_h * ((1.0 - way.kept) * after.returned).sum(axis=1))
        on_the_way = flows.pumped_m3_h * (after.supply - after.pumped)
        self._book("degasser and cone", step_h * on_the_way.sum(axis=1))
        self._book(
            "tanks' air and walls", step_h * _tank_border(water, flows, fish, into[0], after)
        )
        middle_m3 = 0.5 * (water.sump_m3 + flows.sump_m3)
        border = into[1].gained - MADE @ rates - into[1].leaving_per_h * middle_m3 * after.pumped
        self._book("sumps' air and heat", step_h * border.sum(axis=1))
        warm = float(np.sum(fish.heat_w)) / HEAT_WH_M3_K * step_h
        self._book("fish's heat", warm * (np.arange(ROWS) == HEAT))
        self._count(fish, rates, leached_g_h, step_h)

    def _book(self, name: str, amounts: FloatArray) -> None:
        self._streams[name] = self._streams.get(name, np.zeros(ROWS)) + amounts
        self._passed += np.abs(amounts)

    def _count(
        self, fish: Sources, rates: FloatArray, leached_g_h: FloatArray, step_h: float
    ) -> None:
        """How far each process of the table has run."""
        fed = (-np.sum(fish.oxygen_g_h), fish.tan_g_h, fish.solids_g_h, leached_g_h)
        for name, rate in zip(_FISH, fed, strict=True):
            self._rates[PROCESS_NAMES.index(name)] += step_h * float(np.sum(rate))
        for name, rate in zip(SUMP_PROCESSES, rates, strict=True):
            self._rates[PROCESS_NAMES.index(name)] += step_h * float(rate.sum())

    def closures(self, water: Water) -> dict[str, Closure]:
        """Every balance since the books were opened: mol C, mol N, g O2, eq, and kWh of heat."""
        rows, organics_g = _held(water)
        moved = rows - self._start[0]
        border = sum(self._streams.values(), np.zeros(ROWS))
        outside = self._rates @ TABLE[:, _OUTSIDE]
        film = COMPOSITION[NAMES.index("organics")] * (organics_g - self._start[1])
        gained = moved[_CHEMICAL] @ _OF_ROW + film
        came = border[_CHEMICAL] @ _OF_ROW - outside @ COMPOSITION[_OUTSIDE]
        passed = self._passed[_CHEMICAL] @ np.abs(_OF_ROW)
        passed = passed + np.abs(outside) @ np.abs(COMPOSITION[_OUTSIDE])
        found = {
            name: Closure(float(passed[at]), float(gained[at] - came[at]))
            for at, name in enumerate(CONSERVED)
        }
        kwh = HEAT_WH_M3_K / 1000.0
        missing = kwh * float(moved[HEAT] - border[HEAT])
        return found | {"heat_kwh": Closure(kwh * float(self._passed[HEAT]), missing)}

    def streams(self) -> dict[str, dict[str, float]]:
        """What each stream carried of every row: g (mol, eq), heat as m3 K."""
        return {
            name: dict(zip(IN_TABLE, (float(part) for part in amounts), strict=True))
            for name, amounts in self._streams.items()
        }


def _tank_border(water: Water, flows: Flows, fish: Sources, into: Into, after: Moved) -> FloatArray:
    """What tanks take up through diffusers, surface and walls, amount/h."""
    of_fish = np.zeros(ROWS)
    for name, row in SOURCE_ROW.items():
        unit = HEAT_WH_M3_K if row == HEAT else 1.0
        of_fish[row] += float(np.sum(getattr(fish, name))) / unit
    middle_m3 = 0.5 * (water.tank_m3 + flows.tank_m3)
    leaving = (into.leaving_per_h * middle_m3)[KIND] * after.from_tanks
    border: FloatArray = (into.gained - leaving).sum(axis=1) - of_fish
    return border


def _held(water: Water) -> tuple[FloatArray, float]:
    """Amounts in all tanks and sumps by row, and organic matter on the films."""
    tanks, sumps = water.rows
    held = (tanks * water.tank_m3).sum(axis=1) + (sumps * water.sump_m3).sum(axis=1)
    return held, float(water.film.organics_g.sum())
