"""From where a session may be used: the address it began at, or the farm's network around it.

It refuses to know sessions and people.
"""

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network


class Whereabouts:
    """The farm's own networks, within which phones change their address and stay the same phone."""

    def __init__(self, roam: Iterable[str] = ()) -> None:
        """`roam`: networks as the site file has them."""
        self._networks = tuple(ip_network(text, strict=False) for text in roam)

    def of(self, address: str) -> str:
        """What a session is bound to: one of those networks, else the address itself."""
        try:
            here = ip_address(address)
        except ValueError:
            return address
        if isinstance(here, IPv6Address) and here.ipv4_mapped is not None:
            here = here.ipv4_mapped
        network = next((one for one in self._networks if here in one), None)
        return str(here) if network is None else str(network)
