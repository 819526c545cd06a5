"""Somebody else who writes: a panel, a laptop, an attacker, with the manual of the device open.

It refuses to know why, and who is to notice.
"""

import re

from farm.site import Device, Mapping, mapping
from hil_sim.contacts import Contacts
from hil_sim.device_tables import RIO
from hil_sim.drive_door import RUN, STOP
from hil_sim.rtu_slave import RtuLine
from hil_sim.station import Station
from hil_sim.wire import Wire

CAUSE = "foreign"
"""Cause of a contact's change by another master."""
ADAM = "advantech/adam-6050"
FIRST_COIL = {ADAM: 16}
"""Where a board's outputs begin, when not at 0 (ADAM-6000 manual, appendix B)."""
COIL = re.compile(r"(?:do|relay)(\d+)")
CURRENT = re.compile(r"ao(\d+)")
GD20, GD20_COMMAND, GD20_SET_HZ = "invt/gd20", 0x2000, 0x2001


def questions(device: Device, key: str, entry: Mapping, value: float) -> list[bytes]:
    """What brings an output to `value` (unit of its tag), as PDUs; ValueError for another device.

    Coils by FC05; currents of RIO-1 in µA and the GD20's set-point (0.01 Hz), run and stop by FC06.
    """
    if coil := COIL.fullmatch(key):
        address = FIRST_COIL.get(device.profile, 0) + int(coil[1])
        on = (value > 0.5) != entry.invert
        return [b"\x05" + address.to_bytes(2, "big") + (b"\xff\x00" if on else b"\x00\x00")]
    if (current := CURRENT.fullmatch(key)) and device.profile == RIO and entry.span:
        low, high = entry.span
        return [_word(int(current[1]), round(4000 + 16000 * (value - low) / (high - low)))]
    if device.profile == GD20 and value <= 0.0:
        return [_word(GD20_COMMAND, STOP)]
    if device.profile == GD20:
        return [_word(GD20_SET_HZ, round(100 * value)), _word(GD20_COMMAND, RUN)]
    raise ValueError(f"nobody here knows how to write {key} of {device.profile} by hand")


def _word(address: int, word: int) -> bytes:
    return b"\x06" + address.to_bytes(2, "big") + (word & 0xFFFF).to_bytes(2, "big")


def write(
    station: Station, line: Wire | None, contacts: Contacts, tag: str, value: float, at_s: float
) -> None:
    """Write an output past its controller; `line`: its serial wire, where everybody hears it.

    ValueError for a tag the station does not move.
    """
    for key, row in station.device.outputs.items():
        if mapping(row).tag != tag:
            continue
        with contacts.moved_by(CAUSE):
            for pdu in questions(station.device, key, mapping(row), value):
                if isinstance(line, RtuLine):
                    line.overheard(station, pdu, at_s)
                else:
                    station.answer(pdu, at_s)
        return
    raise ValueError(f"{station.device.id} does not move {tag}")
