"""Gas, power, air, heat and still water against values worked out by hand; wires that hold alone.

Knows the small site's plant and no register.
"""

import numpy as np
import pytest

from hil_sim.plant.heating import HEAT_W_M3
from hil_sim.plant.oxygen_supply import RESERVE_BAR
from hil_sim.plant.ozone import DECAY_PER_H, RATED_G_M3_D
from hil_sim.plant.plant import FAN, PUMP_1, Plant
from tests.hil_sim.worked_plant import let, run

# ---- oxygen


def test_the_vessel_loses_what_the_diffusers_and_cones_get(plant: Plant) -> None:
    """Emergency at 3,000 g/h for ten minutes at the sagged pressure: 0.5 kg less 3 %."""
    start_t, lost = plant.supply.lox_t, dict(plant.supply.used_g)
    plant.supply.emergency_open[0] = True
    run(plant, 600)
    used = {kind: float((grams - lost[kind]).sum()) for kind, grams in plant.supply.used_g.items()}
    assert used["emergency"] == pytest.approx(500.0, rel=0.05)
    assert sum(used.values()) / 1e6 == pytest.approx(start_t - plant.supply.lox_t, rel=1e-9)


def test_the_reserve_bank_takes_over_below_its_set_point_and_is_used_up(plant: Plant) -> None:
    """A bar a minute from 6 bar: after two minutes the bank's 4 bar hold until 400 g are gone."""
    let(plant, "oxygen_reserve", value=400.0)
    let(plant, "oxygen_falls", value=1.0)
    run(plant, 150)
    assert plant.supply.pressure_bar[0] == pytest.approx(RESERVE_BAR, abs=0.4)
    stock_t = plant.supply.lox_t
    run(plant, 60)
    assert plant.supply.lox_t == stock_t and plant.supply.reserve_g < 400.0
    plant.supply.reserve_g = 10.0
    run(plant, 240)
    assert plant.supply.reserve_g == 0.0 and plant.supply.pressure_bar[0] < 0.2


def test_a_stuck_an_isolated_and_a_blocked_valve(plant: Plant) -> None:
    let(plant, "valve_stuck_at", "1-01", 100.0)
    plant.supply.valve_command[:] = 0.0
    run(plant, 300)
    assert plant.supply.trim_g_h[0] > 1000.0 and plant.supply.trim_g_h[1] < 1.0
    let(plant, "trim_isolated", "1-01")
    run(plant, 400)
    assert plant.supply.trim_g_h[0] < 1.0
    plant.supply.emergency_open[:] = True
    let(plant, "emergency_blocked", "1-02")
    run(plant, 60)
    assert plant.supply.emergency_out_g_h[0] > 2500.0 > 1.0 > plant.supply.emergency_out_g_h[1]


def test_poor_gas_carries_less_oxygen(plant: Plant) -> None:
    plant.supply.emergency_open[:] = True
    run(plant, 120)
    pure = plant.supply.emergency_out_g_h[0]
    let(plant, "oxygen_purity", value=49.8)
    run(plant, 120)
    assert plant.supply.emergency_out_g_h[0] == pytest.approx(pure / 2, rel=0.01)


# ---- power, with no controller at all


def test_without_24_v_every_emergency_valve_falls_open(plant: Plant) -> None:
    """Mains and generator gone, the battery with four minutes: open after them, not before."""
    let(plant, "mains", value=0)
    let(plant, "genset_fault")
    let(plant, "ups_battery", value=4.0 / 120.0)
    run(plant, 230)
    assert plant.supply.emergency_out_g_h.max() == 0.0
    run(plant, 40)
    assert not plant.power.small_live and plant.supply.emergency_out_g_h.min() > 1000.0
    let(plant, "mains", value=1)
    run(plant, 60)
    assert plant.supply.emergency_out_g_h.max() < 50.0


@pytest.mark.parametrize(("what", "value"), [("phase_lost", 1.0), ("mains_voltage", 0.75)])
def test_the_phase_relay_trips_the_motors_and_calls_the_generator(
    plant: Plant, what: str, value: float
) -> None:
    let(plant, what, value=value)
    run(plant, 8)
    assert not plant.power.phase_ok and plant.power.present and not plant.power.bars_live
    assert plant.drives.actual_hz[0, PUMP_1] < 1.0
    run(plant, 10)
    assert plant.power.bars_live and plant.drives.actual_hz[0, PUMP_1] > 10.0


@pytest.mark.parametrize("start_s", [10.0, 30.0])
def test_the_generator_carries_when_it_is_ready_and_stops_without_fuel(
    plant: Plant, start_s: float
) -> None:
    """8 % an hour: 0.2 % last 90 s."""
    let(plant, "genset_start", value=start_s)
    let(plant, "genset_fuel", value=0.2)
    let(plant, "mains", value=0)
    run(plant, int(start_s) - 1)
    assert not plant.power.bars_live
    run(plant, 2)
    assert plant.power.bars_live
    run(plant, 100)
    assert plant.power.fuel_percent == 0.0 and not plant.power.bars_live


# ---- air, heat, ozone, still water


def test_a_slipping_belt_takes_air_and_current(plant: Plant) -> None:
    """60 % less pressure is sqrt(0.4) of the air."""
    plant.drives.set_hz[0, FAN] = 50.0
    run(plant, 20)
    air, amperes = plant.air_m3_h[0], plant.drives.current_a(plant.load)[0, FAN]
    pressure = plant.blower.pressure_mbar(plant.fan_speed)[0]
    let(plant, "fan_belt", "1", 0.4**0.5)
    run(plant, 900)
    assert plant.blower.pressure_mbar(plant.fan_speed)[0] == pytest.approx(0.4 * pressure)
    assert plant.air_m3_h[0] == pytest.approx(0.632 * air, rel=1e-3)
    assert plant.drives.current_a(plant.load)[0, FAN] < 0.9 * amperes
    assert plant.blower.housing_c[0] > 60.0


def test_stuck_heat_warms_the_loop_until_the_thermostat_opens(plant: Plant) -> None:
    """1,500 W/m3 are 1.29 °C/h; three degrees above its set-point the cut-out opens."""

    def warmth() -> float:
        tanks = np.asarray(plant.water.tanks.temperature_c) * plant.layout.volume_m3
        sump = np.asarray(plant.water.sumps.temperature_c) * plant.water.sump_m3
        return float((tanks.sum() + sump.sum()) / plant.loop_m3[0])

    warm = warmth()
    let(plant, "heat_stuck", "1", 1.0)
    run(plant, 1800)
    assert warmth() - warm == pytest.approx(HEAT_W_M3 * 1800.0 / 4.19e6, rel=0.15)
    run(plant, 5400)
    assert plant.water.heating.cut_out[0] or warmth() < warm + 3.0
    assert float(np.asarray(plant.water.sumps.temperature_c)[0]) < warm + 3.1


def test_ozone_stands_where_dose_and_decay_balance_and_its_relay_cuts_it(plant: Plant) -> None:
    let(plant, "ozone_relay", "1")
    let(plant, "ozone_stuck", "1", 1.0)
    run(plant, 1800)
    assert plant.ozone.residual_mg_l[0] == pytest.approx(
        RATED_G_M3_D / 24.0 / DECAY_PER_H, rel=1e-3
    )
    let(plant, "ozone_relay", "1", 0)
    run(plant, 60)
    assert plant.ozone.relay_off[0] and plant.ozone.output_part[0] == 0.0
    run(plant, 1800)
    assert plant.ozone.residual_mg_l[0] < 1e-4


def test_a_loop_that_stood_too_long_fouls_the_tanks_when_it_moves(plant: Plant) -> None:
    plant.drives.run[:] = False
    run(plant, 1750)
    assert plant.stagnation.loop_mg_l[0] == 0.0
    run(plant, 950)
    foul = plant.stagnation.loop_mg_l[0]
    assert foul == pytest.approx(0.4 * 900.0 / 3600.0, rel=0.05)
    assert plant.stagnation.tank_mg_l.max() == 0.0
    plant.drives.run[0, PUMP_1] = True
    run(plant, 600)
    assert 0.05 * foul < plant.stagnation.tank_mg_l[0] < foul


def test_lost_alkalinity_lets_the_ph_fall_and_a_dead_film_lets_ammonia_rise(plant: Plant) -> None:
    run(plant, 60)
    ph, tan = plant.water.ph[0], float(np.asarray(plant.water.sumps.tan_mg_l)[0])
    let(plant, "alkalinity", "1", 20.0)
    let(plant, "film", "1", 0.1)
    run(plant, 3600)
    assert plant.water.ph[0] < ph - 0.3 and plant.alkalinity_mg_l[0] < 25.0
    assert float(np.asarray(plant.water.sumps.tan_mg_l)[0]) > tan + 0.2


def test_a_breaker_stops_a_welded_feeder(plant: Plant) -> None:
    let(plant, "feeder_runaway", "1-01")
    run(plant, 10)
    assert plant.feeders.falling_g_h[0] > 0.0
    let(plant, "feeder_breaker", "1")
    plant.step()
    assert plant.feeders.falling_g_h[0] == 0.0
