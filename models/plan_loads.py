"""Know what a day of feed asks of flow, biofilter, make-up water, alkalinity and electricity.

Knows no schedule and no tank: it is the design arithmetic of the plan, one function per row.
"""

from dataclasses import dataclass, fields

from models.feeding import (
    HETEROTROPH_OXYGEN_PER_FEED,
    co2_from_oxygen,
    solids_from_feed,
    tan_from_feed,
)
from models.heat import WATER_KWH_M3_K, pump_shaft_kw
from models.nitrification import OXYGEN_G_G
from models.sources import CACO3_G_EQ, NAHCO3_G_MOL

OXYGEN_PEAK = 1.4  # -, with four or more meals a day, unverified
NITRIFIED_PART = 0.9  # g/g of TAN that the biofilter sees
NITRATE_PART = 0.95  # g/g of TAN that ends as nitrate in make-up dilution
SYSTEM_PER_TANK_VOLUME = 1.25  # m3/m3
NET_ALKALINITY_G_G = 3.57  # g CaCO3/g N, feed to nitrate: one equivalent per mole
NAIVE_ALKALINITY_G_G = 7.05  # g CaCO3/g N, biofilter alone (Ebeling et al. 2006)


@dataclass(frozen=True, slots=True)
class Loads:
    """A day's loads, kg/d, and the fish's peak oxygen demand, kg/h."""

    tan_kg_d: float
    oxygen_fish_kg_d: float
    oxygen_nitrification_kg_d: float
    oxygen_heterotrophs_kg_d: float
    oxygen_total_kg_d: float
    oxygen_fish_peak_kg_h: float
    co2_kg_d: float
    solids_kg_d: float


def loads(feed_kg_d: float, oxygen_fish_kg_d: float) -> Loads:
    """Return the loads of a day's feed, with the fish's own oxygen use from the cohort model."""
    tan = float(tan_from_feed(feed_kg_d))
    nitrification = OXYGEN_G_G * tan * NITRIFIED_PART
    heterotrophs = HETEROTROPH_OXYGEN_PER_FEED * feed_kg_d
    return Loads(
        tan_kg_d=tan,
        oxygen_fish_kg_d=oxygen_fish_kg_d,
        oxygen_nitrification_kg_d=nitrification,
        oxygen_heterotrophs_kg_d=heterotrophs,
        oxygen_total_kg_d=oxygen_fish_kg_d + nitrification + heterotrophs,
        oxygen_fish_peak_kg_h=oxygen_fish_kg_d / 24.0 * OXYGEN_PEAK,
        co2_kg_d=float(co2_from_oxygen(oxygen_fish_kg_d)),
        solids_kg_d=float(solids_from_feed(feed_kg_d)),
    )


def flow_needed_m3_h(load_kg_d: float, peak_factor: float, delta_mg_l: float) -> float:
    """Return the recirculating flow that carries a load at this change of concentration, m3/h."""
    return load_kg_d * 1000.0 / 24.0 * peak_factor / delta_mg_l


def biofilter_area_m2(tan_kg_d: float, rate_g_m2_d: float) -> float:
    """Return the biofilm area for a load, m2."""
    return tan_kg_d * 1000.0 / rate_g_m2_d


def media_m3(area_m2: float, specific_area_m2_m3: float = 650.0) -> float:
    """Return the volume of carriers, m3."""
    return area_m2 / specific_area_m2_m3


def reactor_m3(carriers_m3: float, fill_fraction: float = 0.5) -> float:
    """Return the reactor's volume at a filling of carriers, m3."""
    return carriers_m3 / fill_fraction


@dataclass(frozen=True, slots=True)
class MakeUp:
    """What a share of make-up water brings and costs."""

    flow_m3_d: float
    system_percent_d: float
    nitrate_n_mg_l: float
    heat_kwh_d: float
    electricity_kwh_d: float


def make_up(
    feed_kg_d: float,
    per_feed_m3_kg: float,
    tank_volume_m3: float,
    warming_k: float = 9.0,
    recovered_fraction: float = 0.7,
    heat_pump_cop: float = 4.0,
) -> MakeUp:
    """Return the make-up of a day: steady nitrate without denitrification, heat and electricity."""
    flow_m3_d = feed_kg_d * per_feed_m3_kg
    heat_kwh_d = flow_m3_d * warming_k * WATER_KWH_M3_K
    system_m3 = SYSTEM_PER_TANK_VOLUME * tank_volume_m3
    return MakeUp(
        flow_m3_d=flow_m3_d,
        system_percent_d=100.0 * flow_m3_d / system_m3,
        nitrate_n_mg_l=float(tan_from_feed(feed_kg_d)) * 1000.0 * NITRATE_PART / flow_m3_d,
        heat_kwh_d=heat_kwh_d,
        electricity_kwh_d=heat_kwh_d * (1.0 - recovered_fraction) / heat_pump_cop,
    )


def bicarbonate_kg_d(
    tan_kg_d: float,
    make_up_m3_d: float,
    spring_caco3_mg_l: float,
    held_caco3_mg_l: float = 90.0,
    consumed_g_g: float = NET_ALKALINITY_G_G,
) -> float:
    """Return the NaHCO3 that holds alkalinity, kg/d; negative if the spring brings more.

    consumed_g_g is g CaCO3 per g TAN: net of excretion 3.57, or naive 7.05 for the filter alone.
    """
    brought_kg_d = (spring_caco3_mg_l - held_caco3_mg_l) / 1000.0 * make_up_m3_d
    return (consumed_g_g * tan_kg_d - brought_kg_d) * NAHCO3_G_MOL / CACO3_G_EQ


@dataclass(frozen=True, slots=True)
class Electricity:
    """The plan's mean electric power by consumer, kW."""

    circulation_kw: float
    cones_kw: float
    drums_kw: float
    degasser_fans_kw: float
    blowers_kw: float
    uv_kw: float
    lights_feeders_kw: float
    oxygen_kw: float
    heating_kw: float

    @property
    def total_kw(self) -> float:
        """All consumers together."""
        return sum(float(getattr(self, field.name)) for field in fields(self))

    def kwh_per_kg(self, output_kg_y: float = 320_000.0) -> float:
        """Return energy per fish sold, kWh/kg."""
        return self.total_kw * 8760.0 / output_kg_y


def electricity(
    flow_m3_h: float, oxygen_total_kg_d: float, heating_kwh_d: float, reactors_m3: float = 250.0
) -> Electricity:
    """Return the plan's electricity; equipment as in the plan of 320 t.

    Sources: degasser fan 0.0037 kW per m3/h and blower 15 W/m3 (Nistad 2018); heads, oxygen at
    0.9 kWh/kg and 85 % transfer, drums, lamps and lights are the plan's own assumptions.
    """
    return Electricity(
        circulation_kw=float(pump_shaft_kw(flow_m3_h, 4.5, 0.72)),
        cones_kw=float(pump_shaft_kw(0.15 * flow_m3_h, 15.0, 0.65)),
        drums_kw=6 * 0.55 * 2.5,
        degasser_fans_kw=0.0037 * flow_m3_h,
        blowers_kw=0.015 * reactors_m3,
        uv_kw=6.0,
        lights_feeders_kw=10.0,
        oxygen_kw=oxygen_total_kg_d / 0.85 * 0.9 / 24.0,
        heating_kw=heating_kwh_d / 24.0,
    )
