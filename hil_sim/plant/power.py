"""Mains, generating set and UPS: who carries the farm at this second, and what is left.

It refuses to know what the power is used for. The phase relay and the transfer switch are wires:
they trip every motor and call the generator with no controller there (safety page, L0).
"""

START_S = 12.0
"""From loss of mains to the generator on the bars (engineering memory; 10–30)."""
RETURN_S = 30.0
"""How long mains must be back before the switch returns."""
FUEL_PERCENT_H = 8.0
"""Of the tank at the farm's load (engineering memory; 5–15)."""
UPS_MINUTES = 120.0
"""What a full and healthy battery carries: edge box, panels, valve coils (design; 30–240)."""
UPS_PERCENT_H = 6000.0 / UPS_MINUTES
UPS_CHARGE_PERCENT_H = 20.0
LEAST_PART = 0.85
"""Phase relay and motor contactors let go below this part of rated voltage (IEC 60947-4-1: a
contactor holds down to 0.85 and has dropped at 0.2 to 0.75)."""
PRESENT_PART = 0.6
"""Below this the mains relay calls it a cut."""


class Power:
    """Power of the whole farm."""

    def __init__(self) -> None:
        """Mains on, generator ready, UPS full."""
        self.mains_ok = True
        """The network gives voltage at all."""
        self.voltage_part = 1.0
        self.phase_lost = False
        self.genset_fault = False
        self.genset_start_s = START_S
        self.genset_running = False
        self.fuel_percent = 90.0
        self.ups_percent = 100.0
        self.ups_health = 1.0
        """Part of its first capacity the battery still has."""
        self._without_s = 0.0
        self._with_s = RETURN_S

    @property
    def present(self) -> bool:
        """What the mains relay says: there is voltage."""
        return self.mains_ok and self.voltage_part >= PRESENT_PART

    @property
    def phase_ok(self) -> bool:
        """What the phase relay says: three phases, each high enough."""
        return self.mains_ok and not self.phase_lost and self.voltage_part >= LEAST_PART

    @property
    def bars_live(self) -> bool:
        """Whether drives and pumps have current: good mains, or the generator on the bars."""
        return self.phase_ok or self._carried

    @property
    def _carried(self) -> bool:
        return self.genset_running and self._without_s >= self.genset_start_s

    @property
    def ups_on_battery(self) -> bool:
        """Whether the small consumers live on the battery."""
        return not self.bars_live

    @property
    def ups_minutes(self) -> float:
        """What the battery would carry from now."""
        return UPS_MINUTES * self.ups_health * self.ups_percent / 100.0

    @property
    def small_live(self) -> bool:
        """Whether 24 V is there: panels, coils that hold valves shut, edge box."""
        return self.bars_live or self.ups_percent > 0.0

    def step(self, step_s: float) -> None:
        """One step of time."""
        good = self.phase_ok
        self._without_s = 0.0 if good and not self.genset_running else self._without_s
        self._with_s = self._with_s + step_s if good else 0.0
        able = not self.genset_fault and self.fuel_percent > 0.0
        if not good:
            self._without_s += step_s
            self.genset_running = able and self._without_s > 2.0
        elif self._with_s >= RETURN_S or not able:
            self.genset_running = False
        if self.genset_running:
            self.fuel_percent = max(self.fuel_percent - FUEL_PERCENT_H * step_s / 3600.0, 0.0)
        drain = UPS_PERCENT_H / max(self.ups_health, 1e-3)
        rate = -drain if self.ups_on_battery else UPS_CHARGE_PERCENT_H
        self.ups_percent = min(max(self.ups_percent + rate * step_s / 3600.0, 0.0), 100.0)
