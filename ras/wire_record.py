"""The simulator's own record of the wire, read back: what was written to devices in a run.

It refuses to know what the controller says it wrote.
"""

from collections.abc import Iterator
from pathlib import Path

from farm.site import Site

WRITES = frozenset({5, 6, 15, 16})
"""Function codes that change a device (Modbus application protocol V1.1b3)."""


def writes_of(site: Site, folder: Path) -> Iterator[tuple[int, str, bytes]]:
    """Write requests in order: UTC ms, bus, unit and PDU; older file first."""
    from hil_sim.recorder import REQUEST, read_wire

    kinds = {bus.id: bus.kind for bus in site.buses}
    for path in (folder / "wire.log.1", folder / "wire.log"):
        if not path.exists():
            continue
        for at_ms, bus, direction, frame in read_wire(path):
            if direction != REQUEST or kinds[bus] == "ascii":
                continue
            body = frame[6:] if kinds[bus] == "tcp" else frame[:-2]
            if len(body) > 1 and body[1] in WRITES:
                yield at_ms, bus, body
