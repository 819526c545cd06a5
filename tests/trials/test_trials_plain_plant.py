"""The plant's fused water step against the same laws said plainly and solved tightly by scipy.

The plain version stands in bench.plain_plant; it shares the laws of models, not the stepping.
"""

from copy import deepcopy

import numpy as np
import pytest

from bench.plain_plant import Plain
from bench.plant_reference import TIGHT, at_work, busier, ours, solved
from drivers.profiles import load_profiles
from hil_sim.plant.plant import Plant
from models.sources import Sources
from trials.verdict import open_site

SECONDS = 300
WITHIN = {1.0: 1e-4, 60.0: 2e-3}
"""Largest relative difference of any row of any tank or sump, by the length of our step."""


@pytest.fixture(scope="module")
def busy() -> tuple[Plant, Sources]:
    """The trial farm when its fish have just become half as busy again."""
    plant = at_work(open_site("trial", load_profiles()))
    return plant, busier(plant)


def away(busy: tuple[Plant, Sources], step_s: float) -> float:
    plant, fish = busy
    exact = solved(Plain(plant, fish), SECONDS, "DOP853", TIGHT)
    found = ours(deepcopy(plant), fish, step_s, SECONDS)
    return float((np.abs(found - exact) / np.maximum(np.abs(exact), 1e-3)).max())


@pytest.mark.parametrize("step_s", WITHIN)
def test_our_step_is_the_solution_of_the_laws(busy: tuple[Plant, Sources], step_s: float) -> None:
    difference = away(busy, step_s)
    print(f"steps of {step_s:g} s: largest relative difference {difference:.1e}")
    assert difference < WITHIN[step_s]


def test_another_law_would_show(busy: tuple[Plant, Sources]) -> None:
    """A film a tenth more active moves TAN further than our steps ever err."""
    plant, fish = busy
    plain = Plain(plant, fish)
    exact = solved(plain, SECONDS, "DOP853", TIGHT)
    plain.water.film.grown = plain.water.film.grown * 1.1
    other = solved(plain, SECONDS, "DOP853", TIGHT)
    assert float((np.abs(other - exact) / np.maximum(np.abs(exact), 1e-3)).max()) > WITHIN[1.0]
