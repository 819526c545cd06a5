"""Know what a drum filter holds back, what it costs in water, and how its screen clogs.

Knows no float switch and no pump: when to backwash is decided elsewhere.
"""

from dataclasses import dataclass

from models.floats import Floats, higher

# L/kg feed by mesh in um: Mortensen (DIFTA).
RINSE_L_KG_FEED = {30: 200.0, 60: 100.0, 100: 50.0}


@dataclass(frozen=True, slots=True)
class Drum:
    """One drum's screen; every number is engineering memory, to be fitted on the plant.

    At 10 mg/L and above 40-60 um screens hold 0.35-0.6 per pass, less in cleaner water.
    """

    removal_best: float = 0.6  # g/g per pass in dirty water
    removal_half_mg_l: float = 4.0  # mg/L, where half of that is left
    clean_head_m: float = 0.05  # m at the rated flow
    rated_flow_m3_h: float = 500.0  # m3/h
    blinding_g: float = 2000.0  # g on the screen that double the head
    rinse_part: float = 0.95  # g/g taken off by one backwash


def removal_fraction(inlet_mg_l: Floats, drum: Drum) -> Floats:
    """Return the part of suspended solids held back per pass, 0-1; falls in cleaner water."""
    dirty = higher(inlet_mg_l, 0.0)
    return drum.removal_best * dirty / (dirty + drum.removal_half_mg_l)


def outlet_mg_l(inlet_mg_l: Floats, drum: Drum) -> Floats:
    """Return suspended solids behind the screen, mg/L."""
    return inlet_mg_l * (1.0 - removal_fraction(inlet_mg_l, drum))


def caught_g_h(inlet_mg_l: Floats, flow_m3_h: Floats, drum: Drum) -> Floats:
    """Return what the screen holds back, g/h."""
    return flow_m3_h * inlet_mg_l * removal_fraction(inlet_mg_l, drum)


def head_m(flow_m3_h: Floats, held_g: Floats, drum: Drum) -> Floats:
    """Return the head lost over the screen, m; rises with flow and with what it holds."""
    clean = drum.clean_head_m * (flow_m3_h / drum.rated_flow_m3_h) ** 2
    return clean * (1.0 + held_g / drum.blinding_g)


def after_backwash_g(held_g: Floats, drum: Drum) -> Floats:
    """Return what a backwash leaves on the screen, g."""
    return held_g * (1.0 - drum.rinse_part)


def rinse_m3_d(feed_kg_d: Floats, mesh_um: int = 60) -> Floats:
    """Return rinse water, m3/d, for a mesh of 30, 60 or 100 um (Mortensen, DIFTA)."""
    return feed_kg_d * RINSE_L_KG_FEED[mesh_um] / 1000.0
