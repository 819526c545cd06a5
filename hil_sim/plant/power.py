"""Mains, generating set and UPS: who carries the farm at this second, and what is left.

It refuses to know what the power is used for.
"""

START_S = 12.0
"""From loss of mains to the generator on the bars (engineering memory)."""
RETURN_S = 30.0
"""How long mains must be back before the switch returns."""
FUEL_PERCENT_H = 8.0
UPS_PERCENT_H = 50.0
UPS_CHARGE_PERCENT_H = 20.0


class Power:
    """Power of the whole farm."""

    def __init__(self) -> None:
        """Mains on, generator ready, UPS full."""
        self.mains_ok = True
        self.genset_fault = False
        self.genset_running = False
        self.fuel_percent = 90.0
        self.ups_percent = 100.0
        self._without_s = 0.0
        self._with_s = RETURN_S

    @property
    def bars_live(self) -> bool:
        """Whether drives and pumps have current."""
        return self.mains_ok or self._carried

    @property
    def _carried(self) -> bool:
        return self.genset_running and self._without_s >= START_S

    @property
    def ups_on_battery(self) -> bool:
        """Whether the small consumers live on the battery."""
        return not self.bars_live

    def step(self, step_s: float) -> None:
        """One step of time."""
        self._without_s = 0.0 if self.mains_ok and not self.genset_running else self._without_s
        self._with_s = self._with_s + step_s if self.mains_ok else 0.0
        able = not self.genset_fault and self.fuel_percent > 0.0
        if not self.mains_ok:
            self._without_s += step_s
            self.genset_running = able and self._without_s > 2.0
        elif self._with_s >= RETURN_S or not able:
            self.genset_running = False
        if self.genset_running:
            self.fuel_percent = max(self.fuel_percent - FUEL_PERCENT_H * step_s / 3600.0, 0.0)
        rate = -UPS_PERCENT_H if self.ups_on_battery else UPS_CHARGE_PERCENT_H
        self.ups_percent = min(max(self.ups_percent + rate * step_s / 3600.0, 0.0), 100.0)
