"""Which register table belongs to which profile id, and what of a device must look at the time.

It refuses to know how the programs under test describe a model: only the names are shared.
"""

from collections.abc import Callable
from dataclasses import dataclass

from farm.site import Device, Site
from hil_sim.binding import Binding
from hil_sim.drive_tables import invt_gd20, schneider_atv320
from hil_sim.io_tables import Rio, adam_6050, rio_1, waveshare_relay
from hil_sim.probe_tables import sdm630, tuf_2000m, y504, y532
from hil_sim.registers import Table

TABLES: dict[str, Callable[[Binding], Table]] = {
    "yosemitech/y504-a": y504,
    "yosemitech/y532-a": y532,
    "dalian/tuf-2000m": tuf_2000m,
    "eastron/sdm630": sdm630,
    "invt/gd20": invt_gd20,
    "schneider/atv320": schneider_atv320,
    "waveshare/relay-8ch": waveshare_relay,
    "advantech/adam-6050": adam_6050,
}
"""Modbus devices without a clock of their own."""
RIO = "xjl/rio-1"
EZO, XK3190 = "atlas/ezo-do", "yaohua/xk3190-a9"
ASCII_DEVICES = frozenset({EZO, XK3190})

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
    return frozenset(TABLES) | ASCII_DEVICES | {RIO}


def build(site: Site, device: Device, binding: Binding) -> Built:
    """Table of a Modbus device; KeyError for a profile that is not known."""
    if device.profile == RIO:
        rio = Rio(binding, site.outputs)
        return Built(rio_1(binding, rio), rio)
    return Built(TABLES[device.profile](binding))
