"""Which register table belongs to which profile id, and what of a device must look at the time.

It refuses to know how the programs under test describe a model: only the names are shared.
"""

from collections.abc import Callable
from dataclasses import dataclass

from farm.site import Device, Site
from hil_sim.ascii_devices import TEXT_DEVICES
from hil_sim.binding import Binding
from hil_sim.control_word_tables import abb_acs355, abb_acs580, danfoss_fc, siemens_v20
from hil_sim.drive_tables import delta_ms300, delta_vfd_e, invt_gd20, schneider_atv320
from hil_sim.io_tables import Rio, rio_1
from hil_sim.meter_tables import adl400, adw300, iem3000, pzem_016, sdm120, sdm630
from hil_sim.registers import Table
from hil_sim.relay_tables import (
    adam_6017,
    adam_6050,
    iologik_e1214,
    iologik_e1240,
    waveshare_relay,
)
from hil_sim.standby_tables import apc_nmc, gencomm
from hil_sim.water_devices import WATER_DEVICES

DRIVES: dict[str, Callable[[Binding], Table]] = {
    "invt/gd20": invt_gd20,
    "delta/vfd-e": delta_vfd_e,
    "delta/ms300": delta_ms300,
    "schneider/atv320": schneider_atv320,
    "siemens/v20": siemens_v20,
    "danfoss/fc": danfoss_fc,
    "abb/acs580": abb_acs580,
    "abb/acs355": abb_acs355,
}
"""Frequency converters: their values travel as coarse words."""

TABLES: dict[str, Callable[[Binding], Table]] = {
    **WATER_DEVICES,
    "eastron/sdm630": sdm630,
    "eastron/sdm120": sdm120,
    "schneider/iem3000": iem3000,
    "acrel/adl400": adl400,
    "acrel/adw300": adw300,
    "peacefair/pzem-016": pzem_016,
    "waveshare/relay-8ch": waveshare_relay,
    "waveshare/poe-eth-relay-8ch": waveshare_relay,
    "advantech/adam-6050": adam_6050,
    "advantech/adam-6017": adam_6017,
    "moxa/iologik-e1214": iologik_e1214,
    "moxa/iologik-e1240": iologik_e1240,
    "deepsea/gencomm": gencomm,
    "apc/nmc": apc_nmc,
    **DRIVES,
}
"""Modbus devices without a clock of their own."""
RIO = "xjl/rio-1"

MEASURED_AT = {
    ("yosemitech/y504-a", "oxygen_mg_l"): 0x2602,
    ("yosemitech/y504-a", "saturation"): 0x2602,
    ("yosemitech/y504-a", "temperature"): 0x2600,
    ("yosemitech/y532-a", "ph"): 0x2800,
    ("yosemitech/y532-a", "temperature"): 0x2400,
}
"""Register whose reading counts as a poll when a series is played back."""

TURNAROUND_S = {
    "yosemitech/y504-a": (0.010, 0.030),
    "yosemitech/y532-a": (0.010, 0.030),
    "dalian/tuf-2000m": (0.020, 0.045),
    "eastron/sdm630": (0.008, 0.025),
    "invt/gd20": (0.004, 0.012),
    "schneider/atv320": (0.004, 0.012),
    "waveshare/relay-8ch": (0.005, 0.015),
}
"""From the end of the request to the first byte of the answer, s; engineering memory."""
TURNAROUND_OTHER_S = (0.010, 0.030)


@dataclass(frozen=True, slots=True)
class Built:
    """A device's table, and its own clockwork if it has one."""

    table: Table
    rio: Rio | None = None


def known() -> frozenset[str]:
    """Every profile id the simulator can be."""
    return frozenset(TABLES) | frozenset(TEXT_DEVICES) | {RIO}


def build(site: Site, device: Device, binding: Binding) -> Built:
    """Table of a Modbus device; KeyError for a profile that is not known."""
    if device.profile == RIO:
        rio = Rio(binding, site.outputs)
        return Built(rio_1(binding, rio), rio)
    return Built(TABLES[device.profile](binding))
