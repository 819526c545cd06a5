"""Know what flow a pump gives at a speed against a lift, and how water stands and turns over.

Knows no drive and no valve: speed arrives as a fraction of the rated speed.
"""

from dataclasses import dataclass

from models.floats import Floats, choose, higher, sqrt


@dataclass(frozen=True, slots=True)
class PumpCurve:
    """Head at rated speed as shutoff head less droop times flow squared, m and m3/h.

    Affinity moves it: at speed n the shutoff head is n squared of the rated, the droop is the same.
    """

    shutoff_head_m: float
    droop_m_h2_m6: float

    @classmethod
    def through(cls, flow_m3_h: float, head_m: float, shutoff_head_m: float) -> "PumpCurve":
        """Return the curve with this duty point; the shutoff head lies above the duty head."""
        assert shutoff_head_m > head_m > 0 and flow_m3_h > 0, "a pump's head falls with flow"
        return cls(shutoff_head_m, (shutoff_head_m - head_m) / flow_m3_h**2)

    def head_m(self, speed_fraction: Floats, flow_m3_h: Floats) -> Floats:
        """Return the head at a speed and flow, m."""
        return self.shutoff_head_m * speed_fraction**2 - self.droop_m_h2_m6 * flow_m3_h**2


@dataclass(frozen=True, slots=True)
class Piping:
    """Head a circuit asks for: a static lift and friction times flow squared, m and m3/h."""

    static_head_m: Floats
    friction_m_h2_m6: Floats

    @classmethod
    def through(cls, flow_m3_h: float, head_m: float, static_head_m: float) -> "Piping":
        """Return the circuit that asks for this head at this flow."""
        assert head_m >= static_head_m >= 0 and flow_m3_h > 0, "friction cannot be negative"
        return cls(static_head_m, (head_m - static_head_m) / flow_m3_h**2)


def flow_m3_h(
    curve: PumpCurve, piping: Piping, speed_fraction: Floats, pumps_running: Floats = 1.0
) -> Floats:
    """Return the flow where pump and circuit meet, m3/h; none below the speed that lifts.

    pumps_running counts equal pumps in parallel at the same speed; with none there is no flow.
    A check valve is assumed: water never runs back.
    """
    lift_left_m = curve.shutoff_head_m * speed_fraction**2 - piping.static_head_m
    some = choose(pumps_running > 0.0, pumps_running, 1.0)
    slope = curve.droop_m_h2_m6 / some**2 + piping.friction_m_h2_m6
    return choose(pumps_running > 0.0, sqrt(higher(lift_left_m, 0.0) / slope), 0.0)


def lifting_speed_fraction(curve: PumpCurve, piping: Piping) -> Floats:
    """Return the speed below which the pump cannot raise water over the static lift, 0-1."""
    return sqrt(piping.static_head_m / curve.shutoff_head_m)


def speed_for_flow_fraction(
    curve: PumpCurve, piping: Piping, wanted_m3_h: Floats, pumps_running: Floats = 1.0
) -> Floats:
    """Return the speed that gives this flow; above 1 the pumps cannot."""
    slope = curve.droop_m_h2_m6 / pumps_running**2 + piping.friction_m_h2_m6
    return sqrt((piping.static_head_m + slope * wanted_m3_h**2) / curve.shutoff_head_m)


def turnover_min(volume_m3: Floats, flow: Floats) -> Floats:
    """Return the minutes in which a flow (m3/h, above 0) replaces the volume once."""
    return 60.0 * volume_m3 / flow


def level_rate_m_h(inflow_m3_h: Floats, outflow_m3_h: Floats, area_m2: Floats) -> Floats:
    """Return how fast a level rises, m/h."""
    return (inflow_m3_h - outflow_m3_h) / area_m2


def weir_flow_m3_h(level_m: Floats, lip_m: Floats, crest_m: Floats) -> Floats:
    """Return the flow over a sharp crest, m3/h: 1.84 L h^1.5 in m3/s (Francis)."""
    over_m = higher(level_m - lip_m, 0.0)
    return 3600.0 * 1.84 * crest_m * over_m**1.5
