"""Opens real wires: serial devices and TCP connections.

It refuses to know what is said on them.
"""

from drivers.port import Port
from farm.site import Bus as BusRow


async def open_port(bus: BusRow) -> Port:
    """Port of a bus row; PortUnavailable with the reason when it cannot be opened."""
    raise NotImplementedError
