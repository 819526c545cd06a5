"""Which register table belongs to which probe, flow meter and level in the water.

It refuses to know their registers and every other device.
"""

from collections.abc import Callable

from hil_sim.aqualabo_tables import c4e, optod, pheht
from hil_sim.binding import Binding
from hil_sim.flow_tables import l_mag, mag6000, qdy30a, tuf_2000m
from hil_sim.probe_tables import (
    arc_ph,
    cm44x,
    krypton,
    rdo_pro_x,
    rs_ldo,
    rs_ph,
    sup_do7013,
    visiferm_do,
)
from hil_sim.registers import Table
from hil_sim.yosemitech_tables import y504, y511, y520, y532, y533, y4000

WATER_DEVICES: dict[str, Callable[[Binding], Table]] = {
    "yosemitech/y504-a": y504,
    "yosemitech/y532-a": y532,
    "yosemitech/y533-a": y533,
    "yosemitech/y520-a": y520,
    "yosemitech/y511-a": y511,
    "yosemitech/y4000": y4000,
    "renke/rs-ldo": rs_ldo,
    "renke/rs-ph": rs_ph,
    "aqualabo/optod": optod,
    "aqualabo/pheht": pheht,
    "aqualabo/c4e": c4e,
    "in-situ/rdo-pro-x": rdo_pro_x,
    "hamilton/visiferm-do": visiferm_do,
    "hamilton/arc-ph": arc_ph,
    "supmea/sup-do7013": sup_do7013,
    "kuntze/krypton": krypton,
    "endress-hauser/cm44x": cm44x,
    "dalian/tuf-2000m": tuf_2000m,
    "siemens/mag6000": mag6000,
    "generic/l-mag": l_mag,
    "generic/qdy30a": qdy30a,
}
"""Every value they show is the binding's, by the key of the profile."""
