"""What a test does to a bare plant: let time pass, let something happen.

Knows no register and no clock.
"""

from hil_sim.mishaps import happen
from hil_sim.plant.plant import Plant


def run(plant: Plant, seconds: int) -> None:
    for _ in range(seconds):
        plant.step()


def let(plant: Plant, what: str, place: str = "", value: float = 1.0) -> None:
    happen(plant, {"what": what, "place": place, "value": value})
