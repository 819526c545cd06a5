"""Hold every process to carbon, nitrogen, oxygen demand and charge, and to its published figures.

Knows no rate. Published coefficients are rounded: the tests say to how many per mil they close.
"""

import numpy as np
import pytest

from models import process_table as table
from models import sources
from models.tank import STATE_NAMES

PUBLISHED = {"oxygen": -4.18, "alkalinity": -7.05 / 50.0435, "cells": 0.20, "nitrate": 0.976}
"""Ebeling, Timmons & Bisogni 2006, per gram of ammonia nitrogen through both steps."""


def through_both_steps() -> dict[str, float]:
    first, second = (
        table.TABLE[table.PROCESS_NAMES.index(name)]
        for name in ("tan_oxidation", "nitrite_oxidation")
    )
    whole = first + second * first[table.NAMES.index("nitrite")]
    return dict(zip(table.NAMES, (float(part) for part in whole), strict=True))


@pytest.mark.parametrize("process", table.PROCESS_NAMES)
def test_every_process_keeps_the_four_things(process: str) -> None:
    made = table.residuals()[table.PROCESS_NAMES.index(process)]
    scale = np.abs(table.TABLE[table.PROCESS_NAMES.index(process)]) @ np.abs(table.COMPOSITION)
    assert np.abs(made) == pytest.approx(np.zeros(4), abs=1e-12)
    assert scale.max() > 1e-3, "a row of nothing would pass"


@pytest.mark.parametrize("process", table.PROCESSES, ids=lambda process: process.name)
def test_a_wrong_coefficient_is_seen(process: table.Process) -> None:
    """Each coefficient a per mil wrong breaks at least one balance by more than is allowed."""
    row = process.row()
    for at in np.flatnonzero(row):
        wrong = row.copy()
        wrong[at] *= 1.001
        if table.COMPOSITION[at].any():
            assert np.abs(wrong @ table.COMPOSITION).max() > 1e-7, table.NAMES[at]


def test_composition_is_the_chemistry() -> None:
    """Oxygen demand of nitrogen: 3.43 g/g to nitrite, 4.57 to nitrate, 1.71 to N2; cells 1.42."""
    held = {name: table.held({name: 1.0}) for name in table.NAMES}
    assert held["nitrite"]["oxygen_demand_g"] == pytest.approx(-3.43, abs=0.005)
    assert held["nitrate"]["oxygen_demand_g"] == pytest.approx(-4.57, abs=0.005)
    assert held["nitrogen_gas"]["oxygen_demand_g"] == pytest.approx(-1.714, abs=0.001)
    assert held["cells"]["oxygen_demand_g"] == pytest.approx(1.415, abs=0.001)
    assert held["cells"]["nitrogen_mol"] * 14.007 == pytest.approx(0.124, abs=0.0005)
    assert held["tan"]["charge_eq"] == -held["nitrate"]["charge_eq"]


def test_published_nitrification_closes_to_two_per_mil() -> None:
    """Ours keeps everything; what is printed differs by so much, and does not close by as much."""
    ours = through_both_steps()
    off = {name: 1000.0 * (ours[name] / value - 1.0) for name, value in PUBLISHED.items()}
    assert off == pytest.approx(
        {"oxygen": -1.4, "alkalinity": 1.0, "cells": -2.6, "nitrate": -0.7}, abs=0.1
    )
    printed = table.held(PUBLISHED | {"tan": -1.0, "carbonate": -0.20 * 5.0 / 113.115})
    per_mil = {
        "nitrogen_mol": 1000.0 * printed["nitrogen_mol"] * 14.007,
        "oxygen_demand_g": 1000.0 * printed["oxygen_demand_g"] / 4.18,
        "charge_eq": 1000.0 * printed["charge_eq"] / (7.05 / 50.0435),
    }
    assert per_mil == pytest.approx(
        {"nitrogen_mol": 0.8, "oxygen_demand_g": 0.8, "charge_eq": -1.4}, abs=0.3
    )


def test_published_carbon_dioxide_is_what_leaves_bicarbonate() -> None:
    """5.85 g CO2/g (Ebeling 2006) counts the bicarbonate that acid turns into CO2."""
    ours = through_both_steps()
    from_bicarbonate = -ours["alkalinity"] + ours["carbonate"]
    assert from_bicarbonate * 44.0095 == pytest.approx(5.85, rel=0.01)


def test_fish_and_film_together_take_one_equivalent_a_mole() -> None:
    """The alkalinity ledger: excretion +1, nitrification -1.98."""
    excreted = table.coefficient("excretion", "alkalinity") * 14.007
    assert excreted == pytest.approx(1.0)
    assert excreted + through_both_steps()["alkalinity"] * 14.007 == pytest.approx(
        -0.975, abs=0.005
    )


def test_chemicals_are_the_ledger() -> None:
    for process, grams, alkalinity, carbonate in (
        ("bicarbonate_dosing", 84.01, 1.0, 1.0),
        ("caustic_dosing", 40.0, 1.0, 0.0),
        ("soda_dosing", 105.99, 2.0, 1.0),
    ):
        assert table.coefficient(process, "alkalinity") * grams == pytest.approx(alkalinity)
        assert table.coefficient(process, "carbonate") * grams == pytest.approx(carbonate)


def test_sources_and_states_are_rows_of_the_table() -> None:
    """No second truth: every source of water but heat is a component, every state too."""
    kept = [name.rsplit("_", 2)[0] for name in sources.SOURCE_NAMES if name != "heat_w"]
    assert set(kept) <= set(table.NAMES)
    states = [name.rsplit("_", 2)[0] for name in STATE_NAMES if name != "temperature_c"]
    assert states == kept
    fish = sources.from_fish(2.0, 3.0, 5.0)
    assert fish.carbonate_mol_h == 2.0 * table.coefficient("respiration", "carbonate")
    assert (fish.oxygen_g_h, fish.tan_g_h, fish.solids_g_h) == (-2.0, 3.0, 5.0)


def test_every_row_says_where_it_comes_from() -> None:
    assert all(process.source for process in table.PROCESSES)
    assert len(set(table.PROCESS_NAMES)) == len(table.PROCESSES)
    with pytest.raises(ValueError, match="not in tuple"):
        table.coefficient("anammox", "tan")
