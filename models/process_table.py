"""Know what each process of the plant takes from and gives to water, gas and sludge: one table.

Knows no rate and no volume: how fast a process runs belongs to fish, film, degasser and doser.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.feeding import CO2_PER_OXYGEN
from models.floats import FloatArray

CO2_G_MOL = 44.0095  # g/mol, IUPAC atomic weights
N_G_MOL = 14.007  # g/mol
C_G_MOL = 12.011  # g/mol
O2_G_MOL = 32.0  # g/mol, as used with the Benson & Krause saturation
CELL_G_MOL = 113.115  # g/mol C5H7O2N (Hoover & Porges 1952)
NAHCO3_G_MOL = 84.01  # g/mol
NAOH_G_MOL = 40.0  # g/mol
NA2CO3_G_MOL = 105.99  # g/mol

FAECES_CARBON_G_G = 0.40  # g C/g dry; engineering memory, 0.35-0.45
FAECES_NITROGEN_G_G = 0.04  # g N/g dry; what the nitrogen of feed leaves to solids, 0.02-0.06
FAECES_OXYGEN_DEMAND_G_G = 1.2  # g O2/g dry; engineering memory, 1.0-1.4

NITRIFIER_CELLS_G_G = 0.20  # g cells/g TAN through both steps: Ebeling, Timmons & Bisogni 2006
# Cells per mole of nitrogen: 1/55 of Nitrosomonas, 1/400 of Nitrobacter (US EPA 1975).
AMMONIA_STEP_CELLS_PART = (1 / 55) / (1 / 55 + 1 / 400)
HETEROTROPH_YIELD_G_G = 0.40  # g COD of cells/g COD eaten; observed in old films, 0.3-0.67 (ASM1)


@dataclass(frozen=True, slots=True)
class Component:
    """What one unit of a substance holds: the four things no process makes or destroys.

    Oxygen demand counts ammonia as 0, hence nitrate, nitrite and N2 below it, oxygen as -1.
    """

    name: str
    unit: str
    carbon_mol: float = 0.0
    nitrogen_mol: float = 0.0
    oxygen_demand_g: float = 0.0
    charge_eq: float = 0.0
    in_water: bool = True


CONSERVED = ("carbon_mol", "nitrogen_mol", "oxygen_demand_g", "charge_eq")
_BREATHED_MOL_G = CO2_PER_OXYGEN / CO2_G_MOL


def _faeces(name: str, in_water: bool) -> Component:
    """Return matter of faeces per g dry."""
    carbon, nitrogen = FAECES_CARBON_G_G / C_G_MOL, FAECES_NITROGEN_G_G / N_G_MOL
    return Component(name, "g", carbon, nitrogen, FAECES_OXYGEN_DEMAND_G_G, in_water=in_water)


def _nitrogen(
    name: str, oxygen_mol_mol: float, charge_eq: float, in_water: bool = True
) -> Component:
    """Return a nitrogen species per g N; oxygen_mol_mol is what making it from ammonia took."""
    return Component(
        name,
        "g N",
        nitrogen_mol=1.0 / N_G_MOL,
        oxygen_demand_g=-oxygen_mol_mol * O2_G_MOL / N_G_MOL,
        charge_eq=charge_eq / N_G_MOL,
        in_water=in_water,
    )


COMPONENTS = (
    Component("oxygen", "g", oxygen_demand_g=-1.0),
    Component("carbonate", "mol", carbon_mol=1.0),
    Component("alkalinity", "eq", charge_eq=-1.0),
    _nitrogen("tan", 0.0, 1.0),
    _nitrogen("nitrite", 1.5, -1.0),
    _nitrogen("nitrate", 2.0, -1.0),
    _faeces("solids", True),
    Component(
        "cells",
        "g",
        carbon_mol=5.0 / CELL_G_MOL,
        nitrogen_mol=1.0 / CELL_G_MOL,
        oxygen_demand_g=5.0 * O2_G_MOL / CELL_G_MOL,
    ),
    _nitrogen("nitrogen_gas", 0.75, 0.0),
    Component("sodium", "mol", charge_eq=1.0),
    _faeces("organics", False),
    Component("fuel", "g O2", _BREATHED_MOL_G, oxygen_demand_g=1.0, in_water=False),
    _nitrogen("protein_nitrogen", 0.0, 0.0, in_water=False),
    _faeces("undigested", False),
    Component("bicarbonate", "g", carbon_mol=1.0 / NAHCO3_G_MOL, in_water=False),
    Component("caustic", "g", in_water=False),
    Component("soda", "g", carbon_mol=1.0 / NA2CO3_G_MOL, in_water=False),
    Component("air_oxygen", "g", oxygen_demand_g=-1.0, in_water=False),
    Component("air_carbon_dioxide", "mol", carbon_mol=1.0, in_water=False),
    _nitrogen("air_nitrogen", 0.75, 0.0, in_water=False),
)
"""Substances in water, then what stands beside it: film, fish, bags of chemicals, air."""

NAMES = tuple(component.name for component in COMPONENTS)
COMPOSITION: FloatArray = np.array(
    [[getattr(component, kept) for kept in CONSERVED] for component in COMPONENTS]
)
"""Component x (C, N, oxygen demand, charge), per unit of the component."""

_CLOSED_BY = {"carbon_mol": "carbonate", "charge_eq": "alkalinity", "oxygen_demand_g": "oxygen"}


@dataclass(frozen=True, slots=True)
class Process:
    """One row: what is chosen, and by which nitrogen species nitrogen closes.

    Chosen coefficients are per unit of rate; carbon closes by total carbonate, charge by
    alkalinity, oxygen demand by oxygen, so nothing in a row can disagree with the rest of it.
    """

    name: str
    chosen: Mapping[str, float]
    source: str
    nitrogen_by: str = "tan"

    def row(self) -> FloatArray:
        """Return the coefficients of all components, per unit of rate."""
        row = np.zeros(len(COMPONENTS))
        for name, coefficient in self.chosen.items():
            row[NAMES.index(name)] = coefficient
        for kept, name in ({"nitrogen_mol": self.nitrogen_by} | _CLOSED_BY).items():
            at, column = NAMES.index(name), CONSERVED.index(kept)
            row[at] -= row @ COMPOSITION[:, column] / COMPOSITION[at, column]
        return row


def _nitrifiers(eaten: str, made: str, part: float, source: str) -> Process:
    cells = NITRIFIER_CELLS_G_G * part
    return Process(f"{eaten}_oxidation", {eaten: -1.0, "cells": cells}, source, made)


_HETEROTROPH_CELLS_G_G = (
    HETEROTROPH_YIELD_G_G * FAECES_OXYGEN_DEMAND_G_G / (5.0 * O2_G_MOL / CELL_G_MOL)
)
PROCESSES = (
    Process("respiration", {"fuel": -1.0}, "Timmons & Ebeling: 1.375 g CO2/g O2, quotient of 1"),
    Process("excretion", {"protein_nitrogen": -1.0}, "NH3 becomes NH4+ and HCO3-: 1 eq/mol"),
    Process("defecation", {"undigested": -1.0, "solids": 1.0}, "the matter itself"),
    Process("leaching", {"undigested": -1.0, "organics": 1.0}, "the matter itself"),
    Process("trapping", {"solids": -1.0, "organics": 1.0}, "the matter itself"),
    _nitrifiers("tan", "nitrite", AMMONIA_STEP_CELLS_PART, "Ebeling et al. 2006; US EPA 1975"),
    _nitrifiers(
        "nitrite", "nitrate", 1.0 - AMMONIA_STEP_CELLS_PART, "Ebeling et al. 2006; US EPA 1975"
    ),
    Process(
        "organics_oxidation",
        {"organics": -1.0, "cells": _HETEROTROPH_CELLS_G_G},
        "Henze et al. 1987 (ASM1), observed yield of old films unverified",
    ),
    Process(
        "bicarbonate_dosing",
        {"bicarbonate": -1.0, "sodium": 1.0 / NAHCO3_G_MOL},
        "NaHCO3: 1 eq and 1 carbonate/mol",
    ),
    Process(
        "caustic_dosing",
        {"caustic": -1.0, "sodium": 1.0 / NAOH_G_MOL},
        "NaOH: 1 eq and no carbonate/mol",
    ),
    Process(
        "soda_dosing",
        {"soda": -1.0, "sodium": 2.0 / NA2CO3_G_MOL},
        "Na2CO3: 2 eq and 1 carbonate/mol",
    ),
    Process("oxygen_transfer", {"air_oxygen": -1.0}, "the gas itself"),
    Process("carbon_dioxide_transfer", {"air_carbon_dioxide": -1.0}, "the gas itself"),
    Process("nitrogen_transfer", {"air_nitrogen": -1.0}, "the gas itself", "nitrogen_gas"),
)
"""All processes; rates in g (respiration g O2, nitrogen g N, CO2 transfer mol) per hour."""

PROCESS_NAMES = tuple(process.name for process in PROCESSES)
TABLE: FloatArray = np.array([process.row() for process in PROCESSES])
"""Process x component, per unit of rate."""


def coefficient(process: str, component: str) -> float:
    """Return what one unit of a process adds to a component (negative: takes).

    ValueError for a name that is not in the table.
    """
    return float(TABLE[PROCESS_NAMES.index(process), NAMES.index(component)])


def part(processes: Sequence[str], components: Sequence[str]) -> FloatArray:
    """Return the table of these processes and components, process x component."""
    rows = [PROCESS_NAMES.index(name) for name in processes]
    return TABLE[np.ix_(rows, [NAMES.index(name) for name in components])]


def residuals() -> FloatArray:
    """Return what each process makes of nothing: process x (C, N, oxygen demand, charge)."""
    made: FloatArray = TABLE @ COMPOSITION
    return made


def held(amounts: Mapping[str, float]) -> dict[str, float]:
    """Return the C (mol), N (mol), oxygen demand (g) and charge (eq) of amounts by component."""
    amount = np.array([amounts.get(name, 0.0) for name in NAMES])
    return dict(zip(CONSERVED, (float(kept) for kept in amount @ COMPOSITION), strict=True))
