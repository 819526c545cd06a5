"""Know what fish, biofilm, heterotrophs, oxygen and chemicals put into water per hour.

Knows no volume and no concentration: `tank` turns these into change.
"""

from dataclasses import dataclass, fields

from models import process_table
from models.carbonate import CACO3_MG_EQ
from models.floats import Floats
from models.heat import fish_w
from models.process_table import CO2_G_MOL, N_G_MOL, NAHCO3_G_MOL, NAOH_G_MOL

__all__ = [
    "CACO3_G_EQ",
    "CO2_G_MOL",
    "NAHCO3_G_MOL",
    "NAOH_G_MOL",
    "N_G_MOL",
    "Sources",
    "from_bicarbonate",
    "from_caustic",
    "from_fish",
    "from_heterotrophs",
    "from_nitrification",
    "from_soda",
    "nitrified_through",
]

CACO3_G_EQ = CACO3_MG_EQ / 1000.0  # g/eq


@dataclass(frozen=True, slots=True)
class Sources:
    """What enters (or, negative, leaves) a volume other than with water; nitrogen as g N/h."""

    oxygen_g_h: Floats = 0.0
    carbonate_mol_h: Floats = 0.0
    alkalinity_eq_h: Floats = 0.0
    tan_g_h: Floats = 0.0
    nitrite_g_h: Floats = 0.0
    nitrate_g_h: Floats = 0.0
    solids_g_h: Floats = 0.0
    heat_w: Floats = 0.0
    cells_g_h: Floats = 0.0
    nitrogen_gas_g_h: Floats = 0.0

    def __add__(self, other: "Sources") -> "Sources":
        """Return both together."""
        return Sources(*(getattr(self, n) + getattr(other, n) for n in SOURCE_NAMES))


SOURCE_NAMES = tuple(field.name for field in fields(Sources))
_IN_TABLE = {name: name.rsplit("_", 2)[0] for name in SOURCE_NAMES if name != "heat_w"}
_MADE = {
    process: tuple(
        (source, process_table.coefficient(process, component))
        for source, component in _IN_TABLE.items()
        if process_table.coefficient(process, component) != 0.0
    )
    for process in process_table.PROCESS_NAMES
}
"""What of each process shows in water, by the name it has here; the rest lies outside."""


def _by_table(**rates: Floats) -> dict[str, Floats]:
    """Return what processes running at these rates do to water, by the process table."""
    made: dict[str, Floats] = {}
    for process, rate in rates.items():
        for name, share in _MADE[process]:
            more = rate * share
            made[name] = made[name] + more if name in made else more
    return made


def from_fish(oxygen_use_g_h: Floats, tan_g_h: Floats, solids_g_h: Floats) -> Sources:
    """Return what fish do to water; each mole of ammonia brings one equivalent of alkalinity."""
    made = _by_table(respiration=oxygen_use_g_h, excretion=tan_g_h, defecation=solids_g_h)
    return Sources(**made, heat_w=fish_w(oxygen_use_g_h))


def from_nitrification(ammonia_oxidised_g_h: Floats, nitrite_oxidised_g_h: Floats) -> Sources:
    """Return what a biofilm does to water, from what it takes up in each step, g N/h."""
    return Sources(
        **_by_table(tan_oxidation=ammonia_oxidised_g_h, nitrite_oxidation=nitrite_oxidised_g_h)
    )


def nitrified_through(ammonia_oxidised_g_h: Floats) -> Sources:
    """Return what ammonia does on its whole way to nitrate: both steps, no nitrite left."""
    nitrite = process_table.coefficient("tan_oxidation", "nitrite") * ammonia_oxidised_g_h
    return from_nitrification(ammonia_oxidised_g_h, nitrite)


def from_heterotrophs(organics_eaten_g_h: Floats) -> Sources:
    """Return what bacteria do that eat this much organic matter lying on the film, g dry/h."""
    return Sources(**_by_table(organics_oxidation=organics_eaten_g_h))


def from_bicarbonate(dosed_g_h: Floats) -> Sources:
    """Return what NaHCO3 adds: one equivalent and one carbonate per mole."""
    return Sources(**_by_table(bicarbonate_dosing=dosed_g_h))


def from_caustic(dosed_g_h: Floats) -> Sources:
    """Return what NaOH adds: one equivalent per mole and no carbonate, so it binds CO2."""
    return Sources(**_by_table(caustic_dosing=dosed_g_h))


def from_soda(dosed_g_h: Floats) -> Sources:
    """Return what Na2CO3 adds: two equivalents and one carbonate per mole."""
    return Sources(**_by_table(soda_dosing=dosed_g_h))
