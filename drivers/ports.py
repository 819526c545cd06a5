"""Opens real wires: serial devices and TCP connections.

It refuses to know what is said on them.
"""

from drivers.line import open_serial
from drivers.port import Port
from drivers.tcp import open_tcp
from farm.site import Bus as BusRow


async def open_port(bus: BusRow) -> Port:
    """Port of a bus row; PortUnavailable with the reason when it cannot be opened."""
    if bus.kind == "tcp" or bus.kind.endswith("-over-tcp"):
        return await open_tcp(bus)
    return await open_serial(bus)
