"""Feed eaten and not yet digested, as oxygen and as ammonia see it: two lags in a row for each.

It refuses to know what digestion costs; exact for any step length (`models.respiration.Digestion`).
"""

import numpy as np

from models.floats import FloatArray


class Gut:
    """Rows: for oxygen, for nitrogen; columns: tanks."""

    def __init__(
        self, mean_g_h: FloatArray, oxygen_tau_h: FloatArray, nitrogen_tau_h: FloatArray
    ) -> None:
        """As after eating `mean_g_h` for ever."""
        self._tau_h = np.stack([oxygen_tau_h, nitrogen_tau_h])
        self._early = np.stack([mean_g_h, mean_g_h])
        self._late = self._early.copy()
        self._step_h = 0.0
        self._left, self._pushed = np.ones_like(self._tau_h), np.zeros_like(self._tau_h)

    @property
    def for_oxygen_g_h(self) -> FloatArray:
        """Feed digested now, as oxygen use shows it."""
        late: FloatArray = self._late[0]
        return late

    @property
    def for_nitrogen_g_h(self) -> FloatArray:
        """Feed digested now, as ammonia shows it."""
        late: FloatArray = self._late[1]
        return late

    @property
    def held_g(self) -> FloatArray:
        """Feed eaten and not yet digested, rows as above."""
        held: FloatArray = self._tau_h * (self._early + self._late)
        return held

    def step(self, eaten_g_h: FloatArray, step_h: float) -> None:
        """One step with steady eating."""
        if step_h != self._step_h:
            self._step_h = step_h
            self._left = np.exp(-step_h / self._tau_h)
            self._pushed = step_h / self._tau_h * self._left
        early = self._early - eaten_g_h
        self._late = eaten_g_h + (self._late - eaten_g_h) * self._left + early * self._pushed
        self._early = eaten_g_h + early * self._left

    def keep(self, part: FloatArray) -> None:
        """Only this part of the fish is still there."""
        self._early, self._late = self._early * part, self._late * part
