"""One value of a profile's allow-list as the request that writes it.

It refuses to know limits and who wants it.
"""

from drivers.decode import encoded
from drivers.modbus import Request, coil_word_request, write_request
from farm.profile import Swap, Write


def value_request(unit: int, write: Write, address: int, wanted: float, swap: Swap) -> Request:
    """Write `wanted` (unit of the device) at a wire address; ValueError when it does not fit."""
    words = encoded((wanted - write.add) / write.scale, write.type, swap)
    if write.fc == 5 and write.type != "bit":
        return coil_word_request(unit, address, words[0])
    return write_request(unit, write.fc, address, words)
