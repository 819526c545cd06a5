"""Hold one volume of water to conserved oxygen, carbon, nitrogen, base and heat.

Knows no plant: balances are summed by hand here, never with the code that made them.
"""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import sources, tank
from models.sources import Sources
from models.tank import Advanced, Exchange, Inflow, TankState

N_G_MOL = 14.007
FIELDS = tank.STATE_NAMES
MASSES = tuple(zip(FIELDS, sources.SOURCE_NAMES, strict=True))
amounts = st.floats(0.0, 50.0)
waters = st.builds(
    TankState,
    oxygen_mg_l=st.floats(0.0, 20.0),
    carbonate_mol_m3=st.floats(0.5, 5.0),
    alkalinity_eq_m3=st.floats(0.3, 4.0),
    tan_mg_l=st.floats(0.0, 5.0),
    nitrite_mg_l=st.floats(0.0, 3.0),
    nitrate_mg_l=st.floats(0.0, 150.0),
    solids_mg_l=amounts,
    temperature_c=st.floats(5.0, 33.0),
    cells_mg_l=amounts,
    nitrogen_gas_mg_l=st.floats(5.0, 25.0),
)
amounts_g_h = st.floats(-500.0, 5000.0)
loads = st.builds(
    Sources,
    *[amounts_g_h] * 7,
    st.floats(-2e4, 2e4),
    cells_g_h=amounts_g_h,
    nitrogen_gas_g_h=amounts_g_h,
)
flows_m3_h = st.floats(0.0, 120.0)
volumes_m3 = st.floats(5.0, 300.0)
steps_s = st.floats(1.0, 3600.0)
GOOD = TankState(8.0, 2.4, 2.0, 0.5, 0.1, 40.0, 8.0, 26.0)
NOTHING = Exchange()


def no_flow(water: TankState) -> Inflow:
    return Inflow(0.0, water)


def run(state: TankState, spent: Sources, exchange: Exchange, hours: float) -> TankState:
    """A closed volume of 42 m3 over hours in steps of a minute."""
    for _ in range(round(hours * 60)):
        state = tank.advance(state, no_flow(state), 42.0, spent, exchange, 60.0).state
    return state


@given(waters, waters, flows_m3_h, volumes_m3, loads, steps_s)
def test_what_came_less_what_left_is_what_stayed(
    start: TankState,
    inlet: TankState,
    flow_m3_h: float,
    volume_m3: float,
    spent: Sources,
    step_s: float,
) -> None:
    inflow = Inflow(flow_m3_h, inlet)
    after = tank.advance(start, inflow, volume_m3, spent, NOTHING, step_s)
    hours = step_s / 3600
    for name, source in MASSES:
        if name == "temperature_c":
            continue
        came = hours * (flow_m3_h * getattr(inlet, name) + getattr(spent, source))
        left = hours * flow_m3_h * getattr(after.outflow, name)
        stayed = volume_m3 * (getattr(after.state, name) - getattr(start, name))
        assert stayed == pytest.approx(came - left, rel=1e-9, abs=1e-6)


@given(waters, waters, flows_m3_h, volumes_m3, loads)
def test_derivative_is_the_balance(
    start: TankState, inlet: TankState, flow_m3_h: float, volume_m3: float, spent: Sources
) -> None:
    change = tank.derivative(start, Inflow(flow_m3_h, inlet), volume_m3, spent, NOTHING)
    for name, source in MASSES:
        if name == "temperature_c":
            continue
        exchanged = flow_m3_h * (getattr(inlet, name) - getattr(start, name))
        balance = exchanged + getattr(spent, source)
        assert volume_m3 * getattr(change, name) == pytest.approx(balance, rel=1e-9, abs=1e-6)


@given(waters, waters, flows_m3_h, volumes_m3, loads)
def test_a_short_step_follows_the_derivative(
    start: TankState, inlet: TankState, flow_m3_h: float, volume_m3: float, spent: Sources
) -> None:
    inflow = Inflow(flow_m3_h, inlet)
    exchange = Exchange(2.0, 8.1, 1.5, 0.6, 50.0, 15.0)
    change = tank.derivative(start, inflow, volume_m3, spent, exchange)
    after = tank.advance(start, inflow, volume_m3, spent, exchange, 0.01).state
    for name in FIELDS:
        moved = getattr(after, name) - getattr(start, name)
        expected = getattr(change, name) * 0.01 / 3600
        assert moved == pytest.approx(expected, rel=1e-3, abs=1e-9)


@given(waters, waters, flows_m3_h, st.floats(0.0, 20.0), steps_s)
def test_one_long_step_is_many_short_ones(
    start: TankState, inlet: TankState, flow_m3_h: float, kla: float, step_s: float
) -> None:
    inflow = Inflow(flow_m3_h, inlet)
    exchange = Exchange(oxygen_kla_per_h=kla, oxygen_equilibrium_mg_l=8.1, wall_ua_w_k=80.0)
    spent = sources.from_fish(200.0, 4.0, 20.0)
    short = Advanced(start, start)
    for _ in range(7):
        short = tank.advance(short.state, inflow, 42.0, spent, exchange, step_s / 7)
    long = tank.advance(start, inflow, 42.0, spent, exchange, step_s)
    for name in FIELDS:
        assert getattr(long.state, name) == pytest.approx(getattr(short.state, name), abs=1e-8)


@given(st.floats(1e-9, 50.0))
def test_shares_of_a_step_are_exact_to_the_last_digits(decays: float) -> None:
    with localcontext(prec=60):
        z = Decimal(decays)
        gone = 1 - (-z).exp()
        expected = float(gone / z), float((z - gone) / z**2)
    assert tank.step_shares(decays) == pytest.approx(expected, rel=1e-11)


def test_shares_at_no_decay_and_beside_it() -> None:
    at_end, in_mean = tank.step_shares(np.array([0.0, 9.99e-4, 1.001e-3]))
    assert np.asarray(at_end) == pytest.approx([1.0, 0.99950067, 0.99949967])
    assert np.asarray(in_mean) == pytest.approx([0.5, 0.49983354, 0.49983321])


@pytest.mark.parametrize("step_s", [1.0, 10.0, 60.0, 3600.0])
def test_aeration_drives_to_equilibrium_at_any_step(step_s: float) -> None:
    exchange = Exchange(40.0, 8.1, 30.0, 0.6)
    state = GOOD.each(lambda value: value + 0.0)
    for _ in range(round(4 * 3600 / step_s)):
        state = tank.advance(state, no_flow(state), 42.0, Sources(), exchange, step_s).state
    assert state.oxygen_mg_l == pytest.approx(8.1, abs=1e-6)
    assert state.carbonates().co2_mg_l == pytest.approx(0.6, abs=0.01)
    assert state.alkalinity_eq_m3 == GOOD.alkalinity_eq_m3


def test_stripping_raises_ph_and_leaves_alkalinity() -> None:
    stripped = run(GOOD, Sources(), Exchange(co2_kla_per_h=3.0, co2_equilibrium_mg_l=0.6), 1.0)
    assert stripped.carbonates().ph > GOOD.carbonates().ph + 0.1
    assert stripped.alkalinity_eq_m3 == GOOD.alkalinity_eq_m3
    lost_co2 = (GOOD.carbonate_mol_m3 - stripped.carbonate_mol_m3) * 44.0095
    fallen = GOOD.carbonates().co2_mg_l - stripped.carbonates().co2_mg_l
    assert lost_co2 == pytest.approx(fallen, rel=0.05)


def test_without_flow_and_oxygen_the_clock_of_the_table_runs() -> None:
    """50 kg/m3 at 200 mg/kg/h fall from 8 to 3 mg/L in 30 minutes."""
    left = run(GOOD, sources.from_fish(42.0 * 50.0 * 0.200, 0.0, 0.0), NOTHING, 0.5)
    assert left.oxygen_mg_l == pytest.approx(3.0)


def test_walls_lead_temperature_to_the_air() -> None:
    cooled = run(GOOD, Sources(), Exchange(wall_ua_w_k=42.0 * 1163.0, air_c=10.0), 1.0)
    assert cooled.temperature_c == pytest.approx(10.0 + 16.0 * np.exp(-1.0))
    warmed = run(GOOD, Sources(heat_w=42.0 * 1163.0), NOTHING, 2.0)
    assert warmed.temperature_c == pytest.approx(28.0)


@given(amounts, amounts)
def test_nitrification_keeps_nitrogen_with_its_cells(first_g_h: float, second_g_h: float) -> None:
    took = sources.from_nitrification(first_g_h, second_g_h)
    dissolved = took.tan_g_h + took.nitrite_g_h + took.nitrate_g_h
    assert dissolved == pytest.approx(-N_G_MOL / 113.115 * took.cells_g_h, abs=1e-9)
    assert took.cells_g_h == pytest.approx(
        0.20 * (0.879 * first_g_h + 0.121 * second_g_h), rel=1e-3
    )


def test_both_steps_together_are_the_stoichiometry() -> None:
    """Ebeling et al. 2006, to 2 per mil: what is printed does not close to more."""
    took = sources.nitrified_through(1.0)
    assert took.oxygen_g_h == pytest.approx(-4.18, rel=2e-3)
    assert took.alkalinity_eq_h == pytest.approx(-7.05 / 50.0435, rel=2e-3)
    assert took.alkalinity_eq_h * N_G_MOL == pytest.approx(-1.98, abs=0.01)
    assert took.nitrate_g_h == pytest.approx(0.976, rel=2e-3)
    assert took.cells_g_h == pytest.approx(0.20, rel=3e-3)
    assert took.nitrite_g_h == pytest.approx(0.0)


def test_cells_are_built_from_carbonate() -> None:
    """Ebeling et al. 2006: 0.106 g carbon in the cells of each gram of ammonia nitrogen."""
    took = sources.nitrified_through(1.0)
    assert took.carbonate_mol_h * 12.011 == pytest.approx(-0.106, abs=0.0005)


def test_feed_to_nitrate_takes_one_equivalent_per_mole() -> None:
    fish = sources.from_fish(0.0, N_G_MOL, 0.0)
    assert fish.alkalinity_eq_h == pytest.approx(1.0)
    net = fish + sources.nitrified_through(N_G_MOL)
    assert net.alkalinity_eq_h == pytest.approx(-1.0, abs=0.03)


def test_fish_breathe_out_what_they_breathe_in() -> None:
    fish = sources.from_fish(32.0, 0.0, 0.0)
    assert fish.carbonate_mol_h == pytest.approx(1.0, abs=0.001)
    assert fish.heat_w == pytest.approx(32.0 * 13560 / 3600)


def test_bacteria_burn_what_they_do_not_build_of_what_they_eat() -> None:
    """Of 1.2 g oxygen demand in each gram eaten 40 % become cells, the rest is breathed."""
    bacteria = sources.from_heterotrophs(1.0)
    assert bacteria.oxygen_g_h == pytest.approx(-0.6 * 1.2)
    assert bacteria.cells_g_h * 160.0 / 113.115 == pytest.approx(0.4 * 1.2)
    breathed_g = bacteria.carbonate_mol_h * 44.0095
    assert 0.9 < breathed_g / 0.72 < 1.375
    assert bacteria.heat_w == 0.0


def test_chemicals_follow_the_ledger() -> None:
    soda = sources.from_bicarbonate(84.01)
    assert (soda.carbonate_mol_h, soda.alkalinity_eq_h) == pytest.approx((1.0, 1.0))
    caustic = sources.from_caustic(40.0)
    assert (caustic.carbonate_mol_h, caustic.alkalinity_eq_h) == pytest.approx((0.0, 1.0))


def test_caustic_binds_its_share_of_co2() -> None:
    """1.1 g CO2 per g NaOH while nearly all CO2 turns into bicarbonate."""
    dosed = run(GOOD, sources.from_caustic(100.0), NOTHING, 1.0)
    bound_g = (GOOD.carbonates().co2_mg_l - dosed.carbonates().co2_mg_l) * 42.0
    assert bound_g == pytest.approx(110.0, rel=0.02)


def test_tanks_side_by_side_are_tanks_alone() -> None:
    many = GOOD.each(lambda value: value * np.array([1.0, 1.1, 0.9]))
    flow = np.array([0.0, 20.0, 60.0])
    spent = sources.from_fish(np.array([10.0, 200.0, 400.0]), 3.0, 5.0)
    exchange = Exchange(2.0, 8.1, np.array([0.0, 1.0, 2.0]), 0.6)
    together = tank.advance(many, Inflow(flow, GOOD), 42.0, spent, exchange, 30.0).state
    for i in range(3):
        one_exchange = Exchange(2.0, 8.1, float(i), 0.6)
        one = sources.from_fish(float([10.0, 200.0, 400.0][i]), 3.0, 5.0)
        start = many.each(lambda value, i=i: float(np.asarray(value)[i]))  # type: ignore[misc]
        alone = tank.advance(
            start, Inflow(float(flow[i]), GOOD), 42.0, one, one_exchange, 30.0
        ).state
        for name in FIELDS:
            assert getattr(together, name)[i] == pytest.approx(getattr(alone, name), rel=1e-9)


def test_streams_run_together_by_their_flow() -> None:
    two_systems = GOOD.each(lambda value: value * np.array([[1.0, 3.0], [1.0, 2.0]]))
    joined = tank.mixed(two_systems, np.array([[30.0, 10.0], [0.0, 0.0]]))
    assert joined.oxygen_mg_l == pytest.approx([12.0, 12.0])
    assert joined.temperature_c == pytest.approx([39.0, 39.0])


@given(st.lists(st.tuples(waters, flows_m3_h), min_size=2, max_size=5))
def test_running_together_keeps_mass(streams: list[tuple[TankState, float]]) -> None:
    flow = np.array([flow for _, flow in streams])
    for name in FIELDS:
        side_by_side = TankState(
            *(np.array([getattr(water, field) for water, _ in streams]) for field in FIELDS)
        )
        joined = getattr(tank.mixed(side_by_side, flow), name)
        carried = sum(getattr(water, name) * rate for water, rate in streams)
        assert joined * flow.sum() == pytest.approx(carried, rel=1e-9, abs=1e-9)
