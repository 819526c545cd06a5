"""The dialer on relays of its own (safety page, L3): heartbeat, mains, oxygen.

It refuses to know the controller and the siren.
"""

import numpy as np

from hil_sim.contacts import Contacts
from hil_sim.plant.plant import Plant

DIAL_S = 20.0
"""From a relay that drops to a phone that rings (engineering memory; 10–40 s)."""
OXYGEN_RELAY_MG_L = 4.5
"""Set-point of its oxygen relay, a third meter in the fullest tanks (engineering memory; 4–5)."""


def relay_dropped(plant: Plant, contacts: Contacts, at_s: float) -> bool:
    """Whether one of its relays says that somebody must be called."""
    stocked = plant.fish.biomass_kg > 0.0
    oxygen = np.where(stocked, np.asarray(plant.water.tanks.oxygen_mg_l), np.inf)
    low = bool(oxygen.min() < OXYGEN_RELAY_MG_L)
    return low or not plant.power.phase_ok or contacts.heartbeat_lost(at_s)
