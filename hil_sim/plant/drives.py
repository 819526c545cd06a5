"""Frequency converters and their motors: command, ramp, trip, current, what happens without mains.

It refuses to know what the motors turn and which registers show them.
"""

import numpy as np
from numpy.typing import NDArray

from models.floats import FloatArray

RATED_HZ = 50.0
COAST_HZ_S = 20.0
"""How fast a motor without current stops, Hz/s; water brakes a pump within seconds."""
AMPERE_PER_KW = 1.89
"""400 V three-phase, cos phi 0.85, efficiency 0.9."""
NO_LOAD_PART = 0.35
"""Magnetising current, part of rated; the reason a stopped shaft and no current differ."""
UNDERVOLTAGE = 9
"""Fault code UV of the GD20 while the bus is low."""

FORWARD, STOPPED, FAULTED, OFF = 1, 3, 4, 5
"""State register of the INVT GD20: forward, stop, fault, power off."""


class Drives:
    """Every drive of the farm in arrays of system × (pump 1, pump 2, fan)."""

    def __init__(self, rated_kw: FloatArray, ramp_hz_s: FloatArray) -> None:
        """`rated_kw`, `ramp_hz_s`: system × drive."""
        shape = rated_kw.shape
        self.rated_kw = rated_kw
        self.ramp_hz_s = ramp_hz_s
        self.set_hz = np.zeros(shape)
        self.run = np.zeros(shape, dtype=bool)
        self.fault = np.zeros(shape, dtype=np.intp)
        self.powered = np.ones(shape, dtype=bool)
        self.jammed: NDArray[np.bool_] = np.zeros(shape, dtype=bool)
        self.broken: NDArray[np.bool_] = np.zeros(shape, dtype=bool)
        """Whose fault comes back at once when it is reset: a burnt winding, a seized bearing."""
        self.parted: NDArray[np.bool_] = np.zeros(shape, dtype=bool)
        """Whose motor contactor stays open, whatever the drive gives."""
        self.actual_hz = np.zeros(shape)
        self.shaft_hz = np.zeros(shape)

    def command(self, system: int, drive: int, word: int) -> None:
        """Word at 0x2000 of a GD20: 1 run, 5 stop, 6 coast, 7 reset; others are not wired."""
        if word == 1:
            self.run[system, drive] = True
        elif word in (5, 6):
            self.run[system, drive] = False
        elif word == 7 and not self.broken[system, drive]:
            self.fault[system, drive] = 0

    def trip(self, system: int, drive: int, code: int) -> None:
        """Stop with a fault that only a reset clears; code 0 repairs what would not be reset."""
        self.broken[system, drive] = self.broken[system, drive] and code != 0
        self.fault[system, drive] = code
        if code:
            self.run[system, drive] = False

    def wanted(self, system: int, drive: int) -> float:
        """What its output tag reads: the set-point when told to run, else 0, Hz."""
        return float(self.set_hz[system, drive]) if self.run[system, drive] else 0.0

    def state(self, system: int, drive: int) -> int:
        """State register."""
        if not self.powered[system, drive]:
            return OFF
        if self.fault[system, drive]:
            return FAULTED
        return FORWARD if self.run[system, drive] else STOPPED

    def step(self, step_s: float) -> None:
        """Move every shaft for `step_s` seconds."""
        live = self.run & self.powered & (self.fault == 0) & ~self.jammed
        target = np.where(live, np.minimum(np.maximum(self.set_hz, 0.0), RATED_HZ), 0.0)
        fastest = np.where(self.powered & ~self.jammed, self.ramp_hz_s, COAST_HZ_S) * step_s
        self.actual_hz += np.minimum(np.maximum(target - self.actual_hz, -fastest), fastest)
        if not self.parted.any():
            self.shaft_hz = self.actual_hz
            return
        coasted = np.maximum(self.shaft_hz - COAST_HZ_S * step_s, 0.0)
        self.shaft_hz = np.where(self.parted, coasted, self.actual_hz)

    @property
    def fed(self) -> NDArray[np.bool_]:
        """Whose motor has current: the drive gives, and the contactor is closed."""
        fed: NDArray[np.bool_] = (self.actual_hz > 0.01 * RATED_HZ) & ~self.parted
        return fed

    def settle(self) -> None:
        """Be at the commanded speed already."""
        self.step(1e6)

    def power_kw(self, load: FloatArray) -> FloatArray:
        """Electric power; `load`: part of rated torque at this speed, system × drive."""
        speed = self.shaft_hz / RATED_HZ
        power: FloatArray = np.where(self.fed, self.rated_kw * speed**3 * load, 0.0)
        return power

    def current_a(self, load: FloatArray) -> FloatArray:
        """Motor current: magnetising and working part, none at standstill."""
        rated = self.rated_kw * AMPERE_PER_KW
        speed = self.actual_hz / RATED_HZ
        working = np.sqrt(NO_LOAD_PART**2 + (1 - NO_LOAD_PART**2) * (speed**2 * load) ** 2)
        amperes: FloatArray = np.where(self.fed, rated * working, 0.0)
        return amperes
