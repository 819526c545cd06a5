"""What the instruments show of the true plant: slow, noisy, rounded, sometimes stuck.

It refuses to know how a shown value becomes bytes.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from farm.quantity import QUANTITIES, Kind
from hil_sim.plant.plant import Plant
from hil_sim.truths import TRUTHS, places
from models.floats import FloatArray

LN_10 = 2.302585


@dataclass(frozen=True, slots=True)
class Nature:
    """An instrument's time to 90 % (s), noise (standard deviation) and smallest step."""

    t90_s: float = 0.0
    noise_sd: float = 0.0
    step: float = 0.0
    low: float = -math.inf
    """Unsigned registers cannot show less."""


NATURES: dict[str, Nature] = {
    "do_a": Nature(45.0, 0.03, 0.001),
    "do_b": Nature(45.0, 0.03, 0.001),
    "temperature": Nature(30.0, 0.01, 0.001),
    "ph": Nature(30.0, 0.005, 0.001),
    "ph_temperature": Nature(30.0, 0.01, 0.001),
    "flow": Nature(3.0, 2.0, 0.01),
    "hopper": Nature(1.0, 0.02, 0.01),
    "oxygen_valve_position": Nature(0.0, 0.05, 0.01),
    "sump_level": Nature(2.0, 0.003, 0.0001),
    "oxygen_pressure": Nature(1.0, 0.005, 0.001),
    "pump_1_speed": Nature(step=0.01),
    "pump_2_speed": Nature(step=0.01),
    "fan_speed": Nature(step=0.01),
    "pump_1_current": Nature(1.0, 0.1, 0.1, 0.0),
    "pump_2_current": Nature(1.0, 0.1, 0.1, 0.0),
    "fan_current": Nature(1.0, 0.05, 0.1, 0.0),
    "power": Nature(1.0, 0.2, 0.001),
    "power_main": Nature(1.0, 0.5, 0.001),
    "energy": Nature(step=0.01),
    "energy_main": Nature(step=0.01),
    "makeup_flow": Nature(3.0, 0.05, 0.01),
    "makeup_total": Nature(step=0.01),
    "lox_level": Nature(10.0, 0.005, 0.001),
    "lox_pressure": Nature(2.0, 0.01, 0.01),
    "genset_fuel": Nature(10.0, 0.05, 0.01),
    "co2_probe": Nature(120.0, 0.1, 0.01),
    "oxygen_purity": Nature(5.0, 0.02, 0.01),
    "ups_charge": Nature(step=0.1),
    "spring_oxygen": Nature(30.0, 0.03, 0.01),
}
"""By quantity; whatever is not named is shown as it is."""

PROBE_BIAS_MG_L = 0.05
"""Two probes in one tank differ by up to twice this."""


class Panel:
    """The shown value of every tag a device carries, in one array."""

    def __init__(self, plant: Plant, tags: list[str], seed: int) -> None:
        """`tags`: points and outputs that stand in the site; unknown quantities are refused."""
        self.plant = plant
        self.tags = list(dict.fromkeys(tags))
        self.slot = {tag: slot for slot, tag in enumerate(self.tags)}
        self._dice = np.random.default_rng([seed, 0x9B0E])
        self.shown = np.zeros(len(self.tags))
        self.bias = np.zeros(len(self.tags))
        self.drift_per_s = np.zeros(len(self.tags))
        self.fouled = np.zeros(len(self.tags))
        """What has grown on a probe shifts its value by this; cleaning takes it off."""
        self.fouling_per_s = np.zeros(len(self.tags))
        self.held: dict[int, float] = {}
        """Slots that show a fixed value whatever happens: frozen, a broken loop, played back."""
        self.around: dict[int, Callable[[], float]] = {}
        """What a probe stands in, where that is not the water it should be in (hil_sim.ailments)"""
        self.skewed: dict[int, Callable[[float], float]] = {}
        """What an instrument makes of its value where it reckons wrongly."""
        self.copies: dict[int, int] = {}
        """Slots that show what another one shows: one instrument behind both."""
        self._groups = self._grouped()
        self._truths = [TRUTHS[quantity] for quantity, _, _ in self._groups]
        self._slots, self._stands = self._laid_out()
        natures = [NATURES.get(tag.partition(".")[2], Nature()) for tag in self.tags]
        self._t90_s = np.array([nature.t90_s for nature in natures])
        self._noise = np.array([nature.noise_sd for nature in natures])
        self._step = np.array([nature.step for nature in natures])
        self._low = np.array([nature.low for nature in natures])
        self._coarse = self._step > 0.0
        self._grain = np.where(self._coarse, self._step, 1.0)
        self._fit_probes()
        self._felt_after: dict[float, FloatArray] = {}
        """Which part of a change an element has come to feel after a step of so many seconds."""
        self._measured = self._measured_slots()
        self._true = self._truth()
        self.felt = self._true.copy()
        """What each sensing element has come to feel, before noise and what is wrong with it."""
        self.step(0.0)

    def _grouped(self) -> list[tuple[str, NDArray[np.intp], NDArray[np.intp]]]:
        by_quantity: dict[str, list[tuple[int, int]]] = {}
        for tag, slot in self.slot.items():
            place, _, quantity = tag.partition(".")
            if quantity in TRUTHS:
                where = list(places(self.plant, quantity)).index(place)
                by_quantity.setdefault(quantity, []).append((slot, where))
        return [
            (
                quantity,
                np.array([slot for slot, _ in rows], dtype=np.intp),
                np.array([where for _, where in rows], dtype=np.intp),
            )
            for quantity, rows in by_quantity.items()
        ]

    def _fit_probes(self) -> None:
        for quantity, slots, where in self._groups:
            if quantity in ("do_a", "do_b"):
                self._t90_s[slots] = self.plant.constants.probe_t90_s[where]
                self.bias[slots] = self._dice.uniform(-1, 1, len(slots)) * PROBE_BIAS_MG_L

    def _measured_slots(self) -> NDArray[np.bool_]:
        measured = np.zeros(len(self.tags), dtype=bool)
        for _, slots, _ in self._groups:
            measured[slots] = True
        return measured

    def _laid_out(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Slots that are measured, and where each one's truth stands among all of them in a row."""
        slots, stands, before = [], [], 0
        for quantity, mine, where in self._groups:
            slots.append(mine)
            stands.append(where + before)
            before += len(TRUTHS[quantity](self.plant))
        none = np.array([], dtype=np.intp)
        return np.concatenate([none, *slots]), np.concatenate([none, *stands])

    def _truth(self) -> FloatArray:
        true = np.zeros(len(self.tags))
        if self._truths:
            told = np.concatenate([of(self.plant) for of in self._truths])
            true[self._slots] = told[self._stands]
        return true

    def step(self, step_s: float) -> None:
        """Look at the plant again after `step_s` seconds."""
        self._true = self._truth()
        for slot, around in self.around.items():
            self._true[slot] = around()
        self.felt += (self._true - self.felt) * self._part_felt(step_s)
        self.bias += self.drift_per_s * step_s
        self.fouled += self.fouling_per_s * step_s
        noise = self._dice.standard_normal(len(self.tags)) * self._noise
        value = self.felt + self.bias + self.fouled + noise
        for slot, skew in self.skewed.items():
            value[slot] = skew(float(value[slot]))
        rounded = np.round(value / self._grain) * self._grain
        value = np.where(self._coarse, rounded, value)
        self.shown = np.where(self._measured, np.maximum(value, self._low), self.shown)
        for slot, other in self.copies.items():
            self.shown[slot] = self.shown[other]
        for slot, fixed in self.held.items():
            self.shown[slot] = fixed

    def _part_felt(self, step_s: float) -> FloatArray:
        found = self._felt_after.get(step_s)
        if found is None:
            with_lag = np.maximum(self._t90_s, 1e-9) / LN_10
            found = self._felt_after[step_s] = -np.expm1(-max(step_s, 1e-9) / with_lag)
        return found

    def recorded(self, tag: str) -> bool:
        """Whether what a tag shows is known here: a truth stands behind it, or it is an output."""
        slot = self.slot.get(tag)
        return slot is not None and (bool(self._measured[slot]) or is_output(tag))

    def value(self, tag: str) -> float:
        """What the instrument of a tag shows."""
        return float(self.shown[self.slot[tag]])

    def put(self, tag: str, value: float) -> None:
        """Show an output at once."""
        slot = self.slot.get(tag)
        if slot is not None and slot not in self.held:
            self.shown[slot] = value

    def hold(self, tag: str, value: float | None = None) -> None:
        """Freeze a tag at `value`, or at what it shows now."""
        slot = self.slot[tag]
        self.held[slot] = float(self.shown[slot]) if value is None else value
        self.shown[slot] = self.held[slot]

    def free(self, tag: str) -> None:
        """Let a tag follow the plant again, from this moment on."""
        slot = self.slot[tag]
        if self.held.pop(slot, None) is not None and self._measured[slot]:
            self.show(slot, float(self.felt[slot] + self.bias[slot] + self.fouled[slot]))

    def show(self, slot: int, value: float) -> None:
        """Show another value from this moment on, in whole steps of the instrument."""
        grain = float(self._step[slot])
        self.shown[slot] = round(value / grain) * grain if grain > 0.0 else value

    def quieted(self, slot: int, part: float) -> None:
        """Let an instrument's noise be this part of what it is made with."""
        nature = NATURES.get(self.tags[slot].partition(".")[2], Nature())
        self._noise[slot] = part * nature.noise_sd

    def grain(self, tag: str) -> float:
        """Smallest step of a tag's instrument; 0 when it has none."""
        return float(self._step[self.slot[tag]])


def is_output(tag: str) -> bool:
    """Whether a tag is something one commands."""
    quantity = QUANTITIES.get(tag.partition(".")[2])
    return quantity is not None and quantity.kind is Kind.OUTPUT
