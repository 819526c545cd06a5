"""Know how well-mixed water changes by flow, gas exchange, heat and sources, exactly per step.

Knows no fish, filter or valve by name: they arrive as sources; pH is solved from the state.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from models.carbonate import co2_fraction, co2_per_carbonate, equilibrium, solve_ph
from models.floats import FloatArray, Floats, choose, expm1
from models.heat import WATER_KWH_M3_K
from models.sources import CO2_G_MOL, SOURCE_NAMES, Sources

HEAT_WH_M3_K = 1000.0 * WATER_KWH_M3_K  # Wh/(m3 K)
IONIC_STRENGTH_MOL_L = 0.005  # mol/L, about 310 uS/cm; a site gives its own
SERIES_BELOW = 1e-3  # -, step over time constant below which the mean is taken from its series


@dataclass(frozen=True, slots=True)
class TankState:
    """What a volume of water holds, floats or arrays of one shape; nitrogen species as mg N/L.

    Cells are bacteria that have come off a film: suspended solids as a screen sees them.
    Total carbonate and alkalinity are conserved by mixing and dosing, so pH is never a state.
    """

    oxygen_mg_l: Floats
    carbonate_mol_m3: Floats
    alkalinity_eq_m3: Floats
    tan_mg_l: Floats
    nitrite_mg_l: Floats
    nitrate_mg_l: Floats
    solids_mg_l: Floats
    temperature_c: Floats
    cells_mg_l: Floats = 0.0
    nitrogen_gas_mg_l: Floats = 0.0

    def each(self, change: Callable[[Floats], Floats]) -> "TankState":
        """Return the state with every field changed alike: picked, reshaped or copied."""
        return TankState(*(change(getattr(self, name)) for name in STATE_NAMES))

    def carbonates(self, ionic_strength_mol_l: Floats = IONIC_STRENGTH_MOL_L) -> "Carbonates":
        """Return pH and CO2, solved anew at each call."""
        at = equilibrium(self.temperature_c, ionic_strength_mol_l)
        ph = solve_ph(self.carbonate_mol_m3, self.alkalinity_eq_m3, at)
        co2_mol_m3 = self.carbonate_mol_m3 * co2_fraction(ph, at)
        slope = co2_per_carbonate(self.carbonate_mol_m3, ph, at)
        return Carbonates(ph, co2_mol_m3 * CO2_G_MOL, slope)


@dataclass(frozen=True, slots=True)
class Carbonates:
    """What total carbonate and alkalinity make at a temperature; slope as `co2_per_carbonate`."""

    ph: Floats
    co2_mg_l: Floats
    co2_slope: Floats


STATE_NAMES = tuple(field.name for field in fields(TankState))
OXYGEN, CARBONATE, TEMPERATURE = (
    STATE_NAMES.index(name) for name in ("oxygen_mg_l", "carbonate_mol_m3", "temperature_c")
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a volume exchanges with the air of the hall; nothing by default.

    KLa in 1/h at the water's temperature; CO2 crosses as dissolved CO2 only.
    """

    oxygen_kla_per_h: Floats = 0.0
    oxygen_equilibrium_mg_l: Floats = 0.0
    co2_kla_per_h: Floats = 0.0
    co2_equilibrium_mg_l: Floats = 0.0
    wall_ua_w_k: Floats = 0.0
    air_c: Floats = 0.0


@dataclass(frozen=True, slots=True)
class Inflow:
    """Water that comes in, displacing as much (or raising the level)."""

    flow_m3_h: Floats
    water: TankState


@dataclass(frozen=True, slots=True)
class Advanced:
    """A step's end, and the mean over the step of what flowed out: together mass is exact."""

    state: TankState
    outflow: TankState


def _stacked(values: list[Floats]) -> FloatArray:
    """Return values of one shape, or floats among them, stacked in the order of STATE_NAMES."""
    return np.stack(np.broadcast_arrays(*values))


def _linear(
    inflow: Inflow, volume_m3: Floats, sources: Sources, exchange: Exchange
) -> tuple[list[Floats], list[Floats]]:
    """Return gain and loss of each field, so that its change per hour is gain - loss x field."""
    through = inflow.flow_m3_h / volume_m3
    gains = [
        through * getattr(inflow.water, state) + getattr(sources, source) / volume_m3
        for state, source in zip(STATE_NAMES, SOURCE_NAMES, strict=True)
    ]
    losses = [through] * len(STATE_NAMES)
    wall_per_h = exchange.wall_ua_w_k / (HEAT_WH_M3_K * volume_m3)
    gains[TEMPERATURE] = (
        through * inflow.water.temperature_c
        + sources.heat_w / (HEAT_WH_M3_K * volume_m3)
        + wall_per_h * exchange.air_c
    )
    losses[TEMPERATURE] = through + wall_per_h
    gains[OXYGEN] = gains[OXYGEN] + exchange.oxygen_kla_per_h * exchange.oxygen_equilibrium_mg_l
    losses[OXYGEN] = through + exchange.oxygen_kla_per_h
    return gains, losses


def _stripping(
    state: TankState, exchange: Exchange, ionic_strength_mol_l: Floats
) -> tuple[Floats, Floats]:
    """Return gain and loss of carbonate through the surface, as CO2 follows carbonate just now."""
    if not np.any(np.asarray(exchange.co2_kla_per_h) != 0.0):
        return 0.0, 0.0
    water = state.carbonates(ionic_strength_mol_l)
    missing_mol_m3 = (exchange.co2_equilibrium_mg_l - water.co2_mg_l) / CO2_G_MOL
    gain = missing_mol_m3 + water.co2_slope * state.carbonate_mol_m3
    return exchange.co2_kla_per_h * gain, exchange.co2_kla_per_h * water.co2_slope


def _gain_and_loss(
    state: TankState,
    inflow: Inflow,
    volume_m3: Floats,
    sources: Sources,
    exchange: Exchange,
    ionic_strength_mol_l: Floats,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return field, gain and loss stacked; pH is solved only where CO2 crosses the surface."""
    gains, losses = _linear(inflow, volume_m3, sources, exchange)
    stripped_gain, stripped_loss = _stripping(state, exchange, ionic_strength_mol_l)
    gains[CARBONATE] = gains[CARBONATE] + stripped_gain
    losses[CARBONATE] = losses[CARBONATE] + stripped_loss
    everything = _stacked([getattr(state, name) for name in STATE_NAMES] + gains + losses)
    held, gain, loss = np.split(everything, 3)
    return held, gain, loss


def derivative(
    state: TankState,
    inflow: Inflow,
    volume_m3: Floats,
    sources: Sources,
    exchange: Exchange,
    ionic_strength_mol_l: Floats = IONIC_STRENGTH_MOL_L,
) -> TankState:
    """Return the change per hour of every field, in the field's unit per hour; volume above 0.

    V dC/dt = Q (C_in - C) + sources + V KLa (C* - C): what is not exchanged is conserved.
    """
    held, gain, loss = _gain_and_loss(
        state, inflow, volume_m3, sources, exchange, ionic_strength_mol_l
    )
    return TankState(*(gain - loss * held))


def step_shares(decays: Floats) -> tuple[Floats, Floats]:
    """Return which share of a step's first slope shows at its end, and in its mean.

    decays is the step over the time constant, not below 0: 1 and 1/2 at 0, falling with it.
    """
    slow = decays < SERIES_BELOW
    safe = choose(slow, 1.0, decays)
    few = choose(slow, decays, 0.0)
    gone = -expm1(-safe)
    at_end = choose(slow, 1.0 - few / 2.0 + few**2 / 6.0 - few**3 / 24.0, gone / safe)
    series = 0.5 - few / 6.0 + few**2 / 24.0 - few**3 / 120.0
    return at_end, choose(slow, series, (safe - gone) / safe**2)


def advance(
    state: TankState,
    inflow: Inflow,
    volume_m3: Floats,
    sources: Sources,
    exchange: Exchange,
    step_s: float,
    ionic_strength_mol_l: Floats = IONIC_STRENGTH_MOL_L,
) -> Advanced:
    """Return the water a step later, with all that is given held steady over it.

    Exact, hence stable, for any step; only stripped CO2 follows its slope at the start.
    """
    held, gain, loss = _gain_and_loss(
        state, inflow, volume_m3, sources, exchange, ionic_strength_mol_l
    )
    step_h = step_s / 3600.0
    at_end, in_mean = step_shares(loss * step_h)
    change = (gain - loss * held) * step_h
    return Advanced(TankState(*(held + change * at_end)), TankState(*(held + change * in_mean)))


def mixed(water: TankState, flow_m3_h: FloatArray) -> TankState:
    """Return the water of many streams run together over the last axis, weighted by flow.

    With no flow at all there is no such water; the plain mean stands in and carries nothing.
    """
    total = np.sum(flow_m3_h, axis=-1, keepdims=True)
    weight = choose(
        total > 0.0, flow_m3_h / choose(total > 0.0, total, 1.0), 1.0 / flow_m3_h.shape[-1]
    )

    def run_together(values: Floats) -> Floats:
        joined: Floats = np.sum(np.asarray(values) * weight, axis=-1)
        return joined

    return water.each(run_together)
